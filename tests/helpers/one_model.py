"""The starter model loaded once for all tests of a process: it takes longer than the rest of a window."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from rehearse.files import builtin_models_folder
from rehearse.speech import vosk_engine
from rehearse.speech.vosk_engine import VoskEngine

_loaded: dict[tuple[Path, bool], VoskEngine] = {}


def engine(folder: Path, model_id: str, *, patient: bool = False) -> Any:
    """A `VoskEngine`; of models that come with the program one that shares what was loaded before.

    Closing it lets go of its own reference alone.  Other folders may be spoilt: they are loaded anew.
    """
    if folder.parent != builtin_models_folder():
        return VoskEngine(folder, model_id, patient=patient)
    if (folder, patient) not in _loaded:
        _loaded[folder, patient] = VoskEngine(folder, model_id, patient=patient)
    shared = copy.copy(_loaded[folder, patient])
    shared.model_id = model_id
    return shared


def use(monkeypatch: Any) -> None:
    """Let the program take its models from here for one test."""
    monkeypatch.setattr(vosk_engine, "VoskEngine", engine)
