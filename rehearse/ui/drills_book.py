"""What the page of the drills knows: each drill with what became of it, in the order one should do them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from rehearse.analysis.drill_words import condition_words

if TYPE_CHECKING:
    from rehearse.analysis.drills import Drill
    from rehearse.errors import DataError
    from rehearse.library.drill_record import DrillRecord, DueDrill
    from rehearse.library.drill_runs import Attempt, DrillRun
    from rehearse.studio import Studio

#: The built-in drills from the simplest to the one that needs all the others; own ones follow by name.
COURSE = (
    "twenty-seconds", "number-first", "say-it-so-they-can-write-it", "reason-in-five", "them-first",
    "no-pitch", "ladder", "half-a-message", "say-it-then-stop", "cold-card", "call-block",
)  # fmt: skip

#: So many of the last runs are shown as marks in a row.
N_MARKS = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One drill.  `runs` are its runs, newest first; `due` is None where it is not in the queue.

    `next_round` (from 0) is where `open_run` goes on.
    """

    drill: Drill
    record: DrillRecord
    runs: tuple[DrillRun, ...] = ()
    own: bool = False
    due: DueDrill | None = None
    open_run: DrillRun | None = None
    next_round: int = 0
    today: date = date.min

    @property
    def is_due(self) -> bool:
        return self.due is not None and self.due.due_on <= self.today

    @property
    def finished(self) -> tuple[DrillRun, ...]:
        """The runs that were passed or missed, newest first."""
        return tuple(run for run in self.runs if run.passed is not None)

    @property
    def last(self) -> DrillRun | None:
        return self.record.last

    @property
    def last_day(self) -> date | None:
        """The local day of the last run that was passed or missed."""
        return None if self.last is None else day_of(self.last)

    @property
    def marks(self) -> tuple[bool, ...]:
        """Whether each of the last runs was passed, oldest first."""
        return tuple(bool(run.passed) for run in reversed(self.finished[:N_MARKS]))

    @property
    def search_text(self) -> str:
        asked = " ".join(condition_words(one.condition) for one in self.drill.rounds)
        return f"{self.drill.title} {self.drill.trains} {asked}".casefold()

    @property
    def group(self) -> str:
        """Where it stands in the list: "open", "due" or ""."""
        return "open" if self.open_run is not None else "due" if self.is_due else ""


@dataclass(frozen=True, slots=True)
class Book:
    """All drills in the order of the list; `offered` is the id of the one to do now, None without any.

    `scripts` and `decks` are those to choose from: (id, name); `own_decks` are the ids of the user's own.
    """

    entries: tuple[Entry, ...] = ()
    offered: str | None = None
    today: date = date.min
    n_due: int = 0
    n_passed_today: int = 0
    days_in_a_row: int = 0
    scripts: tuple[tuple[str, str], ...] = ()
    decks: tuple[tuple[str, str], ...] = ()
    own_decks: frozenset[str] = frozenset()
    problems: tuple[DataError, ...] = ()
    #: Those of `problems` that are about a drill, by its id.
    broken: Mapping[str, DataError] = field(default_factory=dict)

    def entry(self, drill_id: str | None) -> Entry | None:
        return next((one for one in self.entries if one.drill.id == drill_id), None)

    def matching(self, text: str) -> tuple[Entry, ...]:
        """The drills that all words of a text are found in; those called so, where there are any."""
        words = text.casefold().split()

        def has_all(told: str) -> bool:
            return all(word in told for word in words)

        called = tuple(one for one in self.entries if has_all(one.drill.title.casefold()))
        return called or tuple(one for one in self.entries if has_all(one.search_text))


def day_of(run: DrillRun) -> date:
    return run.created_at.astimezone().date()


def counted(run: DrillRun) -> tuple[Attempt, ...]:
    """The attempts that count, in the order they were made."""
    return tuple(one for one in run.attempts if one.outcome in ("passed", "missed", "unknown"))


