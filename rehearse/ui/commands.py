"""Everything the window can do, by name: shortcuts, the palette and the list of keys are made from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtGui import QKeySequence

from rehearse.i18n import _


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Command:
    """One thing to do.

    `key` is the shortcut it has unless the user chose another, in Qt's portable text ("Ctrl+K").
    `also` are keys beside the usual one, given up with it ("Ctrl+=" is "Ctrl++" without Shift).
    `page` is the page it belongs to ("" is everywhere); `safe` ones may be run while recording.
    A `fixed` key belongs to a control (Delete in a list) and cannot be changed.
    """

    id: str
    title: str
    run: Callable[[], None]
    key: str = ""
    keywords: str = ""
    page: str = ""
    also: tuple[str, ...] = ()
    enabled: Callable[[], bool] = _always
    safe: bool = False
    fixed: bool = False


def page_title(page: str) -> str:
    """What a page is called; "" is the whole window."""
    return {
        "": _("Everywhere"),
        "stage": _("Rehearse"),
        "review": _("Review"),
        "drill": _("Drill"),
        "drills": _("Drills"),
        "scripts": _("Scripts"),
        "drill_form": _("A drill of your own"),
        "import": _("Import recordings"),
        "takes": _("Takes"),
        "progress": _("Progress"),
        "coach": _("Coach"),
        "settings": _("Settings"),
        "welcome": _("Welcome"),
    }.get(page, page)


@lru_cache(maxsize=1000)
def portable(key: str) -> str:
    """A key in the one spelling it is stored and compared by; "" where it is none."""
    return QKeySequence(key, QKeySequence.SequenceFormat.PortableText).toString(
        QKeySequence.SequenceFormat.PortableText
    )


def shown(key: str) -> str:
    """A key as this system writes it."""
    return QKeySequence(key, QKeySequence.SequenceFormat.PortableText).toString(
        QKeySequence.SequenceFormat.NativeText
    )


class Commands:
    """The commands, and which key each has now.

    `problems` tells in words which of the user's own keys cannot be used.
    """

    def __init__(self, commands: Iterable[Command], own: Mapping[str, str]) -> None:
        self._all = {command.id: command for command in commands}
        self._order = {command_id: place for place, command_id in enumerate(self._all)}
        self._keys: dict[str, str] = {}
        self._having: dict[str, list[Command]] = {}  # the commands that have a key
        self.problems: list[str] = []
        self.own: Mapping[str, str] = {}
        self.use(own)

    def __iter__(self) -> Iterator[Command]:
        return iter(self._all.values())

    def __getitem__(self, command_id: str) -> Command:
        return self._all[command_id]

    def key(self, command_id: str) -> str:
        """The key of a command now; "" when it has none."""
        return self._keys[command_id]

    def use(self, own: Mapping[str, str]) -> None:
        """Take over the user's own keys (id → key, "" for none); the rest keep theirs."""
        self.own = own
        self.problems = []
        self._keys = {}
        self._having = {}
        chosen = {command.id: own[command.id] for command in self if command.id in own and not command.fixed}
        for command in self:
            if command.fixed:
                self._set(command, portable(command.key))
        for command_id, text in chosen.items():
            key = portable(text)
            if text and not key:
                self.problems.append(
                    _("“{key}” is not a key, so “{title}” keeps its own.").format(
                        key=text, title=self._all[command_id].title
                    )
                )
            else:
                self._give(self._all[command_id], key)
        for command in self:
            if command.id not in self._keys:
                self._give(command, portable(command.key))

    def _give(self, command: Command, key: str) -> None:
        other = self.taken_by(key, command)
        if other is not None:
            self.problems.append(
                _("{key} is for “{other}”, so “{title}” has no key.").format(
                    key=shown(key), other=other.title, title=command.title
                )
            )
            key = ""
        self._set(command, key)

    def _set(self, command: Command, key: str) -> None:
        self._keys[command.id] = key
        for each in self.keys(command.id):
            self._having.setdefault(each, []).append(command)

    def keys(self, command_id: str) -> list[str]:
        """Every key of a command now, the one that is shown first."""
        key, command = self._keys.get(command_id, ""), self._all[command_id]
        if not key or key != portable(command.key):
            return [key] if key else []
        chosen = set(self.own.values())
        return [key, *(other for other in map(portable, command.also) if other not in chosen)]

    def taken_by(self, key: str, command: Command) -> Command | None:
        """Who has a key already where `command` would need it; None when it is free."""
        if not key:
            return None
        others = [
            other for other in self._having.get(key, ()) if other is not command and _meet(other, command)
        ]
        return min(others, key=lambda other: self._order[other.id], default=None)

    def available(self, page: str, *, recording: bool) -> list[Command]:
        """What can be done on a page now."""
        return [
            command
            for command in self
            if command.page in ("", page) and (command.safe or not recording) and command.enabled()
        ]


def _meet(one: Command, other: Command) -> bool:
    return not one.page or not other.page or one.page == other.page
