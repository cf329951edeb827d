"""Stories and news by their build: who does what in the clauses of a message.

"A bottling plant in Salem ran one advert and filled forty seats" shares no word with the next story,
but its build: somebody who is neither side, in the past, a place, a number, an outcome.  News about
the listener's world is told in clauses about things and others, without "I" and "we".

Every sign has a weight for each kind.  A run of neighbouring clauses of the right subjects is a passage;
its score is the sum of the weights of its signs, each counted up to a limit.  The weights are our own,
rounded, set by hand: on our annotated messages they ranked unread passages better than fitted ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from rehearse.analysis import narrative_words as words
from rehearse.analysis.clauses import NO_NOUN, OTHERS_OF_OURS, OTHERS_OF_YOURS, Clause
from rehearse.analysis.digit_words import OHS, is_number_token
from rehearse.analysis.result import OfferKind
from rehearse.script.tokens import word_set


class Cue(NamedTuple):
    """A sign by its name, over tokens first to last (half-open)."""

    name: str
    first: int
    last: int


class Passage(NamedTuple):
    """Clauses that tell one thing: half-open range of tokens, score and the signs found."""

    first: int
    last: int
    score: float
    signs: tuple[str, ...]


#: The score that makes a passage an offer.
ENOUGH: dict[OfferKind, float] = {"story": 3.0, "information": 2.75}

#: What a sign is worth, and how often it counts.
_STORY = {
    "they did": (1.0, 3), "they did for us": (1.0, 2), "it did": (0.5, 1), "somebody there": (0.75, 1),
    "person": (0.75, 1), "he or she": (0.75, 1), "they": (0.25, 1), "used to": (1.0, 1), "result": (1.0, 1),
    "month": (0.75, 1), "how long": (0.5, 1), "how many": (0.5, 2), "amount": (0.75, 1),
    "contrast": (0.75, 1), "nobody": (-0.75, 1), "listener": (-0.75, 2), "yours does": (-1.0, 1),
    "speaker": (-0.5, 2), "digits": (-2.0, 1),
}  # fmt: skip
_NEWS = {
    "they did": (0.25, 2), "they have done": (0.75, 2), "it is so": (0.25, 2), "it is so for you": (0.25, 1),
    "yours does": (0.5, 1), "there is": (0.5, 1), "one thing": (1.5, 1), "fact": (0.5, 1),
    "their thing": (0.5, 1), "advice": (0.5, 1), "listener": (0.25, 1), "denial": (0.75, 1),
    "month": (0.25, 1),
    "how many": (0.5, 2), "how long": (0.75, 1), "amount": (0.75, 1), "most": (0.5, 1), "it did": (0.5, 1),
    "it might": (-1.25, 2), "he or she": (-1.25, 1), "speaker": (-0.75, 2), "asks for a date": (-2.0, 1),
    "arranging": (-0.75, 2), "luck": (-1.5, 1), "digits": (-2.0, 1),
    "vague": (-2.0, 1),
}  # fmt: skip
#: One of these signs names somebody whom a story is about.
_SOMEBODY = frozenset(("somebody there", "person", "he or she", "they"))
#: Much of it told without either side speaks for news; a story is not to be compared by that.
_INFORMATION = {
    **_NEWS, "length": (0.5, 4), "when": (0.75, 1), "i looked": (1.5, 1), "event": (0.5, 1),
    "under way": (0.5, 1),
}  # fmt: skip
_WEIGHTS: dict[OfferKind, dict[str, tuple[float, int]]] = {"story": _STORY, "information": _INFORMATION}

#: A sign in favour may lie this many tokens outside its passage ("last winter a …").
_MARGIN = 4
#: Tokens of a passage that count as one sign "length".
_LENGTH = 6
#: Clauses further apart than this do not tell one thing.
_BREAK = 2


def find_makings(texts: Sequence[str], clauses: Sequence[Clause]) -> Iterator[Cue]:
    """Clauses in which the caller has made, written down or gone through something."""
    for clause in clauses:
        if clause.subject == "us" and clause.tense == "past" and _made(texts, clause):
            yield Cue("i made", clause.first, min(clause.last, clause.verb + 8))


def find_works(texts: Sequence[str], clauses: Sequence[Clause]) -> Iterator[Cue]:
    """Clauses in which the caller has done a piece of work, or put something down."""
    for clause in clauses:
        if clause.subject == "us" and clause.tense == "past" and not clause.negated:
            start = clause.verb + (texts[clause.verb] in ("have", "had"))
            if not words.WROUGHT.isdisjoint(texts[start : start + 2]):
                yield Cue("i worked", clause.first, min(clause.last, clause.verb + 6))


def find_passages(
    kind: OfferKind, texts: Sequence[str], clauses: Sequence[Clause], cues: Iterable[Cue]
) -> Iterator[Passage]:
    """Runs of clauses about neither side ("story") or about the listener's world ("information")."""
    weights = _WEIGHTS[kind]
    known = [cue for cue in cues if cue.name in weights or cue.name in _NEWS]
    run: list[Clause] = []
    for clause in (*clauses, None):
        fits = clause is not None and _fits(kind, clause, texts)
        if run and not (fits and clause is not None and clause.first - run[-1].last <= _BREAK):
            passage = _scored(run, known, weights)
            if kind != "story" or passage.score >= _scored(run, known, _NEWS).score:
                yield passage
            run = []
        if fits and clause is not None:
            run.append(clause)


