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

from rehearse.analysis.clauses import BE, NO_NOUN, OTHERS_OF_YOURS, Clause
from rehearse.analysis.digit_words import OHS, is_number_token
from rehearse.analysis.result import OfferKind
from rehearse.script.tokens import word_set

LISTENER = word_set("you your yours yourself")
SPEAKER = word_set("i we me us my our mine ours")

#: Somebody a story can be about: people, and firms small enough to be one of them.
PERSONS = word_set(
    """man woman lady gentleman guy fella fellow chap bloke lad girl couple family farmer owner
    manager director chef dentist doctor lawyer teacher nurse driver builder plumber roofer
    contractor baker butcher grocer grocers florist florists landlord publican tenant client
    customer neighbor neighbour colleague sisters brothers shop store cafe bakery restaurant hotel
    pub bar school college clinic practice hospital firm company business office plant factory mill
    farm yard garage salon gym church charity museum theatre theater library nursery brewery winery
    warehouse agency council team crew department bank dealer dealership chain club studio surgery
    outfit place centre center kitchen"""
)
_MONTHS = word_set("january february march april may june july august september october november december")
_SEASONS = word_set("spring summer autumn fall winter christmas easter thanksgiving ramadan harvest")
_BEFORE_MONTH = word_set("in by since last this every until till from of to before after through")
_BEFORE_SEASON = word_set("in by since last this every the")
_UNITS = word_set(
    """days day weeks week months month hours hour minutes minute years year mornings nights
    afternoons shift shifts"""
)
_AMOUNTS = word_set("percent thousand pounds dollars quid cents")
_DENIAL = word_set(
    """not no never nobody none nothing without neither wrong missing only dead broken expired blank empty
    leaking cracked loose unlocked stuck blocked faulty overdue"""
)
_CONTRAST = word_set("instead anyway now half twice double less fewer quicker faster rather than")
_WHERE = word_set(
    """in at on near outside over down across round around behind next from like whose who that
    which with opposite"""
)
_ARRANGING = word_set(
    "call scheduled meeting appointment quote brochure demo message voicemail interested order"
)
#: What is said to people who are to feel lucky.
_LUCK = word_set(
    "selected approved preapproved prequalified qualify qualifies eligible winner prize exclusive"
)
_HE_OR_SHE = word_set("he she his her him hers")
_THEY = word_set("they their them")
_MOST = word_set("most every all each")
_ADVICE = word_set(
    """pull put keep check ask watch look turn take leave run switch shut open move count read park
    sign let hold stop start mark write try throw buy use test feel scratch drop hang place lay"""
)
_ADVISED = word_set("the it them your a one out")
#: After these a verb is no piece of advice ("we can check the …").
_NO_ADVICE = SPEAKER | word_set("to will can would not could they you who should")
_NOUN_STARTS = word_set("the a an that those these two three four five six one every any each")
_CONDITION = word_set("if unless whether suppose supposing")
#: "Some issues", "a serious problem": a fault that is not named is a bait, no news.
_VAGUE = word_set("some serious major critical several certain huge big important potential")
_FAULTS = word_set(
    "issue issues problem problems error errors mistakes gaps things changes opportunities concerns flaws"
)
#: What comes of it is no event: "he told me", "she asked me to ring".
_SPEECH = word_set("told asked said suggested mentioned gave recommended passed thought spoke pointed")
#: Only after these does "no" deny what is told; elsewhere it reassures ("no need to", "no invoice").
_BEFORE_NO = BE | word_set("has have had there with got gets shows see sees saw says said carries takes")
#: So many digits in a row are an identifier, no quantity.
_DIGITS = 4

