from __future__ import annotations

from pathlib import Path

import pytest

from rehearse.analysis.profiles import Profile, load_profiles
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