def days_in_a_row(days: Iterable[date], today: date) -> int:
    """How many days up to today had a run; yesterday's row still stands before today's first."""
    there = set(days)
    day = today if today in there else today - timedelta(days=1)
    n = 0
    while day in there:
        n, day = n + 1, day - timedelta(days=1)
    return n


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Unfinished ones, then what is due, the longest overdue first, then the others as a course."""
    group = {"open": 0, "due": 1, "": 2}

    def place(entry: Entry) -> tuple[int, int, int, str]:
        late = -entry.due.days_late if entry.group == "due" and entry.due is not None else 0
        known = entry.drill.id in COURSE
        at = COURSE.index(entry.drill.id) if known else len(COURSE)
        return group[entry.group], late, at, entry.drill.title.casefold()

    return tuple(sorted(entries, key=place))


def offered(entries: Sequence[Entry]) -> str | None:
    """The drill to do now, of `in_order` ones.

    What is unfinished or due; else the first that was never tried; else the one that was not done for
    longest.
    """
    if not entries:
        return None
    if entries[0].group:
        return entries[0].drill.id
    new = next((entry for entry in entries if entry.last is None), None)
    rested = min(entries, key=lambda entry: entry.last_day or date.min)
    return (new or rested).drill.id


def make_book(
    drills: Iterable[Drill], runs: Sequence[DrillRun], today: date, *, own_folder: Path | None = None
) -> Book:
    """Put drills and all runs (newest first) together."""
    from rehearse.library.drill_record import due, record_of

    there = list(drills)
    queue = {one.drill_id: one for one in due(runs, [drill.id for drill in there], today)}
    of_drill: dict[str, list[DrillRun]] = {}
    for run in runs:
        of_drill.setdefault(run.drill_id, []).append(run)
    entries = []
    for drill in there:
        own_runs = tuple(of_drill.get(drill.id, ()))
        begun = next((run for run in own_runs if run.state == "open"), None)
        entry = Entry(
            drill,
            record_of(own_runs, drill.id),
            own_runs,
            own=own_folder is not None and Path(drill.file).parent == own_folder,
            due=queue.get(drill.id),
            open_run=begun,
            today=today,
        )
        entries.append(replace(entry, next_round=_goes_on_at(drill, begun)))
    ordered = in_order(entries)
    return Book(
        ordered,
        offered(ordered),
        today,
        n_due=sum(entry.is_due for entry in ordered),
        n_passed_today=sum(bool(run.passed) and day_of(run) == today for run in runs),
        days_in_a_row=days_in_a_row(map(day_of, runs), today),
    )


def _goes_on_at(drill: Drill, run: DrillRun | None) -> int:
    from rehearse.analysis.drill_course import next_round

    if run is None:
        return 0
    outcomes = [(one.round_, one.outcome) for one in run.attempts if one.outcome is not None]
    at = next_round(drill, run.n_rounds, outcomes)
    return run.n_rounds - 1 if at is None else at


def read_book(studio: Studio, *, anew: bool = False) -> Book:
    """Everything the page shows.  Reads files and the library: away from the main thread.

    `anew`: drills and decks may have been put into their folders meanwhile.  Raises `LibraryError`.
    """
    from rehearse.ui.script_list import name_of

    if anew:
        studio.drills_changed()
        studio.decks_changed()
    drills = studio.drills
    book = make_book(
        drills.values(), studio.library.drill_runs.all(), date.today(), own_folder=studio.paths.drills
    )
    scripts = tuple((one.id, name_of(one)) for one in studio.scripts.all())
    decks = studio.decks
    return replace(
        book,
        scripts=scripts,
        decks=tuple((one.id, one.title) for one in decks.values()),
        own_decks=frozenset(
            one.id for one in decks.values() if Path(one.file).parent == studio.paths.prospects
        ),
        problems=(*drills.problems, *decks.problems),
        broken=dict(drills.broken),
    )
