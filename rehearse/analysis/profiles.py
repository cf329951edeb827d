"""Profiles: named sets of targets, each with the source of its figures.

A profile is a TOML file whose stem is its name.  A later folder overrides an earlier one by name,
so that a user's own `short.toml` wins.
A wrong file is reported with its name and key, and the other profiles still load.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rehearse.analysis.data_file import NotUsable, line_of, read_bytes, read_toml
from rehearse.analysis.data_folders import Loaded, Told, load_folders
from rehearse.errors import DataError
from rehearse.i18n import _

#: Largest profile file read; a real one has under 2,000 bytes.
_MAX_BYTES = 64_000


@dataclass(frozen=True, slots=True)
class LengthTarget:
    """Seconds.  thin ≤ good band ≤ good_s ≤ near < off_s ≤ off; `brochure_s` is named when hit."""

    thin_s: float
    good_s: float
    off_s: float
    brochure_s: tuple[float, float] | None
    source: str


@dataclass(frozen=True, slots=True)
class PhoneTarget:
    """`early_fraction`: the first whole number ends before this part of the message (0 to 1)."""

    early_fraction: float
    source: str


@dataclass(frozen=True, slots=True)
class PaceTarget:
    """Words a minute, ascending.  `assumed_wpm` turns a typed text into seconds."""

    off_slow_wpm: float
    good_slow_wpm: float
    good_fast_wpm: float
    off_fast_wpm: float
    assumed_wpm: float
    source: str


@dataclass(frozen=True, slots=True)
class PausesTarget:
    """Seconds.  A silence is long from `long_s` on, and dead air from `off_s` on."""

    long_s: float
    off_s: float
    source: str


@dataclass(frozen=True, slots=True)
class FillersTarget:
    """Fillers as a part of the spoken words, 0 to 1: good ≤ good_share < near < off_share ≤ off."""

    good_share: float
    off_share: float
    source: str


#: A listener follows a sentence less well through a silence of 4 s; where a silence begins to feel
#: long has no published figure for a recording.
DEFAULT_PAUSES = PausesTarget(
    2.0,
    4.0,
    "Rehearse's own bounds; Kristina Lundholm Fors (2015): a silence of four seconds makes a sentence "
    "harder to follow, half a second makes it easier",
)

#: 0.04 is published; 12 a minute are 0.08 at 150 words a minute, and to call it off takes half as
#: many again.
DEFAULT_FILLERS = FillersTarget(
    0.04,
    0.12,
    "Read.ai: under 4 % of the words; speechfit.app: under 5 in 100; speechaway.co on Laske (2024): "
    "harm near 12 a minute (unaudited; the upper bound is Rehearse's own)",
)


@dataclass(frozen=True, slots=True)
class Profile:
    name: str
    title: str
    summary: str
    wants_number: bool
    length: LengthTarget
    phone: PhoneTarget
    pace: PaceTarget
    pauses: PausesTarget = DEFAULT_PAUSES
    fillers: FillersTarget = DEFAULT_FILLERS
    file: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        targets = (self.length, self.phone, self.pace, self.pauses, self.fillers)
        return tuple(target.source for target in targets)

    def zone(self, elapsed_s: float) -> str:
        """The timer's band while speaking: "thin", "good", "near" or "off"."""
        if elapsed_s < self.length.thin_s:
            return "thin"
        if elapsed_s <= self.length.good_s:
            return "good"
        return "near" if elapsed_s < self.length.off_s else "off"


class Profiles(Loaded[Profile]):
    """Profiles by name.  `problems` lists what could not be used, `broken` the same by profile name."""


class _Section:
    """One table of a profile file: typed look-ups that name file and key when they fail."""

    def __init__(self, path: Path, table: Mapping[str, Any], prefix: str = "") -> None:
        self._path, self._table, self._prefix = path, table, prefix
        self._seen: set[str] = set()

    def fail(self, key: str, what: str) -> DataError:
        if line := self._line(key):
            what = _("{what} (line {line})").format(what=what, line=line)
        return DataError(
            _("The profile {file} is wrong at {key}: {what}.").format(
                file=self._path, key=self._prefix + key, what=what
            ),
            help=_("Correct the file or remove it."),
        )

    def _line(self, key: str) -> int:
        """Looked up only once something is wrong: a profile is read at every start."""
        try:
            text = read_bytes(self._path, _MAX_BYTES).decode("utf-8-sig")
        except (NotUsable, ValueError):
            return 0
        return line_of(text, self._prefix.rstrip("."), key)

    def _value(self, key: str) -> Any:
        self._seen.add(key)
        if key not in self._table:
            raise self.fail(key, _("it is missing"))
        return self._table[key]

    def text(self, key: str) -> str:
        value = self._value(key)
        if not isinstance(value, str) or not value.strip():
            raise self.fail(key, _("a text is needed"))
        return value

    def flag(self, key: str) -> bool:
        value = self._value(key)
        if not isinstance(value, bool):
            raise self.fail(key, _("true or false is needed"))
        return value

    def number(self, key: str, low: float, high: float) -> float:
        return self._checked(key, self._value(key), low, high)

    def _checked(self, key: str, value: Any, low: float, high: float) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.fail(key, _("a number is needed"))
        if not low <= value <= high:  # also refuses NaN
            raise self.fail(key, _("it must be between {low} and {high}").format(low=low, high=high))
        return float(value)

    def pair(self, key: str, low: float, high: float) -> tuple[float, float] | None:
        if key not in self._table:
            return None
        value = self._value(key)
        if not isinstance(value, list) or len(value) != 2:
            raise self.fail(key, _("two numbers are needed"))
        first, second = (self._checked(key, part, low, high) for part in value)
        if first >= second:
            raise self.fail(key, _("the second number must be larger"))
        return first, second

    def section(self, key: str) -> _Section:
        value = self._value(key)
        if not isinstance(value, dict):
            raise self.fail(key, _("a section is needed"))
        return _Section(self._path, value, f"{self._prefix}{key}.")

    def optional(self, key: str) -> _Section | None:
        """A section that may be missing."""
        return self.section(key) if key in self._table else None

    def ascending(self, keys: tuple[str, ...], values: tuple[float, ...]) -> None:
        for key, before, value in zip(keys[1:], values, values[1:], strict=False):
            if value <= before:
                raise self.fail(key, _("it must be larger than the figure before it"))

    def no_more(self) -> None:
        for key in self._table:
            if key not in self._seen:
                raise self.fail(key[:80], _("this key is not known"))


