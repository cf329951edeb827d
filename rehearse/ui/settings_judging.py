"""What a take is measured against: the profile, the country of its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui.controls import Choice, label
from rehearse.ui.settings_parts import SectionPage, Tools

if TYPE_CHECKING:
    from rehearse.analysis.profiles import Profile
    from rehearse.ui.settings_index import Section
    from rehearse.ui.theme import Theme


class JudgingPage(SectionPage):
    """`profile_chosen` once another one is stored."""

    profile_chosen = Signal()

    def __init__(self, tools: Tools, theme: Theme, facts: Section) -> None:
        super().__init__(tools, theme, facts)
        self._filled = False
        self._profiles: dict[str, Profile] = {}
        self.profile_choice = Choice(theme, "profile_choice", _("Profile"))
        self.profile_words = label("", theme.font("caption"), "profile_words", tone="muted")
        self.region_choice = Choice(theme, "region_choice", _("Country of phone numbers"))
        chooser = QWidget()
        inside = QVBoxLayout(chooser)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.space(2))
        inside.addWidget(self.profile_choice)
        inside.addWidget(self.profile_words)
        column = self.add_card()
        self.add_row(column, "profile", chooser, grow=True)
        self.add_row(column, "region", self.region_choice, grow=True)
        self.end()
        self.profile_choice.activated.connect(self._profile_chosen)
        self.region_choice.activated.connect(
            lambda index: self.save(region=self.region_choice.itemData(index))
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._filled:
            self._filled = True
            self.tools.tasks.run(
                self._collect, done=self._collected, failed=self.failed.emit, owner=self, name="read profiles"
            )

    def _collect(self, _handle: object) -> tuple[dict[str, Profile], list[tuple[str, str]]]:
        import phonenumbers

        regions = []
        for code in phonenumbers.SUPPORTED_REGIONS:
            name = QLocale.territoryToString(QLocale.codeToTerritory(code))
            regions.append((name if name and name != "Default" else code, code))
        return self.tools.studio.profiles, sorted(regions)

    def _collected(self, found: tuple[dict[str, Profile], list[tuple[str, str]]]) -> None:
        self._profiles, regions = found
        for profile in self._profiles.values():
            self.profile_choice.addItem(profile.title, profile.name)
        for name, code in regions:
            self.region_choice.addItem(f"{name} ({code})", code)
        self.show_values()

    def show_values(self) -> None:
        settings = self.tools.settings
        self.profile_choice.setCurrentIndex(self.profile_choice.findData(settings.profile))
        self.region_choice.setCurrentIndex(self.region_choice.findData(settings.region))
        self._show_profile_words(settings.profile)

    def _show_profile_words(self, name: str) -> None:
        profile = self._profiles.get(name)
        if profile is not None:
            self.profile_words.setText(
                _("{summary} Good up to {good:g} s, too long from {off:g} s.").format(
                    summary=profile.summary, good=profile.length.good_s, off=profile.length.off_s
                )
            )

    def _profile_chosen(self, index: int) -> None:
        name = self.profile_choice.itemData(index)
        self._show_profile_words(name)
        self.save(profile=name, then=self.profile_chosen.emit)
