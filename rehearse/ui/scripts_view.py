"""The page of the scripts: the list on one side, writing on the other; and the board of ideas."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from rehearse.files import assets_folder
from rehearse.i18n import _
from rehearse.ui.controls import Segments, row
from rehearse.ui.idea_board import IdeaBoard
from rehearse.ui.script_file import choose_text_file, read_text_file
from rehearse.ui.scripts_beside import ScriptBeside
from rehearse.ui.scripts_side import ScriptsSide
from rehearse.ui.scripts_starters import StartersView
from rehearse.ui.scripts_style import scripts_sheet
from rehearse.ui.scripts_write import WriteView
from rehearse.ui.wide_page import Room, WidePage

if TYPE_CHECKING:
    from rehearse.library.scripts import StoredScript
    from rehearse.script.starters import Starter
    from rehearse.studio import Studio
    from rehearse.ui.script_shelf import ScriptShelf
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme

#: Narrower than this the list and what is written take turns.
_BESIDE_PX = 760
_SIDE_PX = 264


class ScriptsView(WidePage):
    """Signals: `rehearse` (StoredScript): put it on the stage; `failed` (error); `refused` (a sentence);
    `undo_offered` (text, callable).
    """

    rehearse = Signal(object)
    failed = Signal(object)
    refused = Signal(str)
    undo_offered = Signal(str, object)

    def __init__(self, studio: Studio, tasks: Tasks, theme: Theme, shelf: ScriptShelf) -> None:
        super().__init__("scripts", _("Scripts"), theme)
        self._studio, self._tasks, self._shelf = studio, tasks, shelf
        self._starters: Sequence[Starter] | None = None
        self._root: str | None = None
        self._narrow = self._inside = self._begun = False
        self.modes = Segments(
            theme, "scripts_mode", _("What to work on"), [("write", _("Writing")), ("ideas", _("Ideas"))]
        )
        self.modes.set_value("write")
        self.modes.chosen.connect(self.show_mode)
        self.side = ScriptsSide(theme)
        self.writing = WriteView(studio, tasks, theme, shelf)
        self.starters = StartersView(theme)
        self.beside = ScriptBeside(studio, theme, shelf, self)
        self._board: IdeaBoard | None = None
        self.right = QStackedWidget()
        for part in (self.starters, self.writing):
            self.right.addWidget(part)
        self.work = QWidget()
        across = QHBoxLayout(self.work)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme.space(5))
        across.addWidget(self.side)
        across.addWidget(self.right, 1)
        self.body = QStackedWidget()
        self.body.addWidget(self.work)
        self.whole.addLayout(row(self.title, 1, self.modes))
        self.whole.addWidget(self.body, 1)
        self._connect()
        self.set_theme(theme)

    def _connect(self) -> None:
        side, writing = self.side, self.writing
        side.new.connect(self.begin_script)
        side.opened.connect(lambda stored: self.write(stored, focus=False))
        side.write.connect(self.write)
        side.delete.connect(self._shelf.delete)
        side.restore.connect(self._put_back)
        side.list_wanted.connect(self.refresh)
        side.open_file.connect(lambda: choose_text_file(self, self.open_file))
        writing.use.connect(self.rehearse)
        writing.failed.connect(self.failed)
        writing.refused.connect(self.refused)
        writing.back.connect(self.show_list)
        writing.versions.connect(self.show_versions)
        writing.variants.connect(self.show_variants)
        writing.delete.connect(self.delete_current)
        self.starters.back.connect(self.show_list)
        self.starters.chosen.connect(self._begin_with)
        beside = self.beside
        beside.made.connect(self._made)
        beside.wanted.connect(self._show_right)
        beside.back.connect(self.back_to_writing)
        beside.edit.connect(self.write)
        beside.use.connect(self.rehearse)
        beside.brought_back.connect(self._brought_back)
        self._shelf.saved.connect(self._was_saved)
        self._shelf.changed.connect(self._changed)
        self._shelf.deleted.connect(self._was_deleted)

    @property
    def board(self) -> IdeaBoard:
        """Made when it is first wanted."""
        if self._board is None:
            assert self._dressed_in is not None
            board = self._board = IdeaBoard(self._studio, self._tasks, self._dressed_in)
            board.write.connect(lambda idea: self.new_script(text=idea.text))
            board.undo_offered.connect(self.undo_offered)
            board.failed.connect(self.failed)
            self.body.addWidget(board)
        return self._board

    @property
    def _on_board(self) -> bool:
        return self.body.currentWidget() is self._board

    @property
    def first_control(self) -> QWidget:
        """What has the keyboard when the page comes into sight."""
        if self._on_board:
            return self.board.add_edit
        if self.right.currentWidget() is self.writing and (not self._narrow or self._inside):
            return self.writing.words_edit
        return self.side.view if self.side.scripts else self.side.new_button

    # ---- looks ---------------------------------------------------------------------------------

    def dress(self, theme: Theme) -> None:
        self.setStyleSheet(scripts_sheet(theme))
        for part in (self.side, self.writing, self.starters, self.beside):
            part.set_theme(theme)
        if self._board is not None:
            self._board.set_theme(theme)

    def arrange(self, room: Room) -> None:
        self._narrow = room.width < _BESIDE_PX
        self.side.setFixedWidth(
            max(0, self.width() - 2 * room.edge) if self._narrow else round(_SIDE_PX * min(room.scale, 1.3))
        )
        self.beside.arrange(room.width if self._narrow else room.width - _SIDE_PX)
        self._take_turns()

    def _take_turns(self) -> None:
        """Where there is room for one of the two only, it is the one that was asked for.

        Variants have the whole width, to stand side by side.
        """
        wide = self.beside.is_wide(self.right.currentWidget())
        self.side.setVisible(not (self._inside and (self._narrow or wide)))
        self.right.setVisible(not self._narrow or self._inside)
        self.writing.back_button.setVisible(self._narrow)
        self.starters.head.back_button.setVisible(self._narrow)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()
        if self._on_board:
            self.board.refresh()

    # ---- the list ------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the list anew, behind what is being saved."""
        trash = self.side.in_trash
        self._shelf.list(lambda scripts: self._listed(scripts, trash), self, deleted=trash)

    def _listed(self, scripts: Sequence[StoredScript], trash: bool) -> None:
        if trash != self.side.in_trash:
            return  # the other list is wanted by now, and follows
        stored = self.writing.draft.stored
        self.side.show_scripts(
            scripts, stored.root_id if stored else None, self._studio.settings.value.script
        )
        if self._begun or trash:
            return
        self._begun = True
        on_stage = self._studio.settings.value.script
        first = next((one for one in scripts if one.id == on_stage), scripts[0] if scripts else None)
        if first is None:
            self._show_starters()
        else:
            self._inside = False
            self.write(first, focus=False, enter=False)
            self.refresh()

    def _changed(self) -> None:
        if self.isVisible():
            self.refresh()

    def _was_saved(self, stored: StoredScript) -> None:
        """From here or from the stage: the list shows it, and so does the page where it shows older words."""
        writing, now = self.writing, self.writing.draft.stored
        mine = now is not None and now.root_id == stored.root_id and not writing.unsaved
        if mine and writing.written.text.strip() and writing.written.text != stored.text:
            writing.open(stored, focus=False)
        self._changed()

    def library_replaced(self) -> None:
        """Other scripts lie here now; what was written of the old ones was saved among them."""
        self.writing.forget()
        self._begun = False
        if self.isVisible():
            self.refresh()

    def _was_deleted(self, stored: StoredScript) -> None:
        now = self.writing.draft.stored
        if now is None or now.root_id != stored.root_id:
            return
        there = () if self.side.in_trash else self.side.scripts
        others = [one for one in there if one.root_id != stored.root_id]
        self.writing.forget()
        if others:
            self.write(others[0], focus=False, enter=False)
            self._inside = False
            self._take_turns()
            self.side.view.setFocus()
        else:
            self._show_starters()

    def _put_back(self, stored: StoredScript) -> None:
        """Out of the trash, and into sight."""
        self.side.leave_trash()
        self._shelf.restore(stored)
        self.write(stored, focus=False)

    def show_list(self) -> None:
        """Where the window is narrow: back from what is written."""
        self.writing.flush()
        self._inside = False
        self._take_turns()
        self.refresh()
        self.side.view.setFocus()

    # ---- what is beside it ---------------------------------------------------------------------

    def show_mode(self, mode: str) -> None:
        """ "write" or "ideas"."""
        self.modes.set_value(mode)
        if mode == "ideas":
            self.writing.flush()
            self.body.setCurrentWidget(self.board)
            self.board.refresh()
        else:
            self.body.setCurrentWidget(self.work)
        self.first_control.setFocus()

    def _show_right(self, part: QWidget) -> None:
        self.modes.set_value("write")
        self.body.setCurrentWidget(self.work)
        self.right.setCurrentWidget(part)
        self._inside = True
        self._take_turns()

    def write(self, stored: StoredScript, *, focus: bool = True, enter: bool = True) -> None:
        """Open a script for writing; with `enter` where the window is narrow as well."""
        now = self.writing.draft.stored
        if now is None or now.root_id != stored.root_id or now.id != stored.id:
            self.writing.open(stored, focus=False)
        self.side.select(stored.root_id)
        if not focus and self._narrow:
            enter = False  # going through the list does not leave it
        if enter:
            self._show_right(self.writing)
        else:
            self.right.setCurrentWidget(self.writing)
        if focus:
            self.writing.words_edit.setFocus()

    def back_to_writing(self) -> None:
        self._show_right(self.writing)
        self.writing.words_edit.setFocus()

    def begin_script(self) -> None:
        """A new one: with an empty page or with an example."""
        self.writing.flush()
        self._show_starters()
        self.starters.cards[0].setFocus()

    def _show_starters(self) -> None:
        self._show_right(self.starters)
        if self._starters is None:
            from rehearse.script.starters import load_starters

            self._shelf.read(
                lambda: load_starters(assets_folder() / "scripts" / "en"),
                self._have_starters,
                self,
                "read examples",
            )

    def _have_starters(self, found: Sequence[Starter]) -> None:
        had = self.starters.cards[0].hasFocus()
        self._starters = found
        self.starters.show_starters(found)
        if had:
            self.starters.cards[0].setFocus()

    def _begin_with(self, starter: Starter | None) -> None:
        if starter is None:
            self.new_script()
        else:
            self.new_script(title=starter.title, text=starter.text.strip())

    def new_script(self, *, title: str = "", text: str = "") -> None:
        """A script that begins with these words."""
        self.writing.open(None, title=title, text=text, focus=False)
        self.side.view.show_rows(self.side.view.rows.rows, None)
        self._show_right(self.writing)
        self.writing.words_edit.setFocus()

    def delete_current(self) -> None:
        stored = self.writing.draft.stored
        if stored is not None:
            self.writing.flush()
            self._shelf.delete(stored)

    # ---- versions and variants -----------------------------------------------------------------

    def show_versions(self) -> None:
        """What the script was before."""
        stored = self.writing.draft.stored
        if stored is not None:
            self.writing.flush()
            self.beside.show_versions(stored)

    def show_variants(self) -> None:
        """The script beside its variants."""
        stored = self.writing.draft.stored
        if stored is not None:
            self.writing.flush()
            self.beside.show_variants(stored)

    def _made(self, view: QWidget) -> None:
        self.right.addWidget(view)
        self.arrange_now()

    def _brought_back(self, stored: StoredScript) -> None:
        self.writing.open(stored, focus=False)
        self.back_to_writing()

    def take_file(self, path: Path) -> bool:
        """A file dropped while this page is in sight begins a script here."""
        if self.isVisible():
            self.open_file(path)
        return self.isVisible()

    def open_file(self, path: Path) -> None:
        """Begin a script with the words of a file."""
        read_text_file(
            self._tasks,
            path,
            lambda title, text: self.new_script(title=title, text=text),
            self.failed.emit,
            self,
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape or self.body.currentWidget() is not self.work:
            super().keyPressEvent(event)
        elif self.beside.is_one(self.right.currentWidget()):
            self.back_to_writing()
        elif self._narrow and self._inside:
            self.show_list()
        elif self.right.currentWidget() is self.starters and self.writing.draft.stored is not None:
            self.back_to_writing()
        else:
            super().keyPressEvent(event)

    def leave(self) -> None:
        """The window closes: what is typed is saved."""
        self.writing.flush()
