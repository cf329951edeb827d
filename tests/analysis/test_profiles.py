from __future__ import annotations

from pathlib import Path

import pytest

from rehearse.analysis.profiles import DEFAULT_FILLERS, DEFAULT_PAUSES, Profile, load_profiles
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
    with pytest.raises(DataError) as caught:
        load_profiles([tmp_path])
    assert "mine.toml" in str(caught.value)
    assert f"{key}:" in str(caught.value)


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
