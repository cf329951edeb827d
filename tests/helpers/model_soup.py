"""Zips of models from anywhere: with a way out, links, bombs, doubles, lies; and what must hold for any."""

from __future__ import annotations

import io
import os
import random
import stat
import struct
import tempfile
import warnings
import zipfile
from pathlib import Path
from unittest import mock

from rehearse.errors import DiskFull, ModelError
from rehearse.files import assets_folder
from rehearse.speech import install
from rehearse.speech.catalogue import load_catalogue
from rehearse.speech.install import install_from
from rehearse.speech.store import ModelStore
from rehearse.speech.validate import check_files
from tests.helpers.bundle_soup import spoiled
from tests.helpers.sentences import require_plain

#: What makes a folder look like a model, none of it one that loads.
MEMBERS = (
    *("m/am/final.mdl", "m/conf/model.conf", "m/conf/mfcc.conf", "m/graph/HCLr.fst", "m/graph/Gr.fst"),
    *("m/graph/phones/word_boundary.int", "m/ivector/final.ie", "m/README"),
)

_NAMES = (
    *(
        "../evil",
        "m/../../evil",
        "/tmp/rehearse-evil",
        "C:/evil",
        "C:evil",
        "\\\\host\\evil",
        "m\\..\\..\\evil",
    ),
    *(
        "m/.. /.. /evil",
        "m/../am/final.mdl",
        "m/am/../../../evil",
        "./../evil",
        "m//../..//evil",
        "..",
        "m/..",
    ),
    *(
        "m/CON",
        "m/aux.txt",
        "m/com1",
        "m/NUL.mdl",
        "m/am/final.mdl:stream",
        "m/\u202e/x",
        "m/\x1b[31mred",
        "m/\n",
    ),
    *("M/AM/FINAL.MDL", "m/am", "m/am/final.mdl/x", "m/" + "x" * 300, "m/" + "y/" * 300 + "z", "", "/", "m/"),
    *(
        "m/e\u0301",
        "m/\u00e9",
        "m/\uff0e\uff0e/evil",
        "m/%2e%2e/evil",
        "m/.../evil",
        "m/ ",
        "m/.",
        "__MACOSX/../evil",
    ),
)

_KINDS = (
    stat.S_IFLNK,
    stat.S_IFIFO,
    stat.S_IFCHR,
    stat.S_IFBLK,
    stat.S_IFSOCK,
    stat.S_IFDIR,
    stat.S_IFREG,
    0,
)


#: What an install leaves beside the models.
_OURS = (".install.lock", ".tried.json")


def mutated(chance: random.Random) -> bytes:
    """A zip of a model with an accident, or with malice."""
    members = [(name, chance.randbytes(chance.randrange(60)), 0o644 | stat.S_IFREG) for name in MEMBERS]
    kind = chance.choice(
        ("names", "names", "kinds", "bomb", "bytes", "bytes", "cut", "fields", "fields", "raw")
    )
    if kind == "names":
        for _turn in range(chance.choice((1, 1, 3))):
            members.insert(chance.randrange(len(members)), (chance.choice(_NAMES), b"evil", 0))
    elif kind == "kinds":
        at = chance.randrange(len(members))
        members[at] = (members[at][0], b"/etc/passwd", chance.choice(_KINDS) | 0o777)
    elif kind == "bomb":
        members.append(("m/graph/big", bytes(chance.choice((2_000_000, 20_000_000))), 0))
    method = chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, content, mode in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            info.external_attr = mode << 16
            archive.writestr(info, content)
    whole = out.getvalue()
    if kind == "bytes":
        return spoiled(whole, chance)
    if kind == "cut":
        return whole[: chance.randrange(len(whole))]
    if kind == "raw":
        return chance.randbytes(chance.randrange(300))
    if kind == "fields":
        return _lying(whole, chance)
    return whole


def _lying(whole: bytes, chance: random.Random) -> bytes:
    """One field of an entry in the list, of an entry's own header or of the end says something else."""
    mark, fields = chance.choice(
        (
            (
                b"PK\x01\x02",
                ((8, "<H"), (10, "<H"), (20, "<I"), (24, "<I"), (28, "<H"), (38, "<I"), (42, "<I")),
            ),
            (b"PK\x03\x04", ((6, "<H"), (8, "<H"), (18, "<I"), (22, "<I"), (26, "<H"), (28, "<H"))),
            (b"PK\x05\x06", ((8, "<H"), (10, "<H"), (12, "<I"), (16, "<I"), (20, "<H"))),
        )
    )
    places = [at for at in range(len(whole)) if whole.startswith(mark, at)]
    offset, form = chance.choice(fields)
    at = chance.choice(places) + offset
    value = chance.choice((0, 1, 9, 12, 99, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF))
    packed = struct.pack(form, value & (256 ** struct.calcsize(form) - 1))
    return whole[:at] + packed + whole[at + len(packed) :]


def check_model(data: bytes) -> str:
    """Install these bytes: a whole folder comes of it or nothing, and nothing lies elsewhere."""
    with tempfile.TemporaryDirectory() as name:
        outside = Path(name)
        (outside / "in").mkdir()
        path = outside / "in" / "model.zip"
        path.write_bytes(data)
        store = ModelStore(
            builtin=outside / "none",
            data=outside / "data" / "models",
            catalogue=load_catalogue(assets_folder() / "models.toml"),
            chosen=None,
        )
        refused: ModelError | DiskFull | None = None
        # Whether it loads is another matter, and tried in a process of its own: see `validate`.
        with mock.patch.object(
            install, "validate", lambda folder, _seconds, cancel=None: check_files(folder)
        ):
            try:
                install_from(store, path)
            except (ModelError, DiskFull) as error:
                refused = error
        assert sorted(os.listdir(outside)) == ["data", "in"]
        assert os.listdir(outside / "in") == ["model.zip"]
        assert os.listdir(outside / "data") == ["models"]
        left = {entry for entry in os.listdir(outside / "data" / "models") if entry not in _OURS}
        assert not Path("/tmp/rehearse-evil").exists()
        if refused is not None:
            require_plain(refused)
            assert left == set()
            return "refused"
        assert left == {"model"}
        for file in (outside / "data" / "models" / "model").rglob("*"):
            mode = file.lstat().st_mode
            assert stat.S_ISREG(mode) or stat.S_ISDIR(mode), file
        return "unpacked"


# ---- for tests.faults.fuzz ---------------------------------------------------------------------------


def random_input(chance: random.Random) -> bytes:
    return mutated(chance)


def check_bytes(data: bytes) -> str:
    return check_model(data)
