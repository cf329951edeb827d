"""Use cases: one take from start to score, and everything a window or a command asks for.

Importing this module loads neither sound, engine nor database: each is imported where it is first
needed, so that judging a text starts fast.
Unless a method says that it is cheap, call it away from the main thread of a window.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from rehearse.analysis.message import Message
from rehearse.analysis.result import Analysis, Scorecard, SoundFacts
from rehearse.errors import (
    DataError,
    DeviceError,
    FileMissing,
    NotAudio,
    ScriptMissing,
    TakeMissing,
)
from rehearse.i18n import _
from rehearse.keeping import Keeper
from rehearse.listening import EngineState, sound_gone, sound_of
from rehearse.live_take import Backstage, LiveStatus, LiveTake, Review
from rehearse.progress import CancelToken, OnProgress
from rehearse.speech.corrections import Corrections, carried_over, corrected
from rehearse.speech.transcript import Transcript
from rehearse.writing import OwnPace, ScriptJudgement, answer_in, judge_script, own_pace, pace_if_known

if TYPE_CHECKING:
    from rehearse.analysis.answer import AnswerHeard
    from rehearse.audio.armed import ArmedInput
    from rehearse.audio.devices import Device
    from rehearse.audio.envelope import Envelope
    from rehearse.audio.playback import Player
    from rehearse.library.scripts import Scripts
    from rehearse.library.takes import Take, TakeSummary
    from rehearse.script.script import Script
    from rehearse.speech.recogniser import Engine

__all__ = ["EngineState", "LiveStatus", "LiveTake", "Review", "Studio"]


class Studio(Keeper):
    """The program without a face.  Safe to use from any thread.  Making one opens nothing."""

    def takes(self, *, deleted: bool = False) -> list[TakeSummary]:
        """Newest first."""
        return self.library.takes(deleted=deleted)

    def delete(self, take_ids: Iterable[str]) -> None:
        """Into the trash; `restore` brings them back."""
        self.library.delete(list(take_ids))

    def restore(self, take_ids: Iterable[str]) -> None:
        self.library.restore(list(take_ids))

    def rename(self, take_id: str, title: str) -> None:
        self.library.rename(take_id, title)

    @property
    def scripts(self) -> Scripts:
        """The scripts to rehearse; raises `LibraryError`."""
        return self.library.scripts

    def own_pace(self, speaker: str | None = None) -> OwnPace:
        """How fast `speaker` (or whoever speaks now) talks, by their takes.  Raises `LibraryError`."""
        return own_pace(self, self.library, speaker)

    def judge_script(
        self, text: str, values: Mapping[str, str], *, wpm: float | OwnPace | None = None
    ) -> ScriptJudgement:
        """Judge a script while it is written, at `wpm` or at the own pace.  Raises `DataError`."""
        if wpm is None:
            wpm = pace_if_known(self, lambda: self.library)
        return judge_script(self, text, values, wpm if isinstance(wpm, OwnPace) else OwnPace(wpm, 0, False))

    def answer_heard(self, review: Review) -> AnswerHeard | None:
        """Whether the answer to “why call back?” of a take's script was heard; None without one."""
        return answer_in(self.scripts, review)

    def script_of(self, script_id: str | None) -> Script | None:
        """The words that were shown under that id; None where there were none or they are lost."""
        from rehearse.script.script import parse_script

        if script_id is None:
            return None
        try:
            stored = self.scripts.get(script_id)
            return parse_script(stored.text, title=stored.title)
        except (ScriptMissing, DataError):
            return None

    # ---- takes ---------------------------------------------------------------------------------

    def start_take(
        self,
        *,
        device: Device | None = None,
        script_id: str | None = None,
        script: Script | None = None,
        armed: ArmedInput | None = None,
    ) -> LiveTake:
        """Begin to record: the row first, then the sound, then the decoder behind it.

        Does not wait for the model.  What is said is compared with `script`; without one with the stored
        script of `script_id`, if any.
        An `armed` microphone is taken over, or closed on a failure.
        Raises `DeviceError`, `LibraryError` or `DiskFull`; then nothing was begun.
        """
        judge = partial(self.judge_take, script=script)
        try:
            library = self.library_to_record()
            backstage = Backstage(library, self._ready_engine, self._model_ready, judge, self.rescue_folders)
            begin = partial(
                LiveTake.begin, backstage, speaker=self.settings.value.speaker, script_id=script_id
            )
            if armed is not None:
                return begin(armed.device, open_stream=armed.hand_over)
            if device is not None:
                return begin(device)
            from rehearse.audio.devices import with_fresh_list

            return with_fresh_list(lambda: begin(self.microphone()))
        except BaseException:
            if armed is not None:
                armed.close()
            raise

    def _ready_engine(self) -> Engine:
        """What hears, and with it what judges: both are loaded while somebody speaks, not after."""
        engine = self._engine()
        self.packs  # noqa: B018 (a second where they were never compiled)
        return engine

    def review(self, take_id: str) -> Review:
        """A take as it was judged; judged anew where rules, profile or program have changed."""
        take = self.library.take(take_id)
        return self._review(take, self._analysis_of(take))

    def beside(self, take_id: str) -> Review:
        """A take to lay beside another: judged by today's rules, and nothing of it is stored."""
        take = self.library.take(take_id)
        return Review(take, self._analysis_of(take, keep=False), None)

    def _analysis_of(self, take: Take, *, keep: bool = True) -> Analysis | None:
        if take.transcript is None or take.heard is None:
            return None
        message = Message.from_transcript(take.transcript)
        sound = take.sound or sound_of(take.audio_path, take.heard)
        script = self.script_of(take.script_id)
        analysis = self.judge_again(message, sound=sound, card=take.scorecard, script=script)
        if keep and analysis.scorecard is not take.scorecard:
            # Where it was heard anew meanwhile, those words stay.
            self.library.save_result_over(take, take.heard, analysis.scorecard, sound=sound)
        return analysis

    def correct(self, take_id: str, corrections: Corrections, *, shown: Analysis | None = None) -> Review:
        """Put words of a take right (or bring heard ones back) and judge it anew.

        `shown` is what was said of it before: its sound need not be measured again, its script is
        laid beside the new words.
        Where the take was heard anew meanwhile, its words are put right where they are found again.
        Raises `TakeMissing` for a take that was never heard.
        """
        take = self.library.take(take_id)
        if take.heard is None:
            raise TakeMissing(_("This take has not been heard yet."), kept=_("Its sound is kept."))
        if not all(one.fits(take.heard) for one in corrections.made):
            corrections = carried_over(corrections, take.heard)
        transcript = corrected(take.heard, corrections)
        sound = take.sound or (shown.sound if shown is not None else None)
        if sound is None:
            sound = sound_of(take.audio_path, take.heard)
        alignment = shown.alignment if shown is not None else None
        analysis = self.judge_corrected(
            Message.from_transcript(transcript),
            sound=sound,
            script=alignment.script if alignment is not None else None,
            card=take.scorecard,
        )
        saved = self.library.save_result_over(
            take, take.heard, analysis.scorecard, corrections=corrections, sound=sound
        )
        if saved is None:  # heard anew meanwhile
            return self.correct(take_id, corrections, shown=shown)
        return self._review(saved, analysis)

    def _review(self, take: Take, analysis: Analysis | None) -> Review:
        previous = self.library.previous(take.id)
        before = None if previous is None or analysis is None else self._card_before(previous.id)
        return Review(take, analysis, previous, before)

    def _card_before(self, take_id: str) -> Scorecard | None:
        """How an earlier take is judged today: only cards made by the same rules can be compared.

        Where it has to be judged anew, sound that was never measured is left so: it costs a pass over it.
        """
        take = self.library.take(take_id)
        card = take.scorecard
        if take.transcript is None or (card is not None and card.basis == self.basis()):
            return card
        message = Message.from_transcript(take.transcript)
        return self.judge(message, sound=take.sound, script=self.script_of(take.script_id)).scorecard

    def judge_take(
        self,
        take_id: str,
        transcript: Transcript,
        *,
        script: Script | None = None,
        sound: SoundFacts | None = None,
    ) -> Review:
        """Score what was heard in a take and keep both; without `script` beside the one it was made with.

        What was put right before stays where it fits.
        `sound` is what was measured by those words, where somebody has done so already.
        """
        before = self.library.take(take_id)
        script = script or self.script_of(before.script_id)
        corrections = carried_over(before.corrections, transcript)
        said = corrected(transcript, corrections)
        sound = sound or sound_of(before.audio_path, transcript)
        analysis = self.judge_to_keep(Message.from_transcript(said), sound=sound, script=script)
        take = self.library.save_result_over(
            before, transcript, analysis.scorecard, corrections=corrections, sound=sound
        )
        if take is None:  # put right meanwhile
            return self.judge_take(take_id, transcript, script=script, sound=sound)
        return self._review(take, analysis)

    def score_take(
        self,
        take_id: str,
        *,
        on_progress: OnProgress | None = None,
        cancel: CancelToken | None = None,
    ) -> Review:
        """Listen to a stored take (again) and score it.  Raises `TakeMissing` without its audio."""
        take = self.to_open(take_id)
        try:
            transcript, _problem = self._hear(
                take.audio_path, self._engine(), take.duration_s, on_progress, None, cancel
            )
        except FileMissing as error:
            raise sound_gone(take.audio_path) from error
        return self.judge_take(take_id, transcript)

    def player(self, take_id: str) -> Player:
        """A take, ready to be heard; close it when done."""
        from rehearse.audio.playback import Player

        # Without a loudspeaker the player says so when it is asked to play, and looks again then.
        path = self.to_open(take_id).audio_path
        with contextlib.suppress(DeviceError):
            return Player(path, self.loudspeaker())
        return Player(path)

    def to_open(self, take_id: str) -> Take:
        """A take whose sound is to be read in this process.  Raises `NotAudio` where that has ended one."""
        take = self.library.take(take_id)
        if self.library.imports.unsafe(take_id):
            raise NotAudio(
                _("This recording is damaged in a way that ends whatever program reads it."),
                kept=_("It is kept as it came, and not opened here."),
                help=_("Export it again from where it was recorded, then import it."),
            )
        return take

    def envelope(self, take_id: str, n_bins: int) -> Envelope:
        """The outline of a take's sound for drawing."""
        from rehearse.audio.envelope import envelope

        return envelope(self.to_open(take_id).audio_path, n_bins)
