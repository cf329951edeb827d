"""A model set to listen in longer stretches, for recordings that nobody waits for word by word."""

from __future__ import annotations

import contextlib
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

#: The network is worked through for so many frames of 10 ms at once; its weights are fetched anew each time.
_STRETCH = re.compile(r"^(--frames-per-chunk=)(\d+)\s*$", re.MULTILINE)

#: Twice the stretch: a tenth less work with the starter, and the same words in every recording of the tests.
#: With four times the stretch the ends of sentences are noticed too late, and some words differ.
_LONGER = 2


@contextlib.contextmanager
def patient_model(folder: Path) -> Iterator[Path]:
    """A folder to load the same model from, with a longer stretch; gone afterwards.

    The model's own folder where that cannot be made, or could change what the network says: one that
    adapts to the speaker (`ivector`) does so once for each stretch.
    """
    with contextlib.ExitStack() as until_loaded:
        yield _linked(folder, until_loaded) or folder


def _linked(folder: Path, until_loaded: contextlib.ExitStack) -> Path | None:
    try:
        settings = (folder / "conf" / "model.conf").read_text(encoding="utf-8")
        longer, n_set = _STRETCH.subn(lambda found: f"{found[1]}{_LONGER * int(found[2])}", settings)
        if n_set != 1 or (folder / "ivector").exists():
            return None
        linked = Path(until_loaded.enter_context(tempfile.TemporaryDirectory(prefix="rehearse-model-")))
        for entry in folder.resolve().iterdir():
            if entry.name != "conf":
                (linked / entry.name).symlink_to(entry)
        (linked / "conf").mkdir()
        for entry in (folder / "conf").resolve().iterdir():
            if entry.name != "model.conf":
                (linked / "conf" / entry.name).symlink_to(entry)
        (linked / "conf" / "model.conf").write_text(longer, encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    return linked


__all__ = ["patient_model"]
