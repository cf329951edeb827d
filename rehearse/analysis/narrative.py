"""Signs of an offer that no fixed phrase gives away: who does what in the clauses of a message.

"A bottling plant in Salem ran one advert and filled forty seats" shares no word with the next story,
but its build: somebody who is neither side, in the past, with a place, a number, an outcome.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rehearse.analysis.clauses import NO_NOUN, Clause, find_clauses, is_past
from rehearse.analysis.digit_words import OHS, is_number_token
from rehearse.analysis.result import OfferKind
from rehearse.script.tokens import word_set

_LISTENER = word_set("you your yours yourself")
_SPEAKER = word_set("i we me us my our mine ours")
_MONTHS = word_set(
    "january february march april may june july august september october november december"
)
_SEASONS = word_set("spring summer autumn fall winter christmas easter thanksgiving ramadan harvest")
_DAYS = word_set("monday tuesday wednesday thursday friday saturday sunday tomorrow today tonight week")
_UNITS = word_set(
    "days day weeks week months month hours hour minutes minute years year mornings nights afternoons shift shifts"
)
_DENIAL = word_set("not no never nobody none nothing without neither wrong missing only")
_CONTRAST = word_set("instead anyway now half twice double less fewer quicker faster rather than")
_WHERE = word_set("in at on near outside over down across round around behind next from like whose who that which with opposite")
#: After these a question word does not ask, it tells of something known.
_EMBEDDING = word_set(
    """know tell see hear find out show learn understand explain wonder wondering ask about of on for to from say
    said is was share exactly into discuss that me sure remember guess decide idea discover like just"""
)
_ASKING = word_set("who what how which why where whose")
_AUXILIARY = word_set("is are was were do does did have has can could would will should might")
_DIARY = word_set(
    """available free chat meet meeting calendar coffee interested convenient schedule quote demo call talk speak
    catch appointment slot booked suit suits expecting date minutes"""
)
_ARRANGING = word_set("call scheduled meeting appointment quote brochure demo message voicemail interested order")
_NOUN_STARTS = word_set("the a an that those these two three four five six one every any each")
#: So many digits in a row are an identifier, no quantity.
_DIGITS = 4
#: A question is looked at for so many tokens.
_QUESTION = 14
#: "Do you want copies" asks what to do.
_WISHES = word_set("want have need mind like prefer fancy still wish accept take think get receive see say mean")
_ORDERING = word_set("say want need order mean require prefer expect")
_SUITS = word_set("look looks work works suit suits better best good free open")
_GUESSING = word_set("name guess recognise recognize spot bet notice know")
_WONDERING = word_set("wonder wondered asked noticed counted thought timed measured tried worked")
#: A question may begin after these.
_STARTS = frozenset(("", "and", "but", "so", "well", "now", "question", "you", "is"))
_ANYBODY = word_set("anybody anyone somebody someone nobody")
_SMALL_TALK = word_set("doing weekend family christmas holiday things feeling mum dad today")
_ADVICE = word_set(
    """pull put keep check ask watch look turn take leave run switch shut open move count read park sign let
    hold stop start mark write try throw buy use test feel scratch drop hang place lay"""
)
_MADE = word_set(
    """wrote made built filmed taped recorded typed cut drew sketched marked laid listed pulled compiled
    translated copied printed photographed measured timed counted mapped collected gathered priced compared
    noted clipped scanned finished published rewrote redid redrew summarised summarized tallied transcribed
    highlighted circled sorted plotted charted graphed kept saved baked brewed sewed welded mixed traced
    modelled modeled costed edited drafted"""
)
#: "Worked out", "gone through": made only with their second word.
_MADE_WITH = {
    "worked": ("out",), "went": ("through", "over"), "gone": ("through", "over"), "took": ("notes", "pictures", "photos"),
    "put": ("together",), "read": ("through", "all"), "did": ("the", "a"), "ran": ("the", "your"), "wrote": ("out",),
}  # fmt: skip


#: Somebody a story can be about: people and small firms.
_PERSONS = word_set(
    """man woman lady gentleman guy fella fellow chap bloke lad girl couple family farmer owner manager director
    chef dentist doctor lawyer teacher nurse driver builder plumber roofer contractor baker butcher grocer grocers
    florist florists landlord publican tenant client customer neighbor neighbour colleague sisters brothers boys
    shop store cafe bakery restaurant hotel pub bar school primary college clinic practice hospital firm company
    business office plant factory mill farm yard garage salon gym church charity museum theatre theater library
    nursery brewery winery warehouse agency council team crew department bank dealer dealership chain club studio
    surgery outfit place centre center home kitchen court"""
)


class Cue(NamedTuple):
    """A sign by its name, over tokens first to last (half-open)."""

    name: str
    first: int
    last: int


def _clause_cues(texts: Sequence[str], clauses: Sequence[Clause]) -> Iterator[Cue]:
    for c in clauses:
        said = texts[c.first : c.last]
        ours = not _SPEAKER.isdisjoint(said)
        listener = c.listener or not _LISTENER.isdisjoint(said)
        if c.tense == "modal" and texts[c.verb] != "will" and c.subject not in ("us", "you"):
            yield Cue("it might", c.first, c.last)
        elif c.subject in ("other", "some", "nobody") and c.tense == "past" and not c.listener:
            if texts[c.verb] in ("has", "have"):
                yield Cue("they have done", c.first, c.last)
            else:
                yield Cue("they did" if not ours else "they did for us", c.first, c.last)
        elif c.subject in ("other", "some", "nobody", "it"):
            name = "it is so" if not listener else "it is so for you"
            yield Cue(name if not ours else "it is so for us", c.first, c.last)
        if c.subject == "it" and c.tense == "past":
            yield Cue("it did", c.first, c.last)
        if c.tense != "modal" and (c.subject == "yours" or (c.listener and c.subject not in ("you", "us", "ours"))):
            yield Cue("yours does", c.first, c.last)
        if c.subject == "you":
            yield Cue("you do", c.first, c.last)
        if c.subject == "there":
            yield Cue("there is", c.first, c.last)
        if c.subject == "ours":
            yield Cue("ours does", c.first, c.last)
        if c.negated and c.subject not in ("us", "ours"):
            yield Cue("denied", c.first, c.last)
        if c.subject == "us" and c.tense == "modal" and "tell" in said and "you" in said:
            yield Cue("i will tell", c.first, c.last)


def _made(texts: Sequence[str], clause: Clause) -> bool:
    """Whether the clause tells of something made, written down or gone through."""
    start = clause.verb + 1 if texts[clause.verb] in ("have", "had") else clause.verb
    for at in range(start, min(start + 3, len(texts))):
        if texts[at] in _MADE:
            return True
        if texts[at] in _MADE_WITH:
            return not set(_MADE_WITH[texts[at]]).isdisjoint(texts[at + 1 : at + 5])
    return False


def find_makings(texts: Sequence[str], idle: Sequence[bool]) -> Iterator[Cue]:
    """Clauses in which the caller has made, written or gone through something."""
    for clause in find_clauses(texts, idle):
        if clause.subject == "us" and clause.tense == "past" and _made(texts, clause):
            yield Cue("i made", clause.first, min(clause.last, clause.verb + 8))


def _word_cues(texts: Sequence[str], idle: Sequence[bool]) -> Iterator[Cue]:
    end = len(texts)
    for at, text in enumerate(texts):
        if idle[at]:
            continue
        before = texts[at - 1] if at else ""
        after = texts[at + 1] if at + 1 < end and not idle[at + 1] else ""
        if text in ("a", "an", "another", "one") and before not in ("quite", "such", "me", "us", "give", "have"):
            for stop in range(at + 2, min(at + 6, end)):
                if idle[stop]:
                    break
                if texts[stop] in _WHERE:
                    yield Cue("somebody there", at, stop + 1)
                    break
        if (text in _MONTHS and before in ("in", "by", "since", "last", "this", "every", "until", "from", "of")) or (
            text in _SEASONS and before in ("in", "by", "since", "last", "this", "every", "the")
        ):
            yield Cue("month", at - 1, at + 1)
        if text in ("later", "ago", "since", "meanwhile") or (text == "last" and after in ("week", "month", "year", "night", "quarter", *_MONTHS, *_SEASONS)):
            yield Cue("back then", at, at + 1)
        if text in _UNITS and (is_number_token(before) or before in ("a", "few")):
            yield Cue("how long", at - 1, at + 1)
        run = at
        while run < end and run < at + _DIGITS and (is_number_token(texts[run]) or texts[run] in OHS):
            run += 1
        if run == at + _DIGITS:
            yield Cue("digits", at, run)
        elif is_number_token(text) and after and after not in OHS and not is_number_token(after) and after not in _UNITS and not is_number_token(before):
            yield Cue("how many", at, at + 2)
        if text in _PERSONS and before not in _LISTENER and before not in _SPEAKER:
            yield Cue("person", at, at + 1)
        if text in _ARRANGING:
            yield Cue("arranging", at, at + 1)
        if text in _CONTRAST:
            yield Cue("contrast", at, at + 1)
        if text in _DENIAL:
            yield Cue("denial", at, at + 1)
        if text in _LISTENER:
            yield Cue("listener", at, at + 1)
        if text in _SPEAKER and text not in ("us", "me"):
            yield Cue("speaker", at, at + 1)
        if text in ("he", "she", "his", "her", "him", "hers"):
            yield Cue("he or she", at, at + 1)
        if text in ("they", "their", "them"):
            yield Cue("they", at, at + 1)
        if text in ("percent", "thousand", "pounds", "dollars", "quid", "cents"):
            yield Cue("amount", at, at + 1)
        if text in _ADVICE and after in ("the", "it", "them", "your", "a", "one", "out") and before not in _SPEAKER and before not in (
            "to", "will", "can", "would", "not", "could", "they", "you", "who", "should"
        ):
            yield Cue("advice", at, at + 2)
        if text == "do" and after == "not" and before not in _SPEAKER and before not in _LISTENER and before != "they":
            yield Cue("warning", at, at + 2)
        if text in ("most", "every", "all", "each") and after not in ("", "day", "time", "the", "of"):
            yield Cue("most", at, at + 2)


def find_questions(texts: Sequence[str], idle: Sequence[bool]) -> Iterator[Cue]:
    """Questions by what they ask: "asks about you" is one that may make them think."""
    end = len(texts)
    for at, text in enumerate(texts):
        if idle[at]:
            continue
        before = texts[at - 1] if at and not idle[at - 1] else ""
        near = texts[at + 1 : min(at + _QUESTION, end)]
        lead = _condition(texts, idle, at)
        if not _asks(text, before, near, conditional=lead < at):
            continue
        stop = at + 1 + len(near)
        if _asks_for_a_date(near):
            yield Cue("asks for a date", at, stop)
        elif not _SPEAKER.isdisjoint(near[:4]):
            yield Cue("asks about us", at, stop)
        elif not (_LISTENER.isdisjoint(near) and _LISTENER.isdisjoint(texts[lead:at]) and _ANYBODY.isdisjoint(near[:4])):
            yield Cue("asks about you", lead, stop)


def _condition(texts: Sequence[str], idle: Sequence[bool], at: int) -> int:
    """Where "if" or "when" begins the condition of a question at `at`; `at` without one."""
    for start in range(at - 3, max(-1, at - _QUESTION - 2), -1):
        if idle[start]:
            break
        if texts[start] in ("if", "when", "suppose", "supposing", "say"):
            return start
    return at


def _asks_for_a_date(near: Sequence[str]) -> bool:
    """Whether a question arranges something, or asks how somebody is."""
    if not _DIARY.isdisjoint(near) or not _SMALL_TALK.isdisjoint(near[:6]):
        return True
    if not _DAYS.isdisjoint(near) and not _SUITS.isdisjoint(near):
        return True
    return any(a == "you" and b in _ORDERING for a, b in zip(near, near[1:], strict=False))


def _asks(text: str, before: str, near: Sequence[str], *, conditional: bool) -> bool:
    """Whether a direct question begins with `text`; after a condition ("if it rains") more are."""
    after = near[0] if near else ""
    then = near[1] if len(near) > 1 else ""
    if text in _ASKING:
        if before in _EMBEDDING:
            return False
        if text == "how" and after in ("many", "much", "often", "long", "far", "fast", "sure"):
            return any(word in _AUXILIARY or is_past(word) for word in near)
        if text == "who":
            return before not in _PERSONS and before not in _ANYBODY and (conditional or before in _STARTS)
        if text == "what" and after == "if":
            return then in ("you", "your", "one")
        if text in ("which", "what", "whose") and after not in _LISTENER and after not in _AUXILIARY:
            return any(
                word in _AUXILIARY and following in _LISTENER
                for word, following in zip(near[:6], near[1:7], strict=False)
            )
        return after in _AUXILIARY
    if text == "when":
        return before not in _EMBEDDING and after in ("did", "was", "were") and then not in ("i", "we")
    if text in ("have", "did", "do", "does"):
        if after not in ("you", "your") or before in _ASKING or before in _LISTENER:
            return False
        return not (after == "you" and then in _WISHES)
    if text in ("would", "could", "can"):
        return after == "you" and then in _GUESSING and before not in _ASKING
    if text == "ever":
        return after in _WONDERING and before not in _LISTENER
    return text in ("suppose", "supposing") and after != "to"


class Passage(NamedTuple):
    """Neighbouring clauses that tell one thing, with the signs in them and their score."""

    kind: OfferKind
    first: int
    last: int
    score: float
    signs: tuple[str, ...]


#: What a sign is worth to a kind, and how often it counts; a passage needs `ENOUGH`.
ENOUGH: dict[OfferKind, float] = {"story": 2.75, "information": 3.25}
_STORY = {
    "they did": (1.0, 3), "they did for us": (1.0, 2), "they have done": (0.25, 1), "it did": (0.5, 1),
    "somebody there": (0.75, 1), "person": (0.75, 1), "he or she": (0.75, 1), "they": (0.25, 1), "result": (1.0, 1),
    "month": (0.75, 1), "how long": (0.5, 1), "how many": (0.5, 2), "amount": (0.75, 1), "contrast": (0.75, 1),
    "listener": (-0.75, 2), "yours does": (-1.0, 1), "speaker": (-0.5, 2), "digits": (-2.0, 1),
}  # fmt: skip
_INFORMATION = {
    "they did": (0.5, 2), "they have done": (1.0, 1), "it is so": (0.25, 2), "it is so for you": (0.25, 1),
    "yours does": (0.75, 1), "there is": (0.25, 1), "length": (0.5, 4), "one thing": (1.5, 1),
    "fact": (0.75, 1), "their thing": (0.5, 1), "i will tell": (1.0, 1), "advice": (0.75, 1),
    "warning": (0.5, 1), "listener": (0.5, 1), "denial": (0.5, 1), "month": (0.5, 1), "how many": (0.5, 1),
    "how long": (0.5, 1), "amount": (0.25, 1), "most": (0.5, 1), "contrast": (0.25, 1),
    "somebody there": (0.25, 1), "it might": (-0.75, 2), "he or she": (-0.75, 1), "speaker": (-1.0, 2),
    "ours does": (-1.0, 1), "asks for a date": (-2.0, 1), "arranging": (-1.0, 2), "digits": (-2.0, 1),
}  # fmt: skip
#: Information against a story of the same length.
_NEWS = {**_INFORMATION, "length": (0.0, 0)}
_RECIPES: dict[OfferKind, dict[str, tuple[float, int]]] = {"story": _STORY, "information": _INFORMATION}

#: A sign that speaks for a passage may begin this many tokens before it or end after it.
_MARGIN = 4
#: Tokens of a passage that count as one sign "length".
_LENGTH = 6


def find_passages(
    kind: OfferKind, texts: Sequence[str], idle: Sequence[bool], hints: Iterable[Cue] = ()
) -> Iterator[Passage]:
    """Runs of clauses about neither side (a story) or about the listener's world (information).

    `hints` are signs found elsewhere, such as by rules.
    """
    clauses = find_clauses(texts, idle)
    cues = [*_clause_cues(texts, clauses), *_word_cues(texts, idle), *find_questions(texts, idle), *hints]
    weights = _RECIPES[kind]
    run: list[Clause] = []
    for clause in (*clauses, None):
        fits = clause is not None and _fits(kind, clause, texts)
        if run and not (fits and clause is not None and clause.first - run[-1].last <= 2):
            passage = _scored(kind, run, cues, weights)
            if kind != "story" or passage.score >= _scored("information", run, cues, _NEWS).score:
                yield passage
            run = []
        if fits and clause is not None:
            run.append(clause)


def _fits(kind: OfferKind, clause: Clause, texts: Sequence[str]) -> bool:
    before = texts[clause.first - 1] if clause.first else ""
    if kind == "story":
        if before in ("if", "suppose", "supposing", "unless"):
            return False
        if clause.subject == "us" and clause.tense == "past":
            # "I talked a man out of a new engine and he ..."
            return any(
                text in _PERSONS and not {"a", "an", "another", "one"}.isdisjoint(texts[at - 3 : at])
                for at, text in enumerate(texts[clause.verb : clause.verb + 8], clause.verb)
            )
        if clause.subject == "it":
            return clause.tense != "modal"
        return clause.subject in ("some", "other", "nobody", "there")
    if clause.subject == "it" and texts[clause.verb] == "is":
        after = texts[clause.verb + 1] if clause.verb + 1 < len(texts) else ""
        if clause.first < 12 or after == "about":
            return False  # "it's Bob from Acme", "it's about the invoice"
    if clause.subject == "you":
        # "the warranty you're counting on", not "you asked for our notes"
        start = clause.first
        noun = start > 1 and texts[start - 1] not in NO_NOUN
        return clause.tense != "modal" and noun and not _NOUN_STARTS.isdisjoint(texts[start - 4 : start - 1])
    return clause.subject in ("some", "other", "it", "nobody", "there", "yours")


def _scored(
    kind: OfferKind, run: Sequence[Clause], cues: Sequence[Cue], weights: dict[str, tuple[float, int]]
) -> Passage:
    first, last = run[0].first, run[-1].last
    counts: dict[str, int] = {"length": (last - first) // _LENGTH}
    for cue in cues:
        margin = 0 if weights.get(cue.name, (0.0, 0))[0] < 0 else _MARGIN
        if first - margin <= cue.first and cue.last <= last + margin:
            counts[cue.name] = counts.get(cue.name, 0) + 1
    score = sum(weight * min(counts.get(name, 0), most) for name, (weight, most) in weights.items())
    return Passage(kind, first, last, score, tuple(name for name in weights if counts.get(name)))
