from __future__ import annotations

import ast
import logging
import math
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from rehearse.audio.format import SPEECH_FORMAT
from rehearse.errors import ModelInvalid
from rehearse.progress import CancelToken
from rehearse.speech.native_log import bare, caught_stderr, complaints
from rehearse.speech.transcribe import transcribe
from rehearse.speech.validate import check_files, validate
from rehearse.speech.vosk_engine import VoskEngine, _quiet_room
from tests.conftest import ROOT

Copy = Callable[[str], Path]


@pytest.fixture
def copy(starter: Path, tmp_path: Path) -> Copy:
    """A copy of the starter, of links, so that single files can be spoilt."""

    def make(name: str) -> Path:
        target = tmp_path / name
        shutil.copytree(starter, target, copy_function=link_or_copy)
        return target

    return make


def link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def spoil(file: Path, content: bytes) -> None:
    file.unlink()  # it is a link to the real one
    file.write_bytes(content)


def test_only_one_file_imports_vosk_and_late() -> None:
    found = []
    for file in (ROOT / "rehearse").rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.split(".")[0] == "vosk" for name in names):
                found.append(file.relative_to(ROOT).as_posix())
                assert node not in tree.body, "imported at the top"
    assert found == ["rehearse/speech/vosk_engine.py"]


def test_loading_prints_nothing_and_logs(
    starter: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="rehearse.speech.native_log"):
        engine = VoskEngine(starter, "starter-en-us")
    transcribe(engine, [bytes(32_000)])
    engine.close()
    assert capfd.readouterr().err == ""
    assert any("Decoding params beam" in record.getMessage() for record in caplog.records)
    assert all(record.levelno == logging.DEBUG for record in caplog.records)


def test_a_take_begins_in_a_quiet_room_not_in_exact_zeros() -> None:
    """Zeros would drag the running mean along, and the first words of a take would be heard wrong."""
    room = memoryview(_quiet_room()).cast("h")
    assert len(room) == SPEECH_FORMAT.frames(0.1)
    assert 1 < math.sqrt(sum(sample * sample for sample in room) / len(room)) < 5
    assert _quiet_room() == room.tobytes()


@pytest.mark.parametrize(("unknown", "hears"), [((), True), (("um", "uh"), False), (("uh",), None)])
def test_a_model_tells_whether_um_is_a_word_to_it(
    copy: Copy, unknown: tuple[str, ...], hears: bool | None
) -> None:
    folder = copy("model")
    words = folder / "graph" / "words.txt"
    lines = words.read_text(encoding="utf-8").splitlines()
    changed = [f"x{line}" if line.split()[0] in unknown else line for line in lines]
    spoil(words, ("\n".join(changed) + "\n").encode())
    engine = VoskEngine(folder, "model")
    assert engine.hears_fillers is hears
    assert transcribe(engine, [bytes(32_000)]).hears_fillers is hears
    engine.close()


def test_a_closed_engine_opens_nothing(starter: Path) -> None:
    engine = VoskEngine(starter, "starter-en-us")
    engine.close()
    engine.close()
    with pytest.raises(ValueError, match="closed"):
        engine.open()


def test_a_model_in_a_folder_with_other_letters(copy: Copy) -> None:
    engine = VoskEngine(copy("Modèle de Müller ☃ 模型"), "other")
    engine.close()