def _fits(kind: OfferKind, clause: Clause, texts: Sequence[str]) -> bool:
    subject, start = clause.subject, clause.first
    before = texts[start - 1] if start else ""
    if kind == "story":
        if before in words.CONDITION:
            return False
        if subject == "us" and clause.tense == "past":
            return _about_somebody(texts[clause.verb : clause.verb + 8])
        if subject == "it":
            return clause.tense != "modal"
        return subject in ("some", "other", "nobody", "there")
    if before in words.CONDITION:
        return False  # "if your walk in is icing up" tells no news
    if subject == "it" and texts[clause.verb] == "is":
        after = texts[clause.verb + 1] if clause.verb + 1 < len(texts) else ""
        # "it's Bob from Acme", "it's about the invoice"
        return start >= 12 and after != "about"
    if subject == "you":
        # "the warranty you're counting on", not "you asked for our notes"
        noun = start > 1 and before not in NO_NOUN
        starts = texts[max(0, start - 4) : start - 1]
        return clause.tense != "modal" and noun and not words.NOUN_STARTS.isdisjoint(starts)
    return subject in ("some", "other", "it", "nobody", "there", "yours")


def _about_somebody(said: Sequence[str]) -> bool:
    """ "Talked a man out of a new engine": what we did, but to somebody."""
    return any(
        text in words.PERSONS and not {"a", "an", "another", "one"}.isdisjoint(said[max(0, at - 3) : at])
        for at, text in enumerate(said)
    )


