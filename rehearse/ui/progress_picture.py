"""The chart as a picture: its name and its words above it, in the colours of now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter

if TYPE_CHECKING:
    from rehearse.ui.progress_chart import ProgressChart
    from rehearse.ui.theme import Theme

_MARGIN_PX, _LEAST_PX = 28, 720


def picture(chart: ProgressChart, theme: Theme, head: str, told: str, *, scale: int = 2) -> QImage:
    """The chart as it is in sight, `scale` times as sharp as a plain screen."""
    plot = chart.plot
    width = max(_LEAST_PX, plot.width())
    height = plot.height() * width // max(1, plot.width())
    named, said = QFontMetrics(theme.font("title")), QFontMetrics(theme.font("body"))
    wrap = int(Qt.TextFlag.TextWordWrap)
    words_px = said.boundingRect(QRect(0, 0, width, 1000), wrap, told).height()
    top = _MARGIN_PX + named.lineSpacing() + 6
    size = QSize(width + 2 * _MARGIN_PX, top + words_px + 14 + height + _MARGIN_PX)
    image = QImage(size * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.fill(theme.colour("surface"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(theme.colour("text"))
    painter.setFont(theme.font("title"))
    painter.drawText(QRectF(_MARGIN_PX, _MARGIN_PX, width, named.lineSpacing()), head)
    painter.setPen(theme.colour("text_muted"))
    painter.setFont(theme.font("body"))
    painter.drawText(QRectF(_MARGIN_PX, top, width, words_px + 4), wrap, told)
    chart.paint(painter, QRectF(_MARGIN_PX, top + words_px + 14, width, height))
    painter.end()
    return image


def png_bytes(image: QImage) -> bytes:
    """The picture as a PNG file; away from the main thread, it takes as long as a frame."""
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    buffer.close()
    return bytes(kept.data())
