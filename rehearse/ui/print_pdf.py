"""Takes as PDF, drawn by Qt's text engine: it knows every script, its direction, and the system's fonts.

Drawn in a process of its own: Qt ends a program whose libraries are not there, and wants to be the only one
in it that draws.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rehearse.errors import DataError, DiskFull
from rehearse.exchange.printed import STYLE, printed
from rehearse.i18n import _, ngettext

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter, QPdfWriter

    from rehearse.exchange.outgoing import Outgoing

#: Edges of the paper, in millimetres.
_MARGIN_MM = 18.0
_PIECE_BYTES = 1 << 20


class PdfPrinter:
    """Draws files one after the other, in a process that is started for the first of them."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> PdfPrinter:
        return self

    def __exit__(self, *_ignored: object) -> None:
        self.close()

    def close(self) -> None:
        """End the other process."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def render(self, takes: Iterable[Outgoing], n: int, _several: bool) -> Iterator[bytes]:
        """The file in pieces, each take on a page of its own; one take at a time is in memory.

        Raises `DataError` where Qt cannot draw here, `DiskFull` where its file found no room.
        """
        with tempfile.TemporaryDirectory(prefix="rehearse-pdf-") as folder:
            path = Path(folder) / "takes.pdf"
            for place, take in enumerate(takes):
                if place == 0:
                    several = ngettext("{n} voicemail", "{n} voicemails", n).format(n=n)
                    self._do(_open, str(path), take.heading if n == 1 else several)
                self._do(_add, printed(take))
            self._do(_close)
            if not _is_whole(path):  # Qt writes on over a full disk and says nothing
                raise DiskFull(
                    _("There is no room to draw the PDF in {folder}.").format(folder=tempfile.gettempdir()),
                    kept=_("Your takes are untouched."),
                )
            with open(path, "rb") as file:
                while piece := file.read(_PIECE_BYTES):
                    yield piece

    def _do(self, step: Callable[..., str], *arguments: str) -> None:
        try:
            if self._pool is None:
                # From nothing: a copy of a program with threads could wait for ever for one of their locks.
                context = multiprocessing.get_context("spawn")
                self._pool = ProcessPoolExecutor(1, context, initializer=_begin)
            problem = self._pool.submit(step, *arguments).result()
        except (BrokenProcessPool, OSError):  # Qt has ended it, or no process can be started
            self.close()
            problem = _("Qt, which draws it, does not start here.")
        if problem:
            raise DataError(
                _("The PDF could not be drawn: {reason}").format(reason=problem),
                help=_("“--to html” writes a page that a browser can print."),
            )


def _is_whole(path: Path) -> bool:
    """Whether the file has its end (PDF reference, 3.4.4: %%EOF closes it)."""
    with open(path, "rb") as file:
        file.seek(max(0, path.stat().st_size - 64))
        return file.read().rstrip().endswith(b"%%EOF")


# ---- in the other process -----------------------------------------------------------------------

_app: Any = None
_paper: _Paper | None = None


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the first process's to answer
    # No window is opened, so no display is needed.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"


def _open(path: str, title: str) -> str:
    """Each step answers with what went wrong; with nothing where nothing did."""
    global _app, _paper
    try:
        from PySide6.QtGui import QGuiApplication

        _app = QGuiApplication.instance() or QGuiApplication(["rehearse"])
        _paper = _Paper(path, title)
    except (ImportError, OSError) as error:
        return str(error)
    return ""


def _add(body: str) -> str:
    if _paper is not None:
        _paper.add(body)
    return ""


def _close() -> str:
    global _paper
    if _paper is not None:
        paper, _paper = _paper, None
        paper.close()
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
            raise OSError(_("its file cannot be written."))
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
