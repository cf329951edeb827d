from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rehearse.analysis.profiles import (
    DEFAULT_FILLERS,
    DEFAULT_PAUSES,
    Profile,
    load_profile,
    load_profiles,
)
from rehearse.errors import DataError
from rehearse.files import assets_folder


def test_the_shipped_profiles(profiles: dict[str, Profile]) -> None:
    assert set(profiles) == {"short", "very-short", "insidesales", "hubspot", "email-first"}
    assert not profiles["email-first"].wants_number
    for profile in profiles.values():
        assert all(source.strip() for source in profile.sources)


def test_zones_of_the_timer(short: Profile) -> None:
    assert [short.zone(s) for s in (0, 4.9, 5, 20, 20.1, 29.9, 30, 45)] == [
        "thin", "thin", "good", "good", "near", "near", "off", "off",
    ]  # fmt: skip


def test_a_users_profile_wins(tmp_path: Path) -> None:
    text = (assets_folder() / "profiles" / "short.toml").read_text()
    (tmp_path / "short.toml").write_text(text.replace("good_s = 20", "good_s = 18"))
    assert load_profiles([assets_folder() / "profiles", tmp_path])["short"].length.good_s == 18


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("good_s = 20", "good_s = 3", "length.good_s"),
        ("good_s = 20", "", "length.good_s"),
        ("good_s = 20", 'good_s = "20"', "length.good_s"),
        ("good_s = 20", "good_s = nan", "length.good_s"),
        ("good_s = 20", "good_s = 20\nbad = 1", "length.bad"),
        ("wants_number = true", "wants_number = 1", "wants_number"),
        ("early_fraction = 0.5", "early_fraction = 5", "phone.early_fraction"),
        ("brochure_s = [30, 45]", "brochure_s = [45, 30]", "length.brochure_s"),
        ("[pace]", "[pase]", "pace"),
        ("long_s = 2", "long_s = 5", "pauses.off_s"),
        ("long_s = 2", "long_s = 0.2", "pauses.long_s"),
        ("off_share = 0.12", "off_share = 12", "fillers.off_share"),
        ("off_share = 0.12", "off_share = 0.12\nrate = 3", "fillers.rate"),
        ("[fillers]", "[pause]\n[fillers]", "pause"),
    ],
)
def test_a_wrong_profile_names_file_and_key(tmp_path: Path, old: str, new: str, key: str) -> None:
    text = (assets_folder() / "profiles" / "short.toml").read_text()
    assert old in text
    (tmp_path / "mine.toml").write_text(text.replace(old, new))
    profiles = load_profiles([assets_folder() / "profiles", tmp_path])
    assert "mine" not in profiles
    assert "short" in profiles
    assert list(profiles.broken) == ["mine"]
    (problem,) = profiles.problems
    assert "mine.toml" in str(problem)
    assert f"{key}:" in str(problem)
    with pytest.raises(DataError, match=key.replace(".", r"\.")):
        load_profile(tmp_path / "mine.toml")


def test_a_wrong_profile_leaves_the_one_it_was_to_replace(tmp_path: Path) -> None:
    (tmp_path / "short.toml").write_text("[length]")
    profiles = load_profiles([assets_folder() / "profiles", tmp_path])
    assert profiles["short"].length.good_s == 20
    assert "stays in use" in str(profiles.broken["short"])


@pytest.mark.parametrize(
    "content",
    [b"\xff", b"[[", b"x = " + b"[" * 5000, b"a" + b".a" * 20_000 + b" = 1", b"x = 0x" + b"f" * 9000],
)
def test_a_file_that_is_no_profile_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "junk.toml").write_bytes(content)
    profiles = load_profiles([tmp_path])
    assert profiles == {}
    assert "junk.toml" in str(profiles.problems[0])


@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.data())
def test_any_value_anywhere_is_a_profile_or_a_problem(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    lines = (assets_folder() / "profiles" / "short.toml").read_text().splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    key, equals, _value = lines[at].partition("=")
    values = st.sampled_from(
        ("", "1", "-1", "nan", "inf", "1e400", "[]", "[1, 2, 3]", "{}", '""', "true", "1979-05-27", "9" * 400)
    )
    lines[at] = f"{key}{equals} {data.draw(values)}" if equals else data.draw(st.text(max_size=20))
    folder = tmp_path_factory.mktemp("profiles")
    (folder / "mine.toml").write_text("\n".join(lines), "utf-8", "surrogatepass")
    profiles = load_profiles([folder])
    assert len(profiles) + len(profiles.problems) == 1
    for profile in profiles.values():
        assert 0 <= profile.length.thin_s < profile.length.good_s < profile.length.off_s <= 600


def test_a_profile_from_before_these_sections_still_loads(tmp_path: Path) -> None:
    text = (assets_folder() / "profiles" / "short.toml").read_text()
    (tmp_path / "mine.toml").write_text(text[: text.index("# This section and the next")])
    mine = load_profiles([tmp_path])["mine"]
    assert (mine.pauses, mine.fillers) == (DEFAULT_PAUSES, DEFAULT_FILLERS)


def test_the_example_shows_the_figures_that_hold_without_it(short: Profile) -> None:
    assert (short.pauses, short.fillers) == (DEFAULT_PAUSES, DEFAULT_FILLERS)


def test_a_profile_may_set_its_own(tmp_path: Path) -> None:
    text = (assets_folder() / "profiles" / "short.toml").read_text()
    (tmp_path / "mine.toml").write_text(text.replace("long_s = 2", "long_s = 1.5"))
    assert load_profiles([tmp_path])["mine"].pauses.long_s == 1.5
