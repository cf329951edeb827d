"""Reasons to call back: what a message offers, and the check that there is anything at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from rehearse.analysis.message import Message
from rehearse.analysis.narrative import ENOUGH, Cue, find_makings, find_passages, find_questions
from rehearse.analysis.result import Check, Evidence, Finding, Offer, OfferKind, Phone
from rehearse.analysis.rules import RuleHit
from rehearse.i18n import _, ngettext
from rehearse.script.tokens import word_range, word_set

#: Two hints this many tokens apart still speak of one thing: about ten seconds of speech.
HINT_REACH = 32

#: Hints with more of their words in pitch phrases than this are part of the pitch.
PITCH_SHARE = 0.3

REASON_SOURCE = (
    "Coach Wade: nobody calls back without a clear benefit for themselves; "
    "Jeffrey Gitomer: the prospect has no business reason to call"
)


#: Where hints of several kinds lie over each other, the more telling kind counts; news is what is left.
_TELLING: tuple[OfferKind, ...] = ("introduction", "sample", "story", "resource", "question", "information")


#: Rules that are only hints, by the sign that they are to a passage.
_SIGNS = {
    "reason-story.hint-result": "result",
    "reason-information.hint-a-fact": "fact",
    "reason-information.hint-their-thing": "their thing",
    "reason-information.there-is-one": "one thing",
}

_SENTENCE_STARTS = word_set("your you there when if what how who why which i we the every most two three")
_DEPARTMENTS = word_set("legal finance accounts accounting hr reception maintenance dispatch facilities upstairs downstairs work")
#: Doubt about a message that is everyday business, and about one that sells nothing at all.
EVERYDAY, NOTHING = 1.5, 3.0
_KIN = word_set("mum mom mummy mommy dad daddy nan nana gran granny grandma grandpa grandad auntie aunt uncle")
_DEAR = word_set("love mate sweetie darling honey pal sis bro coach")
#: Whom the message is to is said in its first words.
_ADDRESS = 8


SHORT = 40
W = {"short": 0.75, "nobody": 0.5, "ev": 0.6, "find": 0.25, "chosen": 0.25}
LAST: list = []  # DEBUG


class _Stretch(NamedTuple):
    kind: OfferKind
    first: int
    last: int
    why: str
    #: Where the first hint ends and the second begins: what lies between may be another offer.
    gap: tuple[int, int] = (0, 0)

    def overlaps(self, first: int, last: int) -> bool:
        if self.first >= last or first >= self.last:
            return False
        return not (self.gap[0] <= first and last <= self.gap[1])

    def tokens(self) -> Iterator[int]:
        for at in range(self.first, self.last):
            if not self.gap[0] <= at < self.gap[1]:
                yield at


def find_offers(
    message: Message, hits: Sequence[RuleHit], findings: Sequence[Finding] = (), phone: Phone | None = None
) -> tuple[Offer, ...]:
    """The offers in the order they are said, one per kind and stretch.

    A rule that is only a hint (`half`) counts together with another hint of its kind nearby; not over
    a pitch phrase, and not over a more telling offer.
    """
    tokens = message.tokens
    texts = [token.text for token in tokens]
    numbers = phone.numbers if phone is not None else ()
    in_number = [any(n.first_word <= token.word < n.last_word for n in numbers) for token in tokens]
    of_kind: dict[str, list[RuleHit]] = {}
    whys: dict[str, str] = {}
    for hit in hits:
        if hit.rule.purpose == "offer":
            whys.setdefault(hit.rule.category, hit.rule.why)
            if not (in_number[hit.first] and in_number[hit.last - 1]):
                of_kind.setdefault(hit.rule.category, []).append(hit)
    spoken = list(accumulate((not inside for inside in in_number), initial=0))
    pitch = {word for finding in findings for word in range(finding.first_word, finding.last_word)}
    parts = {at for hit in hits if hit.rule.purpose == "part" for at in _part(texts, hit)}
    idle = [in_number[at] or at in parts or token.word in pitch for at, token in enumerate(tokens)]
    doubt = _doubt(texts, hits, numbers)
    chosen: list[_Stretch] = []
    if doubt >= NOTHING:
        of_kind = {}
    for kind in _TELLING[:-1]:
        certain = [hit for hit in of_kind.get(kind, ()) if not hit.rule.half]
        if kind in ("question", "resource") and doubt >= EVERYDAY:
            continue
        _choose(chosen, (_Stretch(kind, h.first, h.last, h.rule.why) for h in certain))
    makings = [*find_makings(texts, idle)]
    for kind in ("introduction", "sample", "resource"):
        own = makings if kind == "resource" else ()
        hinted = _from_hints(kind, of_kind.get(kind, ()), own, spoken) if doubt < EVERYDAY else ()
        _choose(chosen, (s for s in hinted if not _is_pitch(message, s, findings)))
    signs = [Cue(_SIGNS[h.rule.id], h.first, h.last) for h in hits if h.rule.id in _SIGNS]
    def free() -> list[bool]:
        taken = {at for stretch in chosen for at in stretch.tokens()}
        return [idle[at] or at in taken for at in range(len(texts))]

    everyday = doubt
    doubt += W["find"] * min(len(findings), 4)
    for passage in [*find_passages("story", texts, idle, signs)]:
        told = [s for s in chosen if s.kind == "story" and s.overlaps(passage.first, passage.last)]
        if told:  # a rule found its beginning; the passage has the rest
            chosen.remove(told[-1])
            chosen.append(told[-1]._replace(last=max(told[-1].last, passage.last)))
    for passage in find_passages("story", texts, free(), signs):
        if passage.score - doubt >= ENOUGH["story"]:
            _choose(chosen, [_Stretch("story", passage.first, passage.last, "story")])
    if everyday <= EVERYDAY + 0.5:
        _choose(chosen, (_Stretch("question", c.first, c.last, "question") for c in find_questions(texts, idle) if c.name == "asks about you"))
    if everyday < EVERYDAY:
        news = [hit for hit in of_kind.get("information", ()) if not hit.rule.half]
        _choose(chosen, (_Stretch("information", h.first, h.last, h.rule.why) for h in news))
    LAST[:] = [doubt, [*find_passages("story", texts, idle, signs)]]  # DEBUG
    if chosen:
        doubt += W["chosen"]
    passages = [*find_passages("information", texts, free(), signs)]
    LAST[1].extend(passages)  # DEBUG
    _choose(chosen, (_Stretch("information", p.first, p.last, "info") for p in passages if p.score - doubt >= ENOUGH["information"]))
    found = []
    for stretch in sorted(chosen, key=lambda s: (s.first, s.last)):
        first_word, last_word = word_range(tokens, stretch.first, stretch.last)
        span = message.span(first_word, last_word)
        found.append(Offer(stretch.kind, first_word, last_word, span, stretch.why))
    return tuple(found)


def _is_body(start: Sequence[str]) -> bool:
    """Whether an office or an institution speaks, or a colleague: "it's the library", "Kit from legal"."""
    for this, then, after in zip(start, start[1:], start[2:], strict=False):
        if this in ("it", "this") and then == "is" and after in ("the", "your"):
            return True
        if this in ("from", "in") and then in _DEPARTMENTS:
            return True
    return False


def _part(texts: Sequence[str], hit: RuleHit) -> Iterator[int]:
    """Tokens of a greeting, a name or the like; a name ends where a sentence begins."""
    for at in range(hit.first, hit.last):
        if hit.rule.category == "name" and at > hit.first + 1 and texts[at] in _SENTENCE_STARTS:
            return
        yield at


def _choose(chosen: list[_Stretch], more: Iterable[_Stretch]) -> None:
    """Add what lies over nothing chosen before."""
    for stretch in sorted(more, key=lambda s: (s.first, -s.last)):
        if not any(other.overlaps(stretch.first, stretch.last) for other in chosen):
            chosen.append(stretch)


def _names_firm(start: Sequence[str]) -> bool:
    """Whether a caller says where they are from: "Joel over at Tallyfield"."""
    return any(
        word in ("from", "at", "with", "of", "for") and after not in _SENTENCE_STARTS and after not in ("a", "my", "this")
        for word, after in zip(start, start[1:], strict=False)
    )


def _doubt(texts: Sequence[str], hits: Sequence[RuleHit], numbers: Sequence[object]) -> float:
    """How much more than `ENOUGH` a passage needs: everyday news and pitches tell of things as well."""
    start = texts[:_ADDRESS]
    if not _KIN.isdisjoint(start) or not _DEAR.isdisjoint(start[:4]):
        return NOTHING
    weighed = sum(
        1 if hit.rule.category == "everyday" else -1 for hit in hits if hit.rule.purpose == "context"
    )
    body = _is_body(start)
    doubt = EVERYDAY * body + min(W["ev"] * max(weighed, 0), EVERYDAY)
    if any(text == "press" and after.isalpha() for text, after in zip(texts, texts[1:], strict=False)):
        doubt += NOTHING
    if len(texts) < SHORT:
        doubt += W["short"]
    if not numbers and not _names_firm(texts[:16]):
        doubt += W["nobody"]
    return doubt


def _from_hints(
    kind: OfferKind, hits: Sequence[RuleHit], makings: Sequence[Cue], spoken: Sequence[int]
) -> Iterator[_Stretch]:
    """Stretches from one hint to another one near it, of a different rule.

    `makings` are hints too: what the caller has made is for them once it is on its way to them.
    `spoken[n]` counts the tokens before n that belong to no number: saying a number takes long.
    """
    hints = [Cue(hit.rule.id, hit.first, hit.last) for hit in hits if hit.rule.half]
    hints = sorted((*hints, *makings), key=lambda hint: (hint.first, hint.last))
    why = next((hit.rule.why for hit in hits), "")
    for place, hint in enumerate(hints):
        for other in hints[place + 1 :]:
            if spoken[other.first] - spoken[min(hint.last, other.first)] > HINT_REACH:
                break
            if other.name != hint.name:
                between = (hint.last, max(hint.last, other.first))
                yield _Stretch(kind, hint.first, max(hint.last, other.last), why, between)
                break


def _is_pitch(message: Message, stretch: _Stretch, findings: Sequence[Finding]) -> bool:
    """Whether pitch phrases cover a good part of the hints."""
    words = {message.tokens[at].word for at in range(stretch.first, stretch.last)}
    pitch = {word for finding in findings for word in range(finding.first_word, finding.last_word)}
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
    reason = named.format(what=offer_words(first.kind), n=len(offers) - 1)
    evidence = offer_evidence(offers)
    return Check("reason", "good", len(offers), "reasons", target, reason, evidence, REASON_SOURCE)


def offer_evidence(offers: Iterable[Offer]) -> tuple[Evidence, ...]:
    return tuple(Evidence(offer.first_word, offer.last_word, offer.span) for offer in offers)


def offer_words(kind: OfferKind) -> str:
    """An offer's kind as the beginning of a sentence."""
    return {
        "story": _("A story about somebody like them"),
        "resource": _("Something useful to have"),
        "sample": _("A sample"),
        "information": _("Something they should know"),
        "introduction": _("An introduction"),
        "question": _("A question that makes them think"),
    }[kind]
