"""The guides to rules and profiles say what the program does: same keys, same bounds, examples that work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rehearse.analysis import data_file, pattern, rules
from rehearse.analysis.pattern import PatternError, PatternReader
from rehearse.analysis.profiles import load_profile
from rehearse.analysis.rules import load_packs
from rehearse.cli.rules_check import check_examples
from rehearse.files import builtin_rules_folder
from tests.conftest import ROOT

RULES = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
PROFILES = (ROOT / "docs" / "profiles.md").read_text(encoding="utf-8")


def section(text: str, title: str) -> str:
    return text.split(f"\n## {title}\n")[1].split("\n## ")[0]


def first_column(text: str) -> list[str]:
    return [cell.replace(r"\|", "|") for cell in re.findall(r"^\| `(.+?)`", text, re.MULTILINE)]


def example(text: str) -> str:
    found = re.search(r"```toml\n(.*?)```", text, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_guide_names_every_key_and_no_other() -> None:
    assert set(first_column(section(RULES, "Keys of a pack"))) == rules._PACK_KEYS
    assert set(first_column(section(RULES, "Keys of a rule"))) == rules._RULE_KEYS


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
        rules.MAX_RULES,
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
