"""`rehearse rules` as a user meets it: own packs, switched off, explained, checked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.helpers.commands import rehearse

MINE = """
title = "My own"
category = "mine"
why = "I say it far too often."
instead = "Say nothing."
source = "My coach"

[[rule]]
id = "blindly"
match = ["buy [it] blindly", "blind purchase"]
unless = ["do not buy [it] blindly"]
level = "near"
flag = ["buy it blindly"]
pass = ["please do not buy it blindly"]

[[rule]]
id = "late"
match = "see you"
where = "closing"
needs = "sales"
"""

OVERRIDE = """
why = "My reason."
instead = "My words."
source = "Me"
[[rule]]
id = "urgent"
match = "purple urgency"
"""


@pytest.fixture
def own(private_home: Path) -> Path:
    """The folder of the user's own packs."""
    folder = private_home / "data" / "rules"
    folder.mkdir(parents=True)
    return folder


def rules_json(*arguments: str) -> list[dict]:
    done = rehearse("rules", "list", *arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    found: list[dict] = json.loads(done.stdout)
    return found


def found_by(text: str) -> set[str]:
    done = rehearse("lint", "-", "--format", "json", stdin=text.encode())
    return {phrase["rule"] for phrase in json.loads(done.stdout)["phrases"]}


def test_the_list_tells_what_is_on_and_whose_it_is(own: Path) -> None:
    (own / "mine.toml").write_text(MINE)
    (own / "pressure.toml").write_text(OVERRIDE)
    assert rehearse("rules", "off", "mine.late", "savings").returncode == 0
    listed = {rule["id"]: rule for rule in rules_json()}
    assert listed["mine.blindly"]["origin"] == "own"
    assert listed["mine.blindly"]["level"] == "near"
    assert listed["mine.blindly"]["on"] is True
    assert listed["mine.late"]["on"] is False
    assert listed["savings.save-you-money"]["on"] is False
    assert listed["pressure.act-now"]["origin"] == "built-in"
    assert listed["pressure.act-now"]["replaces"] is None
    assert listed["pressure.urgent"]["origin"] == "own"
    assert listed["pressure.urgent"]["file"] == str(own / "pressure.toml")
    assert listed["pressure.urgent"]["replaces"].endswith("pressure.toml")
    assert {rule["id"] for rule in rules_json("--category", "mine")} == {"mine.blindly", "mine.late"}
    off = rules_json("--off")
    assert "mine.late" in {rule["id"] for rule in off}
    assert not any(rule["on"] for rule in off)
    text = rehearse("rules", "list", "--category", "mine").stdout
    assert "blindly" in text
    assert "switched off" in text
    assert "yours" in text
    assert text.rstrip().endswith("2 rules, 1 switched off, 2 of your own")


def test_an_unknown_category_is_wrong_usage() -> None:
    done = rehearse("rules", "list", "--category", "nonsense")
    assert done.returncode == 2
    assert "pressure" in done.stderr


def test_own_rules_judge_override_and_can_be_switched_off_one_by_one(own: Path) -> None:
    text = "you should buy it blindly, with purple urgency, it is very urgent"
    assert "pressure.urgent" in found_by(text)
    (own / "mine.toml").write_text(MINE)
    (own / "pressure.toml").write_text(OVERRIDE)
    assert {"mine.blindly", "pressure.urgent"} <= found_by(text)
    assert "pressure.urgent" not in found_by("you should know that it is very urgent")
    assert "pressure.act-now" in found_by("act now")  # the rest of the pack it overrides stays
    assert rehearse("rules", "off", "mine.blindly").returncode == 0
    assert "mine.blindly" not in found_by(text)
    assert rehearse("rules", "on", "mine.blindly").returncode == 0
    assert "mine.blindly" in found_by(text)


def test_one_rule_of_a_pack_that_is_off_can_be_switched_on() -> None:
    rehearse("rules", "off", "savings")
    rehearse("rules", "on", "savings.save-you-money")
    on = {rule["id"] for rule in rules_json("--category", "savings") if rule["on"]}
    assert {rule_id for rule_id in on if rule_id.startswith("savings.")} == {"savings.save-you-money"}
    rehearse("rules", "on", "savings")
    assert all(rule["on"] for rule in rules_json("--category", "savings"))
    assert rules_json("--off") == []


@pytest.mark.parametrize("action", ["on", "off", "explain"])
def test_an_unknown_id_is_wrong_usage_and_names_the_nearest(action: str) -> None:
    done = rehearse("rules", action, "presure.act-nov")
    assert done.returncode == 2
    assert "pressure.act-now" in done.stderr
    assert done.stderr.count("\n") == 1


def test_nothing_is_switched_where_one_id_is_wrong() -> None:
    assert rehearse("rules", "off", "pressure.act-now", "nothing.like-it").returncode == 2
    assert rules_json("--off") == []


def test_an_id_that_is_gone_can_still_be_taken_off_the_list(own: Path) -> None:
    (own / "mine.toml").write_text(MINE)
    rehearse("rules", "off", "mine.late")
    (own / "mine.toml").unlink()
    done = rehearse("rules", "list", "--off")
    assert "not there any more: mine.late" in done.stderr
    assert rehearse("rules", "on", "mine.late").returncode == 0
    assert rehearse("rules", "list", "--off").stderr == ""


def test_explain_tells_everything_about_a_rule(own: Path) -> None:
    (own / "mine.toml").write_text(MINE)
    text = rehearse("rules", "explain", "mine.blindly").stdout
    for said in ("My own", "mine", "I say it far too often.", "Say nothing.", "My coach", "blind purchase"):
        assert said in text
    assert "do not buy [it] blindly" in text
    assert "mine.toml" in text.replace("\n", "").replace(" ", "")
    data = json.loads(rehearse("rules", "explain", "late", "--format", "json").stdout)
    assert (data["id"], data["needs"], data["where"]) == ("mine.late", "sales", "closing")
    assert data["match"] == ["see you"]
    text = " ".join(rehearse("rules", "explain", "mine.late").stdout.split())
    assert "unless something else in the message sounds like selling; outside the closing" in text


def test_explain_tells_what_fires_and_what_was_silenced_and_why(own: Path) -> None:
    (own / "mine.toml").write_text(MINE)
    rehearse("rules", "off", "pressure.act-now")
    said = "see you and please do not buy it blindly at a blind purchase, act now"
    data = json.loads(rehearse("rules", "explain", said, "--format", "json").stdout)
    fates = {(match["rule"], match["text"]): match["silenced_by"] for match in data["matches"]}
    assert fates["mine.blindly", "buy it blindly"] == "exception"
    assert fates["mine.blindly", "blind purchase,"] is None
    assert fates["pressure.act-now", "act now"] == "off"
    exception = next(match for match in data["matches"] if match["silenced_by"] == "exception")
    assert "do not buy it blindly" in exception["reason"]
    assert data["words"][exception["first_word"] : exception["last_word"]] == ["buy", "it", "blindly"]
    text = rehearse("rules", "explain", *said.split()).stdout
    assert text.index("blind purchase") < text.index("Matched, but silent") < text.index("pressure.act-now")


def test_explain_tells_context_and_place(own: Path) -> None:
    (own / "mine.toml").write_text(MINE)

    def fate(text: str) -> str | None:
        data = json.loads(rehearse("rules", "explain", text, "--format", "json").stdout)
        (match,) = [match for match in data["matches"] if match["rule"] == "mine.late"]
        found: str | None = match["silenced_by"]
        return found

    assert fate("hi dana see you") == "needs"
    assert fate("see you " + "la " * 40 + "please buy it blindly") == "where"
    assert fate("please buy it blindly see you") is None


def test_explain_of_words_no_rule_knows() -> None:
    done = rehearse("rules", "explain", "the weather is fine")
    assert (done.returncode, done.stdout) == (0, "No rule fires.\n")
    assert rehearse("rules", "explain", "😀").stdout == "No rule fires.\n"


def test_the_shipped_packs_pass_their_check() -> None:
    done = rehearse("rules", "check")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.rstrip().endswith(" examples, 0 problems")


def test_check_names_file_rule_and_key_of_every_problem(own: Path, tmp_path: Path) -> None:
    (own / "mine.toml").write_text(MINE)
    assert rehearse("rules", "check").returncode == 0
    bad = tmp_path / "bad.toml"
    bad.write_text(
        MINE.replace('flag = ["buy it blindly"]', 'flag = ["sell it", "do not buy it blindly"]')
        .replace('pass = ["please do not', 'pass = ["a blind purchase", "please do not')
        .replace('where = "closing"', 'where = "above"')
    )
    done = rehearse("rules", "check", bad)
    assert done.returncode == 1
    told = done.stderr.splitlines()
    assert len(told) == 4
    assert all(str(bad) in line for line in told)
    assert sum("wrong at flag" in line for line in told) == 2
    assert sum("wrong at pass" in line for line in told) == 1
    assert sum("wrong at where" in line for line in told) == 1
    assert "no pattern matches" in done.stderr
    assert "an exception of the rule matches “do not buy it blindly”" in done.stderr
    assert "flagged for “blind purchase”" in done.stderr
    assert done.stdout.rstrip().endswith("4 problems")
    assert rehearse("rules", "check", tmp_path).returncode == 1  # the whole folder


def test_check_of_a_file_knows_the_lists_beside_it(tmp_path: Path) -> None:
    (tmp_path / "lists.toml").write_text('pets = ["cat", "dog"]\n')
    (tmp_path / "p.toml").write_text(MINE.replace("see you", "see my <pets>"))
    done = rehearse("rules", "check", tmp_path / "p.toml")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("2 rules, 2 examples")


def test_check_of_what_is_not_there(tmp_path: Path) -> None:
    done = rehearse("rules", "check", tmp_path / "none.toml")
    assert done.returncode == 1
    assert "There is no file" in done.stderr
    assert rehearse("rules", "check", "--wrong").returncode == 2


def test_a_broken_pack_is_told_beside_the_work(own: Path) -> None:
    (own / "mine.toml").write_text(MINE)
    (own / "broken.toml").write_text(MINE.replace("buy [it] blindly", "buy [it blindly", 1))
    (own / "folder.toml").mkdir()
    for _round in range(2):  # compiled, then from the cache
        done = rehearse("lint", "-", "--format", "json", stdin=b"buy it blindly")
        assert done.returncode == 1
        told = done.stderr.splitlines()
        assert len(told) == 2
        assert "rule blindly in" in told[0]
        assert "broken.toml" in told[0]
        assert "wrong at match" in told[0]
        assert "folder.toml" in told[1]
        assert "mine.blindly" in {phrase["rule"] for phrase in json.loads(done.stdout)["phrases"]}
    doctor = " ".join(rehearse("doctor").stdout.split())
    assert "broken.toml" in doctor


def test_many_problems_do_not_hide_what_was_asked_for(own: Path) -> None:
    rule = '[[rule]]\nid = "r{n}"\nmatch = "("\n'
    (own / "bad.toml").write_text("".join(rule.format(n=n) for n in range(500)))
    done = rehearse("lint", "-", stdin=b"hi")
    assert done.stderr.count("\n") == 11
    assert "490 more problems" in done.stderr
    assert rehearse("rules", "check").stderr.count("\n") == 500
