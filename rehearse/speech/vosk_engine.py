"""Vosk, the offline recogniser.  The only file that imports it, and only when it is needed."""

from __future__ import annotations

import contextlib
import json
import random
import sys
from array import array
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from types import ModuleType
from typing import Any

from rehearse.audio.format import SPEECH_FORMAT
from rehearse.errors import ModelError, ModelInvalid
from rehearse.i18n import _
from rehearse.speech.native_log import caught_stderr
from rehearse.speech.patient import patient_model
from rehearse.speech.transcript import Partial, Span, Utterance, Word

#: Vosk may lose a first word that begins at once (vosk-api issues 195 and 219), so it hears this much
#: silence before the sound; the times are moved back by it.  Five pieces of 0.1 s.
LEAD_SILENCE_S = 0.5


def _quiet_room() -> bytes:
    """0.1 s of faint noise, 3 steps of 16 bits (about -80 dBFS), the same in every run.

    Not zeros: their energy has a logarithm so far below any room's that it drags the recogniser's
    running mean along, and the first words of the take are heard wrong.
    """
    noise = random.Random(1)
    samples = array("h", (int(noise.random() * 11) - 5 for _frame in range(SPEECH_FORMAT.frames(0.1))))
    if sys.byteorder == "big":
        samples.byteswap()
    return samples.tobytes()


#: One piece for the whole program: it is fed again and again.
_PIECE = _quiet_room()


def lead_silence() -> list[bytes]:
    """What is heard before every sound, as `SPEECH_FORMAT`, in the pieces it is fed in."""
    return [_PIECE] * round(LEAD_SILENCE_S / 0.1)


_QUIET, _TELL = -1, 0


@contextlib.contextmanager
def _without_requests() -> Iterator[None]:
    """Let an import of `requests` find nothing but a name.

    vosk imports it to download models by their name, which is never done here, and nobody else does.
    On its way urllib3 would open an IPv6 socket, to see whether this machine has such a thing.
    """
    if "requests" in sys.modules:
        yield
        return
    nothing = sys.modules["requests"] = ModuleType("requests")
    try:
        yield
    finally:
        if sys.modules.get("requests") is nothing:
            del sys.modules["requests"]


def _vosk() -> ModuleType:
    try:
        with _without_requests():
            import vosk
    except (ImportError, OSError) as error:
        raise ModelError(
            _("The speech engine Vosk cannot be loaded here: {reason}.").format(reason=error),
            help=_("Set the program up again with `python3 run.py`."),
        ) from error
    module: ModuleType = vosk
    return module


def _path_for_vosk(folder: Path) -> str:
    """The path as libvosk can open it.

    On Windows it opens files with the narrow calls, so that a path with other letters than the
    system's own fails (vosk-api issue 1072): its short form is plain ASCII.
    """
    path = str(folder)
    if sys.platform == "win32" and not path.isascii():
        import ctypes

        buffer = ctypes.create_unicode_buffer(32_768)
        if ctypes.windll.kernel32.GetShortPathNameW(path, buffer, len(buffer)) and buffer.value.isascii():
            return buffer.value
        raise ModelInvalid(
            _("The path of the model has letters that Vosk cannot open on Windows: {path}.").format(
                path=path
            ),
            help=_("Move the model to a folder with plain letters, such as C:\\Models."),
        )
    return path


def _load(folder: Path) -> tuple[ModuleType, Any]:
    vosk = _vosk()
    path = _path_for_vosk(folder)
    vosk.SetLogLevel(_TELL)
    try:
        # `model_path`, never a name: with a name vosk downloads, and leaves the process on failure.
        return vosk, vosk.Model(model_path=path)
    finally:
        vosk.SetLogLevel(_QUIET)


