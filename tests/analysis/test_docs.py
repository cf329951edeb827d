"""The guides to what is data say what the program does: keys, bounds, examples that work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rehearse.analysis import data_file, drill_files, pattern, rubric_files, rule_reading, rules
from rehearse.analysis.drill_files import load_drills
from rehearse.analysis.drills import MEASURES, Drill, Round
from rehearse.analysis.pattern import PatternError, PatternReader
from rehearse.analysis.profiles import load_profile
from rehearse.analysis.rubric_files import load_rubrics
from rehearse.analysis.rubrics import CHECKS, Criterion, Rubric
from rehearse.analysis.rules import load_packs
from rehearse.cli.rules_check import check_examples
from rehearse.files import builtin_drills_folder, builtin_rubrics_folder, builtin_rules_folder
from tests.conftest import ROOT

RULES = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
PROFILES = (ROOT / "docs" / "profiles.md").read_text(encoding="utf-8")
DRILLS = (ROOT / "docs" / "drills.md").read_text(encoding="utf-8")
RUBRICS = (ROOT / "docs" / "rubrics.md").read_text(encoding="utf-8")


def section(text: str, title: str) -> str:
    return text.split(f"\n## {title}\n")[1].split("\n## ")[0]


def first_column(text: str) -> list[str]:
    return [cell.replace(r"\|", "|") for cell in re.findall(r"^\| `(.+?)`", text, re.MULTILINE)]


def example(text: str) -> str:
    found = re.search(r"```toml\n(.*?)```", text, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_guide_names_every_key_and_no_other() -> None:
    assert set(first_column(section(RULES, "Keys of a pack"))) == rule_reading.PACK_KEYS
    assert set(first_column(section(RULES, "Keys of a rule"))) == rule_reading.RULE_KEYS


def test_the_example_pack_works_and_its_examples_hold(tmp_path: Path) -> None:
    (tmp_path / "honesty.toml").write_text(example(RULES), encoding="utf-8")
    packs = load_packs([builtin_rules_folder(), tmp_path])
    assert packs.problems == []
    own = [rule for rule in packs.rules if rule.pack == "honesty"]
    assert {rule.id for rule in own} == {"honesty.to-be-honest", "honesty.trust-me"}
    assert all(rule.flag and rule.pass_ for rule in own)
    assert check_examples(own, packs) == []


def test_every_documented_form_of_a_pattern_compiles() -> None:
    reader = PatternReader({"name": ["dana"]})
    forms = first_column(section(RULES, "Patterns"))
    assert len(forms) == 12
    for form in forms:
        reader.compile(form)
    assert {form[1:-1] for form in forms if form.startswith("<")} - {"name", "plural"} == set(
        pattern._BUILT_IN
    )
    for wrong in ("*3 money", "[really]"):
        with pytest.raises(PatternError):
            reader.compile(wrong)


def test_the_documented_sentence_is_the_one_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "honesty.toml").write_text(
        example(RULES).replace('"<i> will be <frank>"', '"to be (honest"'), encoding="utf-8"
    )
    (problem,) = load_packs([builtin_rules_folder(), tmp_path]).problems
    said = str(problem).replace(str(tmp_path), "…")
    assert f"> {said}\n" in RULES


def test_the_documented_bounds_are_the_program_s() -> None:
    figures = re.findall(r"^\| [^|]+ \| ([\d,]+)", section(RULES, "When something is wrong"), re.MULTILINE)
    assert [int(figure.replace(",", "")) for figure in figures] == [
        rules.MAX_BYTES,
        data_file.MAX_FILES,
        rule_reading.MAX_RULES,
        pattern.MAX_CHARACTERS,
        pattern.MAX_TOKENS,
        pattern.MAX_GAP,
        pattern.MAX_PARTS,
        pattern.MAX_DEPTH,
    ]


def test_the_example_profile_works_and_every_key_is_documented(tmp_path: Path) -> None:
    path = tmp_path / "team.toml"
    path.write_text(example(PROFILES), encoding="utf-8")
    assert load_profile(path).length.good_s == 18
    keys: list[str] = []
    prefix = ""
    for line in example(PROFILES).splitlines():
        if line.startswith("["):
            prefix = line.strip("[]") + "."
        elif "=" in line:
            keys.append(prefix + line.split(" =")[0])
    assert first_column(PROFILES) == keys


def test_the_guide_to_drills_names_every_key_and_no_other() -> None:
    keys = [first_column(section(DRILLS, f"Keys of a {what}")) for what in ("drill", "round", "condition")]
    assert {*keys[0]} == {*Drill.__dataclass_fields__} - {"id", "file", "rounds"} | {"round"}
    assert {*keys[1]} == {*Round.__dataclass_fields__}
    assert tuple(keys[2]) == MEASURES
    for key, (low, high) in drill_files.BOUNDS.items():
        (row,) = re.findall(rf"^\| `{key}` .*$", DRILLS, re.MULTILINE)
        assert row.endswith(f" {low:g} to {high:g} |")
    assert f"1 to {drill_files.MAX_CARDS} |" in DRILLS
    assert f"1 to {drill_files.MAX_ROUNDS} |" in DRILLS
    assert f"{drill_files.MAX_BYTES:,} bytes" in DRILLS


def test_the_example_drill_works_and_the_shipped_ones_are_named(tmp_path: Path) -> None:
    (tmp_path / "monday.toml").write_text(example(DRILLS), encoding="utf-8")
    drills = load_drills([builtin_drills_folder(), tmp_path])
    assert drills.problems == []
    assert len(drills["monday"].rounds) == 2
    intro = DRILLS.split("\n## ")[0]
    assert {*re.findall(r"`([a-z-]+)`", intro)} - {"drills"} == {*drills} - {"monday"}


def test_the_sentence_about_a_wrong_drill_is_the_one_that_is_said(tmp_path: Path) -> None:
    wrong = example(DRILLS).replace("length_most_s = 18", "length_most_s = 4")
    (tmp_path / "monday.toml").write_text(wrong, encoding="utf-8")
    (problem,) = load_drills([tmp_path]).problems
    assert f"> {problem.message.replace(str(tmp_path), '…')}\n" in DRILLS


def test_the_guide_to_rubrics_names_every_key_and_bound(tmp_path: Path) -> None:
    of_rubric, of_criterion = section(RUBRICS, "Keys of a rubric"), section(RUBRICS, "Keys of a criterion")
    assert {*first_column(of_rubric)} == {*Rubric.__dataclass_fields__} - {"id", "file", "criteria"} | {
        "criterion"
    }
    assert {*first_column(of_criterion)} == {*Criterion.__dataclass_fields__}
    figures = [int(n) for n in re.findall(r"up to (\d+)", of_rubric + of_criterion)]
    f = rubric_files
    assert figures == [f.MAX_TITLE, f.MAX_TEXT, f.MAX_TEXT, f.MAX_ID, f.MAX_QUESTION, f.MAX_TEXT]
    assert f"| 1 to {f.MAX_CRITERIA} |" in of_rubric
    assert f"{f.MAX_BYTES:,} bytes" in RUBRICS
    (checks,) = re.findall(r"^Checks are (.+)\.$", RUBRICS, re.MULTILINE)
    assert tuple(re.findall(r"`([a-z]+)`", checks)) == CHECKS


def test_the_example_rubric_works_and_its_wrong_sentence_is_the_one_that_is_said(tmp_path: Path) -> None:
    path = tmp_path / "monday.toml"
    path.write_text(example(RUBRICS), encoding="utf-8")
    rubrics = load_rubrics([builtin_rubrics_folder(), tmp_path])
    assert rubrics.problems == []
    assert [criterion.check for criterion in rubrics["monday"].criteria] == [None, "length"]
    (named,) = re.findall(r"^Shipped are (.+)\.$", RUBRICS, re.MULTILINE)
    assert {*re.findall(r"`([a-z-]+)`", named)} == {*rubrics} - {"monday"}
    path.write_text(example(RUBRICS).replace('"length"', '"lenght"'), encoding="utf-8")
    (problem,) = load_rubrics([tmp_path]).problems
    assert f"> {problem.message.replace(str(tmp_path), '…')}\n" in RUBRICS
