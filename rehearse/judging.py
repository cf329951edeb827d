"""What messages are judged by: the profile, the rule packs, the region; and the judging itself."""

from __future__ import annotations

import zlib
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from rehearse.analysis.analyse import analyse
from rehearse.analysis.message import Message
from rehearse.analysis.profiles import Profile, Profiles, load_profiles
from rehearse.analysis.result import ANALYSIS_VERSION, Analysis, Scorecard, ScoredMessage, SoundFacts
from rehearse.analysis.rules import Packs, Rule, load_packs
from rehearse.analysis.scorecard import with_check
from rehearse.errors import DataError, UsageError
from rehearse.files import (
    builtin_drills_folder,
    builtin_profiles_folder,
    builtin_prospects_folder,
    builtin_rubrics_folder,
    builtin_rules_folder,
)
from rehearse.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from rehearse.analysis.drill_files import Drills
    from rehearse.analysis.rubric_files import Rubrics
    from rehearse.exchange.decks import Decks
    from rehearse.own_drills import OwnDrills
    from rehearse.own_rubrics import OwnRubrics
    from rehearse.paths import Paths
    from rehearse.script.script import Script
    from rehearse.settings import SettingsStore


class Judge:
    """Judges messages as the settings say.  Safe to use from any thread.  Making one reads nothing."""

    def __init__(self, paths: Paths, settings: SettingsStore) -> None:
        self.paths = paths
        self.settings = settings
        self._packs: tuple[tuple[str, ...], Packs] | None = None
        self._rules_sum: tuple[Packs, int] | None = None

    def _use_paths(self, paths: Paths) -> None:
        """The user's files lie elsewhere now; what was read from them is read again."""
        self.paths = paths
        self.__dict__.pop("profiles", None)
        self.__dict__.pop("drills", None)
        self.rubrics_changed()
        self.decks_changed()
        self._packs = None

    @cached_property
    def profiles(self) -> Profiles:
        """Built-in profiles and the user's own, by name."""
        return load_profiles(
            [builtin_profiles_folder(), self.paths.profiles], cache=self.paths.cache / "profiles.json"
        )

    @cached_property
    def drills(self) -> Drills:
        """Built-in drills and the user's own, by id."""
        from rehearse.analysis.drill_files import load_drills

        return load_drills([builtin_drills_folder(), self.paths.drills])

    @cached_property
    def rubrics(self) -> Rubrics:
        """Built-in rubrics and the user's own, by id; `rubrics_changed` has them read again."""
        from rehearse.analysis.rubric_files import load_rubrics

        return load_rubrics([builtin_rubrics_folder(), self.paths.rubrics])

    @property
    def rubric_titles(self) -> dict[str, str]:
        """What the rubrics are called whose files are here, by id."""
        return {rubric.id: rubric.title for rubric in self.rubrics.values()}

    def rubrics_changed(self) -> None:
        """The files of own rubrics are others now."""
        self.__dict__.pop("rubrics", None)

    @cached_property
    def decks(self) -> Decks:
        """Built-in decks of prospect cards and the user's own, by id; `decks_changed` has them read again."""
        from rehearse.exchange.decks import load_decks

        return load_decks([builtin_prospects_folder(), self.paths.prospects])

    def decks_changed(self) -> None:
        """A deck was taken in or deleted."""
        self.__dict__.pop("decks", None)

    def drills_changed(self) -> None:
        """The files of own drills are others now: they are read again when they are next wanted."""
        self.__dict__.pop("drills", None)

    @property
    def own_drills(self) -> OwnDrills:
        """The user's own drills as files: to save, copy, delete, take in and share."""
        from rehearse.own_drills import OwnDrills

        return OwnDrills(self)

    @property
    def own_rubrics(self) -> OwnRubrics:
        """The user's own rubrics as files: to save, copy, delete, take in and share."""
        from rehearse.own_rubrics import OwnRubrics

        return OwnRubrics(self)

    @property
    def data_problems(self) -> list[DataError]:
        """What is wrong with rule packs and with the chosen profile, so that others judge in their place."""
        broken = self.profiles.broken.get(self.settings.value.profile)
        return [*self.packs.problems, *([broken] if broken else [])]

    def profile(self, name: str | None = None) -> Profile:
        """The profile of that name; without one, the chosen one, or "short" where that is wrong.

        Raises `UsageError` where there is none of that name, `DataError` where its file is wrong.
        """
        wanted = name or self.settings.value.profile
        if name is not None and name in self.profiles.broken:
            raise self.profiles.broken[name]
        found = self.profiles.get(wanted)
        if found is None and name is None:
            found = self.profiles.get("short")
        if found is None:
            raise UsageError(
                _("There is no profile called “{name}”.").format(name=wanted),
                help=_("Choose one of: {names}.").format(names=", ".join(sorted(self.profiles))),
            )
        return found

    @property
    def packs(self) -> Packs:
        """The rule packs, without the rules that are switched off."""
        switched_off = self.settings.value.rules_off
        if self._packs is None or self._packs[0] != switched_off:
            folders = [builtin_rules_folder(), self.paths.rules]
            cache = self.paths.cache / "packs.json"
            self._packs = (switched_off, load_packs(folders, frozenset(switched_off), cache=cache))
        return self._packs[1]

    def all_packs(self) -> Packs:
        """As `packs`, with the rules that are switched off.  Takes a second after a change."""
        if not self.settings.value.rules_off:
            return self.packs
        folders = [builtin_rules_folder(), self.paths.rules]
        return load_packs(folders, cache=self.paths.cache / "packs-all.json")

    def shipped_packs(self) -> Packs:
        """What came with the program, without the user's own."""
        return load_packs([builtin_rules_folder()], cache=self.paths.cache / "packs-shipped.json")

    def all_rules(self) -> tuple[Rule, ...]:
        """Every rule there is, those that are switched off as well.  Takes a second after a change."""
        return self.all_packs().rules

    def judge(
        self,
        message: Message,
        *,
        profile: Profile | None = None,
        region: str | None = None,
        sound: SoundFacts | None = None,
        script: Script | None = None,
    ) -> Analysis:
        """Judge a message; without `profile` and `region` by the chosen ones."""
        return analyse(
            message,
            profile=profile or self.profile(),
            packs=self.packs,
            region=region or self.settings.value.region,
            sound=sound,
            script=script,
        )

    def lint_text(
        self, text: str, *, path: Path | None = None, profile: str | None = None, region: str | None = None
    ) -> ScoredMessage:
        """Judge a typed message.  Takes milliseconds."""
        analysis = self.judge(Message.from_text(text), profile=self.profile(profile), region=region)
        return ScoredMessage(path, "text", None, None, analysis)

    def judge_to_keep(
        self, message: Message, *, sound: SoundFacts | None, script: Script | None = None
    ) -> Analysis:
        """Judge a take: its scorecard remembers by what, so that it can be told when that changes."""
        analysis = self.judge(message, sound=sound, script=script)
        return replace(analysis, scorecard=replace(analysis.scorecard, basis=self.basis()))

    def judge_again(
        self,
        message: Message,
        *,
        sound: SoundFacts | None,
        card: Scorecard | None,
        script: Script | None = None,
    ) -> Analysis:
        """Judge a stored take of which `card` is known, beside the script it was made with.

        A card that was made by the same things stands: it knows the sound even where the file is gone.
        Where the script is not known (any more), a newer card keeps the old one's comparison with it.
        """
        analysis = self.judge_to_keep(message, sound=sound, script=script)
        if card is None:
            return analysis
        before, now = card.check("script"), analysis.scorecard.check("script")
        if card.basis == analysis.scorecard.basis:
            stands = card if now is None or before is not None else with_check(card, now)
            return replace(analysis, scorecard=stands)
        if now is not None or before is None:
            return analysis
        return replace(analysis, scorecard=with_check(analysis.scorecard, before))

    def judge_corrected(
        self, message: Message, *, sound: SoundFacts | None, script: Script | None, card: Scorecard | None
    ) -> Analysis:
        """Judge a stored take whose words were put right; `card` is how it was judged before.

        What nobody can tell any more (the sound is gone, the script unknown) stays as it was.
        """
        analysis = self.judge_to_keep(message, sound=sound, script=script)
        gone = {"level": sound is None, "script": script is None}
        kept = [check for check in card.checks if gone.get(check.id)] if card is not None else []
        judged = analysis.scorecard
        for check in kept:
            checks = tuple(one for one in judged.checks if one.id != check.id)
            judged = with_check(replace(judged, checks=checks), check)
        return replace(analysis, scorecard=judged)

    def basis(self) -> str:
        """Changes whenever a message could be judged differently: program, profile, region or a rule."""
        packs = self.packs
        if self._rules_sum is None or self._rules_sum[0] is not packs:
            rules = [(r.id, r.match, r.unless, r.level, r.needs, r.where, r.half) for r in packs.rules]
            self._rules_sum = (packs, _sum_of(rules))
        profile = replace(self.profile(), file="")
        chosen = (ANALYSIS_VERSION, profile, self.settings.value.region)
        return f"{_sum_of(chosen, self._rules_sum[1]):08x}"


def _sum_of(thing: object, start: int = 0) -> int:
    return zlib.crc32(repr(thing).encode("utf-8", "backslashreplace"), start)
