"""Takes are judged by today's rules, profile and region, and nothing is judged twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rehearse.analysis.result import Check
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from rehearse.speech.transcript import Span, Transcript, Word
from rehearse.studio import Studio
from tests.helpers.bring_in import bring_in

SAMPLE = Path(__file__).resolve().parent.parent / "assets" / "samples" / "bare-callback.flac"
SAID = "hi dana the blue moon is out call me at four one five five five five oh one four two"
RULE = 'why = "w"\ninstead = "i"\nsource = "s"\n[[rule]]\nid = "a"\nmatch = "blue moon"\n'


def transcript(text: str = SAID) -> Transcript:
    words = tuple(Word(w, Span(0.4 * i, 0.4 * i + 0.35), 1.0) for i, w in enumerate(text.split()))
    return Transcript(words, (0,), "replay", "none", 8.0, 0.1)


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    paths = Paths.below(tmp_path)
    made = Studio(paths, SettingsStore(paths.settings))
    yield made
    made.close()


def stored(studio: Studio) -> str:
    take = bring_in(studio.library, SAMPLE)
    studio.judge_take(take.id, transcript())
    return take.id


def test_a_take_is_judged_again_when_a_single_rule_is_switched_off(studio: Studio) -> None:
    studio.paths.rules.mkdir(parents=True)
    (studio.paths.rules / "mine.toml").write_text(RULE)
    take_id = stored(studio)
    before = studio.library.take(take_id).scorecard
    assert before is not None
    analysis = studio.review(take_id).analysis
    assert analysis is not None
    assert analysis.scorecard == before, "nothing has changed"
    assert [finding.rule_id for finding in analysis.findings] == ["mine.a"]
    studio.settings.update(rules_off=("mine.a",))
    again = studio.review(take_id).analysis
    assert again is not None
    assert again.findings == ()
    assert again.scorecard.bands()["pitch"] == "good"
    assert studio.library.take(take_id).scorecard == again.scorecard


@pytest.mark.parametrize("change", [{"region": "GB"}, {"profile": "hubspot"}, {"rules_off": ("savings",)}])
def test_the_basis_follows_what_is_chosen(studio: Studio, change: dict[str, object]) -> None:
    before = studio.basis()
    assert studio.basis() == before
    studio.settings.update(**change)
    assert studio.basis() != before


def test_the_basis_follows_the_users_own_rules_and_profile(tmp_path: Path, studio: Studio) -> None:
    def basis() -> str:
        paths = Paths.below(tmp_path)
        return Studio(paths, SettingsStore(paths.settings)).basis()

    plain = basis()
    studio.paths.rules.mkdir(parents=True)
    pack = studio.paths.rules / "mine.toml"
    pack.write_text(RULE)
    with_rule = basis()
    pack.write_text(pack.read_text().replace("blue", "green"))
    with_another = basis()
    studio.paths.profiles.mkdir(parents=True)
    text = (Path(studio.profile("short").file)).read_text()
    (studio.paths.profiles / "short.toml").write_text(text.replace("good_s = 20", "good_s = 21"))
    assert len({plain, with_rule, with_another, basis()}) == 4


def test_a_newer_verdict_keeps_the_comparison_with_the_script(studio: Studio) -> None:
    take_id = stored(studio)
    card = studio.library.take(take_id).scorecard
    assert card is not None
    script = Check("script", "off", 0.4, "fraction", (0.85, 1.0), "You left out your number.", (), "you")
    old = replace(card, checks=(*card.checks, script), basis="of another day")
    studio.library.save_result(take_id, transcript(), old)
    analysis = studio.review(take_id).analysis
    assert analysis is not None
    assert analysis.scorecard.check("script") == script
    assert not analysis.scorecard.ready
    assert "script" in (studio.library.take(take_id).scorecard or card).bands()


def test_a_verdict_stands_when_the_sound_is_gone(studio: Studio) -> None:
    take_id = stored(studio)
    card = studio.library.take(take_id).scorecard
    studio.library.take(take_id).audio_path.unlink()
    analysis = studio.review(take_id).analysis
    assert analysis is not None
    assert analysis.scorecard == card
    level = analysis.scorecard.check("level")
    assert level is not None
    assert level.band != "unknown"


def test_an_older_take_is_laid_beside_its_own_script_again(studio: Studio) -> None:
    script = studio.scripts.add("Hi [first name], the blue moon is out. Call me at 415-555-0142 today.")
    take = studio.library.begin_take(script_id=script.id)
    take.audio_path.write_bytes(SAMPLE.read_bytes())
    studio.library.fail_take(take.id, "put there by hand")
    judged = studio.judge_take(take.id, transcript()).analysis
    assert judged is not None
    assert judged.alignment is not None
    assert studio.scripts.change(script.id, text="Something else").id != script.id
    for again in ("by the same rules", "by others"):
        analysis = studio.review(take.id).analysis
        assert analysis is not None, again
        assert analysis.alignment is not None, again
        assert [analysis.alignment.script_text(pair) for pair in analysis.alignment.missed] == ["today."]
        slot = analysis.alignment.slots[0]
        assert analysis.words[slot.first_word].text == "dana"
        check = analysis.scorecard.check("script")
        assert check is not None, again
        assert check == judged.scorecard.check("script"), again
        studio.settings.update(region="GB", profile="hubspot")


def test_a_take_whose_card_lacks_the_script_is_compared_without_losing_the_rest(studio: Studio) -> None:
    take_id = stored(studio)
    card = studio.library.take(take_id).scorecard
    assert card is not None
    script = studio.scripts.add("Hi Dana, the blue moon is out.")
    with studio.library._database.writing() as connection:
        connection.execute("UPDATE takes SET script_id = ? WHERE id = ?", (script.id, take_id))
    studio.library.take(take_id).audio_path.unlink()
    analysis = studio.review(take_id).analysis
    assert analysis is not None
    assert analysis.scorecard.check("script") is not None
    assert analysis.scorecard.check("level") == card.check("level")


def test_a_script_that_is_lost_or_broken_costs_the_comparison_alone(studio: Studio) -> None:
    broken = studio.scripts.add("Hi [first name, call me.")
    assert studio.script_of(broken.id) is None
    assert studio.script_of("0193a2c4-6b10-7c1e-9d55-3f0a1b2c3d4e") is None
    take_id = stored(studio)
    with studio.library._database.writing() as connection:
        connection.execute("UPDATE takes SET script_id = ? WHERE id = ?", (broken.id, take_id))
    analysis = studio.review(take_id).analysis
    assert analysis is not None
    assert analysis.alignment is None
