"""Settings: sections in a list, one in sight; everything takes effect when it is chosen."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from rehearse.i18n import _
from rehearse.ui.controls import Choice, label
from rehearse.ui.settings_index import entries, sections

if TYPE_CHECKING:
    from rehearse.ui.settings_parts import SectionPage, Tools
    from rehearse.ui.theme import Theme

#: Below this, at the usual size of text, the list of sections becomes a menu.
_ROOMY_PX = 600

#: Module and class of each section: read when it is first shown.
_PAGES = {
    "sound": ("settings_sound", "SoundPage"),
    "listening": ("settings_listening", "ListeningPage"),
    "practice": ("settings_more", "PracticePage"),
    "judging": ("settings_judging", "JudgingPage"),
    "rules": ("settings_rules", "RulesPage"),
    "look": ("settings_look", "LookPage"),
    "keys": ("settings_keys", "KeysPage"),
    "data": ("settings_data", "DataPage"),
}


class SettingsView(QWidget):
    """Signals: `profile_chosen`; `keys_chosen`; `data_moved`; `stored` (changes, by name); `failed` (an
    error); `undo_offered` (text, callable).
    """

    profile_chosen = Signal()
    keys_chosen = Signal()
    data_moved = Signal()
    stored = Signal(object)
    failed = Signal(object)
    undo_offered = Signal(str, object)

    def __init__(self, tools: Tools, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("settings_view")
        self.setAccessibleName(_("Settings"))
        self._tools, self._theme = tools, theme
        self._sections = {section.id: section for section in sections()}
        self._pages: dict[str, SectionPage] = {}
        self.title = label(_("Settings"), theme.font("strong"), "settings_title", tone="muted")
        self.nav = QListWidget()
        self.nav.setObjectName("settings_nav")
        self.nav.setAccessibleName(_("Sections of the settings"))
        self.nav.setFont(theme.font("body"))
        self.nav.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for section in self._sections.values():
            item = QListWidgetItem(section.title)
            item.setData(Qt.ItemDataRole.UserRole, section.id)
            self.nav.addItem(item)
        self.nav.currentItemChanged.connect(lambda item: self._open(item.data(Qt.ItemDataRole.UserRole)))
        self.menu = Choice(theme, "settings_menu", _("Sections of the settings"))
        for section in self._sections.values():
            self.menu.addItem(section.title)
        self.menu.activated.connect(self.nav.setCurrentRow)
        self.nav.currentRowChanged.connect(self.menu.setCurrentIndex)
        self.stack = QStackedWidget()
        self.side = QWidget()
        left = QVBoxLayout(self.side)
        left.setContentsMargins(theme.space(6), theme.space(10), 0, theme.space(4))
        left.setSpacing(theme.space(3))
        self.title.setIndent(theme.space(3))
        left.addWidget(self.title)
        left.addWidget(self.nav, 1)
        across = self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(theme.space(6), theme.space(4), theme.space(6), 0)
        top.addWidget(self.menu, 1)
        across.addWidget(self.side)
        across.addLayout(top)
        across.addWidget(self.stack, 1)
        self._fit()
        self.nav.setCurrentRow(0)

    # ---- sections ------------------------------------------------------------------------------

    @property
    def section(self) -> str:
        """The section in sight."""
        found: str = self.nav.currentItem().data(Qt.ItemDataRole.UserRole)
        return found

    def page(self, section: str) -> Any:
        """A section, made when it is first asked for."""
        if section not in self._pages:
            module, name = _PAGES[section]
            kind = getattr(import_module(f"rehearse.ui.{module}"), name)
            made: SectionPage = kind(self._tools, self._theme, self._sections[section])
            made.failed.connect(self.failed)
            made.stored.connect(self.stored)
            made.undo_offered.connect(self.undo_offered)
            for signal in ("profile_chosen", "keys_chosen", "data_moved"):
                if hasattr(made, signal):
                    getattr(made, signal).connect(getattr(self, signal))
            self._pages[section] = made
            self.stack.addWidget(made)
        return self._pages[section]

    def show_section(self, section: str) -> None:
        """Bring a section into sight."""
        row = list(self._sections).index(section)
        self.nav.setCurrentRow(row)

    def _open(self, section: str) -> None:
        page = self.page(section)
        page.dress(self._theme)
        page.show_values()
        self.stack.setCurrentWidget(page)

    def show_setting(self, name: str) -> None:
        """Go to one setting, give it the keyboard and mark it for a moment."""
        facts = next(entry for entry in entries() if entry.name == name)
        self.show_section(facts.section)
        page = self.page(facts.section)
        found = page.rows.get(name)
        if found is None:
            page.first.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        self._across.activate()
        page.ensureWidgetVisible(found, 0, 60)
        found.point_out(still=self._tools.settings.reduced_motion)

    # ---- look and size -------------------------------------------------------------------------

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.menu.set_theme(theme)
        for part in (self.side, self.menu):
            part.setStyleSheet(theme.stylesheet)
        self.page(self.section).dress(theme)
        self._fit()

    def _fit(self) -> None:
        """The list is as wide as its longest entry; where that leaves too little, a menu stands on top."""
        narrow = self.width() < _ROOMY_PX * self._theme.text_scale
        had_focus = self.nav.hasFocus() or self.menu.hasFocus()
        self.side.setVisible(not narrow)
        self.menu.setVisible(narrow)
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._across.setDirection(down if narrow else right)
        # No focus proxy: Tab would skip every other control of a page that has one.
        self.first_control: QWidget = self.menu if narrow else self.nav
        if had_focus:
            self.first_control.setFocus()
        metrics = self.nav.fontMetrics()
        height = metrics.lineSpacing() + 18
        widest = 0
        for row in range(self.nav.count()):
            item = self.nav.item(row)
            widest = max(widest, metrics.horizontalAdvance(item.text()))
            item.setSizeHint(QSize(10, height))
        self.nav.setFixedWidth(max(150, widest + 48))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._pages[self.section].show_values()

    def leave(self) -> None:
        """The window closes: what is typed is stored."""
        for page in self._pages.values():
            leave = getattr(page, "leave", None)
            if leave is not None:
                leave()
