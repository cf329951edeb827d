"""Packs that somebody got wrong: mutated from the shipped ones, and what must hold for any of them."""

from __future__ import annotations

import json
import random
import tempfile
from pathlib import Path

from rehearse.analysis import phrases
from rehearse.analysis.message import Message
from rehearse.analysis.rules import Packs, load_packs
from rehearse.files import builtin_rules_folder

SHIPPED = sorted(builtin_rules_folder().glob("*.toml"))

TEXTS = (
    "hi karen we are the leading provider and can save you money act now at 919 555 0105 the the word",
    "She went to urgent care. It is 5pm; call 415-555-0142, or we close your file!",
    "",
)

#: What is put where it does not belong.
_PIECES = (
    *("(", ")", "[", "]", "|", "<", ">", "*", "*3", "*13", "*9-1", "<we>", "<nothing>", "<#>", "<money>"),
    *('"', "'", '"""', "\n", "\0", "\ufeff", "\u202e", "\U0001f600", "=", ".", "#", "[[rule]]", "[lists]"),
    *('id = "x"', "match = []", "match = 3", "level = 1", 'needs = "sales"', "why = {}", "rule = 3"),
    *("nan", "0x" + "f" * 5000, "9" * 5000, "1979-05-27T07:32:00Z", "a." * 60, "[" * 200, "(" * 60),
    *("(a|b) " * 40, "*12 " * 8, "[x] " * 50, "we " * 60, "é", "٣"),
)


def mutated(chance: random.Random) -> bytes:
    """A shipped pack after a few accidents."""
    text = chance.choice(SHIPPED).read_text(encoding="utf-8")
    for _accident in range(chance.randint(1, 6)):
        at = chance.randrange(len(text) + 1)
        length = chance.choice((0, 0, 1, 1, 2, 5, 20, 200))
        kind = chance.randrange(4)
        if kind == 0:
            text = text[:at] + chance.choice(_PIECES) + text[at + length :]
        elif kind == 1:
            text = text[:at] + text[at + length :]
        elif kind == 2:
            text = text[:at] + text[at : at + length] * chance.randint(2, 40) + text[at + length :]
        else:
            lines = text.split("\n")
            first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
            lines[first], lines[second] = lines[second], lines[first]
            text = "\n".join(lines)
    raw = bytearray(text.encode("utf-8", "surrogatepass"))
    if chance.random() < 0.1 and raw:
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    return bytes(raw)


def check_pack(raw: bytes, folder: Path) -> Packs:
    """Load a folder that holds `raw` as a pack, and judge texts by it.  Raises where that must not."""
    path = folder / "soup.toml"
    path.write_bytes(raw)
    packs = load_packs([builtin_rules_folder() / "lists.toml", folder])
    for problem in packs.problems:
        assert str(path) in problem.message
        assert problem.message.endswith(".")
        assert len(problem.message) < 1000 + len(str(path))
    assert len({rule.id for rule in packs.rules}) == len(packs.rules)
    for text in TEXTS:
        message = Message.from_text(text)
        for hit in phrases.find_hits(message, packs):
            assert 0 <= hit.first < hit.last <= len(message.tokens)
        for finding in phrases.findings(message, phrases.find_hits(message, packs)):
            assert 0 <= finding.first_word < finding.last_word <= len(message.words)
    return packs


# ---- for tests.faults.fuzzing ------------------------------------------------------------------------


def random_input(chance: random.Random) -> bytes:
    return b"0" + mutated(chance)


def check_bytes(data: bytes) -> None:
    """A pack, or after an odd first byte patterns, one a line: most bytes are no TOML at all."""
    odd = data[:1] and data[0] % 2
    with tempfile.TemporaryDirectory() as folder:
        check_pack(_pack_of(data[1:]) if odd else data[1:], Path(folder))


def seeds() -> list[bytes]:
    packs = [b"0" + path.read_bytes()[:4000] for path in SHIPPED]
    rules = load_packs([builtin_rules_folder()]).rules
    return packs + [b"1" + "\n".join((*rule.match, *rule.unless)).encode() for rule in rules]


def _pack_of(raw: bytes) -> bytes:
    patterns = raw.decode("utf-8", "replace").replace("\x7f", " ").split("\n")
    # JSON writes texts as TOML reads them, but for the character left out above.
    rules = [
        f'[[rule]]\nid = "r{n}"\nmatch = {json.dumps([text], ensure_ascii=False)}\n'
        for n, text in enumerate(patterns)
    ]
    return ("\n".join(['why = "w"', 'instead = "i"', 'source = "s"', *rules])).encode()