def load_profile(path: Path) -> Profile:
    """One profile.  Raises DataError naming file and key."""
    try:
        table = read_toml(path, _MAX_BYTES)
    except NotUsable as error:
        raise DataError(
            _("The profile {file} cannot be read: {what}.").format(file=path, what=error)
        ) from error
    except ValueError as error:
        raise DataError(
            _("The profile {file} is not valid TOML: {what}.").format(file=path, what=error),
            help=_("Correct the file or remove it."),
        ) from error
    top = _Section(path, table)
    length, phone, pace = top.section("length"), top.section("phone"), top.section("pace")
    length_keys = ("thin_s", "good_s", "off_s")
    lengths = tuple(length.number(key, 0, 600) for key in length_keys)
    length.ascending(length_keys, lengths)
    pace_keys = ("off_slow_wpm", "good_slow_wpm", "good_fast_wpm", "off_fast_wpm")
    paces = tuple(pace.number(key, 20, 500) for key in pace_keys)
    pace.ascending(pace_keys, paces)
    pauses, fillers = top.optional("pauses"), top.optional("fillers")
    profile = Profile(
        name=path.stem,
        title=top.text("title"),
        summary=top.text("summary"),
        wants_number=top.flag("wants_number"),
        length=LengthTarget(
            lengths[0], lengths[1], lengths[2], length.pair("brochure_s", 0, 600), length.text("source")
        ),
        phone=PhoneTarget(phone.number("early_fraction", 0.05, 1), phone.text("source")),
        pace=PaceTarget(
            paces[0], paces[1], paces[2], paces[3], pace.number("assumed_wpm", 40, 400), pace.text("source")
        ),
        pauses=DEFAULT_PAUSES if pauses is None else _pauses(pauses),
        fillers=DEFAULT_FILLERS if fillers is None else _fillers(fillers),
        file=str(path),
    )
    for section in (top, length, phone, pace, pauses, fillers):
        if section is not None:
            section.no_more()
    return profile


def _pauses(section: _Section) -> PausesTarget:
    # Anything under a second is a breath, not a long silence.
    keys = ("long_s", "off_s")
    values = tuple(section.number(key, 1, 60) for key in keys)
    section.ascending(keys, values)
    return PausesTarget(values[0], values[1], section.text("source"))


def _fillers(section: _Section) -> FillersTarget:
    keys = ("good_share", "off_share")
    values = tuple(section.number(key, 0, 1) for key in keys)
    section.ascending(keys, values)
    return FillersTarget(values[0], values[1], section.text("source"))


def load_profiles(folders: Iterable[Path], *, cache: Path | None = None) -> Profiles:
    """Every profile of the folders by name, later folders overriding earlier ones.

    A folder that does not exist is empty, a file is a profile.
    Where a user's own file is wrong, the profile it was to override stays in use.
    `cache` is a file that keeps what was read, for as long as the folders stay as they are; it does without
    where that cannot be written.
    Never raises for what is in the files: see `Profiles.problems`.
    """
    from rehearse.analysis import profile_cache

    told = Told(
        folder=_("The profiles folder {folder} cannot be used: {what}."),
        others=_("The other profiles are in use."),
        replaced=_("The profile “{id}” it was to replace stays in use."),
    )
    folders = tuple(folders)
    if cache is None:
        return load_folders(Profiles(), folders, load_profile, told)
    key = profile_cache.key_of(folders, _MAX_BYTES)
    stored = profile_cache.load(cache, key)
    if stored is not None:
        return stored
    profiles = load_folders(Profiles(), folders, load_profile, told)
    profile_cache.store(cache, key, profiles)
    return profiles
