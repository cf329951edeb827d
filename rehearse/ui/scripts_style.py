"""The style of the page of the scripts, made from the theme's roles alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rehearse.ui.view_style import css, sheet

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme


def scripts_sheet(theme: Theme) -> str:
    """The review's style sheet with the page's own kinds."""
    text, accent = css(theme.colour("text")), css(theme.colour("accent"))
    hover, press = css(theme.colour("accent"), 0.08), css(theme.colour("accent"), 0.16)
    surface, line = css(theme.colour("surface")), css(theme.colour("line"))
    return f"""
    {sheet(theme)}
    QPushButton[kind="tile"] {{
        background: transparent; color: {text}; border: 2px solid transparent; border-radius: 12px;
        padding: 0; text-align: left;
    }}
    QPushButton[kind="tile"]:hover {{ background: {hover}; }}
    QPushButton[kind="tile"]:pressed {{ background: {press}; }}
    QPushButton[kind="tile"]:focus {{ border-color: {accent}; }}
    QPushButton[kind="starter"] {{
        background: {surface}; color: {text}; border: 2px solid transparent; border-radius: 16px;
        padding: 0; text-align: left;
    }}
    QPushButton[kind="starter"]:hover {{ border-color: {line}; }}
    QPushButton[kind="starter"]:focus {{ border-color: {accent}; }}
    QListView[kind="board"] {{ background: transparent; border: none; outline: none; }}
    """
