"""What the progress page adds to the window's style sheet: tables, fields for figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme


def progress_sheet(theme: Theme) -> str:
    text, muted, accent = (theme.colour(role).name() for role in ("text", "text_muted", "accent"))
    surface, line = theme.colour("surface").name(), theme.mix("line", 0.6).name()
    edge = theme.mix("text_muted", 0.85).name()
    chosen = theme.mix("accent", 0.14).name()
    return f"""
    {theme.stylesheet}
    QTableView {{ background: {surface}; border: 2px solid {surface}; border-radius: 10px; outline: none;
        selection-background-color: {chosen}; selection-color: {text}; }}
    QTableView:focus {{ border-color: {accent}; }}
    QTableView::item {{ padding: 0 8px; border: none; border-bottom: 1px solid {line}; }}
    QTableView::item:selected {{ background: {chosen}; color: {text}; }}
    QHeaderView {{ background: {surface}; border: none; }}
    QHeaderView::section {{ background: {surface}; color: {muted}; border: none;
        border-bottom: 1px solid {line}; padding: 6px 11px; }}
    QHeaderView::section:hover {{ color: {text}; }}
    QSpinBox, QDateEdit {{ background: {surface}; border: 1px solid {edge}; border-radius: 10px;
        selection-background-color: {accent};
        selection-color: {theme.colour("accent_text").name()}; }}
    QSpinBox:focus, QDateEdit:focus {{ border: 2px solid {accent}; }}
    QSpinBox QLineEdit, QDateEdit QLineEdit {{ background: transparent; border: none; padding: 0; }}
    QSpinBox::up-button, QDateEdit::up-button {{ width: 0; height: 0; subcontrol-origin: border;
        subcontrol-position: top right; }}
    QSpinBox::down-button, QDateEdit::down-button {{ width: 0; height: 0; subcontrol-origin: border;
        subcontrol-position: bottom right; }}
    QPushButton[kind="quiet"][compact="true"] {{ padding: 1px 8px; }}
    """
