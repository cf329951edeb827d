"""The window's style sheet, made from a theme's roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rehearse.ui.theme import Theme


def stylesheet(theme: Theme) -> str:
    """Everything that style sheets paint; `kind` and `tone` are dynamic properties of widgets."""

    def solid(role: str) -> str:
        return theme.colour(role).name()

    def mixed(role: str, share: float, onto: str = "surface") -> str:
        return theme.mix(role, share, onto).name()

    text, muted, accent = solid("text"), solid("text_muted"), solid("accent")
    on_accent, surface, line = solid("accent_text"), solid("surface"), solid("line")
    clear = "transparent"
    # Outlines of controls reach 3:1 (WCAG 1.4.11); `line` is for quiet separators only.
    edge = mixed("text_muted", 0.85)
    return f"""
    QWidget {{ color: {text}; }}
    QToolTip {{ background: {text}; color: {surface}; border: none; padding: 6px 8px; }}
    QLabel {{ background: {clear}; border: none; }}
    QLabel:disabled {{ color: {mixed("text_muted", 0.7)}; }}
    QLabel[tone="muted"] {{ color: {muted}; }}
    QLabel[tone="good"] {{ color: {solid("good")}; }}
    QLabel[tone="near"] {{ color: {solid("near")}; }}
    QLabel[tone="off"] {{ color: {solid("off")}; }}
    QFrame[kind="card"] {{ background: {surface}; border: none; border-radius: 16px; }}
    QFrame[kind="sheet"] {{ background: {surface}; border: 1px solid {line}; border-radius: 16px; }}
    QFrame[kind="rule"] {{ background: {mixed("line", 0.6)}; border: none; max-height: 1px; }}
    QFrame[kind="rail"] {{ background: {solid("window")}; border: none; }}
    QFrame[kind="banner"] {{ background: {surface}; border: 1px solid {line}; border-radius: 14px; }}
    QFrame[kind="banner"][tone="off"] {{ background: {mixed("off", 0.09)}; border-color: {mixed("off", 0.4)};
    }}
    QFrame[kind="banner"][tone="near"] {{ background: {mixed("near", 0.1)};
        border-color: {mixed("near", 0.4)};
    }}

    QPushButton {{
        background: {solid("raised")}; color: {text}; border: 2px solid {clear}; border-radius: 10px;
        padding: 7px 16px;
    }}
    QPushButton:hover {{ background: {mixed("text", 0.08, "raised")}; }}
    QPushButton:pressed {{ background: {mixed("text", 0.14, "raised")}; }}
    QPushButton:focus {{ border-color: {accent}; }}
    QPushButton:disabled {{ color: {muted}; background: {mixed("raised", 0.5)}; }}
    QPushButton[kind="primary"] {{ background: {accent}; color: {on_accent}; padding: 9px 22px; }}
    QPushButton[kind="primary"]:hover {{ background: {mixed("accent", 0.88, "text")}; }}
    QPushButton[kind="primary"]:pressed {{ background: {mixed("accent", 0.78, "text")}; }}
    QPushButton[kind="primary"]:focus {{ border-color: {text}; }}
    QPushButton[kind="primary"]:disabled {{ background: {solid("raised")}; color: {muted}; }}
    QPushButton[kind="quiet"] {{ background: {clear}; color: {accent}; padding: 7px 12px; }}
    QPushButton[kind="quiet"]:hover {{ background: {mixed("accent", 0.1)}; }}
    QPushButton[kind="quiet"]:pressed {{ background: {mixed("accent", 0.18)}; }}
    QPushButton[kind="quiet"]:focus {{ border-color: {accent}; }}
    QPushButton[kind="quiet"]:disabled {{ color: {muted}; }}
    QPushButton[kind="icon"] {{ background: {clear}; padding: 5px; border-radius: 10px; }}
    QPushButton[kind="icon"]:hover {{ background: {solid("raised")}; }}
    QPushButton[kind="icon"]:focus {{ border-color: {accent}; }}

    QPushButton[kind="record"] {{
        background: {accent}; color: {on_accent}; border: 3px solid {clear}; border-radius: 30px;
        padding: 0 36px; font-weight: 600;
    }}
    QPushButton[kind="record"]:hover {{ background: {mixed("accent", 0.88, "text")}; }}
    QPushButton[kind="record"]:pressed {{ background: {mixed("accent", 0.76, "text")}; }}
    QPushButton[kind="record"]:focus {{ border-color: {mixed("accent", 0.75, "window")}; }}
    QPushButton[kind="record"][recording="true"] {{ background: {text}; color: {solid("window")}; }}
    QPushButton[kind="record"][recording="true"]:hover {{ background: {mixed("text", 0.86, "window")}; }}
    QPushButton[kind="record"][recording="true"]:focus {{ border-color: {mixed("text", 0.58, "window")}; }}
    QToolButton[kind="nav"] {{
        background: {clear}; color: {muted}; border: 2px solid {clear}; border-radius: 14px; padding: 6px 2px;
    }}
    QToolButton[kind="nav"]:hover {{ background: {solid("raised")}; color: {text}; }}
    QToolButton[kind="nav"]:checked {{ background: {mixed("accent", 0.12, "window")}; color: {accent}; }}
    QToolButton[kind="nav"]:focus {{ border-color: {accent}; }}
    QToolButton[kind="nav"]:disabled {{ color: {mixed("text_muted", 0.5, "window")}; }}
    QToolButton[kind="nav"]:checked:disabled {{ background: {clear}; }}
    QFrame[kind="segments"] {{ background: {solid("raised")}; border: none; border-radius: 12px; }}
    QPushButton[kind="segment"] {{
        background: {clear}; color: {muted}; border-radius: 9px; padding: 3px 16px;
    }}
    QPushButton[kind="segment"][compact="true"] {{ padding: 1px 10px; }}
    QPushButton[kind="segment"]:disabled {{ color: {mixed("text_muted", 0.6, "raised")}; }}
    QPushButton[kind="segment"]:hover {{ color: {text}; }}
    QPushButton[kind="segment"]:checked {{ background: {surface}; color: {text}; }}
    QPushButton[kind="segment"]:focus {{ border-color: {accent}; }}
    QPushButton[kind="key"] {{
        background: {solid("raised")}; border: 2px solid {clear}; border-radius: 8px; padding: 4px 12px;
    }}
    QPushButton[kind="key"]:disabled {{ background: {clear}; }}
    QPushButton[kind="key"][listening="true"] {{ background: {mixed("accent", 0.14)}; color: {accent};
        border-color: {accent};
    }}
    QFrame[kind="palette"] {{ background: {surface}; border: 1px solid {line}; border-radius: 16px; }}
    QFrame[kind="palette"] QLineEdit {{ background: {clear}; border: none; padding: 6px 4px; }}
    QListView {{ background: {clear}; border: none; outline: none; }}
    QListWidget#settings_nav::item {{ color: {muted}; border: 2px solid {clear}; border-radius: 10px;
        padding-left: 10px; margin: 1px 2px;
    }}
    QListWidget#settings_nav::item:hover {{ color: {text}; }}
    QListWidget#settings_nav::item:selected {{ background: {mixed("accent", 0.12, "window")};
        color: {accent};
    }}
    QListWidget#settings_nav:focus::item:selected {{ border-color: {accent}; }}
    QComboBox {{ combobox-popup: 0; }}
    QComboBox QAbstractItemView {{
        background: {surface}; color: {text}; border: 1px solid {line}; border-radius: 8px; padding: 4px;
        outline: none; selection-background-color: {mixed("accent", 0.16)}; selection-color: {text};
    }}

    QLineEdit {{
        background: {surface}; border: 1px solid {edge}; border-radius: 10px; padding: 8px 12px;
        selection-background-color: {accent}; selection-color: {on_accent};
    }}
    QLineEdit:focus {{ border: 2px solid {accent}; padding: 7px 11px; }}
    QLineEdit[kind="plain"] {{ background: {clear}; border: none; border-bottom: 2px solid {clear};
        border-radius: 0; padding: 4px 4px;
    }}
    QLineEdit[kind="plain"]:focus {{ border: none; border-bottom: 2px solid {accent}; padding: 4px 4px; }}
    QTextEdit[kind="writing"] {{ background: {clear}; border: none; }}
    QTextEdit[kind="ground"] {{ background: {solid("raised")}; border: none; border-radius: 10px;
        padding: 4px;
    }}
    QPlainTextEdit {{ background: {solid("raised")}; border: none; border-radius: 10px; padding: 8px; }}
    QFrame[kind="side"] {{ background: {surface}; border: none; border-radius: 20px; }}
    QTextEdit#prompter {{ background: {clear}; border: none; padding: 0; }}
    QListView#script_list {{ background: {clear}; border: none; outline: none; }}
    QMenu {{ background: {surface}; border: 1px solid {line}; border-radius: 10px; padding: 6px; }}
    QMenu::item {{ padding: 7px 16px; border-radius: 6px; }}
    QMenu::item:selected {{ background: {mixed("accent", 0.14)}; color: {text}; }}
    QProgressBar {{ background: {solid("raised")}; border: none; border-radius: 3px; }}
    QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}
    QScrollArea, QScrollArea > QWidget > QWidget#scrolled {{ background: {clear}; border: none; }}
    QScrollBar:vertical {{ background: {clear}; width: 10px; margin: 2px; }}
    QScrollBar:horizontal {{ background: {clear}; height: 10px; margin: 2px; }}
    QScrollBar::handle {{ background: {line}; border-radius: 3px; min-height: 32px; min-width: 32px; }}
    QScrollBar::handle:hover {{ background: {muted}; }}
    QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
        background: {clear}; border: none; height: 0; width: 0;
    }}
    """
