"""From sound to a transcript: a finished sound at once, or a growing file while it is recorded.

Both feed the recogniser the same samples in the same pieces, so that both give the same transcript.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from rehearse.audio.format import SPEECH_FORMAT, AudioFormat
from rehearse.audio.resample import SpeechResampler, in_pieces
from rehearse.audio.wav import HEADER_BYTES, WavFollower
from rehearse.errors import Cancelled
from rehearse.progress import CancelToken, OnProgress, Progress
from rehearse.speech.recogniser import Engine
from rehearse.speech.transcript import Partial, Transcript, Utterance, Word, joined

log = logging.getLogger(__name__)

#: What a recogniser is fed at a time.  Results depend on where the sound is cut, so this never varies.
PIECE_S = 0.1
PIECE_BYTES = SPEECH_FORMAT.frames(PIECE_S) * SPEECH_FORMAT.frame_bytes

#: Provisional words are asked for at most this often: each asking searches the whole utterance anew.
PARTIAL_EVERY_S = 0.1

#: How often a growing file is looked at.
POLL_S = 0.05

#: A follower reads this much of its file at a time, so that a long backlog is not held in memory.
READ_S = 1.0


class Listening:
    """One take being heard: an engine's fresh recogniser, and what it has said so far.

    Fed from one thread; `words` and `partial` may be read from any.
    """

    def __init__(self, engine: Engine) -> None:
        started = time.thread_time()
        self._engine = engine
        self._recogniser = engine.open()
        self._utterances: list[Utterance] = []
        self._frames = 0
        self._decode_s = time.thread_time() - started
        self._partial_due = 0.0
        self._partial_stale = False
        self.words: tuple[Word, ...] = ()
        self.partial = Partial("")

    @property
    def heard_s(self) -> float:
        """Seconds of sound that were fed."""
        return SPEECH_FORMAT.seconds(self._frames)

    def feed(self, piece: bytes, *, want_partial: bool = False) -> bool:
        """Hear `PIECE_BYTES` (the last piece may be shorter); true when words or partial changed."""
        started = time.thread_time()
        utterance = self._recogniser.accept(piece)
        self._frames += len(piece) // SPEECH_FORMAT.frame_bytes
        self._partial_stale = True
        if utterance is not None:
            self._settle(utterance)
        self._decode_s += time.thread_time() - started
        return utterance is not None or (want_partial and self.update_partial())

    def update_partial(self) -> bool:
        """Ask for the provisional words, when there may be new ones and it is time; true on a change."""
        now = time.monotonic()
        if not self._partial_stale or now < self._partial_due:
            return False
        started = time.thread_time()
        before, self.partial = self.partial, self._recogniser.partial()
        self._partial_stale = False
        self._partial_due = now + PARTIAL_EVERY_S
        self._decode_s += time.thread_time() - started
        return self.partial != before

    def _settle(self, utterance: Utterance) -> None:
        if utterance.words:
            self._utterances.append(utterance)
            self.words += utterance.words
        self.partial = Partial("")
        self._partial_stale = False

    def finish(self) -> Transcript:
        """Settle the last words.  Nothing may be fed afterwards."""
        started = time.thread_time()
        self._settle(self._recogniser.final())
        self._decode_s += time.thread_time() - started
        return joined(
            self._utterances,
            engine=self._engine.name,
            model_id=self._engine.model_id,
            audio_s=self.heard_s,
            decode_s=self._decode_s,
            hears_fillers=self._engine.hears_fillers,
        )

    def close(self) -> None:
        self._recogniser.close()


def transcribe(
    engine: Engine,
    pieces: Iterable[bytes],
    *,
    on_partial: Callable[[Partial], None] | None = None,
    on_progress: OnProgress | None = None,
    cancel: CancelToken | None = None,
    duration_s: float | None = None,
) -> Transcript:
    """Hear a whole sound, given as `SPEECH_FORMAT` PCM cut in any way; holds one piece at a time.

    `on_partial` hears about provisional words at most ten times a second, `on_progress` about seconds
    of sound; both are called in this thread.
    Raises `Cancelled`, and whatever `pieces` raises.
    """
    listening = Listening(engine)
    try:
        started = told = time.monotonic()
        for piece in in_pieces(pieces, PIECE_BYTES):
            if cancel is not None:
                cancel.check()
            changed = listening.feed(piece, want_partial=on_partial is not None)
            if changed and on_partial is not None:
                on_partial(listening.partial)
            if on_progress is not None and (now := time.monotonic()) - told >= PARTIAL_EVERY_S:
                told = now
                on_progress(_progress(listening.heard_s, duration_s, now - started))
        transcript = listening.finish()
        if on_progress is not None:
            on_progress(_progress(transcript.audio_s, transcript.audio_s, time.monotonic() - started))
        return transcript
    finally:
        listening.close()


def _progress(done_s: float, total_s: float | None, elapsed_s: float) -> Progress:
    speed = done_s / elapsed_s if elapsed_s > 0 else None
    remaining_s = max(0.0, total_s - done_s) / speed if total_s is not None and speed else None
    return Progress(done_s, total_s, "s", speed, remaining_s)


class FollowingDecoder:
    """Hears a recording while it is made, by following its file in a thread of its own.

    Everything but the wait in `result` is cheap, and may be called from any thread.
    The thread ends after `finish`, `cancel` or a failure; and when the main thread has ended without
    any of them, so that a forgotten decoder does not keep the program alive.
    """

    def __init__(self, path: Path, *, engine: Callable[[], Engine]) -> None:
        """`engine` may block while its model is loaded; what was recorded meanwhile is caught up with."""
        self.path = path
        self._engine = engine
        self._wake = threading.Event()
        self._finished = False
        self._cancelled = False
        self._listening: Listening | None = None
        self._transcript: Transcript | None = None
        self._error: BaseException | None = None
        self._format: AudioFormat | None = None
        # Not a daemon: those are frozen in the middle of C code when the program ends, and may crash it.
        self._thread = threading.Thread(target=self._run, name=f"decoder {path.name}", daemon=False)

    def start(self) -> None:
        self._thread.start()

    def words(self) -> tuple[Word, ...]:
        """The settled words so far."""
        listening = self._listening
        return listening.words if listening is not None else ()

    def partial(self) -> Partial:
        """The provisional words after them."""
        listening = self._listening
        return listening.partial if listening is not None else Partial("")

    @property
    def heard_s(self) -> float:
        """Seconds of sound that the recogniser was fed."""
        listening = self._listening
        return listening.heard_s if listening is not None else 0.0

    @property
    def backlog_s(self) -> float:
        """Seconds of sound that lie in the file and were not heard yet."""
        format = self._format
        if format is None or not self._thread.is_alive():
            return 0.0
        try:
            sound_bytes = self.path.stat().st_size - HEADER_BYTES
        except OSError:
            return 0.0
        return max(0.0, format.seconds(sound_bytes // format.frame_bytes) - self.heard_s)

    def finish(self) -> None:
        """The file is complete: hear the rest of it and settle.  Returns at once."""
        self._finished = True
        self._wake.set()

    def cancel(self) -> None:
        """Stop hearing.  Returns at once; the thread ends after the piece (or the model) it is at."""
        self._cancelled = True
        self._wake.set()

    def result(self, timeout_s: float | None = None) -> Transcript:
        """Wait for the transcript of the finished file.

        Raises `TimeoutError` when it is not there after `timeout_s`, `Cancelled` after `cancel`, and
        whatever went wrong (`ModelError`, `AudioFileError`).
        """
        self._thread.join(timeout_s)
        if self._thread.is_alive():
            raise TimeoutError("the transcript is not ready")
        if self._error is not None:
            raise self._error
        assert self._transcript is not None
        return self._transcript

    # ---- in the thread -------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            follower = WavFollower(self.path)
            self._format = follower.format
            try:
                self._check()
                self._transcript = self._hear(Listening(self._engine()), follower)
            finally:
                follower.close()
        except BaseException as error:  # handed to whoever asks for the result
            self._error = error

    def _hear(self, listening: Listening, follower: WavFollower) -> Transcript:
        self._listening = listening
        try:
            for piece in in_pieces(self._follow(follower), PIECE_BYTES):
                self._check()
                listening.feed(piece, want_partial=not self._finished)
            self._check()
            return listening.finish()
        finally:
            listening.close()

    def _check(self) -> None:
        if self._cancelled or not threading.main_thread().is_alive():
            raise Cancelled()

    def _follow(self, follower: WavFollower) -> Iterator[bytes]:
        """`SPEECH_FORMAT` PCM as the file grows, until it is finished."""
        resampler = SpeechResampler(follower.format)
        step = follower.format.frames(READ_S)
        while True:
            self._check()
            # Asked before reading: what is read after `finish` is all there is.
            finished = self._finished
            pcm = follower.read(step)
            if pcm:
                yield resampler.push(pcm)
            elif finished:
                yield resampler.finish()
                return
            else:
                if self._listening is not None:
                    self._listening.update_partial()  # the last one may have been left out as too soon
                self._wake.wait(POLL_S)
