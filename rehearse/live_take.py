"""A take while it is being recorded, the moment after, and what is then shown of it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rehearse.analysis.result import Analysis, Scorecard
from rehearse.errors import Cancelled, RehearseError
from rehearse.i18n import _
from rehearse.progress import CancelToken
from rehearse.speech.transcript import Transcript, Word

if TYPE_CHECKING:
    from rehearse.audio.capture import Capture, CaptureStatus
    from rehearse.audio.devices import Device
    from rehearse.audio.input_stream import StreamOpener
    from rehearse.library.library import Library
    from rehearse.library.takes import Take, TakeSummary
    from rehearse.speech.recogniser import Engine
    from rehearse.speech.transcribe import FollowingDecoder


@dataclass(frozen=True, slots=True)
class Review:
    """A take with everything said about it.

    `analysis` is None while nothing has been heard; `previous` is the take before it, if any, and
    `before` how that one was judged.
    """

    take: Take
    analysis: Analysis | None
    previous: TakeSummary | None
    before: Scorecard | None = None


@dataclass(frozen=True, slots=True)
class LiveStatus:
    """What a window shows while somebody speaks.

    `words` are settled, `partial` may still change; `model_ready` is false while it is loaded.
    `heard_s` is how far the recogniser has come.
    """

    capture: CaptureStatus
    words: tuple[Word, ...]
    partial: str
    model_ready: bool
    heard_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Backstage:
    """What a live take needs of the rest: where to keep it, who hears it, who judges it.

    `engine` may block while a model loads; it is called from the decoder's own thread.
    `rescue_folders` are for a recording whose own folder is taken away meanwhile.
    """

    library: Library
    engine: Callable[[], Engine]
    model_ready: Callable[[], bool]
    judge: Callable[[str, Transcript], Review]
    rescue_folders: Sequence[Path] = ()


class LiveTake:
    """One recording from its first frame to its score.

    `stop` makes the sound safe; `result` waits for the words.
    Whatever goes wrong after `begin`, the sound that arrived stays in the library.
    """

    def __init__(self, backstage: Backstage, take: Take, capture: Capture, decoder: FollowingDecoder) -> None:
        self.take_id = take.id
        self._begun = take
        self._backstage = backstage
        self._capture = capture
        self._decoder = decoder
        self._stopped: Take | None = None
        self._stop_lock = threading.Lock()

    @classmethod
    def begin(
        cls,
        backstage: Backstage,
        device: Device,
        *,
        speaker: str,
        script_id: str | None,
        open_stream: StreamOpener | None = None,
    ) -> LiveTake:
        """The row, the file, the stream, the decoder: in this order.

        `open_stream` gives the microphone, where one is open already.
        """
        from rehearse.audio.capture import Capture
        from rehearse.audio.input_stream import open_input
        from rehearse.speech.transcribe import FollowingDecoder

        library = backstage.library
        take = library.begin_take(speaker=speaker, script_id=script_id, device=device.key.to_text())
        capture = Capture(
            device,
            take.audio_path,
            open_stream=open_stream or open_input,
            rescue_folders=backstage.rescue_folders,
        )
        try:
            capture.start()
        except BaseException:
            library.abandon_take(take.id)
            raise
        decoder = FollowingDecoder(capture.path, engine=backstage.engine)
        decoder.start()
        return cls(backstage, take, capture, decoder)

    def status(self) -> LiveStatus:
        """Cheap: for a timer that asks thirty times a second."""
        return LiveStatus(
            capture=self._capture.status(),
            words=self._decoder.words(),
            partial=self._decoder.partial().text,
            model_ready=self._backstage.model_ready(),
            heard_s=self._decoder.heard_s,
        )

    def stop(self) -> Take:
        """End the recording and make it safe; idempotent.

        Where its take cannot be written (the disk is full, the library is gone), what is raised says where
        the sound is kept.
        """
        with self._stop_lock:
            if self._stopped is None:
                recording = self._capture.stop()
                self._decoder.finish()
                try:
                    self._stopped = self._backstage.library.finish_take(self.take_id, recording)
                except RehearseError as error:
                    self._decoder.cancel()
                    self._backstage.library.leave_take(self.take_id)
                    raise self._kept_elsewhere(error) from error
            return self._stopped

    def _kept_elsewhere(self, error: RehearseError) -> RehearseError:
        """The same error, with where the sound is that has no finished take."""
        from rehearse.library import left_elsewhere

        gone, path = self._capture.rescued
        if not gone:
            path = self._capture.path
            help = _("It is among your takes when Rehearse starts next and the library can be written.")
        else:
            help = _("It is among your takes when Rehearse starts next.")
        if path is None:
            kept = _("What you said could not be kept in another place.")
            return type(error)(error.message, kept=kept, help=error.help)
        if gone:
            with contextlib.suppress(OSError):  # then it is nobody's take, and whoever said it is not known
                left_elsewhere.say_whose(path, self._begun)
        kept = _("What you said is kept in {file}.").format(file=path)
        return type(error)(error.message, kept=kept, help=help)

    def result(self, *, cancel: CancelToken | None = None) -> Review:
        """Wait for the last words, score, store.  Raises what kept it from hearing."""
        self.stop()
        try:
            transcript = self._wait_for_words(cancel)
        except Cancelled:
            raise
        except RehearseError as error:
            self._backstage.library.fail_take(self.take_id, str(error))
            raise
        return self._backstage.judge(self.take_id, transcript)

    def _wait_for_words(self, cancel: CancelToken | None) -> Transcript:
        while True:
            try:
                return self._decoder.result(timeout_s=0.1)
            except TimeoutError:
                if cancel is not None and cancel.cancelled:
                    self._decoder.cancel()

    def discard(self) -> None:
        """Stop and move the take into the trash, from which it can be restored."""
        self.stop()
        self._decoder.cancel()
        self._backstage.library.delete([self.take_id])
