"""How far a model's installation is, with a way to stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui.controls import button, label, row
from rehearse.ui.model_install import progress_words

if TYPE_CHECKING:
    from rehearse.ui.model_install import ModelInstaller
    from rehearse.ui.theme import Theme


class InstallBar(QWidget):
    """A thin bar, the speed and the time left, and Cancel."""

    def __init__(self, theme: Theme, installer: ModelInstaller) -> None:
        super().__init__()
        self._installer = installer
        self.bar = QProgressBar()
        self.bar.setObjectName("install_progress")
        self.bar.setAccessibleName(_("Installation"))
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.words = label("", theme.font("caption"), "install_words", tone="muted")
        self.cancel_button = button(_("Cancel"), "install_cancel", "quiet", accessible=_("Cancel installing"))
        self.cancel_button.clicked.connect(installer.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.bar)
        across = row(self.words, self.cancel_button)
        across.setStretch(0, 1)
        column.addLayout(across)

    def show_now(self) -> None:
        """Take over what the installer knows."""
        progress = self._installer.progress
        fraction = progress.fraction if progress is not None else None
        if fraction is None:
            self.bar.setRange(0, 0)
        else:
            self.bar.setRange(0, 1000)
            self.bar.setValue(round(1000 * fraction))
        words = progress_words(progress) if progress is not None else _("Getting ready…")
        self.words.setText(words or _("Trying it out…"))
