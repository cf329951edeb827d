"""Bundles from strangers: made by hand, mutated by chance, and what must hold for any of them."""

from __future__ import annotations

import functools
import hashlib
import io
import json
import os
import random
import struct
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from rehearse.audio.format import SPEECH_FORMAT
from rehearse.errors import BundleInvalid, RehearseError
from rehearse.exchange import bundle_in, sound_look
from rehearse.exchange.bundle import Bundle, read_bundle
from rehearse.exchange.bundle_take import take_to_json
from rehearse.exchange.small_sound import write_mp3
from rehearse.library.desk_facts import MarkFacts, ReactionFacts
from rehearse.library.library import Library
from rehearse.library.sent_takes import SentDrill, SentNote, SentScript, SentTake
from rehearse.speech.corrections import correct
from rehearse.speech.transcript import Span
from tests.helpers.messages import audio_message

WHEN = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
BUNDLE_ID = "0190a3b4-0000-7000-8000-00000000b001"


def an_id(number: int) -> str:
    return f"0190a3b4-0000-7000-8000-{number:012x}"


@functools.cache
def a_sound(seconds: float = 1.0) -> bytes:
    """A tone as MP3."""
    n_frames = round(seconds * 16_000)
    samples = (8000 * np.sin(np.arange(n_frames) / 8)).astype("<i2")
    out = io.BytesIO()
    write_mp3(iter([samples]), out)
    return out.getvalue()


def a_note(number: int, text: str = "Slower here.", **changes: Any) -> SentNote:
    note = SentNote(an_id(number), WHEN, WHEN, "Carla", 3, 5, Span(1.9, 2.9), text)
    return replace(note, **changes)


def a_take(number: int = 1, **changes: Any) -> SentTake:
    """A take that was heard, judged, put right and remarked on."""
    scored = audio_message()
    heard = scored.transcript
    assert heard is not None
    take = SentTake(
        id=an_id(number),
        created_at=WHEN,
        title="Copier call",
        speaker="Bob",
        tags=("cold", "monday"),
        sound_sha256=hashlib.sha256(an_id(number).encode()).hexdigest(),
        format=SPEECH_FORMAT,
        n_frames=16_000,
        heard=heard,
        corrections=correct(heard, changes.pop("made_before", None) or _none(), 7, 8, "Acme & Sons"),
        scorecard=scored.analysis.scorecard,
        sound=scored.analysis.sound,
        notes=(a_note(number + 100), a_note(number + 200, "All in all fine.", first_word=None,
                                            last_word=None, span=None)),
        script=SentScript(an_id(900), "Copiers", "Hi {name}, this is Bob."),
        drill=SentDrill("number-first", "Number first", 0, "missed", ("The number came late.",)),
        answers_id=an_id(800),
        marks=(
            MarkFacts(
                *("callback", "name", "Carla", WHEN.isoformat(), "no", "Is it clear?", "Mumbled."), None, None
            ),
        ),
        reactions=(ReactionFacts(an_id(number + 300), WHEN.isoformat(), "Carla", "great", 1.0, 2.0),),
    )  # fmt: skip
    return replace(take, **changes)


def _none() -> Any:
    from rehearse.speech.corrections import NO_CORRECTIONS

    return NO_CORRECTIONS


Files = dict[str, bytes]


def files_of(takes: Iterable[SentTake] | None = None, sound: bytes | None = None) -> Files:
    """The members of a bundle."""
    files: Files = {}
    for take in (a_take(1), a_take(2)) if takes is None else takes:
        files[f"takes/{take.id}.json"] = take_to_json(take).encode()
        files[f"takes/{take.id}.mp3"] = a_sound() if sound is None else sound
    return files


def packed(
    files: Mapping[str, bytes],
    *,
    head: Mapping[str, Any] | None = None,
    listed: list[Any] | None = None,
    infos: Mapping[str, Callable[[zipfile.ZipInfo], None]] | None = None,
    extra: Iterable[tuple[str, bytes]] = (),
) -> bytes:
    """A bundle of these members, whose hashes are right; the rest may be anything."""
    found = {
        "rehearse_bundle": 1,
        "id": BUNDLE_ID,
        "program": "0.1.0",
        "created_at": WHEN.isoformat(),
        "named": True,
        "files": [[name, len(data), hashlib.sha256(data).hexdigest(), 0] for name, data in files.items()]
        if listed is None
        else listed,
        **(head or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in (*files.items(), *extra, ("manifest.json", json.dumps(found).encode())):
            info = zipfile.ZipInfo(name, (2026, 3, 4, 5, 6, 8))
            info.external_attr = 0o600 << 16
            if name.endswith(".json"):
                info.compress_type = zipfile.ZIP_DEFLATED
            change = (infos or {}).get(name)
            if change is not None:
                change(info)
            archive.writestr(info, data)
    return out.getvalue()


# ---- by chance -----------------------------------------------------------------------------------

_ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2**31, 2**63, 2**70, 1e308, -1e-9, 0.5, "", "x", "\0", "\ud800", [], {}),
    *([[]], {"": None}, "<script>alert(1)</script>", "../../evil", "a" * 5000, BUNDLE_ID, WHEN.isoformat()),
    *("2026-01-01", "NaN", [1, 2], ["a", 0, 1, 2], [None, None], "\u202e", "1" * 400),
)
_NAMES = (
    "../evil.json",
    "/etc/evil",
    "takes/../../evil.mp3",
    "takes\\evil.mp3",
    "takes/con.json",
    "library/library.db",
    f"takes/{an_id(1)}.JSON",
    f"takes/{an_id(7)}.mp3",
    f"takes/{an_id(1)}.wav",
    "takes/",
    "manifest.json",
    "x" * 60_000,
)


