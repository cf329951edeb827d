"""Reasons to call back: what a message offers, and the check that there is anything at all.

Offers are found in three ways: by rules that are certain, by two hints of one kind near each other
(something to read, and "it's in the post"), and by how a message is built (narrative.py, questions.py).
What is said once is one offer: the certain ones first, then by kind, news from what is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from rehearse.analysis import register
from rehearse.analysis.clauses import Clause, find_clauses
from rehearse.analysis.message import Message
from rehearse.analysis.narrative import (
    ENOUGH,
    Cue,
    Passage,
    find_clause_cues,
    find_makings,
    find_passages,
    find_word_cues,
    find_works,
)
from rehearse.analysis.questions import find_questions, is_embedded
from rehearse.analysis.result import Check, Evidence, Finding, Offer, OfferKind, Phone
from rehearse.analysis.rules import RuleHit
from rehearse.analysis.wording import offer_title, offer_why
from rehearse.i18n import _, ngettext
from rehearse.script.tokens import word_range, word_set

#: Two hints this many tokens apart still speak of one thing: about a dozen seconds of speech.
HINT_REACH = 32

#: Hints with more of their words in pitch phrases than this are part of the pitch.
PITCH_SHARE = 0.5

#: Doubt about what is built like an offer for each pitch phrase, of at most so many: a pitch tells of
#: things and asks as well.
PITCH_DOUBT, MAX_PITCHES = 0.6, 4
#: Doubt about news beside another offer: whom they are to meet, or what happened to somebody, is told
#: in the words of news, but what the caller hands over comes with news of its own.
BESIDE_DOUBT: dict[OfferKind, float] = {
    "introduction": 2.0, "story": 1.5, "sample": 0.75, "question": 0.5, "resource": -0.25
}  # fmt: skip
#: The same about a story: its hero may be the one they are to meet.
STORY_DOUBT = 1.5
#: Offers of one kind with no more tokens between them are one.
NEIGHBOUR = 3
#: The words about what is in a gift begin this many tokens after it at most, with one of these.
CONTENTS_REACH = 4
_CONTENTS = word_set("what how which that where who why when whether whose every each showing")
#: With so much doubt two hints, or a question, are no offer.
MOST_DOUBT = register.EVERYDAY

REASON_SOURCE = (
    "Coach Wade: nobody calls back without a clear benefit for themselves; "
    "Jeffrey Gitomer: the prospect has no business reason to call"
)

#: Where rules of several kinds lie over each other, the more telling kind counts.
_TELLING: tuple[OfferKind, ...] = ("introduction", "sample", "story", "resource", "question")
#: Kinds whose words pitches use as well; a pitch may ask for a meeting in the words of an introduction.
_CLAIMED: frozenset[OfferKind] = frozenset(("question", "resource", "information"))
_GIFTS: dict[OfferKind, OfferKind] = {"sample": "resource", "resource": "sample"}
_HINTED: tuple[OfferKind, ...] = ("introduction", "sample", "resource")

#: Rules that are only hints, by the sign that they are to a passage.
_SIGNS = {
    "reason-story.hint-result": "result",
    "reason-information.hint-a-fact": "fact",
    # Pitches tell of rates that drop and of rivals as well.
    "reason-information.rules-change": "fact",
    "reason-information.about-their-market": "fact",
    "reason-information.hint-their-thing": "their thing",
    "reason-information.there-is-one": "one thing",
}


class _Stretch(NamedTuple):
    kind: OfferKind
    first: int
    last: int
    why: str
    #: Where the first of two hints ends and the second begins: between them may be another offer.
    gap: tuple[int, int] = (0, 0)

    def overlaps(self, first: int, last: int) -> bool:
        if self.first >= last or first >= self.last:
            return False
        return not (self.gap[0] <= first and last <= self.gap[1])

    def tokens(self) -> Iterator[int]:
        return (at for at in range(self.first, self.last) if not self.gap[0] <= at < self.gap[1])


def find_offers(
    message: Message, hits: Sequence[RuleHit], findings: Sequence[Finding] = (), phone: Phone | None = None
) -> tuple[Offer, ...]:
    """The offers in the order they are said; two of them share no word but between two hints of one."""
    tokens = message.tokens
    if not tokens:
        return ()
    texts = [token.text for token in tokens]
    numbers = phone.numbers if phone is not None else ()
    number_words = {word for number in numbers for word in range(number.first_word, number.last_word)}
    in_number = [token.word in number_words for token in tokens]
    doubt = register.doubt(texts, hits, has_number=bool(numbers))
    if doubt >= register.NOTHING:
        return ()
    pitch = {word for finding in findings for word in range(finding.first_word, finding.last_word)}
    parts = {at for hit in hits if hit.rule.purpose == "part" for at in _part(texts, hit)}
    idle = [in_number[at] or at in parts or token.word in pitch for at, token in enumerate(tokens)]
    offered = [hit for hit in hits if hit.rule.purpose == "offer"]
    offered = [hit for hit in offered if not (in_number[hit.first] and in_number[hit.last - 1])]

    offered = [hit for hit in offered if hit.rule.category != "question" or not is_embedded(texts, hit.first)]

    clauses = find_clauses(texts, idle)

    chosen: list[_Stretch] = []
    told = doubt + PITCH_DOUBT * min(len(findings), MAX_PITCHES)
    offered = [
        hit
        for hit in offered
        if hit.rule.category not in _CLAIMED or hit.rule.half or not _is_pitch(message, hit, pitch)
    ]
    _choose_by_rules(chosen, offered, doubt, told)
    _lengthen(chosen, texts, clauses)
    if told < MOST_DOUBT:
        makings = find_makings(texts, clauses)
        works = [work for work in find_works(texts, clauses) if not _is_paper(work, offered)]
        spoken = list(accumulate((not at for at in in_number), initial=0))
        # One gift is either to read or to try.
        without = [_GIFTS[stretch.kind] for stretch in chosen if stretch.kind in _GIFTS]
        hinted = _from_hints(offered, [*makings], works, spoken, without)
        _choose(chosen, (stretch for stretch in hinted if not _is_pitch(message, stretch, pitch)))
    _take_contents(chosen, texts, clauses)
    _choose_by_build(chosen, texts, idle, clauses, offered, doubt, told)
    found = []
    for stretch in _joined(sorted(chosen, key=lambda s: (s.first, s.last))):
        first_word, last_word = word_range(tokens, stretch.first, stretch.last)
        span = message.span(first_word, last_word)
        found.append(Offer(stretch.kind, first_word, last_word, span, stretch.why))
    return tuple(found)


def _part(texts: Sequence[str], hit: RuleHit) -> Iterator[int]:
    """Tokens of a greeting, a name or the like; a name ends where a sentence begins."""
    for at in range(hit.first, hit.last):
        if hit.rule.category == "name" and at > hit.first + 1 and texts[at] in register.SENTENCE_STARTS:
            return
        yield at


def _choose(chosen: list[_Stretch], more: Iterable[_Stretch]) -> None:
    """Add what lies over nothing chosen before; of two that begin together the longer one."""
    for stretch in sorted(more, key=lambda s: (_order(s.kind), s.first, -s.last)):
        if not any(other.overlaps(stretch.first, stretch.last) for other in chosen):
            chosen.append(stretch)


def _joined(chosen: Iterable[_Stretch]) -> list[_Stretch]:
    """Stretches of one kind that follow on each other as one; `chosen` is in the order of speech."""
    joined: list[_Stretch] = []
    for stretch in chosen:
        before = joined[-1] if joined else None
        if before and before.kind == stretch.kind and stretch.first - before.last <= NEIGHBOUR:
            joined[-1] = before._replace(last=max(before.last, stretch.last))
        else:
            joined.append(stretch)
    return joined


def _order(kind: OfferKind) -> int:
    return _TELLING.index(kind) if kind in _TELLING else len(_TELLING)


def _choose_by_rules(chosen: list[_Stretch], offered: Sequence[RuleHit], doubt: float, told: float) -> None:
    """The certain rules but for news; questions and papers are everyday business as well.

    Pitches ask too ("how would you like to …"), so that their phrases speak against questions.
    """
    for kind in _TELLING:
        if doubt >= register.EVERYDAY and kind in ("question", "resource", "introduction"):
            continue
        if told > MOST_DOUBT and kind == "question":
            continue
        certain = [hit for hit in offered if hit.rule.category == kind and not hit.rule.half]
        _choose(chosen, (_Stretch(kind, hit.first, hit.last, hit.rule.why) for hit in certain))


def _is_paper(work: Cue, offered: Sequence[RuleHit]) -> bool:
    """Whether a piece of work is something to read."""
    return any(
        hit.rule.half
        and hit.rule.category == "resource"
        and hit.first < work.last + 2
        and work.first < hit.last
        for hit in offered
    )


def _from_hints(
    offered: Sequence[RuleHit],
    makings: Sequence[Cue],
    works: Sequence[Cue],
    spoken: Sequence[int],
    without: Iterable[OfferKind],
) -> Iterator[_Stretch]:
    """Stretches from one hint to another one near it, of a different rule and the same kind.

    `makings` are hints too: what the caller has made is for them once it is on its way to them.
    `spoken[n]` counts the tokens before n that belong to no number: saying a number takes long.
    """
    for kind in _HINTED:
        if kind in without:
            continue
        of_kind = [hit for hit in offered if hit.rule.half and hit.rule.category == kind]
        hints = [Cue(hit.rule.id, hit.first, hit.last) for hit in of_kind]
        if kind == "resource":
            hints += makings
        elif kind == "sample":
            hints += works
        hints.sort(key=lambda hint: (hint.first, hint.last))
        for place, hint in enumerate(hints):
            for other in hints[place + 1 :]:
                if spoken[other.first] - spoken[min(hint.last, other.first)] > HINT_REACH:
                    break
                if other.name == hint.name:
                    break  # nearer to whatever follows
                gap = (hint.last, max(hint.last, other.first))
                why = offer_why(kind)
                yield _Stretch(kind, hint.first, max(hint.last, other.last), why, gap)
                break


def _choose_by_build(
    chosen: list[_Stretch],
    texts: Sequence[str],
    idle: Sequence[bool],
    clauses: Sequence[Clause],
    offered: Sequence[RuleHit],
    doubt: float,
    told: float,
) -> None:
    """Stories, questions and then news, by rules and by how they are built.

    `doubt` is about the message, `told` about what is told in it: pitch phrases add to it.
    """
    questions = [*find_questions(texts, idle)]
    signs = [Cue(_SIGNS[hit.rule.id], hit.first, hit.last) for hit in offered if hit.rule.id in _SIGNS]
    signs += [Cue("asks for a date", asked.first, asked.last) for asked in questions if asked.arranges]

    words = find_word_cues(texts, idle)

    def passages(kind: OfferKind) -> Iterator[Passage]:
        taken = {at for stretch in chosen for at in stretch.tokens()}
        left = clauses
        said = words
        if taken:
            left = find_clauses(texts, [is_idle or at in taken for at, is_idle in enumerate(idle)])
            said = [cue for cue in words if cue.first not in taken and cue.last - 1 not in taken]
        return find_passages(kind, texts, left, [*find_clause_cues(texts, left), *said, *signs])

    def choose(kind: OfferKind, doubted: float) -> None:
        good = (p for p in passages(kind) if p.score - doubted >= ENOUGH[kind])
        _choose(chosen, [_Stretch(kind, p.first, p.last, offer_why(kind)) for p in good])

    meets = any(stretch.kind == "introduction" for stretch in chosen)
    choose("story", told + STORY_DOUBT if meets else told)
    if told <= MOST_DOUBT:
        asked = (q for q in questions if not q.arranges)
        _choose(chosen, (_Stretch("question", q.first, q.last, offer_why("question")) for q in asked))
    if told < MOST_DOUBT:
        news = [hit for hit in offered if hit.rule.category == "information" and not hit.rule.half]
        _choose(chosen, (_Stretch("information", hit.first, hit.last, hit.rule.why) for hit in news))
    beside = max((BESIDE_DOUBT.get(stretch.kind, 0.0) for stretch in chosen), default=0.0)
    choose("information", told + beside)


def _lengthen(chosen: list[_Stretch], texts: Sequence[str], clauses: Sequence[Clause]) -> None:
    """A rule may find the beginning of a story only: the clauses that go on with it belong to it."""
    for passage in find_passages("story", texts, clauses, ()):
        for place, stretch in enumerate(chosen):
            if stretch.kind == "story" and stretch.overlaps(passage.first, passage.last):
                others = (o.first for o in chosen if o.first >= stretch.last)
                last = min(max(stretch.last, passage.last), *others, len(texts))
                chosen[place] = stretch._replace(last=last)


def _take_contents(chosen: list[_Stretch], texts: Sequence[str], clauses: Sequence[Clause]) -> None:
    """What a gift tells of ("a list of what the others pay") is no news beside it."""
    for place, stretch in enumerate(chosen):
        if stretch.kind not in _GIFTS:
            continue
        for clause in clauses:
            start = clause.first - stretch.last
            near = texts[stretch.last - 1 : clause.first + 1]
            if -1 <= start <= CONTENTS_REACH and not _CONTENTS.isdisjoint(near):
                chosen[place] = stretch._replace(last=clause.last)
                break


def _is_pitch(message: Message, stretch: _Stretch | RuleHit, pitch: set[int]) -> bool:
    """Whether pitch phrases cover a good part of the words."""
    words = {message.tokens[at].word for at in range(stretch.first, stretch.last)}
    return len(words & pitch) > PITCH_SHARE * len(words)


def reason_check(message: Message, offers: Sequence[Offer]) -> Check:
    """Off where nothing is in it for them."""
    target = (1.0, None)
    if not message.words:
        reason = _("There are no words to judge.")
        return Check("reason", "unknown", None, "reasons", target, reason, (), REASON_SOURCE)
    if not offers:
        reason = _("Nothing here answers their question: why should I call back?")
        return Check("reason", "off", 0, "reasons", target, reason, (), REASON_SOURCE)
    first = offers[0]
    named = ngettext(
        "{what} is a reason to call back.", "{what} and {n} more are reasons to call back.", len(offers)
    )
    reason = named.format(what=offer_title(first.kind), n=len(offers) - 1)
    evidence = offer_evidence(offers)
    return Check("reason", "good", len(offers), "reasons", target, reason, evidence, REASON_SOURCE)


def offer_evidence(offers: Iterable[Offer]) -> tuple[Evidence, ...]:
    return tuple(Evidence(offer.first_word, offer.last_word, offer.span) for offer in offers)