class VoskEngine:
    """A loaded model.

    Loading takes from half a second (starter) to a minute (1.8 GB) and lets other threads run.
    Raises `ModelInvalid`, with Vosk's own words in it.
    A damaged folder may also end the whole process: see `rehearse.speech.validate` for folders that
    this program did not install.
    """

    name = "vosk"

    def __init__(self, folder: Path, model_id: str, *, patient: bool = False) -> None:
        """`patient` listens in longer stretches: less work, and partial words come later."""
        self.folder = folder
        self.model_id = model_id
        model: Any = None
        reason = ""
        with caught_stderr() as caught, patient_model(folder) if patient else nullcontext(folder) as source:
            try:
                self._vosk, model = _load(source)
            except ModelError:
                raise
            except Exception as error:  # vosk raises no narrower class
                reason = str(error)
        # OpenFst complains about a damaged graph and goes on; decoding with it would crash.
        words = caught.complaints
        if model is None or words:
            model = None
            raise invalid(folder, words[-1] if words else reason)
        self._model = model
        self._warm: tuple[Any, float] | None = None
        self.hears_fillers = _hears_fillers(model)

    def warm_up(self, pieces: Iterable[bytes]) -> None:
        """Hear a sound, for a process that is about to be copied: the recogniser opened next is the one
        that did, and finds what it has worked out of the model's graph.

        Small models are put together while they listen; this saves a sixth of the work.
        Never for two takes one after the other: what a second take finds would depend on the first.
        """
        recogniser = VoskRecogniser(self._vosk, self._model)
        n_bytes = 0
        for piece in pieces:
            recogniser.accept(piece)
            n_bytes += len(piece)
        recogniser.final()
        heard_s = LEAD_SILENCE_S + SPEECH_FORMAT.seconds(n_bytes // SPEECH_FORMAT.frame_bytes)
        self._warm = recogniser.given_up(), heard_s

    def open(self) -> VoskRecogniser:
        if self._model is None:
            raise ValueError("the engine is closed")
        warm, self._warm = self._warm, None
        return VoskRecogniser(self._vosk, self._model, warm)

    def close(self) -> None:
        self._model = self._warm = None


def _hears_fillers(model: Any) -> bool | None:
    """Whether a loaded model can write "um" and "uh"; None where it can write one of them.

    Asked of the model, not of its files: many keep their vocabulary inside the graph.
    """
    known = [model.vosk_model_find_word(text) >= 0 for text in ("um", "uh")]
    return known[0] if known[0] == known[1] else None


def invalid(folder: Path, words: str) -> ModelInvalid:
    """The error for a folder that does not load, with what Vosk said about it."""
    return ModelInvalid(
        _("The recognition model in {folder} cannot be loaded.").format(folder=folder)
        + (" " + _("Vosk says: {words}").format(words=words.rstrip(".") + ".") if words else ""),
        help=_("Install it again, or choose another one in the settings."),
    )


class VoskRecogniser:
    """Hears one take; see `Recogniser`."""

    def __init__(self, vosk: ModuleType, model: Any, warm: tuple[Any, float] | None = None) -> None:
        """`warm` is a recogniser that has settled all it heard, and how many seconds that was."""
        if warm is not None:
            # After its last words Vosk begins anew, but for its clock.
            recogniser, before_s = warm
        else:
            recogniser, before_s = vosk.KaldiRecognizer(model, float(SPEECH_FORMAT.rate_hz)), 0.0
            recogniser.SetWords(True)
            recogniser.SetPartialWords(False)
        self._before_s = before_s + LEAD_SILENCE_S
        for piece in lead_silence():
            recogniser.AcceptWaveform(piece)
        self._recogniser: Any = recogniser

    def _open(self) -> Any:
        if self._recogniser is None:
            raise ValueError("the recogniser is closed")
        return self._recogniser

    def accept(self, pcm: bytes) -> Utterance | None:
        recogniser = self._open()
        if not pcm or not recogniser.AcceptWaveform(pcm):
            return None
        return _utterance(recogniser.Result(), self._before_s)

    def partial(self) -> Partial:
        # Before the first sound, and just after an endpoint, there is no such key.
        return Partial(json.loads(self._open().PartialResult()).get("partial", ""))

    def final(self) -> Utterance:
        return _utterance(self._open().FinalResult(), self._before_s)

    def given_up(self) -> Any:
        """What is inside, for another one to go on with."""
        recogniser, self._recogniser = self._open(), None
        return recogniser

    def close(self) -> None:
        self._recogniser = None  # its destructor frees the decoder


def _utterance(text: str, before_s: float) -> Utterance:
    return Utterance(
        tuple(
            Word(
                entry["word"],
                Span(_seconds(entry["start"], before_s), _seconds(entry["end"], before_s)),
                min(1.0, max(0.0, entry["conf"])),
            )
            for entry in json.loads(text).get("result", ())
        )
    )


def _seconds(time_s: float, before_s: float) -> float:
    # Vosk counts in steps of 10 ms; rounding takes away what the subtraction adds in the 16th digit.
    return round(max(0.0, time_s - before_s), 3)


def try_load(folder: Path) -> None:
    """Load a model and hear a second of silence with it, without catching what Vosk prints.

    For a process of its own: this may end it.
    """
    vosk, model = _load(folder)
    recogniser = VoskRecogniser(vosk, model)
    for _piece in range(10):
        recogniser.accept(_PIECE)
    recogniser.partial()
    recogniser.final()
    recogniser.close()
