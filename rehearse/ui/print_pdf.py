"""Takes as PDF, drawn by Qt's text engine: it knows every script, its direction, and the system's fonts.

Drawn in a process of its own: Qt ends a program whose libraries are not there, and wants to be the only one
in it that draws.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rehearse.errors import DataError
from rehearse.exchange.printed import STYLE, printed
from rehearse.i18n import _, ngettext
from rehearse.processes import in_order

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter, QPdfWriter

    from rehearse.exchange.outgoing import Outgoing

#: Edges of the paper, in millimetres.
_MARGIN_MM = 18.0
_PIECE_BYTES = 1 << 20


def render_pdf(takes: Iterable[Outgoing], n: int, _several: bool) -> Iterator[bytes]:
    """The file in pieces, each take on a page of its own; one take at a time is in memory.

    Raises `DataError` where Qt cannot draw here.
    """
    with tempfile.TemporaryDirectory(prefix="rehearse-pdf-") as folder:
        path = Path(folder) / "takes.pdf"
        steps = in_order(_step, _steps(takes, n, path), n_processes=1, begin=_begin, fresh=True)
        problem = None
        for problem in steps:
            if problem:
                break
        if problem is None or problem or not path.exists():
            raise DataError(
                _("The PDF could not be drawn: {reason}").format(
                    reason=problem or _("Qt, which draws it, did not start.")
                ),
                help=_("The web page can be printed from a browser instead."),
            )
        with open(path, "rb") as file:
            while piece := file.read(_PIECE_BYTES):
                yield piece


def _steps(takes: Iterable[Outgoing], n: int, path: Path) -> Iterator[tuple[str, str]]:
    """What the other process is told, in order: it keeps the paper between two steps."""
    for place, take in enumerate(takes):
        if place == 0:
            title = take.heading if n == 1 else ngettext("{n} voicemail", "{n} voicemails", n).format(n=n)
            yield f"begin {path}", title
        yield "page", printed(take)
    yield "end", ""


# ---- in the other process -----------------------------------------------------------------------

_app: Any = None
_paper: _Paper | None = None


def _begin() -> None:
    # No window is opened, so no display is needed.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"


def _step(told: tuple[str, str]) -> str:
    """What went wrong in a step; empty where nothing did."""
    global _app, _paper
    order, text = told
    try:
        if order.startswith("begin "):
            from PySide6.QtGui import QGuiApplication

            _app = QGuiApplication.instance() or QGuiApplication(["rehearse"])
            _paper = _Paper(order.removeprefix("begin "), text)
        elif _paper is not None and order == "page":
            _paper.add(text)
        elif _paper is not None:
            paper, _paper = _paper, None
            paper.close()
    except (ImportError, OSError) as error:
        return str(error)
    return ""


class _Paper:
    """A PDF that grows by whole takes."""

    def __init__(self, path: str, title: str) -> None:
        from PySide6.QtCore import QMarginsF
        from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

        self._writer: QPdfWriter = QPdfWriter(path)
        self._writer.setResolution(96)  # what sizes in points and pixels of a text document assume
        self._writer.setTitle(title)
        self._writer.setCreator("Rehearse")
        size = QPageSize(QPageSize.PageSizeId.A4)
        margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
        unit = QPageLayout.Unit.Millimeter
        self._writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, margins, unit))
        self._painter: QPainter = QPainter()
        if not self._painter.begin(self._writer):
            raise OSError(_("There is no room for it."))
        self._empty = True

    def add(self, body: str) -> None:
        from PySide6.QtCore import QRectF, QSizeF
        from PySide6.QtGui import QFont, QTextDocument

        document = QTextDocument()
        font = QFont()
        # “fi” drawn as one sign is found by no search in the file.
        font.setFeature(QFont.Tag("liga"), 0)
        document.setDefaultFont(font)
        document.setUseDesignMetrics(True)
        document.setDocumentMargin(0)
        document.setDefaultStyleSheet(STYLE)
        document.documentLayout().setPaintDevice(self._writer)
        document.setHtml(f"<body>{body}</body>")
        page = QSizeF(self._writer.width(), self._writer.height())
        document.setPageSize(page)
        for number in range(document.pageCount()):
            if not self._empty:
                self._writer.newPage()
            self._empty = False
            self._painter.save()
            self._painter.translate(0, -number * page.height())
            document.drawContents(
                self._painter, QRectF(0, number * page.height(), page.width(), page.height())
            )
            self._painter.restore()

    def close(self) -> None:
        self._painter.end()