def _scored(run: Sequence[Clause], cues: Iterable[Cue], weights: Mapping[str, tuple[float, int]]) -> Passage:
    first, last = run[0].first, run[-1].last
    counts = {"length": (last - first) // _LENGTH}
    for name, begin, end in cues:
        weight = weights.get(name)
        if weight is None:
            continue
        margin = 0 if weight[0] < 0 else _MARGIN
        if first - margin <= begin and end <= last + margin:
            counts[name] = counts.get(name, 0) + 1
    if weights is _STORY and _SOMEBODY.isdisjoint(counts):
        counts["nobody"] = 1
    score = sum(weight * min(counts.get(name, 0), most) for name, (weight, most) in weights.items())
    return Passage(first, last, score, tuple(name for name in weights if counts.get(name)))


def find_clause_cues(texts: Sequence[str], clauses: Sequence[Clause]) -> Iterator[Cue]:
    """What the clauses are signs of, by their subjects and tenses."""
    for clause in clauses:
        first, verb, last = clause.first, clause.verb, clause.last
        if _looked(texts, clause):
            # At its end, beside whatever is told next.
            yield Cue("i looked", last - 1, last)
        subject, past = clause.subject, clause.tense == "past"
        said = texts[first:last]
        others = subject in ("some", "other", "nobody")
        modal = clause.tense == "modal" and texts[verb] != "will"
        if modal and subject not in ("us", "you"):
            yield Cue("it might", first, last)
        elif others and past and not clause.listener:
            if texts[verb] in words.SPEECH and not words.SPEAKER.isdisjoint(texts[verb + 1 : verb + 4]):
                continue
            if texts[verb] in ("has", "have"):
                yield Cue("they have done", first, last)
            else:
                yield Cue("they did" if words.SPEAKER.isdisjoint(said) else "they did for us", first, last)
        elif (others or subject == "it") and words.SPEAKER.isdisjoint(said):
            about_you = clause.listener or not words.LISTENER.isdisjoint(said)
            yield Cue("it is so for you" if about_you else "it is so", first, last)
        if texts[verb] == "used" and texts[verb + 1 : verb + 2] == ["to"]:
            yield Cue("used to", first, last)
        if others and texts[verb] in ("is", "are") and "".join(texts[verb + 1 : verb + 2]).endswith("ing"):
            yield Cue("under way", first, last)
        told = others or subject in ("it", "yours") or clause.listener
        if told and not modal and not words.EVENTS.isdisjoint(texts[verb : verb + 4]):
            yield Cue("event", first, last)
        if subject == "it" and past:
            yield Cue("it did", first, last)
        if subject == "there":
            yield Cue("there is", first, last)
        if clause.tense != "modal" and (
            subject == "yours" or (clause.listener and subject not in ("you", "us"))
        ):
            yield Cue("yours does", first, last)


def _looked(texts: Sequence[str], clause: Clause) -> bool:
    """Whether the caller went and saw, before telling what ("I tried your door bell and …")."""
    if clause.subject != "us" or clause.tense != "past" or clause.negated:
        return False
    for at in range(clause.verb, min(clause.verb + 3, clause.last)):
        after = texts[at + 1 : at + 2]
        if texts[at] in words.LOOKED or (texts[at] == "was" and not words.PLACES.isdisjoint(after)):
            # "I rang you", "I saw you are hiring": about them, but nothing was looked at.
            return not {"you", "and", "to", "back", "about", "me"}.intersection(after)
    return False


def _made(texts: Sequence[str], clause: Clause) -> bool:
    start = clause.verb + 1 if texts[clause.verb] in ("have", "had") else clause.verb
    for at in range(start, min(start + 3, len(texts))):
        if texts[at] in words.MADE:
            return True
        more = words.MADE_WITH.get(texts[at])
        if more is not None:
            return not more.isdisjoint(texts[at + 1 : at + 5])
    return False


_ONE = word_set("a an another one")
#: Words that are a sign by themselves.
_WORD_SIGNS = {
    **dict.fromkeys(words.ARRANGING, "arranging"),
    **dict.fromkeys(words.LUCK, "luck"),
    **dict.fromkeys(words.CONTRAST, "contrast"),
    **dict.fromkeys(words.DENIAL, "denial"),
    **dict.fromkeys(words.LISTENER, "listener"),
    # "She told me": a story may be told to us.
    **dict.fromkeys(words.SPEAKER - {"me", "us"}, "speaker"),
    **dict.fromkeys(words.HE_OR_SHE, "he or she"),
    **dict.fromkeys(words.THEY, "they"),
    **dict.fromkeys(words.AMOUNTS, "amount"),
}
#: Words that are a sign beside others.
_LOOKED_AT = _ONE | OHS | words.VAGUE | words.PERSONS | words.UNITS | words.ADVICE | words.MOST
_LOOKED_AT |= words.MONTHS | words.SEASONS | words.WHEN | words.PERIODS | words.ORDINALS


def find_word_cues(texts: Sequence[str], idle: Sequence[bool]) -> list[Cue]:
    """What single words and their neighbours are signs of, outside idle tokens."""
    end = len(texts)
    found: list[Cue] = []
    for at, text in enumerate(texts):
        if idle[at]:
            continue
        name = _WORD_SIGNS.get(text)
        if text == "your" and at + 1 < end and texts[at + 1] in OTHERS_OF_YOURS:
            name = "somebody there"
        if text in words.OWN and not OTHERS_OF_OURS.isdisjoint(texts[at + 1 : at + 3]):
            name = None
        if text == "no" and not (at and texts[at - 1] in words.BEFORE_NO):
            name = None
        if name is not None:
            found.append(Cue(name, at, at + 1))
        if text in _LOOKED_AT or is_number_token(text):
            before = texts[at - 1] if at else ""
            after = texts[at + 1] if at + 1 < end and not idle[at + 1] else ""
            found.extend(_near_cues(texts, idle, at, before, after))
    return found


def _near_cues(texts: Sequence[str], idle: Sequence[bool], at: int, before: str, after: str) -> Iterator[Cue]:
    """The signs at a word that depend on the words beside it."""
    text = texts[at]
    if text in _ONE:
        place = _place(texts, idle, at)
        if place:
            yield Cue("somebody there", at, place)
    if text in words.PERSONS and before not in words.LISTENER and before not in words.SPEAKER:
        yield Cue("person", at, at + 1)
    named = words.BEFORE_MONTH if text in words.MONTHS else words.BEFORE_SEASON
    if before in named and (text in words.MONTHS or text in words.SEASONS):
        yield Cue("month", at - 1, at + 1)
    if _says_when(texts, at, before, after):
        yield Cue("when", at, at + 1)
    if text in words.UNITS and (is_number_token(before) or before in ("a", "few")):
        yield Cue("how long", at - 1, at + 1)
    if is_number_token(text) or text in OHS:
        run = texts[at : at + words.DIGITS]
        if len(run) == words.DIGITS and all(is_number_token(digit) or digit in OHS for digit in run):
            yield Cue("digits", at, at + words.DIGITS)
        elif text not in OHS and not is_number_token(before) and _counted(after):
            yield Cue("how many", at, at + 2)
    if text in words.VAGUE and after in words.FAULTS:
        yield Cue("vague", at, at + 2)
    if text in words.ADVICE and after in words.ADVISED and before not in words.NO_ADVICE:
        yield Cue("advice", at, at + 2)
    if text in words.MOST and after not in ("", "day", "time", "the", "of"):
        yield Cue("most", at, at + 2)


def _says_when(texts: Sequence[str], at: int, before: str, after: str) -> bool:
    """Whether a date or a time that is near stands at a word."""
    text = texts[at]
    if text in words.WHEN:
        return True
    if text in words.PERIODS:
        return before in words.BEFORE_PERIOD or (before == "the" and text in words.SEASONS)
    if text in words.MONTHS:
        return before in words.BEFORE_MONTH
    if text in words.ORDINALS:
        # "On the ninth", "from the first of June", "the twenty fourth".
        start = texts[max(0, at - 3) : at]
        return "the" in start and not words.DATED.isdisjoint(start) and (after not in words.PERSONS)
    return text in ("days", "weeks", "months") and "in" in texts[max(0, at - 4) : at]


def _place(texts: Sequence[str], idle: Sequence[bool], at: int) -> int:
    """One past the word that says where somebody is ("a chap in"), 0 without one."""
    if at and texts[at - 1] in ("quite", "such", "me", "us", "give", "have"):
        return 0
    for stop in range(at + 2, min(at + 6, len(texts))):
        if idle[stop]:
            return 0
        if texts[stop] in words.WHERE:
            return stop + 1
    return 0


def _counted(after: str) -> bool:
    """Whether a number before `after` counts something, other than time."""
    return bool(after) and after not in OHS and after not in words.UNITS and not is_number_token(after)
