"""The takes there are: found, opened, named, tagged, thrown away and brought back."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from rehearse.i18n import _, ngettext
from rehearse.library.takes import TakeSummary
from rehearse.ui.banners import announce
from rehearse.ui.playback import sentence
from rehearse.ui.take_bar import TakeBar
from rehearse.ui.take_changes import TakeChanges
from rehearse.ui.take_empty import EmptyTakes
from rehearse.ui.take_far_hits import FarHits
from rehearse.ui.take_filters import Facets, FilterBar
from rehearse.ui.take_list import Chosen, TakeList
from rehearse.ui.take_reader import TakeReader
from rehearse.ui.take_search import SearchField, SortButton
from rehearse.ui.view_style import button, label, sheet

if TYPE_CHECKING:
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme


class TakesView(QWidget):
    """All takes, or the trash, as searched, narrowed down and sorted.

    Signals: `open_take` (id); `open_hit` (id, what was searched for); `deleted` (list of ids, after they
    went into the trash), `restored` (list of ids), `failed` (a sentence); `import_wanted`.
    """

    open_take = Signal(str)
    open_hit = Signal(str, str)
    # Not Signal(list), which makes another list of fifty thousand names and back.
    deleted = Signal(object)
    restored = Signal(object)
    failed = Signal(str)
    import_wanted = Signal()

    def __init__(self, studio: Studio, tasks: Tasks, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("takes_view")
        self.setAccessibleName(_("Takes"))
        self._studio, self._tasks, self._theme = studio, tasks, theme
        self._dressed_in: Theme | None = None
        #: The list begins at its top when it comes; how many there are is told; it has come before.
        self._to_top = self._tell = self._read_once = False
        self._open_first = self._missed = False
        self.changes = TakeChanges(studio, tasks, self)
        self.reader = TakeReader(studio, tasks, self)
        self._build()
        self._connect()
        self.far_hits = FarHits(studio, tasks, self.list, lambda: self.search.wanted)
        # No focus proxy: Tab would skip every other control of a page that has one.
        self.first_control = self.list
        self.set_theme(theme)
        self._show_count()

    # ---- building ------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self._theme
        self.title = label(_("Takes"), theme.font("display"), name="takes_title")
        self.count = label("", theme.font("body"), name="takes_count", muted=True)
        self.all_button = button(_("Takes"), "choice", "all_takes_button", _("Show the takes"))
        self.trash_button = button(_("Trash"), "choice", "trash_button", _("Show the trash"))
        self._which = QButtonGroup(self)
        for one in (self.all_button, self.trash_button):
            one.setCheckable(True)
            self._which.addButton(one)
        self.all_button.setChecked(True)
        self.search = SearchField(theme)
        self.sort = SortButton(theme)
        self.filters = FilterBar(theme)
        self.bar = TakeBar(theme)
        self.open_button, self.rename_button = self.bar.open_button, self.bar.rename_button
        self.delete_button, self.restore_button = self.bar.delete_button, self.bar.restore_button

        self.list = TakeList(theme)
        self.model, self.delegate = self.list.takes, self.list.delegate
        self.chosen = Chosen(self.list)

        self.empty = EmptyTakes(theme)
        self.import_button = button(
            _("Import…"), "soft", "import_takes_button", _("Import recordings made elsewhere")
        )
        self.pages = QStackedWidget()
        self.pages.addWidget(self.list)
        self.pages.addWidget(self.empty)

        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(8)
        named = QVBoxLayout()
        named.setSpacing(2)
        named.addWidget(self.title)
        named.addWidget(self.count)
        self._head.addLayout(named, 1)
        which = QHBoxLayout()
        which.setSpacing(8)
        for one in (self.all_button, self.trash_button):
            which.addWidget(one, 0, Qt.AlignmentFlag.AlignBottom)
        which.addSpacing(12)
        which.addWidget(self.import_button, 0, Qt.AlignmentFlag.AlignBottom)
        self._head.addLayout(which)
        finding = QHBoxLayout()
        finding.setSpacing(8)
        finding.addWidget(self.search, 1)
        finding.addWidget(self.sort)
        self._box = QVBoxLayout(self)
        self._box.setSpacing(12)
        self._box.addLayout(self._head)
        self._box.addLayout(finding)
        self._box.addWidget(self.filters)
        self._box.addWidget(self.pages, 1)
        self._box.addWidget(self.bar)

    def _connect(self) -> None:
        self._which.buttonClicked.connect(lambda _button: self._search_again())
        self.search.searched.connect(lambda _text: self._search_again())
        self.search.opened.connect(self._open_found)
        self.search.down.connect(self.list.setFocus)
        self.sort.chosen.connect(lambda _order: self._search_again())
        self.filters.changed.connect(self._search_again)
        self.empty.show_all_button.clicked.connect(self.show_all)
        self.import_button.clicked.connect(self.import_wanted)
        self.list.opened.connect(self._entered)
        self.list.deleted.connect(self._delete_pressed)
        self.list.left_up.connect(self.search.setFocus)
        self.list.chosen_changed.connect(self._update_bar)
        self.list.named.connect(self._read_missed)
        self.delegate.star_clicked.connect(self._star_one)
        self.model.renamed.connect(self.changes.rename)
        self.bar.opened.connect(self.open_current)
        self.bar.renamed.connect(self.rename_current)
        self.bar.starred.connect(self.star_selected)
        self.bar.deleted.connect(self.delete_selected)
        self.bar.restored.connect(self.restore_selected)
        self.bar.purged.connect(self.purge_selected)
        self.bar.tags_changed.connect(self._tag_selected)
        self.bar.speaker_changed.connect(self._set_speaker)
        self.bar.put_away.connect(self.list.setFocus)
        self.changes.deleted.connect(self.deleted)
        self.changes.restored.connect(self.restored)
        self.changes.changed.connect(self.reader.read_facets)
        self.changes.asked.connect(self.reader.changing)
        self.reader.came.connect(
            lambda takes, wanted, whole: self._show(takes, searching=bool(wanted.text), whole=whole)
        )
        self.reader.facets_came.connect(self._show_facets)
        self.reader.failed.connect(self._not_fetched)
        self.changes.failed.connect(self._went_wrong)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        roomy = self.width() >= 900
        self._box.setContentsMargins(48 if roomy else 28, 32 if roomy else 20, 40 if roomy else 20, 16)

    def set_theme(self, theme: Theme) -> None:
        if theme is self._dressed_in:
            return
        self._theme = self._dressed_in = theme
        self.setStyleSheet(sheet(theme) + "QListView { background: transparent; border: none; outline: 0; }")
        self.title.setFont(theme.font("display"))
        self.count.setFont(theme.font("body"))
        for one in (self.all_button, self.trash_button, self.import_button):
            one.setFont(theme.font("caption"))
        for part in (self.search, self.sort, self.filters, self.bar, self.list, self.empty):
            part.set_theme(theme)

    # ---- content -------------------------------------------------------------------------------

    @property
    def in_trash(self) -> bool:
        return self.trash_button.isChecked()

    @property
    def narrowed(self) -> bool:
        """Whether some takes are left out: words are searched for, or a chip is on."""
        return bool(self.search.wanted) or self.filters.is_active

    def refresh(self) -> None:
        """Read the list again, in the background; selection and place stay where they can."""
        self._read(few_first=self.model.rowCount() == 0)
        self.reader.read_facets()

    def _search_again(self) -> None:
        """Other takes are wanted, or in another order: the list begins at its top."""
        self._to_top = self._tell = True
        self._open_first = False
        self._read()

    def _read(self, *, few_first: bool = True) -> None:
        wanted = self.filters.wanted(self.search.wanted, deleted=self.in_trash)
        self.reader.read(wanted, self.sort.order, few_first=few_first)

    def _read_missed(self) -> None:
        if self._missed:
            self._missed = False
            self._read(few_first=False)

    def _show_facets(self, facets: Facets) -> None:
        self.filters.set_facets(*facets)
        self.bar.set_known([tag for tag, _n in facets.tags], facets.speakers)
        many = len(facets.speakers) > 1
        if many != self.model.many_speakers:
            self.model.many_speakers = many
            self.list.viewport().update()

    def _show(self, takes: list[TakeSummary], *, searching: bool = False, whole: bool = True) -> None:
        """`whole`: these are all; more come in a moment otherwise."""
        self._read_once = True
        if self.list.naming:  # other rows would take away what is typed: read once more afterwards
            self._missed = True
            return
        to_top, self._to_top = self._to_top, False
        self.list.show_takes(takes, searching=searching, to_top=to_top)
        count = self.count.text()
        self._show_count()
        if not whole:
            self.count.setText(count)  # how many there are is not known yet
        elif self._tell:
            self._tell = False
            announce(self, self.count.text() or self.empty.title.text())
        if self._open_first:
            self._open_first = False
            self.open_current()

    def _not_fetched(self, error: object) -> None:
        self._read_once = True
        self._to_top = self._open_first = False
        self.model.set_takes([])
        self._show_count()
        self.empty.tell(_("Your takes cannot be shown"), sentence(error))
        self.failed.emit(sentence(error))

    def _show_count(self) -> None:
        n = self.model.rowCount()
        self.title.setText(_("Trash") if self.in_trash else _("Takes"))
        self.empty.show_all_button.setVisible(self.narrowed)
        if self._read_once:
            self.empty.tell_why(
                searching=bool(self.search.wanted), narrowed=self.narrowed, in_trash=self.in_trash
            )
        if self.narrowed:
            text = ngettext("{n} take found", "{n} takes found", n)
        else:
            text = ngettext("{n} take", "{n} takes", n)
        self.count.setText(text.format(n=f"{n:,}") if n else "")
        nothing_at_all = self._read_once and not n and not self.narrowed
        for part in (self.search, self.sort, self.filters):
            part.setVisible(not nothing_at_all)
        self.pages.setCurrentIndex(0 if n else 1)
        self._update_bar()

    def _update_bar(self, *_changed: object) -> None:
        self.bar.set_chosen(self.chosen, self.model.rowCount(), in_trash=self.in_trash)

    def show_all(self) -> None:
        """No words, no chip: every take there is."""
        self.filters.clear()
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self._search_again()
        self.list.setFocus()

    def search_for(self, text: str | None = None) -> None:
        """Let the user type what to find; with a text, find that."""
        if text is not None:
            self.search.setText(text)
        self.search.setVisible(True)
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def selected_ids(self) -> list[str]:
        """The chosen takes, in the order of the list."""
        return self.list.selected_ids()

    def select(self, take_id: str) -> None:
        """Make a take the current one, now or once the list was read."""
        self.list.choose(take_id)

    # ---- what can be done ----------------------------------------------------------------------

    def _entered(self) -> None:
        if self._to_top:
            self._open_found()  # the rows in sight are not what is wanted any more
        elif self.in_trash:
            self.restore_selected()
        else:
            self.open_current()

    def _delete_pressed(self) -> None:
        if self._to_top:
            return  # other takes are about to come: those in sight are not what is meant
        if self.in_trash:
            self.bar.ask_purge()
        else:
            self.delete_selected()

    def _open_found(self) -> None:
        """Return in the field: the first that is found, which may not be there yet."""
        self._open_first = self._to_top and self.reader.reading
        if not self._open_first:
            self.open_current()

    def open_current(self) -> None:
        """Show the take the cursor is on; where words were searched for, at the place they are said."""
        take = self.list.current()
        if take is None or self.in_trash:
            return
        if self.model.searching and self.search.wanted:
            self.open_hit.emit(take.id, self.search.wanted)
        else:
            self.open_take.emit(take.id)

    def rename_current(self) -> None:
        """Begin to type another title for the take the cursor is on."""
        index = self.list.currentIndex()
        if index.isValid() and not self.in_trash:
            self.list.setFocus()
            self.list.edit(index)

    def star_selected(self) -> None:
        """Give the chosen takes a star; where all have one, take it away."""
        self._star(self.list.chosen_rows(), self.selected_ids(), not self.bar.all_starred)

    def _star_one(self, take_id: str) -> None:
        row = self.model.row_of(take_id)
        if row is not None:
            self._star([range(row, row + 1)], [take_id], not self.model.take(row).starred)

    def _star(self, rows: Sequence[range], ids: list[str], starred: bool) -> None:
        if ids and not self.in_trash:
            self.model.change_field(rows, "starred", lambda _before: starred, anew=True)
            self._update_bar()
            self.changes.star(ids, starred)
            announce(self, _("Starred") if starred else _("The star is taken away"))

    def tag_selected(self) -> None:
        """Let the user tag the chosen takes."""
        self.bar.ask_tags()

    def name_speaker(self) -> None:
        """Let the user say who speaks in the chosen takes."""
        self.bar.ask_speaker()

    def _tag_selected(self, add: list[str], remove: list[str]) -> None:
        gone, ids = {tag.casefold() for tag in remove}, self.selected_ids()

        @functools.cache  # many takes have the same
        def tagged(tags: tuple[str, ...]) -> tuple[str, ...]:
            has = {tag.casefold() for tag in tags}
            more = [tag for tag in add if tag.casefold() not in has]
            return (*(tag for tag in tags if tag.casefold() not in gone), *more)

        self.model.change_field(self.list.chosen_rows(), "tags", tagged)
        self._update_bar()
        self.changes.tag(ids, add, remove)

    def _set_speaker(self, speaker: str) -> None:
        ids = self.selected_ids()
        self.model.change_field(self.list.chosen_rows(), "speaker", lambda _before: speaker, anew=True)
        self.changes.set_speaker(ids, speaker)

    def delete_selected(self) -> None:
        """The chosen takes into the trash; they leave the list at once."""
        self._take_out(self.changes.delete)

    def restore_selected(self) -> None:
        """The chosen takes out of the trash."""
        self._take_out(self.changes.restore)

    def purge_selected(self) -> None:
        """The chosen takes out of the trash for good."""
        if self.in_trash:
            self._take_out(self.changes.purge)

    def _take_out(self, change: Callable[[list[str]], None]) -> None:
        ids = self.selected_ids()
        if ids:
            self.list.take_out(ids)
            self._show_count()
            change(ids)

    def _went_wrong(self, error: object) -> None:
        self.failed.emit(sentence(error))
        self.refresh()
