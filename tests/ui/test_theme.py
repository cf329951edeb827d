"""Colours, icons and type: one palette file, readable in light and dark."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton

from rehearse.errors import DataError
from rehearse.files import assets_folder
from rehearse.ui import icons
from rehearse.ui.theme import ROLES, Theme, choose_theme, load_theme, usable_theme

UI = Path(__file__).resolve().parents[2] / "rehearse" / "ui"
THEMES = ("light", "dark")


def luminance(colour: QColor) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: QColor, other: QColor) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_measured_as_the_standard_does() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21.0)
    assert contrast(QColor(119, 119, 119), QColor("white")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", THEMES)
def test_text_reaches_aa_on_every_ground(qapp: QApplication, name: str) -> None:
    theme = choose_theme(name)
    inks = ("text", "text_muted", "accent", "good", "near", "off", "unknown")
    for ink, ground in product(inks, ("window", "surface")):
        assert contrast(theme.colour(ink), theme.colour(ground)) >= 4.5, (ink, ground)
    assert contrast(theme.colour("accent_text"), theme.colour("accent")) >= 4.5
    assert contrast(theme.colour("text"), theme.colour("raised")) >= 4.5
    assert contrast(theme.colour("text_muted"), theme.colour("raised")) >= 4.5
    # The lit entry of the rail, and a banner's tint.
    assert contrast(theme.colour("accent"), theme.mix("accent", 0.12, "window")) >= 4.5
    for tone in ("near", "off"):
        assert contrast(theme.colour("text_muted"), theme.mix(tone, 0.1)) >= 4.5


@pytest.mark.parametrize("name", THEMES)
def test_shapes_and_outlines_reach_3_to_1(qapp: QApplication, name: str) -> None:
    theme = choose_theme(name)
    for role in ("good_fill", "near_fill", "off_fill", "accent"):
        assert contrast(theme.colour(role), theme.colour("window")) >= 3, role
    assert contrast(theme.mix("accent", 0.75, "window"), theme.colour("window")) >= 3  # the focus ring
    assert contrast(theme.mix("text", 0.58, "window"), theme.colour("window")) >= 3
    assert contrast(theme.mix("text_muted", 0.85), theme.colour("surface")) >= 3


@pytest.mark.parametrize("name", THEMES)
def test_every_role_has_a_colour_and_a_style(qapp: QApplication, name: str) -> None:
    theme = choose_theme(name)
    assert all(theme.colour(role).isValid() for role in ROLES)
    assert theme.dark == (luminance(theme.colour("window")) < 0.5)
    button = QPushButton("x")
    button.setStyleSheet(theme.stylesheet)  # Qt warns of a rule it cannot read, which fails the test
    button.ensurePolished()
    assert len(theme.palette().color(theme.palette().ColorRole.Highlight).name()) == 7


def test_mixing_lays_one_colour_over_another(theme: Theme) -> None:
    assert theme.mix("accent", 0.0, "window") == theme.colour("window")
    assert theme.mix("accent", 1.0, "window") == theme.colour("accent")


def test_no_colour_stands_in_any_widget() -> None:
    """A colour that is not in a theme file cannot follow it."""
    literal = re.compile(
        r"""["']\#[0-9a-fA-F]{3,8}["']|\#[0-9a-fA-F]{6}\b|QColor\(\s*(\d|["'])|fromRgb\(\s*\d|fromHsv\("""
        r"""|GlobalColor\.(?!transparent)|rgba?\(\s*\d"""
    )
    files = sorted(UI.rglob("*.py"))
    assert len(files) > 15
    found = [
        f"{path.name}:{number}: {line.strip()}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if literal.search(line)
    ]
    assert not found, found


def test_the_type_scale_follows_the_hierarchy(theme: Theme) -> None:
    sizes = [theme.font(step).pixelSize() for step in ("caption", "body", "lead", "title", "display", "hero")]
    assert sizes == sorted(sizes)
    assert sizes[0] >= 12
    assert theme.font("hero").pixelSize() > 2 * theme.font("display").pixelSize()


def test_figures_do_not_jump(theme: Theme) -> None:
    metrics = QFontMetrics(theme.font("hero", figures=True))
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_system_follows_the_desktop(qapp: QApplication) -> None:
    dark = QGuiApplication.styleHints().colorScheme().name == "Dark"
    assert choose_theme("system").dark == dark


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[colours]\nink = "no colour"\n', "line 2: “colours.ink”"),
        ('[colours]\nink = "#000000"\n[roles]\n\nwindow = "inc"\n', "line 5: “roles.window”"),
        ('[colours]\nink = "#000000"\n[roles]\n', "line 3: “roles.window”"),
        ("colours = 3\n", "line 1: “colours”"),
        ('[colours]\nink = ["#000000"]\n', "line 2: “colours.ink”"),
        ("\n[colours\n", "line 2"),
        ("", "roles.window"),
    ],
)
def test_a_wrong_theme_file_is_named_with_its_key(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "theme.toml"
    path.write_text(text)
    with pytest.raises(DataError) as caught:
        load_theme(path)
    assert str(path) in str(caught.value)
    assert said in str(caught.value)


def test_a_broken_theme_gives_way_to_another_and_is_told(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rehearse.ui.theme._themes_folder", lambda: tmp_path)
    for name in THEMES:
        (tmp_path / f"{name}.toml").write_text((assets_folder() / "themes" / f"{name}.toml").read_text())
    assert usable_theme("dark", 1.3)[1] == []
    (tmp_path / "dark.toml").write_text("[colours]\nink = 5\n")
    theme, problems = usable_theme("dark", 1.3)
    assert (theme.name, theme.text_scale) == ("light", 1.3)
    assert [str(tmp_path / "dark.toml") + ", line 2" in str(problem) for problem in problems] == [True]
    (tmp_path / "light.toml").unlink()
    theme, problems = usable_theme("dark")
    assert len(problems) == 2
    assert all(theme.colour(role).isValid() for role in ROLES)  # the desktop's own colours
    assert len(theme.stylesheet) > 1000


def test_every_icon_is_drawn_on_the_grid_and_can_be_tinted(theme: Theme) -> None:
    assert {"record", "stop", "play", "pause", "microphone", "good", "near", "off", "unknown"} <= set(
        icons.names()
    )
    for name in icons.names():
        text = (assets_folder() / "icons" / f"{name}.svg").read_text()
        assert 'viewBox="0 0 24 24"' in text, name
        assert "currentColor" in text, name
        assert "#" not in text, name
        image = icons.pixmap(name, theme.colour("accent"), 24, 2.0).toImage()
        assert image.width() == 48
        drawn = [
            image.pixelColor(x, y)
            for x in range(48)
            for y in range(48)
            if image.pixelColor(x, y).alphaF() > 0.99
        ]
        assert drawn, name
        accent = theme.colour("accent")
        assert all(abs(colour.red() - accent.red()) < 4 for colour in drawn), name
        edge = [image.pixelColor(x, y).alpha() for x in range(48) for y in (0, 47)]
        assert not any(edge), f"{name} touches the edge of its box"


def test_the_bands_differ_in_shape_as_well(theme: Theme) -> None:
    shapes = {
        name: icons.pixmap(name, theme.colour("text"), 24).toImage().constBits().tobytes()
        for name in ("good", "near", "off", "unknown")
    }
    assert len(set(shapes.values())) == 4