#: Past forms of making, writing down and going through, which stand for a thing to give.
_MADE = word_set(
    """wrote made built filmed taped recorded typed cut drew sketched marked laid listed pulled
    compiled translated copied printed photographed measured timed counted mapped collected gathered
    priced compared noted clipped scanned finished published rewrote redid redrew summarised
    summarized tallied transcribed highlighted circled sorted plotted charted graphed kept saved
    baked brewed sewed welded mixed traced modelled modeled costed edited drafted written drawn shot
    jotted scribbled scanned rewritten redrawn"""
)
#: The same with a word that must follow: "worked out", "gone through".
_MADE_WITH = {
    "worked": word_set("out"), "went": word_set("through over"), "gone": word_set("through over"),
    "took": word_set("notes pictures photos"), "put": word_set("together"), "read": word_set("through all"),
    "did": word_set("the a"), "ran": word_set("the your"),
}  # fmt: skip


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
ENOUGH: dict[OfferKind, float] = {"story": 3.0, "information": 3.25}

#: What a sign is worth, and how often it counts.
_STORY = {
    "they did": (1.0, 3), "they did for us": (1.0, 2), "it did": (0.5, 1), "somebody there": (0.75, 1),
    "person": (0.75, 1), "he or she": (0.75, 1), "they": (0.25, 1), "used to": (1.0, 1), "result": (1.0, 1),
    "month": (0.75, 1), "how long": (0.5, 1), "how many": (0.5, 2), "amount": (0.75, 1),
    "contrast": (0.75, 1), "nobody": (-0.75, 1), "listener": (-0.75, 2), "yours does": (-1.0, 1),
    "speaker": (-0.5, 2), "digits": (-2.0, 1),
}  # fmt: skip
_NEWS = {
    "they did": (0.5, 2), "they have done": (1.0, 2), "it is so": (0.25, 2), "it is so for you": (0.25, 1),
    "yours does": (0.75, 1), "there is": (0.25, 1), "one thing": (1.5, 1), "fact": (0.75, 1),
    "their thing": (0.5, 1), "advice": (0.75, 1), "listener": (0.5, 1), "denial": (0.75, 1),
    "month": (0.5, 1),
    "how many": (0.5, 1), "how long": (0.5, 1), "most": (0.5, 1), "somebody there": (0.25, 1),
    "it might": (-1.0, 2), "he or she": (-1.25, 1), "speaker": (-1.0, 2), "asks for a date": (-2.0, 1),
    "arranging": (-1.0, 2), "luck": (-1.5, 1), "digits": (-2.0, 1),
    "vague": (-2.0, 1),
}  # fmt: skip
#: One of these signs names somebody whom a story is about.
_SOMEBODY = frozenset(("somebody there", "person", "he or she", "they"))
#: Much of it told without either side speaks for news; a story is not to be compared by that.
_INFORMATION = {**_NEWS, "length": (0.5, 4)}
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
        if before in _CONDITION:
            return False
        if subject == "us" and clause.tense == "past":
            return _about_somebody(texts[clause.verb : clause.verb + 8])
        if subject == "it":
            return clause.tense != "modal"
        return subject in ("some", "other", "nobody", "there")
    if before in _CONDITION:
        return False  # "if your walk in is icing up" tells no news
    if subject == "it" and texts[clause.verb] == "is":
        after = texts[clause.verb + 1] if clause.verb + 1 < len(texts) else ""
        # "it's Bob from Acme", "it's about the invoice"
        return start >= 12 and after != "about"
    if subject == "you":
        # "the warranty you're counting on", not "you asked for our notes"
        noun = start > 1 and before not in NO_NOUN
        starts = texts[max(0, start - 4) : start - 1]
        return clause.tense != "modal" and noun and not _NOUN_STARTS.isdisjoint(starts)
    return subject in ("some", "other", "it", "nobody", "there", "yours")


