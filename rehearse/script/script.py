"""A script: the text to say, with its title and its slots.

    # Title                      the first line, where it begins with "# "; other "# …" lines are headings
    Hi [first name], this is …   a slot in square brackets (also {…}, {{…}} and <…>): said freely
    [pause] (smile)              stage directions: left out

Everything else is said as it stands.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from rehearse.errors import DataError
from rehearse.i18n import _
from rehearse.script.tokens import Token, split_word, tokens_of

#: Larger is no voicemail: 2,000 words take thirteen minutes at 150 words a minute.
MAX_WORDS = 2_000
MAX_CHARS = 50_000

#: A longer title is cut.
_TITLE_CHARS = 120

SLOT = re.compile(
    r"\[+([^][\n]{0,80})\]+|\{\{?([^{}\n]{1,60})\}?\}|<<?([^\W\d_][\w '’./-]{0,58})>?>", re.UNICODE
)
_DIRECTIONS = frozenset(("pause", "beat", "smile", "breathe", "breath", "wait", "slowly", "stop"))
DIRECTION = re.compile(rf"\(\s*(?:{'|'.join(sorted(_DIRECTIONS))})\s*\)", re.IGNORECASE)
HEADING = re.compile(r"\s*#{1,6}\s+(\S.*)")
#: Private characters that hold the place of a slot while the text is cut into words.
_OPEN, _CLOSE = "\ue000", "\ue001"
_HELD = re.compile(f"{_OPEN}(\\d+){_CLOSE}")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place to fill freely: `name` as written; `word` is its index among the script's words."""

    name: str
    word: int


@dataclass(frozen=True, slots=True)
class Script:
    """`words` are what is shown, in order; a slot is one word, written "[name]".

    `tokens` are those of all words but slots.
    `line_starts` holds for every written line the index of the first word on or after it, so that an
    empty line repeats the number of the one that follows.
    """

    title: str
    text: str
    words: tuple[str, ...]
    slots: tuple[Slot, ...] = ()
    line_starts: tuple[int, ...] = ()
    tokens: tuple[Token, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        slots = {slot.word for slot in self.slots}
        said = ("" if i in slots else word for i, word in enumerate(self.words))
        object.__setattr__(self, "tokens", tokens_of(said))

    def text_of(self, first: int, last: int) -> str:
        """The script words of a half-open range, as written."""
        return " ".join(self.words[first:last])


def parse_script(text: str, *, title: str = "") -> Script:
    """The script in a text; `title` is used where the text has none of its own.

    Raises `DataError`, in a sentence, for a text without words to say, one that is too long, one that
    is no text, and a "[" or "]" without its counterpart.
    """
    _refuse_what_is_no_text(text)
    own_title = ""
    lines: list[str] = []
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        heading = HEADING.fullmatch(line)
        if heading is not None:
            if not own_title and not any(kept.strip() for kept in lines):
                own_title = heading[1].strip()
            continue
        lines.append(_checked(line, number))
    names: list[str] = []
    body = "\n".join(lines).replace(_OPEN, " ").replace(_CLOSE, " ")
    held = SLOT.sub(lambda match: _hold(match, names), DIRECTION.sub(" ", body))
    words, slots, starts = _words_of(held, names)
    if len(words) > MAX_WORDS:
        raise _too_long()
    script = Script(
        (own_title or title)[:_TITLE_CHARS], body.strip(), tuple(words), tuple(slots), tuple(starts)
    )
    if not script.tokens:
        if slots:
            raise DataError(
                _("The script has places to fill in but no words of its own."),
                help=_("Write down what is to be said around them."),
            )
        raise DataError(_("The script has no words to say."), help=_("Write down what is to be said."))
    return script


def refuse_too_long(text: str) -> None:
    """Raise `DataError` for a text that is too long to be a script, whatever is in it."""
    if len(text) > MAX_CHARS:
        raise _too_long()


def _refuse_what_is_no_text(text: str) -> None:
    refuse_too_long(text)
    odd = sum(unicodedata.category(char) in ("Cc", "Co", "Cn", "Cs") for char in text if char not in "\n\r\t")
    odd += text.count("\ufffd")
    if odd * 20 > len(text):
        raise DataError(_("The script is not a text."), help=_("Save it as plain text."))


def _too_long() -> DataError:
    return DataError(
        _("The script is longer than {n} words, which nobody leaves on a voicemail.").format(n=MAX_WORDS),
        help=_("Give the text of one message."),
    )


def _checked(line: str, number: int) -> str:
    """The line; raises where a square bracket has no counterpart."""
    depth = 0
    for char in line:
        depth += (char == "[") - (char == "]")
        if depth < 0:
            break
    if depth > 0:
        raise DataError(
            _("Line {n} of the script opens a “[” that is not closed.").format(n=number),
            help=_("Write a place to fill in as [first name], on one line."),
        )
    if depth < 0:
        raise DataError(
            _("Line {n} of the script closes a “]” that was not opened.").format(n=number),
            help=_("Write a place to fill in as [first name], on one line."),
        )
    return line


def _hold(match: re.Match[str], names: list[str]) -> str:
    if is_direction(match):
        return " "
    names.append(_slot_name(match) or "…")
    return f"{_OPEN}{len(names) - 1}{_CLOSE}"


def is_direction(match: re.Match[str]) -> bool:
    """Whether what `SLOT` has matched is a stage direction such as "[pause]"."""
    name = _slot_name(match)
    return bool(name) and name.split()[0].lower().strip(".,:;!") in _DIRECTIONS


def _slot_name(match: re.Match[str]) -> str:
    return " ".join(next(group for group in match.groups() if group is not None).replace("_", " ").split())


def _words_of(held: str, names: list[str]) -> tuple[list[str], list[Slot], list[int]]:
    """Words with slots put back; what is written onto a slot ("[name]'s,") stays part of its word."""
    words: list[str] = []
    slots: list[Slot] = []
    starts: list[int] = []
    for piece in (piece for line in held.split("\n") for piece in ("\n", *line.split())):
        if piece == "\n":
            starts.append(len(words))
            continue
        place = 0
        for match in _HELD.finditer(piece):
            before = piece[place : match.start()]
            if split_word(before)[0]:
                words.append(before)
            slots.append(Slot(names[int(match[1])], len(words)))
            words.append(f"[{names[int(match[1])]}]")
            place = match.end()
        rest = piece[place:]
        if place and split_word(rest)[0] in ((), ("'s",), ("s",)):
            words[-1] += rest
        elif rest:
            words.append(rest)
    return words, slots, starts
