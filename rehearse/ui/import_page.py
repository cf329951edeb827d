"""What was found in dropped or chosen files, before anything of it is kept: looked at, put right, kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QHBoxLayout,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from rehearse.i18n import _, ngettext
from rehearse.ui.banners import announce
from rehearse.ui.controls import button as big_button
from rehearse.ui.import_fields import ImportFields
from rehearse.ui.import_rows import Row
from rehearse.ui.import_table import ImportTable, OthersTable
from rehearse.ui.import_watch import WatchLine
from rehearse.ui.progress_style import progress_sheet
from rehearse.ui.view_style import button, label, sheet

if TYPE_CHECKING:
    from rehearse.bringing_in import FileResult
    from rehearse.exchange.sound_places import Skipped
    from rehearse.looking_over import Candidate
    from rehearse.progress import Progress
    from rehearse.ui.theme import Theme


@dataclass(slots=True)
class Known:
    """What may be said of recordings: names that are known, and the scripts' titles by their ids."""

    speakers: Sequence[str] = ()
    scripts: Mapping[str, str] = field(default_factory=dict)
    tags: Sequence[str] = ()


class ImportPage(QWidget):
    """Signals: `kept` (list of rows), `left` (nothing is wanted),
    `stopped` (no more looking), `closed` (the window closes), `files_wanted`, `folder_wanted`,
    `watch_wanted`.
    """

    kept = Signal(list)
    left = Signal()
    stopped = Signal()
    closed = Signal()
    library_gone = Signal()
    files_wanted = Signal()
    folder_wanted = Signal()
    watch_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("import_page")
        self.setAccessibleName(_("Import recordings"))
        self._theme = theme
        self._dressed_in: Theme | None = None
        self._bad: list[FileResult] = []
        self._there: list[FileResult] = []
        self._n_hidden = self._n_other = 0
        self.looking = self._looked = False
        self._known: Known | None = None
        self._build()
        self._connect()
        self.set_theme(theme)
        self.clear()

    # ---- building ------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self._theme
        self.title = label(_("Import recordings"), theme.font("display"), name="import_title")
        self.told = label("", theme.font("body"), name="import_told", muted=True)
        self.new_button = button("", "choice", "import_new_button")
        self.there_button = button("", "choice", "import_there_button")
        self.bad_button = button("", "choice", "import_bad_button")
        self._which = QButtonGroup(self)
        for one in (self.new_button, self.there_button, self.bad_button):
            one.setCheckable(True)
            self._which.addButton(one)
        self.new_button.setChecked(True)
        self.bar = QProgressBar()
        self.bar.setObjectName("import_looking")
        self.bar.setAccessibleName(_("Looking at the files"))
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setRange(0, 0)
        self.table = ImportTable(theme)
        self.others = OthersTable(theme)
        self.fields = ImportFields(theme)
        self.empty_title = label("", theme.font("title"), name="import_empty_title")
        self.empty_help = label("", theme.font("body"), name="import_empty_help", muted=True)
        for words in (self.empty_title, self.empty_help):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.files_button = button(_("Choose files…"), "soft", "import_files_button")
        self.folder_button = button(_("Choose a folder…"), "soft", "import_folder_button")
        self.watch_button = button(_("Watch a folder…"), "soft", "import_watch_button")
        self.watch_line = WatchLine(theme, "import_watch")
        empty = QWidget()
        middle = QVBoxLayout(empty)
        middle.setSpacing(8)
        middle.addStretch(2)
        middle.addWidget(self.empty_title)
        middle.addWidget(self.empty_help)
        middle.addSpacing(8)
        choose = QHBoxLayout()
        choose.addStretch(1)
        choose.addWidget(self.files_button)
        choose.addWidget(self.folder_button)
        choose.addWidget(self.watch_button)
        choose.addStretch(1)
        middle.addLayout(choose)
        middle.addStretch(3)
        self._empty = empty
        self.pages = QStackedWidget()
        for page in (self.table, self.others, empty):
            self.pages.addWidget(page)
        self.leave_button = big_button(_("Import nothing"), "import_leave", "quiet")
        self.stop_button = big_button(_("Stop looking"), "import_stop_looking", "quiet")
        self.keep_button = big_button("", "import_keep", "primary")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.told, 1)
        for one in (self.new_button, self.there_button, self.bad_button):
            head.addWidget(one)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.watch_line, 1)
        foot.addStretch(0)
        for one in (self.stop_button, self.leave_button, self.keep_button):
            foot.addWidget(one)
        self._box = QVBoxLayout(self)
        self._box.setSpacing(12)
        self._box.addWidget(self.title)
        self._box.addLayout(head)
        self._box.addWidget(self.bar)
        self._box.addWidget(self.pages, 1)
        self._box.addWidget(self.fields)
        self._box.addLayout(foot)

    def _connect(self) -> None:
        self._which.buttonClicked.connect(lambda _button: self._show_which())
        self.table.chosen_changed.connect(self._show_chosen)
        self.table.recordings.wanted_changed.connect(self._show_counts)
        self.table.recordings.wanted_changed.connect(self._show_chosen)
        self.fields.speaker_said.connect(lambda name: self._say(speaker=name))
        self.fields.script_said.connect(lambda script_id: self._say(script_id=script_id or ""))
        self.fields.moment_said.connect(self._say_moment)
        self.fields.tags_said.connect(self._say_tags)
        self.table.say_wanted.connect(self.fields.begin)
        self.fields.toggled.connect(self.table.toggle_chosen)
        self.fields.left.connect(self.table.setFocus)
        self.keep_button.clicked.connect(lambda: self.keep())
        self.leave_button.clicked.connect(self.left)
        self.stop_button.clicked.connect(self.stopped)
        self.files_button.clicked.connect(self.files_wanted)
        self.folder_button.clicked.connect(self.folder_wanted)
        self.watch_button.clicked.connect(self.watch_wanted)
        self.watch_line.left.connect(lambda: self.first_control.setFocus())

    @property
    def first_control(self) -> QWidget:
        """What has the keyboard when the page comes."""
        if self.looking:
            return self.stop_button
        return {0: self.table, 1: self.others}.get(self.pages.currentIndex(), self.files_button)

    @property
    def at_work(self) -> bool:
        """Whether the keyboard is where something is said of recordings: it should stay there."""
        focus = QApplication.focusWidget()
        return focus is not None and (self.fields.isAncestorOf(focus) or self.table.isAncestorOf(focus))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        roomy = self.width() >= 900
        self._box.setContentsMargins(48 if roomy else 28, 32 if roomy else 20, 40 if roomy else 20, 20)
        self.table.fit()

    def set_theme(self, theme: Theme) -> None:
        if theme is self._dressed_in:
            return
        self._theme = self._dressed_in = theme
        own = progress_sheet(theme).removeprefix("\n").replace(theme.stylesheet, "", 1)
        self.setStyleSheet(
            sheet(theme)
            + own
            + "QTableView::indicator { width: 20px; height: 20px; background: transparent; border: none; }"
        )
        for one in (self.new_button, self.there_button, self.bad_button):
            one.setFont(theme.font("caption"))
        for one in (self.files_button, self.folder_button, self.watch_button):
            one.setFont(theme.font("body"))
        self.watch_line.set_theme(theme)
        for part in (self.keep_button, self.leave_button, self.stop_button):
            part.setFont(theme.font("body"))
        for table in (self.table, self.others):
            table.set_theme(theme)
        self.fields.set_theme(theme)

    # ---- content -------------------------------------------------------------------------------

    @property
    def rows(self) -> list[Row]:
        return self.table.recordings.rows

    @property
    def candidates(self) -> list[Candidate]:
        """Everything that could be kept, wanted or not."""
        return [row.found for row in self.rows]

    def clear(self) -> None:
        """Nothing was looked over."""
        self._bad, self._there = [], []
        self._n_hidden = self._n_other = 0
        self.looking = self._looked = False
        self.table.clear_rows()
        self._show_which()

    def set_known(self, known: Known) -> None:
        if known is self._known:
            return
        self._known = known
        self.table.recordings.scripts = dict(known.scripts)
        self.fields.set_known(known.speakers, known.scripts, known.tags)
        self._show_chosen()

    def show_looking(self, looking: bool) -> None:
        """Files are being looked at, or not any more."""
        self.looking = looking
        self._show_which()
        if looking:
            self.told.setText(_("Looking at the files…"))

    def show_progress(self, progress: Progress) -> None:
        n = round(progress.done)
        text = ngettext("Looking at the files: {n} so far", "Looking at the files: {n} so far", n)
        self.told.setText(text.format(n=f"{n:,}"))

    def show_found(self, candidates: Sequence[Candidate]) -> None:
        """More was found, and more may be."""
        if candidates:
            first = not self.rows
            self.table.add_rows([Row(one) for one in candidates])
            if first:
                self._show_which()
            else:
                self._show_counts()

    def add(self, candidates: Sequence[Candidate], others: Sequence[FileResult], skipped: Skipped) -> None:
        """More was found; what is there already stays as it was put right."""
        self.looking, self._looked = False, True
        self._bad += [file for file in others if file.error is not None]
        self._there += [file for file in others if file.error is None]
        self._n_hidden += skipped.hidden
        self._n_other += skipped.other
        self.table.add_rows([Row(one) for one in candidates])
        self.table.fit()
        if self.rows or not self._n_others:
            self.new_button.setChecked(True)
        else:
            (self.bad_button if self._bad else self.there_button).setChecked(True)
        self._show_which()
        announce(self, self.told.text() or self.empty_title.text())

    @property
    def _n_others(self) -> int:
        return len(self._bad) + len(self._there)

    def _show_which(self) -> None:
        """The table that is wanted, or why there is none."""
        which = self._which.checkedButton()
        if which is self.new_button:
            self.pages.setCurrentWidget(self.table if self.rows else self._empty)
        else:
            self.others.show_files(self._bad if which is self.bad_button else self._there)
            self.pages.setCurrentWidget(self.others)
        empty = self.pages.currentWidget() is self._empty
        if self.looking:
            self.empty_title.setText(_("Looking at the files"))
            self.empty_help.setText(_("Nothing is kept before you say so."))
        elif self._looked:
            self.empty_title.setText(_("Nothing new in there"))
            self.empty_help.setText(_("Choose other files, a folder or a zip."))
        else:
            self.empty_title.setText(_("Drop recordings here"))
            self.empty_help.setText(_("Files, folders and zips, as phones and diallers write them."))
        for part in (self.files_button, self.folder_button, self.watch_button):
            part.setVisible(not self.looking)
        self.fields.setVisible(bool(self.rows) and which is self.new_button)
        self.bar.setVisible(self.looking)
        self.watch_line.set_brief(not empty or self.looking)
        self.stop_button.setVisible(self.looking)
        self.leave_button.setVisible(not self.looking and (not empty or self._n_others > 0))
        self._show_counts()

    def show_next(self) -> None:
        """The next list that there is, with the keyboard in it."""
        all_lists = (self.new_button, self.there_button, self.bad_button)
        lists = [one for one in all_lists if one.isVisible()]
        if lists:
            at = next((at for at, one in enumerate(lists) if one.isChecked()), -1)
            lists[(at + 1) % len(lists)].setChecked(True)
            self._show_which()
            self.first_control.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.looking:
            self.stopped.emit()
            return
        super().keyPressEvent(event)

    def _show_counts(self) -> None:
        n_new, n_there, n_bad = len(self.rows), len(self._there), len(self._bad)
        n_wanted = sum(row.wanted for row in self.rows)
        for one, text, shown in (
            (self.new_button, _("New: {n}").format(n=f"{n_new:,}"), bool(n_there or n_bad)),
            (self.there_button, _("There already: {n}").format(n=f"{n_there:,}"), n_there > 0),
            (self.bad_button, _("Not usable: {n}").format(n=f"{n_bad:,}"), n_bad > 0),
        ):
            one.setText(text)
            one.setAccessibleName(text)
            one.setVisible(shown)
        if not self.looking:
            self.told.setText(self._told_words(n_new))
        self.keep_button.setVisible(n_new > 0)
        self.keep_button.setEnabled(n_wanted > 0 and not self.looking)
        text = ngettext("Import {n} recording", "Import {n} recordings", n_wanted)
        self.keep_button.setText(text.format(n=f"{n_wanted:,}"))
        self.keep_button.setAccessibleName(self.keep_button.text())

    def _told_words(self, n_new: int) -> str:
        parts = []
        if n_new or self._n_others:
            text = ngettext("{n} new recording", "{n} new recordings", n_new)
            parts.append(text.format(n=f"{n_new:,}"))
        n_passed = self._n_other + self._n_hidden
        if n_passed:
            text = ngettext("{n} other file passed over", "{n} other files passed over", n_passed)
            parts.append(text.format(n=f"{n_passed:,}"))
        return "  ·  ".join(parts)

    # ---- what the user says --------------------------------------------------------------------

    def _show_chosen(self) -> None:
        self.fields.show_chosen([self.rows[number] for number in self.table.chosen()])

    def _say(self, **facts: Any) -> None:
        self.table.recordings.change(self.table.chosen(), **facts)
        self._show_chosen()

    def _say_moment(self, moment: datetime, with_time: bool) -> None:
        """A day alone leaves each its time of day."""
        if with_time:
            self._say(moment=moment, day=None)
        else:
            self._say(moment=None, day=moment.date())

    def _say_tags(self, add: Sequence[str], remove: Sequence[str]) -> None:
        self.table.recordings.tag(self.table.chosen(), add, remove)
        self.table.fit()
        self._show_chosen()

    def keep(self) -> None:
        """Take the wanted ones in."""
        wanted = [row for row in self.rows if row.wanted]
        if wanted and not self.looking:
            self.kept.emit(wanted)

    # ---- the window ----------------------------------------------------------------------------

    def leave(self) -> None:
        """The window closes."""
        self.closed.emit()

    def library_replaced(self) -> None:
        """Copies lie in a library that is another one now."""
        self.library_gone.emit()


__all__ = ["ImportPage", "Known"]