SPOILT = {
    "words missing": ("graph/words.txt", None, "words.txt"),
    "graph of junk": ("graph/HCLr.fst", b"junk that is no graph", "Bad FST header"),
    "network cut off": ("am/final.mdl", 1_000_000, "truncated"),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_damaged_model_is_refused_with_vosks_words(
    copy: Copy, how: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    file, content, words = SPOILT[how]
    folder = copy("damaged")
    if content is None:
        (folder / file).unlink()
    else:
        old = (folder / file).read_bytes()
        spoil(folder / file, old[:content] if isinstance(content, int) else content)
    caplog.set_level(logging.CRITICAL, logger="rehearse.speech.native_log")
    with pytest.raises(ModelInvalid, match=words):
        VoskEngine(folder, "damaged")
    assert capfd.readouterr().err == ""
    with pytest.raises(ModelInvalid, match=words):
        validate(folder)


def test_a_network_of_junk_is_refused_by_the_child(copy: Copy) -> None:
    folder = copy("damaged")
    spoil(folder / "am" / "final.mdl", bytes(range(256)) * 4000)
    with pytest.raises(ModelInvalid) as caught:
        validate(folder)
    assert "Vosk says" in caught.value.message


def test_a_good_model_is_valid(starter: Path) -> None:
    validate(starter)


def test_the_check_runs_as_a_module(starter: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "rehearse.speech.validate", str(starter)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout.strip() == "model-loads"


def test_a_child_that_dies_is_told_in_words(copy: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    """As libvosk does on a failed assertion: it aborts the process, after saying why."""
    folder = copy("deadly")
    fake = folder.parent / "fake"
    (fake / "vosk").mkdir(parents=True)
    (fake / "vosk" / "__init__.py").write_text(
        "import os\n"
        "def SetLogLevel(level): pass\n"
        "def Model(model_path):\n"
        "    os.write(2, b'ASSERTION_FAILED (VoskAPI:Read():x.cc:1) Assertion failed: (dim > 0)\\n')\n"
        "    os.abort()\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(fake))
    with pytest.raises(ModelInvalid, match=r"Assertion failed: \(dim > 0\)"):
        validate(folder)


def test_a_child_that_hangs_is_ended(copy: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = copy("slow")
    fake = folder.parent / "fake"
    (fake / "vosk").mkdir(parents=True)
    (fake / "vosk" / "__init__.py").write_text("import time\ntime.sleep(600)\n")
    monkeypatch.setenv("PYTHONPATH", str(fake))
    with pytest.raises(ModelInvalid, match="did not load within"):
        validate(folder, 0.5)


def test_the_check_can_be_stopped(starter: Path) -> None:
    from rehearse.errors import Cancelled

    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        validate(starter, cancel=cancel)


@pytest.mark.parametrize(
    ("file", "named"),
    [
        ("am/final.mdl", "am/final.mdl"),
        ("conf/mfcc.conf", "conf/mfcc.conf"),
        ("conf/model.conf", "conf/model.conf"),
        ("graph/Gr.fst", "graph/Gr.fst"),
        ("graph/HCLr.fst", "graph/HCLr.fst"),
    ],
)
def test_a_missing_file_is_named(copy: Copy, file: str, named: str) -> None:
    folder = copy("incomplete")
    (folder / file).unlink()
    with pytest.raises(ModelInvalid, match=named):
        check_files(folder)


def test_an_empty_file_counts_as_missing(copy: Copy) -> None:
    folder = copy("incomplete")
    spoil(folder / "graph" / "Gr.fst", b"")
    with pytest.raises(ModelInvalid, match=r"graph/Gr\.fst"):
        check_files(folder)


def test_the_old_flat_layout_is_known(tmp_path: Path) -> None:
    for name in ("final.mdl", "mfcc.conf", "HCLG.fst"):
        (tmp_path / name).write_bytes(b"x")
    check_files(tmp_path)
    (tmp_path / "HCLG.fst").unlink()
    with pytest.raises(ModelInvalid, match=r"HCLG\.fst"):
        check_files(tmp_path)


def test_no_folder_at_all(tmp_path: Path) -> None:
    with pytest.raises(ModelInvalid, match="not a folder"):
        validate(tmp_path / "none")


# ---- the log of the C library -----------------------------------------------------------------------


def test_lines_of_others_are_passed_on(capfd: pytest.CaptureFixture[str]) -> None:
    with caught_stderr() as caught:
        os.write(2, b"LOG (VoskAPI:Read():model.cc:1) reading\n")
        writer = threading.Thread(target=os.write, args=(2, b"from elsewhere\n"))
        writer.start()
        writer.join()
    assert caught.lines == ["LOG (VoskAPI:Read():model.cc:1) reading"]
    assert capfd.readouterr().err == "from elsewhere\n"


def test_standard_error_is_back_after_a_fault(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RuntimeError), caught_stderr():
        raise RuntimeError
    os.write(2, b"here\n")
    assert capfd.readouterr().err == "here\n"


def test_complaints_are_told_without_their_prefix() -> None:
    lines = [
        "LOG (VoskAPI:ReadDataFiles():model.cc:213) Decoding params",
        "ERROR: FstHeader::Read: Bad FST header: x",
        "ERROR (VoskAPI:Read():kaldi-vector.cc:1224) Failed to read",
    ]
    assert complaints(lines) == ["FstHeader::Read: Bad FST header: x", "Failed to read"]
    assert bare("no prefix") == "no prefix"
