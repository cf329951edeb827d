"""The style of the coach's page, made from the theme's roles alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rehearse.ui.view_style import css, sheet

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme


def coach_sheet(theme: Theme) -> str:
    """The review's style sheet with a table, and with the questions of a rubric."""
    surface, muted = css(theme.colour("surface")), css(theme.colour("text_muted"))
    text, accent = css(theme.colour("text")), css(theme.colour("accent"))
    chosen, line = css(theme.mix("accent", 0.12)), css(theme.mix("line", 0.6))
    return f"""
    {sheet(theme)}
    QFrame#team_sheet, QFrame#rubric_sheet {{ background: {surface}; border: none; border-radius: 16px; }}
    QFrame#question {{ background: transparent; border: none; border-radius: 10px; }}
    QFrame#question[current="true"] {{ background: {css(theme.mix("accent", 0.07))}; }}
    QPushButton[kind="answer"] {{ background: transparent; color: {muted}; border: 2px solid transparent;
        border-radius: 8px; padding: 2px 8px; }}
    QPushButton[kind="answer"]:hover {{ color: {text}; background: {chosen}; }}
    QPushButton[kind="answer"]:checked {{ background: {accent}; color: {css(theme.colour("accent_text"))}; }}
    QPushButton[kind="answer"]:focus {{ border-color: {accent}; }}
    QPushButton[kind="answer"]:checked:focus {{ border-color: {text}; }}
    QTableView {{ background: {surface}; border: 2px solid {surface}; border-radius: 10px; outline: none;
        selection-background-color: {chosen}; selection-color: {text}; }}
    QTableView:focus {{ border-color: {accent}; }}
    QTableView::item {{ padding: 0 8px; border: none; border-bottom: 1px solid {line}; }}
    QTableView::item:selected {{ background: {chosen}; color: {text}; }}
    QHeaderView {{ background: {surface}; border: none; }}
    QHeaderView::section {{ background: {surface}; color: {muted}; border: none;
        border-bottom: 1px solid {line}; padding: 6px 8px; }}
    """