def _about_somebody(said: Sequence[str]) -> bool:
    """ "Talked a man out of a new engine": what we did, but to somebody."""
    return any(
        text in PERSONS and not {"a", "an", "another", "one"}.isdisjoint(said[max(0, at - 3) : at])
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
        subject, past = clause.subject, clause.tense == "past"
        said = texts[first:last]
        others = subject in ("some", "other", "nobody")
        modal = clause.tense == "modal" and texts[verb] != "will"
        if modal and subject not in ("us", "you"):
            yield Cue("it might", first, last)
        elif others and past and not clause.listener:
            if texts[verb] in _SPEECH and not SPEAKER.isdisjoint(texts[verb + 1 : verb + 4]):
                continue
            if texts[verb] in ("has", "have"):
                yield Cue("they have done", first, last)
            else:
                yield Cue("they did" if SPEAKER.isdisjoint(said) else "they did for us", first, last)
        elif (others or subject == "it") and SPEAKER.isdisjoint(said):
            about_you = clause.listener or not LISTENER.isdisjoint(said)
            yield Cue("it is so for you" if about_you else "it is so", first, last)
        if texts[verb] == "used" and texts[verb + 1 : verb + 2] == ["to"]:
            yield Cue("used to", first, last)
        if subject == "it" and past:
            yield Cue("it did", first, last)
        if subject == "there":
            yield Cue("there is", first, last)
        if clause.tense != "modal" and (
            subject == "yours" or (clause.listener and subject not in ("you", "us"))
        ):
            yield Cue("yours does", first, last)


def _made(texts: Sequence[str], clause: Clause) -> bool:
    start = clause.verb + 1 if texts[clause.verb] in ("have", "had") else clause.verb
    for at in range(start, min(start + 3, len(texts))):
        if texts[at] in _MADE:
            return True
        more = _MADE_WITH.get(texts[at])
        if more is not None:
            return not more.isdisjoint(texts[at + 1 : at + 5])
    return False


_ONE = word_set("a an another one")
#: Words that are a sign by themselves.
_WORD_SIGNS = {
    **dict.fromkeys(_ARRANGING, "arranging"),
    **dict.fromkeys(_LUCK, "luck"),
    **dict.fromkeys(_CONTRAST, "contrast"),
    **dict.fromkeys(_DENIAL, "denial"),
    **dict.fromkeys(LISTENER, "listener"),
    # "She told me": a story may be told to us.
    **dict.fromkeys(SPEAKER - {"me", "us"}, "speaker"),
    **dict.fromkeys(_HE_OR_SHE, "he or she"),
    **dict.fromkeys(_THEY, "they"),
    **dict.fromkeys(_AMOUNTS, "amount"),
}
#: Words that are a sign beside others.
_LOOKED_AT = _VAGUE | _ONE | PERSONS | _MONTHS | _SEASONS | _UNITS | OHS | _ADVICE | _MOST


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
        if text == "no" and not (at and texts[at - 1] in _BEFORE_NO):
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
    if text in PERSONS and before not in LISTENER and before not in SPEAKER:
        yield Cue("person", at, at + 1)
    if (text in _MONTHS and before in _BEFORE_MONTH) or (text in _SEASONS and before in _BEFORE_SEASON):
        yield Cue("month", at - 1, at + 1)
    if text in _UNITS and (is_number_token(before) or before in ("a", "few")):
        yield Cue("how long", at - 1, at + 1)
    if is_number_token(text) or text in OHS:
        run = texts[at : at + _DIGITS]
        if len(run) == _DIGITS and all(is_number_token(digit) or digit in OHS for digit in run):
            yield Cue("digits", at, at + _DIGITS)
        elif text not in OHS and not is_number_token(before) and _counted(after):
            yield Cue("how many", at, at + 2)
    if text in _VAGUE and after in _FAULTS:
        yield Cue("vague", at, at + 2)
    if text in _ADVICE and after in _ADVISED and before not in _NO_ADVICE:
        yield Cue("advice", at, at + 2)
    if text in _MOST and after not in ("", "day", "time", "the", "of"):
        yield Cue("most", at, at + 2)


def _place(texts: Sequence[str], idle: Sequence[bool], at: int) -> int:
    """One past the word that says where somebody is ("a chap in"), 0 without one."""
    if at and texts[at - 1] in ("quite", "such", "me", "us", "give", "have"):
        return 0
    for stop in range(at + 2, min(at + 6, len(texts))):
        if idle[stop]:
            return 0
        if texts[stop] in _WHERE:
            return stop + 1
    return 0


def _counted(after: str) -> bool:
    """Whether a number before `after` counts something, other than time."""
    return bool(after) and after not in OHS and after not in _UNITS and not is_number_token(after)
