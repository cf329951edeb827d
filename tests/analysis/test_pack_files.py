"""What may lie in a user's folder: anything.  Nothing waits, nothing is read without end, all is told."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from rehearse.analysis import rules
from rehearse.analysis.data_file import MAX_FILES, NotUsable, read_bytes, read_toml, toml_files
from rehearse.analysis.rule_reading import MAX_RULES
from rehearse.analysis.rules import load_packs
from rehearse.script.tokens import tokens_of

GOOD = 'why = "w"\ninstead = "i"\nsource = "s"\n[[rule]]\nid = "one"\nmatch = "buy (now|today)"\n'

posix = pytest.mark.skipif(sys.platform == "win32", reason="pipes and links as POSIX has them")


def texts(said: str) -> list[str]:
    return [token.text for token in tokens_of(said.split())]


def problems_of(folder: Path) -> list[str]:
    """Load the folder beside a good pack, with and without the cache; what is told is the same."""
    (folder / "good.toml").write_text(GOOD)
    cache = folder.parent / f"{folder.name}.cache"
    told = []
    for _round in range(2):
        packs = load_packs([folder], cache=cache)
        assert packs.rule("good.one") is not None
        assert packs.hits(["buy", "today"])
        told.append([str(problem) for problem in packs.problems])
    assert cache.is_file()
    assert told[0] == told[1]
    return told[0]


@posix
@pytest.mark.parametrize(
    ("name", "make", "what"),
    [
        ("pipe.toml", lambda path: os.mkfifo(path), "no ordinary file"),
        ("zero.toml", lambda path: os.symlink("/dev/zero", path), "no ordinary file"),
        ("loop.toml", lambda path: os.symlink(path.name, path), "symbolic links"),
        ("gone.toml", lambda path: os.symlink("nowhere", path), "No such file"),
        ("folder.toml", lambda path: path.mkdir(), "a folder"),
        ("junk.toml", lambda path: path.write_bytes(bytes(range(256)) * 99), "not UTF-8"),
        ("large.toml", lambda path: path.write_bytes(b"#" * 3_000_000), "larger than"),
        ("key.toml", lambda path: path.write_bytes(b"a" + b".a" * 500_000 + b" = 1"), "more than 32 parts"),
        ("quoted.toml", lambda path: path.write_bytes(b'"a b" . ' * 60_000 + b"x = 1"), "more than 32 parts"),
        ("figure.toml", lambda path: path.write_bytes(b"x = " + b"9" * 9000), "not valid TOML"),
        ("deep.toml", lambda path: path.write_bytes(b"x = " + b"[" * 9000), "nested too deeply"),
    ],
)
def test_what_is_no_pack_is_told_and_the_rest_loads(tmp_path: Path, name: str, make, what: str) -> None:
    folder = tmp_path / "rules"
    folder.mkdir()
    make(folder / name)
    (problem,) = problems_of(folder)
    assert str(folder / name) in problem
    assert what in problem
    assert "All other rules are in use." in problem


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="this user may read everything")
def test_a_pack_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "secret.toml").write_text(GOOD)
    (folder / "secret.toml").chmod(0)
    (problem,) = problems_of(folder)
    assert "Permission denied" in problem


def test_side_files_of_editors_are_no_packs(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    folder.mkdir()
    for name in ("._good.toml", ".#good.toml", "good.toml~", "good.toml.bak"):
        (folder / name).write_bytes(b"\0junk")
    assert problems_of(folder) == []


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text("\ufeff" + GOOD, encoding="utf-8")
    assert [rule.id for rule in load_packs([tmp_path]).rules] == ["good.one"]


def test_too_many_files_are_told(tmp_path: Path) -> None:
    for number in range(MAX_FILES + 1):
        (tmp_path / f"p{number}.toml").touch()
    packs = load_packs([tmp_path])
    assert "holds 201 files" in str(packs.problems[0])


@posix
def test_a_rules_folder_that_is_a_loop_is_told(tmp_path: Path) -> None:
    (tmp_path / "rules").symlink_to("rules")
    assert "cannot be used" in str(load_packs([tmp_path / "rules"]).problems[0])


def test_reading_says_what_is_wrong(tmp_path: Path) -> None:
    assert toml_files(tmp_path / "nothing") == []
    with pytest.raises(NotUsable, match="folder"):
        read_bytes(tmp_path, 10)
    with pytest.raises(NotUsable, match="No such file"):
        read_bytes(tmp_path / "nothing", 10)
    path = tmp_path / "x.toml"
    path.write_text("a.b.c = 1\nt = '" + "one. two. " * 12 + "'\n")
    assert read_toml(path, 1000)["a"] == {"b": {"c": 1}}
    with pytest.raises(NotUsable, match="larger than 5 bytes"):
        read_bytes(path, 5)


def test_five_thousand_rules_load_and_more_are_refused(tmp_path: Path) -> None:
    head = 'why = "w"\ninstead = "i"\nsource = "s"\n'
    entry = '[[rule]]\nid = "r{n}"\nmatch = "the *12 word{n} x{n}"\n'
    (tmp_path / "many.toml").write_text(head + "".join(entry.format(n=n) for n in range(MAX_RULES)))
    packs = load_packs([tmp_path])
    assert packs.problems == []
    hits = packs.hits(texts("now the quick brown fox word4321 x4321 sleeps"))
    assert [(hit.rule.id, hit.first, hit.last) for hit in hits] == [("many.r4321", 1, 9)]
    (tmp_path / "many.toml").write_text(head + "".join(entry.format(n=n) for n in range(MAX_RULES + 1)))
    packs = load_packs([tmp_path])
    assert packs.rules == ()
    assert "at most 5000 rules" in str(packs.problems[0])


def test_packs_that_grow_without_end_are_cut_off_and_told(tmp_path: Path) -> None:
    items = ", ".join(f'"a{n} b{n}"' for n in range(900))
    head = f'why = "w"\ninstead = "i"\nsource = "s"\n[lists]\nbig = [{items}]\n'
    entry = '[[rule]]\nid = "r{n}"\nmatch = "x{n} <big>"\n'
    (tmp_path / "big.toml").write_text(head + "".join(entry.format(n=n) for n in range(2000)))
    packs = load_packs([tmp_path], cache=tmp_path / "cache")
    assert 50 < len(packs.rules) < 1000
    assert packs.graph.n_nodes < 1.1 * rules.MAX_NODES
    (problem,) = packs.problems
    assert f"big.r{len(packs.rules)} in " in str(problem)
    assert "too large" in str(problem)
    stored = load_packs([tmp_path], cache=tmp_path / "cache")
    assert stored.rules == packs.rules
    assert [str(item) for item in stored.problems] == [str(problem)]
    assert stored.hits(texts("x3 a7 b7"))


def test_a_runaway_list_is_told_by_every_rule_that_uses_it(tmp_path: Path) -> None:
    items = ", ".join(f'"a{n} b{n}"' for n in range(3000))
    head = f'why = "w"\ninstead = "i"\nsource = "s"\n[lists]\nbig = [{items}]\nsmall = ["c"]\n'
    rest = '[[rule]]\nid = "ok"\nmatch = "x <small>"\n'
    entry = '[[rule]]\nid = "r{n}"\nmatch = "x{n} <big>"\n'
    (tmp_path / "big.toml").write_text(head + "".join(entry.format(n=n) for n in range(300)) + rest)
    packs = load_packs([tmp_path])
    assert [rule.id for rule in packs.rules] == ["big.ok"]
    assert len(packs.problems) == 300
    assert all("<big>" in str(problem) for problem in packs.problems)


def test_a_list_counts_wherever_it_is_used(tmp_path: Path) -> None:
    items = ", ".join(f'"a{n} b{n}"' for n in range(400))
    head = f'why = "w"\ninstead = "i"\nsource = "s"\n[lists]\nbig = [{items}]\n'
    once = '[[rule]]\nid = "once"\nmatch = "x <big>"\n'
    often = '[[rule]]\nid = "often"\nmatch = "x <big> <big> <big> <big>"\n'
    (tmp_path / "p.toml").write_text(head + often + once)
    packs = load_packs([tmp_path])
    assert [rule.id for rule in packs.rules] == ["p.once"]
    assert "too many alternatives" in str(packs.problems[0])


@pytest.mark.parametrize("bad", ["two words", "tab\\there", "x" * 81, "\\u202e"])
def test_an_id_that_cannot_be_typed_is_refused(tmp_path: Path, bad: str) -> None:
    (tmp_path / "p.toml").write_text(GOOD.replace('"one"', f'"{bad}"'))
    packs = load_packs([tmp_path])
    assert packs.rules == ()
    assert "wrong at id" in str(packs.problems[0])
