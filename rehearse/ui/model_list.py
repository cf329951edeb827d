"""The models there are: which one listens, how good each is, one click to get another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from rehearse.i18n import _
from rehearse.ui.controls import button, label, rule
from rehearse.ui.install_bar import InstallBar
from rehearse.ui.model_install import ModelRow, rows_of, size_words

if TYPE_CHECKING:
    from rehearse.studio import Studio
    from rehearse.ui.model_install import ModelInstaller
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme


def accuracy_words(row: ModelRow) -> str:
    """The published word errors of a model, as a rep would read them."""
    if not row.wer:
        return ""
    parts = [
        _("{percent:g} of 100 words wrong on {what}").format(percent=round(value), what=what)
        for what, value in row.wer
    ]
    return "; ".join(parts) + "."


class ModelList(QWidget):
    """One line a model.  `failed` brings an error, `removed` (id) offers an undo."""

    failed = Signal(object)
    removed = Signal(str)

    def __init__(self, studio: Studio, tasks: Tasks, theme: Theme, installer: ModelInstaller) -> None:
        super().__init__()
        self.setObjectName("model_list")
        self._studio, self._tasks, self._theme, self._installer = studio, tasks, theme, installer
        self._rows: list[ModelRow] = []
        self._in_use = ""
        self._shown: tuple[object, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.bar = InstallBar(theme, installer)
        installer.changed.connect(self._installing)
        installer.installed.connect(lambda _id: self.refresh())

    def refresh(self) -> None:
        """Look into the folders again."""
        studio = self._studio

        def job(_handle: object) -> tuple[list[ModelRow], str]:
            store = studio.models
            state = studio.engine_state()
            in_use = state.model if state.model is not None else store.resolve()
            return rows_of(store.installed(), store.catalogue), in_use.id

        self._tasks.run(job, done=self._found, failed=self.failed.emit, owner=self, name="list the models")

    def _found(self, found: tuple[list[ModelRow], str]) -> None:
        self._rows, self._in_use = found
        self._fill()

    def _installing(self) -> None:
        now = (self._installer.model_id, self._installer.running)
        if now != self._shown:
            self._fill()
        self.bar.show_now()

    def _fill(self) -> None:
        self._shown = (self._installer.model_id, self._installer.running)
        self.bar.setParent(None)
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for number, row in enumerate(self._rows):
            if number:
                self._column.addWidget(rule())
            line = self._line(row)
            self._column.addWidget(line)
            line.show()  # else the layout shows it later, and the list flickers

    def _line(self, row: ModelRow) -> QWidget:
        theme = self._theme
        line = QWidget()
        line.setObjectName(f"model_{row.id}")
        words = QVBoxLayout()
        words.setSpacing(3)
        title = row.title
        words.addWidget(label(title, theme.font("strong"), "model_title"))
        words.addWidget(label(row.note, theme.font("body"), "model_note", tone="muted"))
        if accuracy := accuracy_words(row):
            words.addWidget(label(accuracy, theme.font("caption"), "model_accuracy", tone="muted"))
        busy_here = self._installer.running and self._installer.model_id == row.id
        if busy_here:
            words.addSpacing(8)
            words.addWidget(self.bar)
            self.bar.show_now()
            self.bar.show()
        across = QHBoxLayout(line)
        across.setContentsMargins(0, 16, 0, 16)
        across.setSpacing(24)
        across.addLayout(words, 1)
        if not busy_here:
            self._add_buttons(across, row)
        return line

    def _add_buttons(self, across: QHBoxLayout, row: ModelRow) -> None:
        top = Qt.AlignmentFlag.AlignTop
        if row.installed and row.id == self._in_use:
            state: QLabel = label(_("Listening"), self._theme.font("strong"), "model_in_use", tone="good")
            across.addWidget(state, 0, top)
            return
        if row.installed:
            if row.removable:
                remove = button(
                    _("Remove"),
                    "model_remove",
                    "quiet",
                    accessible=_("Remove {title}").format(title=row.title),
                )
                remove.clicked.connect(lambda: self._remove(row.id))
                across.addWidget(remove, 0, top)
            use = button(_("Use"), "model_use", accessible=_("Use {title}").format(title=row.title))
            use.clicked.connect(lambda: self._installer.use(row.id))
            use.setEnabled(not self._installer.running)
            across.addWidget(use, 0, top)
        elif row.installable:
            text = _("Get it ({size})").format(size=size_words(row.size_bytes))
            get = button(
                text, "model_get", "primary" if row.id.startswith("vosk-model-small") else "",
                accessible=_("Get {title}, {size}").format(title=row.title, size=size_words(row.size_bytes)),
            )  # fmt: skip
            get.clicked.connect(lambda: self._installer.install(row.id))
            get.setEnabled(not self._installer.running)
            across.addWidget(get, 0, top)
        else:
            across.addWidget(
                label(size_words(row.size_bytes), self._theme.font("body"), tone="muted"), 0, top
            )

    def _remove(self, model_id: str) -> None:
        studio = self._studio

        def done(_place: Path) -> None:
            self.refresh()
            self.removed.emit(model_id)

        self._tasks.run(
            lambda _handle: studio.models.remove(model_id),
            done=done,
            failed=self.failed.emit,
            owner=self,
            name="remove a model",
        )

    def restore(self, model_id: str) -> None:
        """Bring a removed model back."""
        studio = self._studio
        self._tasks.run(
            lambda _handle: studio.models.restore(model_id),
            done=lambda _model: self.refresh(),
            failed=self.failed.emit,
            owner=self,
            name="bring a model back",
        )

    def choose_file(self) -> None:
        """Take a model from a zip that the user downloaded."""
        dialog = QFileDialog(self, _("Choose the model's zip file"))
        dialog.setObjectName("model_file_dialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(_("Models (*.zip)"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self._installer.install_from(Path(name)))
        dialog.open()  # does not block the window, unlike exec
