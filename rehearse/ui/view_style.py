"""The style of the review and of the list, made from the theme's roles alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme


#: How far text stands in from the left edge of what surrounds it.
INSET_PX = 8


def css(colour: QColor, alpha: float = 1.0) -> str:
    """A colour for a style sheet."""
    return f"rgba({colour.red()}, {colour.green()}, {colour.blue()}, {round(255 * alpha)})"


def sheet(theme: Theme) -> str:
    """The window's own style sheet with more kinds of frames and buttons.

    One sheet, set once: each one that is set visits every widget below.
    """
    text, muted = css(theme.colour("text")), css(theme.colour("text_muted"))
    accent, on_accent = css(theme.colour("accent")), css(theme.colour("accent_text"))
    line = css(theme.colour("line"))
    hover, press = css(theme.colour("accent"), 0.10), css(theme.colour("accent"), 0.18)
    return f"""
    {theme.stylesheet}
    QScrollArea, QWidget#review_page, QWidget#checks_view {{ background: transparent; border: none; }}
    QFrame[kind="dock"] {{
        background: {css(theme.colour("surface"))}; border: none; border-radius: 16px;
    }}
    QFrame[kind="float"] {{
        background: {css(theme.colour("surface"))}; border: 1px solid {line}; border-radius: 12px;
    }}
    QTextEdit#transcript_view {{ background: transparent; border: none; padding: 0;
        selection-color: {on_accent}; selection-background-color: {accent}; }}
    QPushButton[kind="soft"] {{
        background: {hover}; color: {accent}; border: 2px solid transparent; border-radius: 10px;
        padding: 4px 12px;
    }}
    QPushButton[kind="soft"]:hover, QPushButton[kind="soft"]:pressed {{ background: {press}; }}
    QPushButton[kind="soft"]:focus {{ border-color: {accent}; }}
    QPushButton[kind="soft"]:disabled {{ color: {muted}; background: transparent; }}
    QPushButton[kind="choice"] {{
        background: transparent; color: {muted}; border: 2px solid transparent; border-radius: 10px;
        padding: 4px 12px;
    }}
    QPushButton[kind="choice"]:hover {{ color: {text}; }}
    QPushButton[kind="choice"]:checked {{ background: {hover}; color: {accent}; }}
    QPushButton[kind="choice"]:focus {{ border-color: {accent}; }}
    QPushButton[kind="chip"] {{
        background: {css(theme.colour("surface"))}; color: {muted}; border: 2px solid transparent;
        border-radius: 14px; padding: 3px 12px;
    }}
    QPushButton[kind="chip"]:hover {{ color: {text}; }}
    QPushButton[kind="chip"]:checked {{ background: {press}; color: {accent}; }}
    QPushButton[kind="chip"]:focus {{ border-color: {accent}; }}
    QLineEdit[kind="chip"] {{ background: {css(theme.colour("surface"))}; border: 2px solid transparent;
        border-radius: 14px; padding: 0 10px;
    }}
    QLineEdit[kind="chip"]:focus {{ border: 2px solid {accent}; padding: 0 10px; }}
    QPushButton[kind="sound"] {{
        background: transparent; color: {muted}; border: 2px solid transparent; border-radius: 10px;
        padding: 0;
    }}
    QPushButton[kind="sound"]::menu-indicator {{ image: none; width: 0; }}
    QPushButton[kind="sound"]:hover {{ background: {hover}; color: {text}; }}
    QPushButton[kind="sound"]:checked, QPushButton[kind="sound"][changed="true"] {{
        background: {hover}; color: {accent}; }}
    QPushButton[kind="sound"]:checked:hover, QPushButton[kind="sound"][changed="true"]:hover {{
        background: {press}; }}
    QPushButton[kind="sound"]:focus {{ border-color: {accent}; }}
    QPushButton[kind="sound"]:disabled {{ color: {line}; background: transparent; }}
    QPushButton[kind="link"] {{
        background: transparent; color: {text}; border: 2px solid transparent; border-radius: 8px;
        padding: 1px 5px; text-align: left;
    }}
    QPushButton[kind="link"]:hover {{ background: {hover}; color: {accent}; }}
    QPushButton[kind="link"]:focus {{ border-color: {accent}; }}
    QPushButton[kind="link"]:disabled {{ color: {muted}; }}
    QPushButton[kind="link"][tone="muted"] {{ color: {muted}; }}
    QPushButton[kind="link"][tone="muted"]:hover {{ color: {accent}; }}
    QPushButton[kind="play"] {{
        background: {accent}; border: 3px solid transparent; border-radius: 26px; padding: 0;
    }}
    QPushButton[kind="play"]:hover {{ background: {css(theme.mix("accent", 0.88, "text"))}; }}
    QPushButton[kind="play"]:focus {{ border-color: {text}; }}
    QPushButton[kind="play"]:disabled {{ background: {line}; }}
    QLineEdit#rename_edit {{ padding: 2px 10px; }}
    QLineEdit#word_editor {{ padding: 0 5px; border: 2px solid {accent}; border-radius: 8px; }}
    """


def label(
    text: str, font: QFont, *, name: str = "", muted: bool = False, parent: QWidget | None = None
) -> QLabel:
    """A line of text that wraps."""
    made = QLabel(text, parent)
    made.setObjectName(name)
    made.setFont(font)
    made.setWordWrap(True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if muted:
        made.setProperty("tone", "muted")
    return made


def button(
    text: str, kind: str, name: str, accessible: str = "", *, parent: QWidget | None = None
) -> QPushButton:
    """A button of one of the kinds in `sheet`.  Return presses it as Space does."""
    made = QPushButton(text, parent)
    made.setObjectName(name)
    made.setAccessibleName(accessible or text)
    made.setProperty("kind", kind)
    made.setAutoDefault(True)
    return made


def strong_caption(theme: Theme) -> QFont:
    """Small and a little heavier: for headings that stay quiet."""
    font = theme.font("caption")
    font.setWeight(QFont.Weight.DemiBold)
    return font
