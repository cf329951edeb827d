"""What can be done with the chosen takes, in a bar below the list; it asks where something is to be typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence, Sized
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QCompleter,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from rehearse.i18n import _, ngettext
from rehearse.ui.banners import announce
from rehearse.ui.controls import CONTROL_PX, plain_tip
from rehearse.ui.flow_layout import FlowLayout, empty
from rehearse.ui.icons import icon
from rehearse.ui.view_style import button, label

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme

#: As long as a tag or a speaker's name may be.
_TAG_CHARS, _SPEAKER_CHARS = 40, 80


class Takes(Sized, Protocol):
    """Some takes that can be counted, and asked for one field, without looking at each."""

    def values(self, field: str) -> Iterable[Any]: ...
    def ids(self) -> list[str]: ...


class _NoTakes:
    def __len__(self) -> int:
        return 0

    def values(self, _field: str) -> Iterable[Any]:
        return ()

    def ids(self) -> list[str]:
        return []


class AskField(QLineEdit):
    """A field with suggestions.  `left` on Escape."""

    left = Signal()

    def __init__(self, theme: Theme, name: str, told: str, most_chars: int) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(told)
        self.setPlaceholderText(told)
        self.setMaxLength(most_chars)
        self.setFont(theme.font("body"))
        self.setMinimumHeight(CONTROL_PX)
        self.known = QStringListModel(self)
        completer = QCompleter(self.known, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.InlineCompletion)
        self.setCompleter(completer)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)


class TakeBar(QFrame):
    """Signals: `opened`, `renamed`, `starred`, `deleted`, `restored` for the chosen takes as they are;
    `tags_changed` (tags to add, tags to take away), `speaker_changed` (name), `purged`; `put_away`
    (what was asked is answered: the list has the keyboard again); `exported`.
    """

    opened = Signal()
    renamed = Signal()
    starred = Signal()
    deleted = Signal()
    restored = Signal()
    tags_changed = Signal(list, list)
    speaker_changed = Signal(str)
    purged = Signal()
    put_away = Signal()
    exported = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._takes: Takes = _NoTakes()
        #: Whom a question is about.
        self._asked_of: list[str] = []
        self._in_trash = False
        self.asking = ""
        self.setObjectName("takes_bar")
        self.setAccessibleName(_("The chosen takes"))
        self.setProperty("kind", "dock")
        self._sign: QIcon | None = None
        self._build()
        self._stand()
        self.set_chosen(self._takes, 0, in_trash=False)

    # ---- building ------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self._theme
        self.words = label("", theme.font("body"), name="chosen_label")
        self.words.setWordWrap(False)
        self.open_button = self._order("open_take_button", _("Open"), _("Open the take"), "Enter")
        self.rename_button = self._order("rename_take_button", _("Rename"), _("Rename the take"), "F2")
        self.star_button = self._order("star_take_button", _("Star"), _("Star the takes"), "S")
        self.tag_button = self._order("tag_take_button", _("Tag"), _("Tag the takes"), "T")
        self.speaker_button = self._order("speaker_take_button", _("Speaker"), _("Who spoke"), "W")
        self.export_button = self._order("export_take_button", _("Export"), _("Export the takes"), "E")
        self.delete_button = self._order("delete_take_button", _("Delete"), _("Delete the takes"), _("Del"))
        self.restore_button = self._order(
            "restore_take_button", _("Put back"), _("Put the takes back"), "Enter"
        )
        self.purge_button = self._order(
            "purge_take_button", _("Delete for good"), _("Delete the takes for good"), _("Del")
        )
        self.orders = (
            self.open_button, self.rename_button, self.star_button, self.tag_button, self.speaker_button,
            self.export_button, self.delete_button, self.restore_button, self.purge_button,
        )  # fmt: skip
        for order, told in zip(
            self.orders,
            (
                self.opened.emit, self.renamed.emit, self.starred.emit, self.ask_tags, self.ask_speaker,
                self.exported.emit, self.deleted.emit, self.restored.emit, self.ask_purge,
            ),
            strict=True,
        ):  # fmt: skip
            order.clicked.connect(lambda _on=False, told=told: told())
        self._standing = QWidget()
        flow = FlowLayout(self._standing, gap_px=(8, 6))
        flow.setContentsMargins(0, 0, 0, 0)
        for part in (self.words, *self.orders):
            flow.addWidget(part)

        self.question = label("", theme.font("body"), name="bar_question")
        self.tag_field = AskField(theme, "tag_field", _("Another tag"), _TAG_CHARS)
        self.speaker_field = AskField(theme, "speaker_field", _("Name of who spoke"), _SPEAKER_CHARS)
        self.do_button = button("", "primary", "bar_do_button")
        self.leave_button = button("", "quiet", "bar_leave_button")
        self.tag_field.returnPressed.connect(self._tag_typed)
        self.speaker_field.returnPressed.connect(self._speaker_typed)
        self.do_button.clicked.connect(self._do)
        self.leave_button.clicked.connect(self.leave)
        for field in (self.tag_field, self.speaker_field):
            field.left.connect(self.leave)
        self._asked = QWidget()
        down = QVBoxLayout(self._asked)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(10)
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.question, 1)
        top.addWidget(self.tag_field, 1)
        top.addWidget(self.speaker_field, 1)
        top.addWidget(self.do_button)
        top.addWidget(self.leave_button)
        self._tags = QWidget()
        self._tags_flow = FlowLayout(self._tags, gap_px=(6, 6))
        self._tags_flow.setContentsMargins(0, 0, 0, 0)
        down.addLayout(top)
        down.addWidget(self._tags)
        self.tag_chips: list[QPushButton] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 10, 16, 10)
        box.addWidget(self._standing)
        box.addWidget(self._asked)

    def _order(self, name: str, text: str, told: str, key: str) -> QPushButton:
        made = button(text, "soft", name, told)
        made.setToolTip(_("{what} ({key})").format(what=told, key=key))
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        return made

    def set_theme(self, theme: Theme) -> None:
        self._theme, self._sign = theme, None
        for part in (*self.orders, self.do_button, self.leave_button):
            part.setFont(theme.font("caption"))
            part.setMinimumHeight(32)
        for field in (self.words, self.question, self.tag_field, self.speaker_field):
            field.setFont(theme.font("body"))
        self._fill_tags()

    # ---- what is chosen ------------------------------------------------------------------------

    def set_chosen(self, takes: Takes, n_shown: int, *, in_trash: bool) -> None:
        """The chosen takes, of `n_shown` in the list."""
        self._takes = takes
        if in_trash != self._in_trash or (self.asking and self._takes.ids() != self._asked_of):
            self._stand()
        self._in_trash = in_trash
        n = len(takes)
        self.setVisible(n_shown > 0)
        self.words.setText(
            ngettext("{n} take chosen", "{n} takes chosen", n).format(n=f"{n:,}")
            if n != 1
            else _("This take:")
        )
        for part in self.orders:
            trash = part in (self.restore_button, self.purge_button)
            part.setVisible(trash == in_trash)
            one = part in (self.open_button, self.rename_button)
            part.setEnabled(n == 1 if one else n > 0)
        self.star_button.setText(_("Unstar") if self.all_starred else _("Star"))
        if self.asking == "tags":
            self._fill_tags()

    @property
    def all_starred(self) -> bool:
        """Whether every chosen take has a star: then a star more would be none."""
        return len(self._takes) > 0 and all(self._takes.values("starred"))

    def set_known(self, tags: Sequence[str], speakers: Sequence[str]) -> None:
        """What is suggested while one types."""
        self.tag_field.known.setStringList(list(tags))
        self.speaker_field.known.setStringList([name for name in speakers if name])

    # ---- asking --------------------------------------------------------------------------------

    def ask_tags(self) -> None:
        """Show the tags of the chosen takes, each with a way to take it off, and room for another."""
        if self._takes and not self._in_trash:
            text = ngettext("Tags of this take", "Tags of {n} takes", len(self._takes))
            self._ask("tags", text.format(n=f"{len(self._takes):,}"), self.tag_field, _("Add"), _("Done"))
            self._fill_tags()

    def ask_speaker(self) -> None:
        """Let the user name who spoke."""
        if self._takes and not self._in_trash:
            text = ngettext("Who spoke in this take?", "Who spoke in these {n} takes?", len(self._takes))
            names = set(self._takes.values("speaker"))
            text = text.format(n=f"{len(self._takes):,}")
            self._ask("speaker", text, self.speaker_field, _("Save"), _("Cancel"))
            self.speaker_field.setText(names.pop() if len(names) == 1 else "")
            self.speaker_field.selectAll()

    def ask_purge(self) -> None:
        """Ask once before takes are gone for good."""
        if self._takes and self._in_trash:
            text = ngettext(
                "Delete this take and its sound for good? It cannot be brought back.",
                "Delete {n} takes and their sound for good? They cannot be brought back.",
                len(self._takes),
            ).format(n=f"{len(self._takes):,}")
            self._ask("purge", text, None, _("Delete for good"), _("Keep"))
            announce(self, text)

    def _ask(self, what: str, question: str, field: AskField | None, do: str, leave: str) -> None:
        self.asking, self._asked_of = what, self._takes.ids()
        self.question.setText(question)
        self.do_button.setText(do)
        self.do_button.setAccessibleName(do)
        self.leave_button.setText(leave)
        self.leave_button.setAccessibleName(leave)
        for one in (self.tag_field, self.speaker_field):
            one.setVisible(one is field)
        self._tags.setVisible(what == "tags")
        self._standing.hide()
        self._asked.show()
        if field is not None:
            field.clear()
        (field or self.leave_button).setFocus()

    def _stand(self) -> None:
        """Back to what can be done."""
        self.asking = ""
        self._asked.hide()
        self._standing.show()

    def leave(self) -> None:
        """Nothing more is wanted of what was asked."""
        if self.asking:
            self._stand()
            self.put_away.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.asking:
            self.leave()
        else:
            super().keyPressEvent(event)

    def _do(self) -> None:
        if self.asking == "tags":
            self._tag_typed()
        elif self.asking == "speaker":
            self._speaker_typed()
        elif self.asking == "purge":
            self._stand()
            self.purged.emit()
            self.put_away.emit()

    def _tag_typed(self) -> None:
        tag = " ".join(self.tag_field.text().split())
        if not tag:
            self.leave()
            return
        self.tag_field.clear()
        self.tags_changed.emit([tag], [])

    def _speaker_typed(self) -> None:
        name = " ".join(self.speaker_field.text().split())
        self._stand()
        self.speaker_changed.emit(name)
        self.put_away.emit()

    def _fill_tags(self) -> None:
        """A chip for each tag on any of the chosen takes; on how many of them, where not on all."""
        empty(self._tags_flow)
        self.tag_chips = []
        if self.asking != "tags":
            self._tags.hide()
            return
        if self._sign is None:
            self._sign = icon("close", self._theme, 14, "accent")  # once for all of them
        counted: dict[str, int] = {}
        for tags, n in Counter(self._takes.values("tags")).items():
            for tag in tags:
                counted[tag] = counted.get(tag, 0) + n
        for tag, n in sorted(counted.items(), key=lambda one: one[0].casefold()):
            every = n == len(self._takes)
            text = tag if every else _("{tag} ({n})").format(tag=tag, n=f"{n:,}")
            chip = button(
                text.replace("&", "&&"), "soft", "tag_chip", _("Take the tag “{tag}” off").format(tag=tag)
            )
            chip.setToolTip(plain_tip(chip.accessibleName()))
            chip.setFont(self._theme.font("caption"))
            chip.setIcon(self._sign)
            chip.setIconSize(QSize(14, 14))
            chip.setCursor(Qt.CursorShape.PointingHandCursor)
            chip.clicked.connect(lambda _on=False, tag=tag: self._tag_off(tag))
            self.tag_chips.append(chip)
            self._tags_flow.addWidget(chip)
        self._tags.setVisible(bool(counted))
        self._tags.updateGeometry()

    def _tag_off(self, tag: str) -> None:
        self.tag_field.setFocus()
        self.tags_changed.emit([], [tag])
