"""The tab of calls: enter what came of them, see each script's rate, and whether two can be told apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from rehearse.exchange.calls_csv import TakenIn, read_table_file, take_in, to_csv
from rehearse.i18n import _, ngettext
from rehearse.library.rates import Comparison, Rate, against_best, rate_sentence, rates
from rehearse.ui.banners import announce
from rehearse.ui.controls import Segments, button, card, label, row, set_tone
from rehearse.ui.flow_layout import FlowLayout
from rehearse.ui.progress_call_entry import CallEntryCard, Entered
from rehearse.ui.progress_call_table import BlocksTable
from rehearse.ui.progress_export import write_file
from rehearse.ui.progress_rates import RateBars

if TYPE_CHECKING:
    from rehearse.library.calls import CallBlock
    from rehearse.library.scripts import StoredScript
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme

#: Changes and readings of the log happen in the order they were asked for.
_LANE = "calls"

#: Sentences that compare; of more than this nobody reads any.
_MOST_SENTENCES = 3

#: Wrong rows of a file that are named; the others are counted.
_MOST_ROWS = 4


@dataclass(frozen=True, slots=True)
class CallsReading:
    """The call log, the latest day first, and the scripts a new entry may be about."""

    blocks: list[CallBlock]
    scripts: list[StoredScript]


class CallsTab(QWidget):
    """Signals: `failed` (an error), `told` (a sentence), `undo_offered` (a sentence, what takes it back),
    `counted` (how much is in the log, in words)."""

    failed = Signal(object)
    told = Signal(str)
    undo_offered = Signal(str, object)
    counted = Signal(str)

    def __init__(self, studio: Studio, tasks: Tasks, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("progress_calls")
        self._studio, self._tasks, self._theme = studio, tasks, theme
        self._fetch = 0
        self.blocks: list[CallBlock] = []
        self.comparisons: list[Comparison] = []
        self._build()

    # ---- building ------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self._theme
        self.entry = CallEntryCard(theme)
        self.entry.entered.connect(self._store)
        self.entry.given_up.connect(lambda: self.table.setFocus())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(4))
        column.addWidget(self.entry)
        self.rates_card = self._rates_card()
        column.addWidget(self.rates_card)
        self.log_card = self._log_card()
        column.addWidget(self.log_card)

    def _rates_card(self) -> QWidget:
        theme = self._theme
        frame, column = card(theme.space(5), theme.space(2))
        self.by = Segments(
            theme,
            "rates_by",
            _("Rates by"),
            (("script", _("Variants apart")), ("family", _("Together")), ("version", _("Every version"))),
        )
        self.by.set_value("script")
        self.by.chosen.connect(lambda _key: self._show_rates())
        self.bars = RateBars(theme)
        self.scale = label("", theme.font("caption"), "rates_scale", tone="muted")
        self.sentences = label("", theme.font("body"), "rates_sentences")
        top = QWidget()
        flow = FlowLayout(top, gap_px=(16, 8))
        flow.setContentsMargins(0, 0, 0, 0)
        head = label(_("How many call back"), theme.font("strong"), "rates_head", wrap=False)
        head.setMinimumHeight(40)
        flow.addWidget(head)
        flow.addWidget(self.by)
        column.addWidget(top)
        column.addWidget(self.bars)
        column.addWidget(self.scale)
        column.addSpacing(6)
        column.addWidget(self.sentences)
        return frame

    def _log_card(self) -> QWidget:
        theme = self._theme
        frame, column = card(theme.space(5), theme.space(2))
        self.change_button = button(
            _("Change"), "change_calls", "quiet", accessible=_("Change the chosen entry")
        )
        self.delete_button = button(
            _("Delete"), "delete_calls", "quiet", accessible=_("Delete the chosen entries")
        )
        self.import_button = button(
            _("Take in a table…"), "import_calls", "quiet", accessible=_("Take in calls from a table")
        )
        self.export_button = button(
            _("Save as a table…"), "export_calls", "quiet", accessible=_("Save the call log as a table")
        )
        self.change_button.setToolTip(_("Change (Enter)"))
        self.delete_button.setToolTip(_("Delete (Del)"))
        orders = QWidget()
        flow = FlowLayout(orders, gap_px=(4, 4))
        flow.setContentsMargins(0, 0, 0, 0)
        for part, act in (
            (self.change_button, self.change_chosen),
            (self.delete_button, self.delete_chosen),
            (self.import_button, self._ask_for_file),
            (self.export_button, self._ask_where),
        ):
            part.clicked.connect(act)
            flow.addWidget(part)
        self.table = BlocksTable(theme)
        self.table.setMinimumHeight(240)
        self.table.opened.connect(lambda _row: self.change_chosen())
        self.table.delete_wanted.connect(self.delete_chosen)
        self.table.selectionModel().selectionChanged.connect(lambda *_changed: self._allow())
        self.empty = label(
            _("Nothing entered yet. After your next calls, note how many messages you left and how many"
              " called back."),
            theme.font("body"), "calls_empty", tone="muted",
        )  # fmt: skip
        self.news = label("", theme.font("body"), "calls_news", tone="muted")
        self.news.hide()
        column.addLayout(row(label(_("Call log"), theme.font("strong"), "calls_head"), 1))
        column.addWidget(self.empty)
        column.addWidget(self.table)
        column.addWidget(orders)
        column.addWidget(self.news)
        return frame

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.entry.set_theme(theme)
        self.bars.set_theme(theme)
        self.table.set_theme(theme)

    # ---- content -------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the log again, in the background."""
        self._fetch += 1
        fetch, studio = self._fetch, self._studio
        self._run(
            lambda: CallsReading(studio.library.calls.all(), studio.scripts.all()),
            lambda reading: self._show(reading) if fetch == self._fetch else None,
            "calls",
        )

    def _show(self, reading: CallsReading) -> None:
        self.blocks = reading.blocks
        if not self.entry.editing:
            self.entry.show_scripts(reading.scripts)
        had_focus = self.table.hasFocus()
        self.table.show_blocks(reading.blocks)
        self.table.setVisible(bool(reading.blocks))
        self.empty.setVisible(not reading.blocks)
        self.rates_card.setVisible(bool(reading.blocks))
        if had_focus and not reading.blocks:
            self.entry.left.setFocus()
        self._show_rates()
        self._allow()
        n_left, n_back = (sum(getattr(block, what) for block in self.blocks) for what in ("n_left", "n_back"))
        self.counted.emit(
            ngettext(
                "{n} message left, {back} called back", "{n} messages left, {back} called back", n_left
            ).format(n=f"{n_left:,}", back=f"{n_back:,}")
            if self.blocks
            else ""
        )

    def _show_rates(self) -> None:
        by: Any = self.by.value
        found = rates(self.blocks, by)
        self.bars.show_rates(found)
        self.comparisons = against_best(found)[:_MOST_SENTENCES]
        self.scale.setText(
            _("The bar shows where the true share lies, 19 times in 20. The line: 0 to {end:.0f} %.").format(
                end=100 * self.bars.end
            )
        )
        self.sentences.setText("\n\n".join(told(found, self.comparisons)))

    def _allow(self) -> None:
        n = len(self.table.chosen())
        self.change_button.setEnabled(n == 1)
        self.delete_button.setEnabled(n > 0)
        self.export_button.setEnabled(bool(self.blocks))

    # ---- entering ------------------------------------------------------------------------------

    def _store(self, entered: Entered) -> None:
        studio, new = self._studio, not entered.block_id

        def store() -> Any:
            if new:
                return studio.library.calls.add(
                    entered.called_on, entered.script_id, entered.n_left, entered.n_back, entered.note
                )
            return studio.library.calls.change(
                entered.block_id,
                called_on=entered.called_on,
                script_id=entered.script_id,
                n_left=entered.n_left,
                n_back=entered.n_back,
                note=entered.note,
            )

        def done(_block: Any) -> None:
            self.entry.done(_("Added.") if new else _("Changed."))
            self.refresh()

        self._run(store, done, "note calls", failed=self._not_stored, must_run=True)

    def _not_stored(self, error: Any) -> None:
        self.entry.tell(str(error), tone="off")

    def change_chosen(self) -> None:
        """Put the chosen block into the fields."""
        chosen = self.table.chosen()
        if len(chosen) == 1:
            self.entry.change(chosen[0])

    def delete_chosen(self) -> None:
        """The chosen blocks into the trash; a banner takes it back."""
        ids = [block.id for block in self.table.chosen()]
        if not ids:
            return
        studio = self._studio

        def undo() -> None:
            self._run(
                lambda: studio.library.calls.restore(ids),
                lambda _none: self.refresh(),
                "restore calls",
                must_run=True,
            )

        def done(_none: None) -> None:
            text = ngettext("The entry was deleted.", "{n} entries were deleted.", len(ids))
            self.undo_offered.emit(text.format(n=len(ids)), undo)
            if self.entry.editing in ids:
                self.entry.begin()
            self.refresh()

        self._run(lambda: studio.library.calls.delete(ids), done, "delete calls", must_run=True)

    def _run(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        name: str,
        *,
        failed: Callable[[Any], None] | None = None,
        must_run: bool = False,
    ) -> None:
        self._tasks.run(
            lambda _handle: work(), done=done, failed=failed or self.failed.emit, name=name, owner=self,
            lane=_LANE, must_run=must_run,
        )  # fmt: skip

    # ---- files ---------------------------------------------------------------------------------

    def _ask_for_file(self) -> None:
        dialog = QFileDialog(self, _("Choose a table of calls"))
        dialog.setObjectName("calls_import_dialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Tables (*.csv *.tsv *.txt)"), _("All files (*)")])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.import_file(Path(name)))
        dialog.open()  # does not block the window, unlike exec

    def _ask_where(self) -> None:
        dialog = QFileDialog(self, _("Save the call log"))
        dialog.setObjectName("calls_export_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.selectFile(_("Calls") + ".csv")
        dialog.setNameFilters([_("Tables (*.csv)")])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.export_file(Path(name)))
        dialog.open()

    def import_file(self, path: Path) -> None:
        """Take in the rows of a table that are right and not there yet, and say what became of the others."""
        studio = self._studio

        def work() -> TakenIn:
            return take_in(studio.library.calls, read_table_file(path), path.name)

        def done(taken: TakenIn) -> None:
            self._tell_news("\n".join(taken_words(taken)), "near" if taken.n_wrong else "good")
            self.refresh()

        self._run(work, done, "take in calls", failed=self._not_taken, must_run=True)

    def _not_taken(self, error: Any) -> None:
        self._tell_news(str(error), "off")

    def export_file(self, path: Path) -> None:
        """The whole log as a table; `import_file` of another machine takes it in."""
        studio = self._studio
        self._run(
            lambda: write_file(path, to_csv(studio.library.calls.all())),
            lambda _none: self._tell_news(_("Saved as {name}.").format(name=path.name), "good"),
            "save calls",
            failed=self._not_taken,
            must_run=True,
        )

    def _tell_news(self, words: str, tone: str) -> None:
        self.news.setText(words)
        set_tone(self.news, tone)
        self.news.setVisible(bool(words))
        announce(self, words)


def taken_words(taken: TakenIn) -> list[str]:
    """What became of a table: a sentence, and the first wrong lines by their numbers."""
    lines = [taken.sentence]
    lines += [
        _("Line {line}: {reason}").format(line=row.line, reason=row.reason)
        for row in taken.wrong[:_MOST_ROWS]
    ]
    if (rest := taken.n_wrong - _MOST_ROWS) > 0:
        lines.append(ngettext("And {n} more line.", "And {n} more lines.", rest).format(n=f"{rest:,}"))
    return lines


def told(found: Sequence[Rate], comparisons: Sequence[Comparison]) -> list[str]:
    """What the bars say: each comparison, or the one rate there is."""
    if comparisons:
        return [comparison.sentence for comparison in comparisons]
    return [rate_sentence(rate) for rate in found[:1]]
