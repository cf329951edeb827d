"""The packs as data: every example is a test, and a wrong pack is named while the rest works."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rehearse.analysis import phrases
from rehearse.analysis.inflect import looks_plural
from rehearse.analysis.message import Message
from rehearse.analysis.pattern import PatternError, PatternReader
from rehearse.analysis.rules import LISTS_FILE, Packs, Rule, RuleHit, load_packs
from rehearse.files import assets_folder, builtin_rules_folder

#: The shipped packs by name.  A test for every example would be two thousand: each is tried all the same,
#: and all that fail are named.
PACKS = sorted(path.stem for path in builtin_rules_folder().glob("*.toml") if path.name != LISTS_FILE)

DATA = Path(__file__).resolve().parent.parent / "data"
SOUP = ["save", "you", "money", "time", "we", "can", "a", "the", "five", "ways", "to"]

GOOD = """
title = "T"
why = "w"
instead = "i"
source = "s"
[[rule]]
id = "one"
match = ["buy (now|today)"]
flag = ["buy now"]
"""


@cache
def heard(text: str, packs: Packs) -> tuple[Message, list[RuleHit]]:
    """An example and what the rules say about it, which takes long for thousands of them."""
    message = Message.from_text(text)
    return message, phrases.find_hits(message, packs)


def rules_of(packs: Packs, pack: str) -> list[Rule]:
    return [rule for rule in packs.rules if rule.pack == pack]


def test_the_shipped_packs_are_right(packs: Packs) -> None:
    assert [str(problem) for problem in packs.problems] == []
    assert {rule.pack for rule in packs.rules} <= set(PACKS)
    pitch = [rule for rule in packs.rules if rule.purpose == "pitch"]
    assert len(pitch) >= 270
    assert len({rule.category for rule in pitch}) >= 10
    for rule in pitch:
        assert rule.flag, rule.id
        assert rule.pass_, rule.id


@pytest.mark.parametrize("pack", PACKS)
def test_must_flag(packs: Packs, pack: str) -> None:
    missed = [
        (rule.id, text)
        for rule in rules_of(packs, pack)
        for text in rule.flag
        if rule.id not in {hit.rule.id for hit in heard(text, packs)[1]}
    ]
    assert missed == []


@pytest.mark.parametrize("pack", PACKS)
def test_must_pass(packs: Packs, pack: str) -> None:
    """A pitch rule's example raises no finding at all; an offer rule's does not match its rule."""
    flagged = []
    for rule in rules_of(packs, pack):
        for text in rule.pass_:
            message, hits = heard(text, packs)
            if rule.purpose == "pitch":
                found = [finding.rule_id for finding in phrases.findings(message, hits)]
            else:
                found = [hit.rule.id for hit in hits if hit.rule.id == rule.id]
            if found:
                flagged.append((rule.id, text, found))
    assert flagged == []


def test_saving_money_is_a_claim_about_us_and_an_idea_about_them(packs: Packs) -> None:
    def texts(text: str) -> list[str]:
        message = Message.from_text(text)
        return [finding.text for finding in phrases.findings(message, phrases.find_hits(message, packs))]

    assert any("save you money" in text for text in texts("we can save you money on your copier"))
    assert texts("there are five ways to save money on your copier") == []
    assert texts("there are 5 ways to save money on your copier!") == []


@pytest.mark.parametrize("name", ["innocent.txt", "value-talk.txt"])
def test_everyday_calls_and_real_reasons_are_left_alone(packs: Packs, name: str) -> None:
    """Calls of clinics, schools, garages and friends; stories, lists and facts a rep should leave."""
    messages = map(Message.from_text, (DATA / name).read_text(encoding="utf-8").splitlines())
    found = {m.text: phrases.findings(m, phrases.find_hits(m, packs)) for m in messages}
    assert {text: findings for text, findings in found.items() if findings} == {}


def test_fillers_and_stutters_hide_nothing(packs: Packs) -> None:
    for text in ("we um help companies", "we we help companies", "we you know help companies"):
        message = Message.from_text(f"hi joe {text} find staff")
        found = phrases.findings(message, phrases.find_hits(message, packs))
        assert any(finding.rule_id == "helping.help-group" for finding in found), text
    message = Message.from_text("did you know we also do uniforms")
    assert phrases.findings(message, phrases.find_hits(message, packs))


def test_a_highlight_ends_before_the_number_and_is_one_per_stretch(packs: Packs) -> None:
    message = Message.from_text(
        "hi joe we'd welcome the opportunity to work with you my number is five five five one two three four"
    )
    (finding,) = phrases.findings(message, phrases.find_hits(message, packs))
    assert finding.text == "we'd welcome the opportunity to work with you"


def test_no_match_runs_across_a_written_sentence_end(packs: Packs) -> None:
    message = Message.from_text("Here is what we do. Save the date. You get money on Friday.")
    found = phrases.findings(message, phrases.find_hits(message, packs))
    assert "savings" not in {finding.category for finding in found}


@pytest.mark.parametrize(
    ("break_it", "named"),
    [
        (("match = [", 'mach = ["x"]\nmatch = ['), "mach"),
        (('match = ["buy (now|today)"]', 'match = ["buy (now"]'), "match"),
        (('match = ["buy (now|today)"]', 'match = ["<nothing> now"]'), "match"),
        (('match = ["buy (now|today)"]', 'match = ["[now]"]'), "match"),
        (('match = ["buy (now|today)"]', 'match = ["*3 now"]'), "match"),
        (('match = ["buy (now|today)"]', "match = 3"), "match"),
        (('id = "one"', 'level = "awful"\nid = "one"'), "level"),
        (('why = "w"', ""), "why"),
    ],
)
def test_a_bad_rule_is_named_and_the_rest_loads(
    tmp_path: Path, break_it: tuple[str, str], named: str
) -> None:
    (tmp_path / "bad.toml").write_text(GOOD.replace(*break_it))
    (tmp_path / "good.toml").write_text(GOOD)
    packs = load_packs([tmp_path])
    assert "good.one" in {rule.id for rule in packs.rules}
    assert "bad.one" not in {rule.id for rule in packs.rules}
    (problem,) = packs.problems
    assert "bad.toml" in str(problem)
    assert "one" in str(problem)
    assert named in str(problem)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[[rule]", b"rule = 3", b"[" * 5000, b"unknown = 1"])
def test_a_file_that_is_no_pack_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "junk.toml").write_bytes(content)
    packs = load_packs([tmp_path])
    assert packs.rules == ()
    assert "junk.toml" in str(packs.problems[0])


def test_context_decides_and_a_strange_category_of_it_does_nothing(tmp_path: Path) -> None:
    pitch = GOOD.replace("[[rule]]", 'needs = "no everyday"\n[[rule]]')
    (tmp_path / "p.toml").write_text(pitch)
    for category, text, kept in (
        ("everyday", "buy now at the school", 0),
        ("hint", "buy now at the school", 1),
        ("under way", "buy now at the school", 0),
        ("private", "buy now at the school", 0),
        ("weather", "buy now at the school", 1),
    ):
        rule = f'id = "c"\ncategory = "{category}"\nmatch = ["school"]\n'
        (tmp_path / "context.toml").write_text(f'title = "T"\npurpose = "context"\n[[rule]]\n{rule}')
        message = Message.from_text(text)
        found = phrases.findings(message, phrases.find_hits(message, load_packs([tmp_path])))
        assert len(found) == kept, category


def test_business_under_way_silences_even_pitch_outright(packs: Packs) -> None:
    """A travel agent who booked for them may say what that saved; who sells may not."""

    def found(text: str) -> list[str]:
        message = Message.from_text(text)
        return [finding.text for finding in phrases.findings(message, phrases.find_hits(message, packs))]

    assert found("hi this is susan from delaney travel we can save you about a hundred dollars")
    booked = "hello it's susan your tickets are booked and i saved you about a hundred dollars"
    assert found(booked) == []


def test_a_later_folder_overrides_and_rules_can_be_switched_off(tmp_path: Path) -> None:
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    for folder in (mine, theirs):
        folder.mkdir()
    (theirs / "p.toml").write_text(GOOD)
    (mine / "p.toml").write_text(GOOD.replace('why = "w"', 'why = "mine"'))
    assert [rule.why for rule in load_packs([theirs, mine]).rules] == ["mine"]
    assert load_packs([theirs], frozenset(("p.one",))).rules == ()
    assert load_packs([theirs], frozenset(("p",))).names == ()
    assert load_packs([tmp_path / "missing"]).rules == ()


def test_the_cache_gives_the_same_and_notices_a_change(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "p.toml").write_text(GOOD)
    cache = tmp_path / "cache" / "packs.json"
    first, second = load_packs([folder], cache=cache), load_packs([folder], cache=cache)
    assert cache.is_file()
    assert second.rules == first.rules
    for packs in (first, second):
        assert [(h.rule.id, h.first, h.last) for h in packs.hits(["please", "buy", "today"])] == [
            ("p.one", 1, 3)
        ]
    (folder / "p.toml").write_text(GOOD.replace("today", "later"))
    assert load_packs([folder], cache=cache).hits(["buy", "later"])
    cache.write_bytes(b"{ broken")
    assert load_packs([folder], cache=cache).hits(["buy", "later"])


def test_cached_packs_find_what_fresh_ones_find(tmp_path: Path, packs: Packs) -> None:
    cache = tmp_path / "packs.json"
    folder = assets_folder() / "rules" / "en"
    load_packs([folder], cache=cache)
    stored = load_packs([folder], cache=cache)
    for rule in packs.rules:
        for text in (*rule.flag, *rule.pass_):
            message, hits = heard(text, packs)
            want = [(hit.rule.id, hit.first, hit.last) for hit in hits]
            assert [(hit.rule.id, hit.first, hit.last) for hit in phrases.find_hits(message, stored)] == want


def test_runaway_alternatives_are_refused() -> None:
    reader = PatternReader({"loop": ["<loop> x"], "big": [f"w{n} w{n}" for n in range(200)]})
    for pattern in ("<loop>", "<big> " * 40, "(" * 40 + "a" + ")" * 40, "a *12 *12 *12 *12 b", "a" * 3000):
        with pytest.raises(PatternError):
            reader.compile(pattern)


def test_a_word_stands_for_all_its_forms() -> None:
    node = PatternReader().compile("we help~ *1 (company~|organize~)")
    for text in ("we help companies", "we helped a company", "we helping any company", "we help organise"):
        assert node.ends(text.split(), 0), text
    assert not node.ends(["we", "helpless", "companies"], 0)
    with pytest.raises(PatternError):
        PatternReader().compile("one-two~")


@pytest.mark.parametrize(
    ("word", "plural"),
    [
        *(("wineries", True), ("firms", True), ("clinics", True), ("business", False), ("bus", False)),
        *(("always", False), ("minutes", False), ("company", False), ("texas", False)),
    ],
)
def test_what_looks_like_a_plural(word: str, plural: bool) -> None:
    assert looks_plural(word) is plural
    assert bool(PatternReader().compile("help <plural>").ends(["help", word], 0)) is plural


def test_a_pack_may_replace_a_shared_list(tmp_path: Path) -> None:
    (tmp_path / "lists.toml").write_text('who = ["we"]\nsubject = ["<who> do"]')
    lists, rule = '[lists]\nwho = ["they"]\n[[rule]]', 'match = ["<subject> it"]'
    pack = GOOD.replace("[[rule]]", lists).replace('match = ["buy (now|today)"]', rule)
    (tmp_path / "p.toml").write_text(pack)
    packs = load_packs([tmp_path])
    assert packs.hits(["they", "do", "it"])
    assert not packs.hits(["we", "do", "it"])


@settings(max_examples=300)
@given(st.text(alphabet="ab ()[]|<>*1-3", max_size=40))
def test_any_pattern_compiles_or_is_refused_in_words(pattern: str) -> None:
    try:
        node = PatternReader().compile(pattern)
    except PatternError:
        return
    assert 1 <= node.shortest() <= node.longest()


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from(["save", "you", "money", "time", "we", "can", "a", "the", "five", "ways", "to"]),
        max_size=25,
    )
)
def test_the_machine_finds_what_the_pattern_itself_finds(words: list[str]) -> None:
    from rehearse.analysis.automaton import Automaton
    from rehearse.analysis.pattern_graph import GraphBuilder

    reader = PatternReader()
    nodes = [
        reader.compile(text)
        for text in (
            "save you *2 (money|time)",
            "[we|a] can *1-3 save",
            "<number> [the] ways to",
            "(a|the) (five|can) *2 a",
            "<plural> [you] *1 can",
            "(ways|save (you|the)) [money (time|a)]",
            "we *2-3 (you *1|five) *1-2",
            "time *3 [a *2 the] [we]",
        )
    ]
    builder = GraphBuilder()
    for node in nodes:
        builder.add(node)
    machine = Automaton(builder.graph, nodes.__getitem__)
    ends = machine.scan(words)
    hits = machine.find(words)
    for index, node in enumerate(nodes):
        plain = {(at, end) for at in range(len(words)) for end in node.ends(words, at)}
        assert {end for _begins, end in ends.get(index, ())} == {end for _at, end in plain}
        found = {(hit.first, hit.last) for hit in hits if hit.pattern == index}
        assert found <= plain
        assert all(any(f <= a and b <= e for f, e in found) for a, b in plain)
