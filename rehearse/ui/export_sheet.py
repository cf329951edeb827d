"""Which kinds of files, or one bundle; with names or without: asked before takes are exported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from rehearse.exchange.formats import FORMATS
from rehearse.i18n import _, ngettext
from rehearse.ui.controls import OneOf, Segments, button, label, row
from rehearse.ui.export_bundle import BundlePart, Counted
from rehearse.ui.switch import Switch

if TYPE_CHECKING:
    from rehearse.studio import Studio
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme

#: What a desktop draws around a window, and the least of the middle that is of use.
_FRAME_PX = 72
_LEAST_PX = 120

#: A choice of takes: what it is called, and their ids.
Scope = tuple[str, Sequence[str]]


class ExportSheet(QDialog):
    """Signals: `wanted` (ids of formats, names stay in, everything in one zip); `bundle_wanted`
    (BundleWishes).  `ids` are the takes, of the `scopes` the chosen one.
    """

    wanted = Signal(list, bool, bool)
    bundle_wanted = Signal(object)

    def __init__(
        self,
        theme: Theme,
        scopes: Sequence[Scope],
        chosen: Sequence[str],
        over: QWidget,
        studio: Studio,
        tasks: Tasks,
    ) -> None:
        super().__init__(over)
        self._theme, self._scopes = theme, list(scopes)
        self._decided = False
        self._fitted = QSize()
        self.setObjectName("export_sheet")
        self.setWindowTitle(_("Export"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setStyleSheet(theme.stylesheet)
        self.title = label("", theme.font("title"), "export_title", wrap=False)
        named = [(str(at), name) for at, (name, _ids) in enumerate(self._scopes)]
        self.scope = Segments(theme, "export_scope", _("Which takes"), named)
        self.scope.set_value("0")
        self.scope.setVisible(len(named) > 1)
        self.scope.chosen.connect(lambda _at: self._scope_chosen())
        self.tabs = Segments(
            theme,
            "export_tabs",
            _("Export as"),
            (("files", _("Files")), ("bundle", _("A bundle (for Rehearse)"))),
        )
        self.tabs.chosen.connect(self._tab_chosen)
        self.kinds = {kind.id: self._switch(f"export_{kind.id}", kind.title()) for kind in FORMATS}
        self.files = QWidget()
        grid = self._grid(self.files)
        for place, kind in enumerate(FORMATS):
            switch = self.kinds[kind.id]
            switch.setChecked(kind.id in chosen)
            switch.setAccessibleDescription(kind.what_for())
            switch.clicked.connect(self._decide)
            self._add(grid, place, switch, kind.title(), kind.what_for())
        self.bundle = BundlePart(theme, studio, tasks)
        self.bundle.counted.connect(self._counted)
        self.bundle.changed.connect(self._changed)
        self.parts = OneOf()
        self.parts.add(self.files)
        self.parts.add(self.bundle)
        self.no_names = self._switch("export_no_names", _("Leave names out"))
        self.no_names.toggled.connect(self._count)
        self.zip = self._switch("export_zip", _("Everything in one zip file"))
        below = QWidget()
        lower = self._grid(below)
        told = _("Not what was said: a name that was spoken stays.")
        self.no_names.setAccessibleDescription(told)
        self._add(lower, 0, self.no_names, self.no_names.accessibleName(), told)
        self._zip_label = self._add(lower, 1, self.zip, self.zip.accessibleName(), "")
        self.do_button = button(_("Choose where…"), "export_do", "primary")
        self.leave_button = button(_("Cancel"), "export_leave", "quiet")
        self.do_button.setDefault(True)
        self.do_button.clicked.connect(self._do)
        self.leave_button.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.space(6),) * 4)
        column.setSpacing(theme.space(4))
        column.addWidget(self.title)
        for choice in (self.scope, self.tabs):
            column.addWidget(choice, 0, Qt.AlignmentFlag.AlignLeft)
        inside = self._inside = QWidget()
        inside.setObjectName("scrolled")
        middle = QVBoxLayout(inside)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(theme.space(4))
        middle.addWidget(self.parts, 1)
        middle.addWidget(below)
        self.area = QScrollArea()
        self.area.setObjectName("export_scroll")
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(inside)
        inside.installEventFilter(self)
        column.addWidget(self.area, 1)
        column.addLayout(row(1, self.leave_button, self.do_button))
        self._show_tab("files")
        self._show_title()
        self._count()

    def _grid(self, home: QWidget) -> QGridLayout:
        grid = QGridLayout(home)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self._theme.space(3))
        grid.setVerticalSpacing(self._theme.space(2))
        grid.setColumnStretch(1, 1)
        return grid

    @property
    def ids(self) -> list[str]:
        """The takes that are exported."""
        return list(self._scopes[int(self.scope.value or 0)][1])

    @property
    def tab(self) -> str:
        """ "files" or "bundle"."""
        return self.tabs.value

    @property
    def chosen(self) -> list[str]:
        """Ids of the formats that are switched on, in the order of the table."""
        return [kind_id for kind_id, switch in self.kinds.items() if switch.isChecked()]

    def show_tab(self, tab: str) -> None:
        """Offer this one first; nothing that comes to be known later changes it."""
        self._decided = True
        self._show_tab(tab)

    # ---- choosing ------------------------------------------------------------------------------

    def _tab_chosen(self, tab: str) -> None:
        self.show_tab(tab)

    def _show_tab(self, tab: str) -> None:
        self.tabs.set_value(tab)
        self.parts.bring(self.bundle if tab == "bundle" else self.files)
        for part in (self.zip, self._zip_label):
            part.setVisible(tab == "files")
        self._changed()
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()  # the style is known only once a part is in sight, and asks for more room
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """As high as what is asked needs; where the screen is lower, that scrolls and the buttons stay."""
        if not hasattr(self, "area"):
            return
        inside = self._inside
        for part in (self.files, self.bundle, self.parts, inside):
            if (layout := part.layout()) is not None:
                layout.activate()
        wanted = inside.sizeHint()
        if wanted == self._fitted:
            return
        self._fitted = wanted
        self.area.setFixedHeight(0)
        rest = self.sizeHint().height()
        room = self.screen().availableGeometry().height() - rest - _FRAME_PX
        height = max(_LEAST_PX, min(wanted.height(), room))
        self.area.setFixedHeight(height)
        bar = self.area.verticalScrollBar().sizeHint().width() if height < wanted.height() else 0
        self.area.setMinimumWidth(wanted.width() + bar)
        self.adjustSize()

    def _decide(self) -> None:
        self._decided = True

    def _scope_chosen(self) -> None:
        self._show_title()
        self._count()

    def _show_title(self) -> None:
        n = len(self.ids)
        self.title.setText(ngettext("Export this take", "Export {n} takes", n).format(n=f"{n:,}"))

    def _count(self) -> None:
        self.bundle.count(self.ids, names=not self.no_names.isChecked())

    def _counted(self, counted: Counted) -> None:
        if not self._decided and counted.goes_back:
            self._show_tab("bundle")
        self._decided = True
        if self.tab == "bundle":
            self._fit()

    # ---- parts ---------------------------------------------------------------------------------

    def _switch(self, name: str, told: str) -> Switch:
        made = Switch(self._theme, name, told)
        made.toggled.connect(self._changed)
        return made

    def _add(self, grid: QGridLayout, place: int, switch: Switch, title: str, told: str) -> QWidget:
        grid.addWidget(switch, place, 0, Qt.AlignmentFlag.AlignTop)
        # On one line each: a dialog does not ask wrapped text how high it would be.
        text = label(title, self._theme.font("body"), f"{switch.objectName()}_label", wrap=False)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(text)
        if told:
            name = f"{switch.objectName()}_help"
            words.addWidget(label(told, self._theme.font("caption"), name, tone="muted", wrap=False))
        grid.addLayout(words, place, 1)
        return text

    def _changed(self) -> None:
        if hasattr(self, "do_button"):
            ready = self.bundle.can_be_written if self.tab == "bundle" else bool(self.chosen)
            self.do_button.setEnabled(ready)

    def _do(self) -> None:
        if self.tab == "bundle":
            self.bundle_wanted.emit(self.bundle.wishes)
        else:
            self.wanted.emit(self.chosen, not self.no_names.isChecked(), self.zip.isChecked())
        self.accept()
