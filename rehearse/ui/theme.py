"""One palette file becomes every colour, font and distance of the window.

A theme file holds about ten named colours and the roles that refer to them; widgets ask for roles.
No other file of the program holds a colour.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QPalette

from rehearse.analysis.data_file import line_of
from rehearse.errors import DataError
from rehearse.files import assets_folder
from rehearse.i18n import _
from rehearse.ui.style import stylesheet

ROLES = (
    "window", "surface", "raised", "line", "text", "text_muted", "accent", "accent_text",
    "good", "near", "off", "unknown", "good_fill", "near_fill", "off_fill",
)  # fmt: skip

#: Size in px for a system font of 13 px, and weight.  Steps of about 1.3; the hero is the timer's.
_SCALE: Mapping[str, tuple[float, QFont.Weight]] = {
    "caption": (12.5, QFont.Weight.Normal),
    "body": (14.5, QFont.Weight.Normal),
    "strong": (14.5, QFont.Weight.DemiBold),
    "lead": (17.5, QFont.Weight.Normal),
    "title": (22.0, QFont.Weight.DemiBold),
    "display": (32.0, QFont.Weight.DemiBold),
    "hero": (92.0, QFont.Weight.Light),
}

#: The system's own font size is followed this far: someone who set it large wants large text here.
_SYSTEM_PX, _LEAST, _MOST = 13.0, 1.0, 1.6

#: The grid all distances are multiples of, in px.
_GRID_PX = 4

Choice = Literal["system", "light", "dark"]


class Theme:
    """Colours by role, a type scale, distances.  Owned by the window and handed to its views."""

    def __init__(self, name: str, dark: bool, colours: Mapping[str, str], *, text_scale: float = 1.0) -> None:
        self.name = name
        self.dark = dark
        self.text_scale = text_scale
        self._colours = {role: QColor(value) for role, value in colours.items()}
        self._fonts: dict[tuple[str, bool], QFont] = {}
        self._sheet: str | None = None

    # ---- colours -------------------------------------------------------------------------------

    def colour(self, role: str) -> QColor:
        """The colour of a role; a new object each time."""
        return QColor(self._colours[role])

    def mix(self, role: str, share: float, onto: str = "surface") -> QColor:
        """`share` (0 to 1) of one role laid over another, as one opaque colour."""
        top, under = self._colours[role], self._colours[onto]
        rest = 1.0 - share
        return QColor.fromRgbF(
            share * top.redF() + rest * under.redF(),
            share * top.greenF() + rest * under.greenF(),
            share * top.blueF() + rest * under.blueF(),
        )

    # ---- type and space ------------------------------------------------------------------------

    def font(self, step: str, *, figures: bool = False) -> QFont:
        """A step of the type scale; `figures` makes all digits as wide as each other."""
        key = (step, figures)
        if key not in self._fonts:
            self._fonts[key] = _font(step, figures, self.text_scale)
        return QFont(self._fonts[key])

    @property
    def fonts(self) -> tuple[str, ...]:
        """The names of the type scale."""
        return tuple(_SCALE)

    def space(self, steps: float) -> int:
        """A distance in px on the grid: 1 is tight, 4 is between things, 8 is between groups."""
        return round(steps * _GRID_PX)

    # ---- for Qt --------------------------------------------------------------------------------

    @property
    def stylesheet(self) -> str:
        if self._sheet is None:
            self._sheet = stylesheet(self)
        return self._sheet

    def palette(self) -> QPalette:
        """For what Qt paints by itself: tooltips, menus, selections, text cursors."""
        palette = QPalette()
        parts = {
            QPalette.ColorRole.Window: "window",
            QPalette.ColorRole.WindowText: "text",
            QPalette.ColorRole.Base: "surface",
            QPalette.ColorRole.AlternateBase: "window",
            QPalette.ColorRole.Text: "text",
            QPalette.ColorRole.Button: "surface",
            QPalette.ColorRole.ButtonText: "text",
            QPalette.ColorRole.BrightText: "text",
            QPalette.ColorRole.ToolTipBase: "text",
            QPalette.ColorRole.ToolTipText: "surface",
            QPalette.ColorRole.PlaceholderText: "text_muted",
            QPalette.ColorRole.Highlight: "accent",
            QPalette.ColorRole.HighlightedText: "accent_text",
            QPalette.ColorRole.Accent: "accent",
            QPalette.ColorRole.Link: "accent",
            QPalette.ColorRole.LinkVisited: "accent",
            QPalette.ColorRole.Light: "surface",
            QPalette.ColorRole.Midlight: "raised",
            QPalette.ColorRole.Mid: "line",
            QPalette.ColorRole.Dark: "line",
        }
        for part, role in parts.items():
            palette.setColor(part, self.colour(role))
        muted = self.colour("text_muted")
        for part in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, part, muted)
        return palette


def _font(step: str, figures: bool, text_scale: float) -> QFont:
    size_px, weight = _SCALE[step]
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    factor = text_scale * min(_MOST, max(_LEAST, QFontInfo(font).pixelSize() / _SYSTEM_PX))
    factor = min(factor, _MOST)
    if step == "hero":
        factor = 1.0  # the ring decides how large it can be
    font.setPixelSize(round(size_px * factor))
    font.setWeight(weight)
    if step in ("display", "hero"):
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 98.0)
    if figures:
        font.setFeature(QFont.Tag.fromString("tnum"), 1)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def load_theme(path: Path, text_scale: float = 1.0) -> Theme:
    """Read one theme file.  Raises `DataError` naming the file, the line and the key."""
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        table: dict[str, Any] = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise DataError(_("{file}: {reason}").format(file=path, reason=error)) from error
    named, roles = table.get("colours", {}), table.get("roles", {})
    for section, value in (("colours", named), ("roles", roles)):
        if not isinstance(value, dict):
            raise _wrong(path, text, "", section, _("{place}: “{key}” has to be a section."))
    for key, value in named.items():
        if not isinstance(value, str) or not QColor(value).isValid():
            raise _wrong(path, text, "colours", key, _("{place}: “{key}” is not a colour."))
    colours = {}
    for role in ROLES:
        wanted = roles.get(role)
        if not isinstance(wanted, str) or wanted not in named:
            raise _wrong(path, text, "roles", role, _("{place}: “{key}” names no colour of the file."))
        colours[role] = named[wanted]
    dark = bool(table.get("dark", False))
    return Theme(str(table.get("name", path.stem)), dark, colours, text_scale=text_scale)


def _wrong(path: Path, text: str, section: str, key: str, sentence: str) -> DataError:
    line = line_of(text, section, key)
    place = _("{file}, line {line}").format(file=path, line=line) if line else str(path)
    return DataError(sentence.format(place=place, key=f"{section}.{key}" if section else key))


def choose_theme(choice: Choice, text_scale: float = 1.0) -> Theme:
    """The theme of a setting; “system” asks the desktop, and light answers where it does not say."""
    if choice == "system":
        hints = QGuiApplication.styleHints()
        choice = "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"
    return load_theme(_themes_folder() / f"{choice}.toml", text_scale)


def usable_theme(choice: Choice, text_scale: float = 1.0) -> tuple[Theme, list[DataError]]:
    """The theme of a setting; where its file is wrong, one that can be used, and what is wrong."""
    problems: list[DataError] = []
    attempts: tuple[Choice, ...] = (choice, "light", "dark")
    for attempt in attempts:
        try:
            return choose_theme(attempt, text_scale), problems
        except DataError as error:
            told = DataError(error.message, kept=_("Other colours are used until it is put right."))
            if all(problem.message != told.message for problem in problems):
                problems.append(told)
    return _colours_of_the_system(text_scale), problems


def _colours_of_the_system(text_scale: float) -> Theme:
    """What is left where no theme file can be read: the desktop's own colours, however plain."""
    palette = QGuiApplication.palette()
    plain = {
        "window": QPalette.ColorRole.Window,
        "surface": QPalette.ColorRole.Base,
        "raised": QPalette.ColorRole.Button,
        "line": QPalette.ColorRole.Mid,
        "accent": QPalette.ColorRole.Highlight,
        "accent_text": QPalette.ColorRole.HighlightedText,
    }
    colours = {role: palette.color(plain.get(role, QPalette.ColorRole.WindowText)).name() for role in ROLES}
    dark = palette.color(QPalette.ColorRole.Window).lightnessF() < 0.5
    return Theme("system", dark, colours, text_scale=text_scale)


def _themes_folder() -> Path:
    return assets_folder() / "themes"