def mutated(chance: random.Random) -> bytes:
    """A bundle with an accident in it, of one of many kinds."""
    kind = chance.choice(("value", "value", "value", "head", "bytes", "cut", "names", "sound", "raw"))
    files = files_of()
    if kind == "value":
        name = chance.choice([name for name in files if name.endswith(".json")])
        found = json.loads(files[name])
        for _turn in range(chance.choice((1, 1, 2, 5))):
            found = changed(found, chance)
        files[name] = json.dumps(found).encode()
        return packed(files)
    if kind == "head":
        data = json.loads(zipfile.ZipFile(io.BytesIO(packed(files))).read("manifest.json"))
        found = changed(data, chance)
        return packed(files, head=found if isinstance(found, dict) else {})
    if kind == "names":
        name = chance.choice(list(files))
        other = chance.choice(_NAMES)
        files = {other if one == name else one: data for one, data in files.items()}
        return packed(files)
    if kind == "sound":
        name = chance.choice([name for name in files if name.endswith(".mp3")])
        files[name] = spoiled(files[name], chance)
        return packed(files)
    if kind == "raw":
        return chance.randbytes(chance.randrange(400))
    whole = packed(files)
    if kind == "cut":
        return whole[: chance.randrange(len(whole))]
    return spoiled(whole, chance)


def spoiled(data: bytes, chance: random.Random) -> bytes:
    raw = bytearray(data)
    for _turn in range(chance.choice((1, 3, 20))):
        at = chance.randrange(len(raw))
        raw[at] = chance.randrange(256)
    if chance.random() < 0.3:
        del raw[chance.randrange(len(raw)) :]
    return bytes(raw)


def changed(found: Any, chance: random.Random) -> Any:
    """One value somewhere in it is another, is gone, or is there twice."""
    if isinstance(found, dict) and found and chance.random() < 0.95:
        key = chance.choice(sorted(found))
        if chance.random() < 0.05:
            return {name: value for name, value in found.items() if name != key}
        return {**found, key: changed(found[key], chance)}
    if isinstance(found, list) and found and chance.random() < 0.9:
        at = chance.randrange(len(found))
        if chance.random() < 0.1:
            return [*found, found[at]]
        return [*found[:at], changed(found[at], chance), *found[at + 1 :]]
    if isinstance(found, int | float) and chance.random() < 0.5:
        return found * chance.choice((-1, 0, 2, 1000)) + chance.choice((-1, 0, 1, 0.5))
    return chance.choice(_ODD)


# ---- what must hold --------------------------------------------------------------------------------


class _Here:
    """Looks at sounds in this very process: thousands of inputs would start as many others."""

    def __enter__(self) -> _Here:
        return self

    def __exit__(self, *_ignored: object) -> None:
        """Nothing to end."""

    def run(self, jobs: Iterator[sound_look.LookJob], *, check: Callable[[], None]) -> Iterator[Any]:
        for job in jobs:
            check()
            try:
                yield job, sound_look._look(job, lambda _news: None)
            except RehearseError as error:
                yield job, error


@contextmanager
def looked_at_here() -> Iterator[None]:
    with mock.patch.object(bundle_in, "lookers", _Here):
        yield


def check_bundle(data: bytes) -> Bundle | None:
    """Take these bytes in as a bundle: all of it comes in or nothing, and nothing lies outside.

    None where they were refused.
    """
    with tempfile.TemporaryDirectory() as name:
        outside = Path(name)
        path = outside / "in" / "a.rehearse"
        path.parent.mkdir()
        path.write_bytes(data)
        with Library.open(outside / "library") as library:
            refused = ""
            try:
                bundle = read_bundle(path)
                with looked_at_here():
                    taken = bundle_in.take_in(library, bundle)
            except BundleInvalid as error:
                bundle, refused = None, error.message
            if bundle is None:
                assert 10 < len(refused) < 1000, "a refusal says why, in a sentence"
                assert library.takes() == library.takes(deleted=True) == []
                assert _sounds(library) == []
            else:
                assert taken.n_new == len(bundle.entries) == len(library.takes()) == len(_sounds(library))
                for take in library.takes():
                    whole = library.take(take.id)
                    assert whole.audio_path.is_file()
                    library.notes.of(take.id)
                    library.drill_runs.of_take(take.id)
                with looked_at_here():
                    assert bundle_in.take_in(library, bundle).n_new == 0
                assert library.sweep() == []
            assert library.problems() == []
            assert list(library.folder.glob(".arriving-*")) == []
        assert sorted(os.listdir(outside)) == ["in", "library"]
        assert os.listdir(outside / "in") == ["a.rehearse"]
        return bundle


def _sounds(library: Library) -> list[str]:
    return [
        name
        for _here, _folders, names in os.walk(library.folder / "audio")
        for name in names
        if not name.endswith(".take.json")
    ]


def check_bytes(data: bytes) -> None:
    check_bundle(data)


def random_input(chance: random.Random) -> bytes:
    return mutated(chance)


def seeds() -> list[bytes]:
    """Bundles that are right, for a fuzzer to begin from."""
    return [packed(files_of()), packed(files_of([a_take(1, heard=None, scorecard=None, notes=())]))]


def end_record(data: bytes, *, n_entries: int, list_bytes: int) -> bytes:
    """The same zip, whose end record says other things (APPNOTE.TXT 4.3.16)."""
    at = data.rindex(b"PK\x05\x06")
    return data[: at + 8] + struct.pack("<HHI", n_entries, n_entries, list_bytes) + data[at + 16 :]
