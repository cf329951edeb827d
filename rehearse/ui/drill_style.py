"""The style of the page a drill is done on, made from the theme's roles alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rehearse.ui.view_style import css, sheet

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme


def drill_sheet(theme: Theme) -> str:
    """The review's style sheet with the page's own kinds."""
    hover, press = css(theme.colour("accent"), 0.10), css(theme.colour("accent"), 0.18)
    return f"""
    {sheet(theme)}
    QLabel[tone="unknown"] {{ color: {css(theme.colour("unknown"))}; }}
    QLabel[tone="accent"] {{ color: {css(theme.colour("accent"))}; }}
    QPushButton[kind="soft-icon"] {{
        background: {hover}; border: 2px solid transparent; border-radius: 10px; padding: 0;
    }}
    QPushButton[kind="soft-icon"]:hover, QPushButton[kind="soft-icon"]:pressed {{ background: {press}; }}
    QPushButton[kind="soft-icon"]:focus {{ border-color: {css(theme.colour("accent"))}; }}
    """
