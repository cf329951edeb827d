"""Makes text that is shown already follow another type scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme


def follow(root: QWidget, before: Theme, after: Theme) -> None:
    """Give every widget below `root` the size that its step of the scale has now.

    Views ask the theme for a font once, when they are made; the size tells which step that was.
    What paints its text itself (lists, the ring) asks again when it is given the theme.
    Parts that say so (`dresses_itself`) are left alone: they do the same when they are in sight.
    """
    sizes = {
        before.font(step).pixelSize(): after.font(step).pixelSize() for step in after.fonts if step != "hero"
    }
    if all(old == new for old, new in sizes.items()):
        return
    pending: list[QWidget] = [root]
    while pending:
        widget = pending.pop()
        pending += [
            child
            for child in widget.children()
            if isinstance(child, QWidget) and not getattr(child, "dresses_itself", False)
        ]
        if not widget.testAttribute(Qt.WidgetAttribute.WA_SetFont):
            continue  # it has the application's font, which follows by itself
        font = widget.font()
        wanted = sizes.get(font.pixelSize())
        if wanted is not None and wanted != font.pixelSize():
            font.setPixelSize(wanted)
            widget.setFont(font)
