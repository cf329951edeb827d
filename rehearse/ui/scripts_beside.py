"""What a script was, and what stands beside it: versions and variants, made when they are first wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from rehearse.ui.scripts_variants import Variant, VariantsView, judged
from rehearse.ui.scripts_versions import Version, VersionsView, compared

if TYPE_CHECKING:
    from rehearse.library.scripts import StoredScript
    from rehearse.studio import Studio
    from rehearse.ui.script_shelf import ScriptShelf
    from rehearse.ui.theme import Theme


class ScriptBeside(QObject):
    """Signals: `made` (QWidget): a view that needs a place; `wanted` (QWidget): it should be in sight;
    `back`; `edit`, `use` (StoredScript); `brought_back` (StoredScript): the words of now.
    """

    made = Signal(QWidget)
    wanted = Signal(QWidget)
    back = Signal()
    edit = Signal(object)
    use = Signal(object)
    brought_back = Signal(object)

    def __init__(self, studio: Studio, theme: Theme, shelf: ScriptShelf, parent: QObject) -> None:
        super().__init__(parent)
        self._studio, self._theme, self._shelf = studio, theme, shelf
        self._versions: VersionsView | None = None
        self._variants: VariantsView | None = None
        self._of: StoredScript | None = None

    @property
    def versions(self) -> VersionsView:
        if self._versions is None:
            view = self._versions = VersionsView(self._theme)
            view.back.connect(self.back)
            view.bring_back.connect(
                lambda version: self._shelf.bring_back(version.id, self.brought_back.emit)
            )
            self.made.emit(view)
        return self._versions

    @property
    def variants(self) -> VariantsView:
        if self._variants is None:
            view = self._variants = VariantsView(self._theme)
            view.back.connect(self.back)
            view.add.connect(self._add)
            view.edit.connect(self.edit)
            view.use.connect(self.use)
            self.made.emit(view)
        return self._variants

    def is_one(self, view: QWidget | None) -> bool:
        """Whether it is one of the two."""
        return view is not None and view in (self._versions, self._variants)

    def is_wide(self, view: QWidget | None) -> bool:
        """Whether it wants the whole width."""
        return view is not None and view is self._variants

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for view in (self._versions, self._variants):
            if view is not None:
                view.set_theme(theme)

    def arrange(self, width: int) -> None:
        if self._versions is not None:
            self._versions.arrange(width)

    def show_versions(self, stored: StoredScript) -> None:
        """What the script was before; read behind what is being saved."""
        scripts = self._studio.scripts

        def shown(versions: Sequence[Version]) -> None:
            self.versions.show_versions(versions, focus=False)
            self.wanted.emit(self.versions)
            self.versions.list.setFocus()

        self._shelf.read(lambda: compared(scripts.versions(stored.id)), shown, self, "read versions")

    def show_variants(self, stored: StoredScript, lit: str = "") -> None:
        """The script beside its variants; the one with the id `lit` gets the keyboard."""
        studio = self._studio
        self._of = stored

        def shown(variants: Sequence[Variant]) -> None:
            self.wanted.emit(self.variants)
            self.variants.show_variants(variants, lit=lit)

        self._shelf.read(
            lambda: judged(studio, studio.scripts.variants(stored.id)), shown, self, "read variants"
        )

    def _add(self) -> None:
        stored = self._of
        if stored is not None:
            self._shelf.add_variant(stored.id, lambda made: self.show_variants(stored, made.id))
