"""The style of the page of the drills, made from the theme's roles alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rehearse.ui.view_style import css, sheet

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme


def drills_sheet(theme: Theme) -> str:
    """The review's style sheet with the page's own kinds."""
    accent, surface = css(theme.colour("accent")), css(theme.colour("surface"))
    return f"""
    {sheet(theme)}
    QWidget#drills_sheet {{ background: transparent; }}
    QFrame#drill_sheet {{ background: {surface}; border: none; border-radius: 20px; }}
    QLabel[tone="accent"] {{ color: {accent}; }}
    QListView {{ background: transparent; border: none; outline: none; }}
    QPushButton[kind="record"] {{ padding: 0 30px; }}
    """
