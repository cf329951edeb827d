"""The icons drawn for this program: strokes on a 24 px grid, tinted by the theme."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from rehearse.files import assets_folder
from rehearse.ui.theme import Theme

#: Screens of 100, 150, 200 and 300 %.
_RATIOS = (1.0, 1.5, 2.0, 3.0)


@cache
def _source(name: str) -> str:
    return (assets_folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


@cache
def names() -> tuple[str, ...]:
    """Every icon there is."""
    return tuple(sorted(path.stem for path in (assets_folder() / "icons").glob("*.svg")))


def draw(painter: QPainter, name: str, colour: QColor, box: QRectF) -> None:
    """Paint an icon into a square of any size."""
    # Not kept: a Qt object in a module's cache dies after the application, which may crash.
    QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour.name()).encode())).render(
        painter, box
    )


def pixmap(name: str, colour: QColor, size: int, ratio: float = 1.0) -> QPixmap:
    """A square of `size` logical px for a screen of that device pixel ratio."""
    made = QPixmap.fromImage(_image(name, colour.name(), round(size * ratio)))
    made.setDevicePixelRatio(ratio)
    return made


@lru_cache(maxsize=2000)
def _image(name: str, colour: str, size: int) -> QImage:
    """Drawn once: every window, theme and row asks for the same few.

    An image may be kept where a pixmap may not, since it needs no application.
    """
    image = QImage(QSize(size, size), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    draw(painter, name, QColor(colour), QRectF(image.rect()))
    painter.end()
    return image


def icon(name: str, theme: Theme, size: int = 20, role: str = "text", on_role: str | None = None) -> QIcon:
    """An icon in the colour of `role`; in `on_role`'s when checked.  Muted when disabled."""
    made = QIcon()
    for ratio in _RATIOS:
        made.addPixmap(pixmap(name, theme.colour(role), size, ratio))
        muted = pixmap(name, theme.colour("text_muted"), size, ratio)
        made.addPixmap(muted, QIcon.Mode.Disabled)
        if on_role is not None:
            checked = pixmap(name, theme.colour(on_role), size, ratio)
            made.addPixmap(checked, QIcon.Mode.Normal, QIcon.State.On)
    return made
