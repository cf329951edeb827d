"""Questions: which of them ask the listener something worth thinking about.

A recogniser writes no question mark: a question is known by its first words, and by what is not
before them ("I know how many …" asks nothing).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from rehearse.analysis.clauses import is_past
from rehearse.analysis.narrative_words import LISTENER, PERSONS, SPEAKER
from rehearse.script.tokens import word_set

#: A question is looked at for so many tokens, and so many before it for a condition.
_REACH, _CONDITION_REACH = 14, 24

_ASKING = word_set("who what how which why where whose")
#: Whatever a question may begin with.
_FIRST = _ASKING | word_set("when have did do does would could can ever suppose supposing")
_AUXILIARY = word_set("is are was were do does did have has can could would will should might")
#: After these a question word does not ask, it tells of something known.
_EMBEDDING = word_set(
    """know tell see hear find out show learn understand explain wonder wondering ask about of on
    for to from say said is was share exactly into discuss that me sure remember guess decide idea
    discover like just"""
)
#: After these a question word names a topic, even in the words of a question.
_TOPIC = word_set("on about of into from showing shows explains explaining covers covering says lists")
#: Where a question may begin: nothing, "and", "so …".
_STARTS = frozenset(("", "and", "but", "so", "well", "now", "question", "you", "is"))
_ANYBODY = word_set("anybody anyone somebody someone nobody")
#: "Do you want copies", "did you get my mail": no question to think about.
_WISHES = word_set(
    "want have need mind like prefer fancy still wish accept take think get receive see say mean had seen got"
)
_ORDERING = word_set(
    "buy order ship bank employ operate have use say want need order mean require prefer expect"
)
#: "Have you thought about solar": an opening for wares.
_BROWSING = word_set(
    "considered thought heard looked used tried decided received signed bought made gotten been given chosen"
)
#: "We could have you ready by noon" asks nothing.
_MAKING = word_set("could can will would to should might may please")
_DONE = word_set("been gone done seen become got had risen grown fallen")
_KNOWING = word_set("know notice realise realize remember wonder check count ask see")
#: What sorts customers out: "how many trucks do you have", "who looks after your phones".
_QUALIFYING = word_set(
    """handles looks charge responsible currently use using provider vendor supplier software system brand
    size quantity budget contract email"""
)
#: "How soon can you …" and the like ask for no measure.
_NO_DEGREE = word_set("soon about come to i we you and the")
_WEIGHING = word_set("most least worst real plan guess costing worth losing backup")
_GUESSING = word_set("name guess recognise recognize spot bet notice know")
_WONDERING = word_set("wonder wondered asked noticed counted thought timed measured tried worked")
_ARRANGING = word_set(
    """available free meeting calendar coffee interested convenient schedule quote demo appointment slot
    booked suit suits expecting date minutes
    proposal bid procedure"""
)
#: Tokens of a question before a "call me" that belongs to the next sentence.
_QUESTION_MIN = 4
_TALKING = word_set("ring text call talk speak chat meet catch visit reach")
_TOGETHER = word_set("me us with today tomorrow this next up about on soon briefly again")
_DAYS = word_set("monday tuesday wednesday thursday friday saturday sunday tomorrow today tonight week")
_SUITS = word_set("look looks work works suit suits better best good free open")
#: A promise of the answer stands so many tokens after the question's first, at the most.
_ANSWER_REACH = 22
_PROMISING = word_set("i'll will can could happy glad gladly let me")
_HOLDING = word_set("have has know got call for")
_SMALL_TALK = word_set("doing weekend family christmas holiday things feeling mum dad today")


class Question(NamedTuple):
    """Half-open range of tokens; `arranges` where it fixes a date or the like."""

    first: int
    last: int
    arranges: bool


def find_questions(texts: Sequence[str], idle: Sequence[bool]) -> Iterator[Question]:
    """Questions to the listener outside the tokens that are `idle`, about them or their affairs."""
    end = len(texts)
    for at, text in enumerate(texts):
        if idle[at] or text not in _FIRST:
            continue
        before = texts[at - 1] if at and (not idle[at - 1] or texts[at - 1] in _EMBEDDING) else ""
        near = texts[at + 1 : min(at + _REACH, end)]
        near = near[: _call_back(near)]
        first = _condition(texts, idle, at)
        if not _asks(text, before, near, conditional=first < at) and not (
            text in _ASKING
            and (text != "what" or before in _STARTS)
            and _is_answered(texts[at:], before, near)
        ):
            continue
        last = at + 1 + len(near)
        if _arranges(near):
            yield Question(at, last, True)
        elif SPEAKER.isdisjoint(near[:4]) and not (
            first == at
            and LISTENER.isdisjoint(near)
            and LISTENER.isdisjoint(texts[first:at])
            and _ANYBODY.isdisjoint(near[:4])
        ):
            yield Question(first, last, False)


def is_embedded(texts: Sequence[str], at: int) -> bool:
    """Whether the question word at `at` tells what something is about ("four pages on what …")."""
    return texts[at] in _ASKING and at > 0 and texts[at - 1] in _TOPIC


def _call_back(near: Sequence[str]) -> int:
    """Where "you can reach me" takes over from a question; its length where nothing does."""
    for at, (word, whom) in enumerate(pairwise(near)):
        if at >= _QUESTION_MIN and word in _TALKING and whom in ("me", "us"):
            return at
    return len(near)


def _condition(texts: Sequence[str], idle: Sequence[bool], at: int) -> int:
    """Where "if" or "when" begins the condition of a question at `at`; `at` without one."""
    for start in range(at - 1, max(-1, at - _CONDITION_REACH), -1):
        if idle[start]:
            break
        if texts[start] == "of" and start <= at - 3 and (start == 0 or idle[start - 1]):
            return start  # "of the last nine quotes you sent how many …"
        if start <= at - 3 and texts[start] in ("if", "when", "suppose", "supposing", "say"):
            return start
    return at


def _arranges(near: Sequence[str]) -> bool:
    """Whether a question fixes a date, takes an order or asks how somebody is."""
    if not _ARRANGING.isdisjoint(near) or not _SMALL_TALK.isdisjoint(near[:4]):
        return True
    if not _DAYS.isdisjoint(near) and not _SUITS.isdisjoint(near):
        return True
    return any(
        (word == "you" and after in _ORDERING) or (word in _TALKING and after in _TOGETHER)
        for word, after in pairwise((*near, "soon"))
    )


def _asks(text: str, before: str, near: Sequence[str], *, conditional: bool) -> bool:
    """Whether a direct question begins with `text`; after a condition ("if it rains") more are."""
    after = near[0] if near else ""
    then = near[1] if len(near) > 1 else ""
    if text in _ASKING:
        if before in _EMBEDDING or not _QUALIFYING.isdisjoint(near[:8]):
            return False
        return _asks_with(text, before, near, after, then, conditional)
    if text == "when":
        return before not in _EMBEDDING and after in ("did", "was", "were") and then not in ("i", "we")
    if text in ("have", "did", "do", "does"):
        if after not in ("you", "your") or before in _ASKING or before in LISTENER or before in SPEAKER:
            return False
        if before in _MAKING:
            return False
        if after == "your":
            # "Have your last bill handy" asks for it.
            done = text != "have" or any(is_past(word) or word in _DONE for word in near[1:7])
            return done and _QUALIFYING.isdisjoint(near[1:6])
        ever = then == "ever"
        verb = near[2] if ever and len(near) > 2 else then
        if text == "have":
            return verb not in _WISHES and verb not in _BROWSING
        # "Do you know how ..." makes think; "do you rent" only sorts customers out.
        return ever or (verb in _KNOWING and not _ASKING.isdisjoint(near[2:4]))
    if text in ("would", "could", "can"):
        return after == "you" and then in _GUESSING and before not in _ASKING
    if text == "ever":
        return after in _WONDERING and before not in LISTENER
    return text in ("suppose", "supposing") and after != "to"


def _is_answered(texts: Sequence[str], before: str, near: Sequence[str]) -> bool:
    """Whether the words of a question, in whatever order, are followed by a promise to answer it.

    "How many parents hang up on your greeting call me i will tell you": without the promise it could be a
    part of a longer clause.
    """
    if before in _EMBEDDING or before in PERSONS or before in SPEAKER or before in LISTENER:
        return False
    if not _QUALIFYING.isdisjoint(near[:8]) or (near and (near[0] in LISTENER or near[0] in SPEAKER)):
        return False  # "the quote which you asked for" asks nothing
    reach = list(texts[: _ANSWER_REACH + 4])
    for at in range(_QUESTION_MIN, len(reach) - 2):
        if reach[at] == "tell" and reach[at + 1] == "you" and not _PROMISING.isdisjoint(reach[at - 3 : at]):
            return True
        if reach[at : at + 2] == ["the", "answer"] and not _HOLDING.isdisjoint(reach[at - 3 : at]):
            return True
    return False


def _asks_with(text: str, before: str, near: Sequence[str], after: str, then: str, conditional: bool) -> bool:
    """The same for a question word that nothing before it takes in."""
    if text == "how" and after in ("many", "much", "often", "long", "far", "fast", "sure"):
        return any(word in _AUXILIARY or is_past(word) for word in near)
    if text == "how" and then in _AUXILIARY and after not in _NO_DEGREE and after not in _AUXILIARY:
        return True  # "how warm does a trailer get"
    if text == "who":
        # "Somebody who …" tells of somebody.
        return before not in PERSONS and before not in _ANYBODY and (conditional or before in _STARTS)
    if text == "what" and after == "is" and then in LISTENER:
        # "What is your lead time" asks for a fact; "what is your slowest day" for a thought.
        return any(word.endswith("est") or word in _WEIGHING for word in near[2:6])
    if text == "what" and after == "if":
        return then in ("you", "your", "one")
    if text in ("which", "what", "whose") and after not in LISTENER and after not in _AUXILIARY:
        if conditional and any(word in _AUXILIARY or word.endswith("s") for word in near[1:4]):
            return True  # "when the van is stolen whose policy is it on"
        pairs = pairwise(near[:7])
        return any(word in _AUXILIARY and following in LISTENER for word, following in pairs)
    if text == "which" and before not in _STARTS:
        return False  # "at two, which is the time you had"
    return after in _AUXILIARY
