"""Whether the answer to “why should this prospect call me back?” was heard in a message.

An answer is written in the rep's own words, before the first take, and said in others: what counts are its
words of content, in whatever form, and its numbers by value.
A rep who said it and is told that it was missing stops listening, so that in doubt nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from rehearse.analysis.inflect import bases
from rehearse.analysis.message import Message
from rehearse.analysis.result import Evidence, Offer, Phone
from rehearse.analysis.spoken_forms import Unit, units_of
from rehearse.i18n import _
from rehearse.script.script import SLOT
from rehearse.script.tokens import tokens_of, word_set

AnswerVerdict = Literal["heard", "partly", "not_heard", "unknown"]

#: Shares of an answer's weight, found near each other (heard) or anywhere (partly).
HEARD_SHARE, PARTLY_SHARE = 0.7, 0.34
#: An answer of more words than `_FEW` may also be heard here and there, but then nearly all of it.
SCATTERED_SHARE, _FEW = 0.8, 3
#: Two words are an answer where they are said in its order, at most so many words further apart than there.
_PAIR_REACH = 4
#: Words of the message that an answer may be spread over for each of its own, and besides.
_SPREAD, _MORE_SPREAD = 2, 10
#: Longer answers are judged by their beginning.
_MAX_UNITS = 120
#: Parts of one word's family: "introduce" and "introduction" share eight letters of twelve.
_SHARED_LETTERS, _SHARED_PART = 6, 0.6
#: Shorter words sound like too many others to have been misheard.
_MISHEARD_LETTERS = 5

#: Words that carry nothing of an answer, and those that only frame it ("because I can tell them …").
_EMPTY = word_set(
    """a an the and or but nor so of to in on at for with from by as that this these those it its is are was
    were be been being am i you he she we they me him her us them my your his our their mine yours hers ours
    theirs who whom whose which what when where why how will would can could should shall may might must do
    does did done have has had having not no n't 's if then than there here too also just only really very
    quite about into onto out up down over under off again ever never all any some each every both either
    one ones own such same other another more most much many few less least because since while until
    call calls called calling back phone voicemail message reason prospect prospects listener
    tell tells told show shows get gets got getting give gives gave given let lets know knows want wants
    like likes say says said think thinks see sees hear hears going gonna go goes take takes make makes made
    need needs able way ways thing things something anything everything nothing please thanks thank
    hi hello hey um uh yes okay dollars pounds euros percent before after between through during
    myself yourself himself herself itself ourselves themselves yourselves"""
)
#: Words of content that many messages have; half as much weight.
_COMMON = word_set(
    """people person someone somebody anyone anybody everyone everybody company companies business businesses
    work works working new good better best great help helps helped use uses used using find finds found
    send sends sent mail mails mailed email emails emailed talk talks time times today week weeks month
    months year years day days morning minute minutes meet long short free easy right might number
    interesting important idea ideas information look looks looking come comes start starts try tries
    put puts offer offers answer answers learn learns share shares big small first last next two"""
)

#: What may be said for each other where it is about a reason to call back.
_GROUPS = tuple(
    word_set(group)
    for group in (
        "list checklist", "report study paper", "guide booklet handbook manual", "book booklet copy",
        "free complimentary", "cut reduce lower shrink trim decrease reduction drop slash",
        "grow increase raise boost growth", "cost price expense spend pay bill", "customer client buyer",
        "employee staff worker crew team", "company firm business", "competitor rival competition",
        "fast quick speed", "mistake error fault", "fix repair solve", "rule law regulation requirement",
        "introduce introduction meet", "send mail email", "owner boss founder", "lose loss miss",
        "leave quit turnover churn", "hire recruit", "find discover notice", "site website page",
        "deadline due", "car vehicle truck van fleet", "shop store", "shipment delivery", "begin start",
        "finish end complete", "doctor clinic practice", "lawyer attorney", "picture photo", "buy purchase",
        "job work position",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AnswerHeard:
    """What was heard of an answer.

    `heard_words` and `missing_words` are the answer's own words, as written and in order; `evidence` is
    where it was said; `reason` is one sentence.
    "unknown" means that nobody can tell: no words, or a reason that may be the same in other words.
    """

    verdict: AnswerVerdict
    heard_words: tuple[str, ...]
    missing_words: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    reason: str


class _Part(NamedTuple):
    """A word or number of the answer that counts; `word` is how it is written."""

    unit: Unit
    word: str
    weight: float


def answer_heard(
    answer: str, message: Message, *, phone: Phone | None = None, offers: Sequence[Offer] | None = None
) -> AnswerHeard:
    """Listen for an answer in a message.

    `phone` and `offers` are what the analysis found there: digits of a phone number are no figures of the
    answer, and where the message gives a reason that shares no word with the answer, it may be the same one.
    """
    parts = _parts_of(answer)
    words = tuple(part.word for part in parts)
    if not parts:
        return AnswerHeard("unknown", (), (), (), _("Your answer has no words that could be listened for."))
    if not message.words:
        return AnswerHeard("unknown", (), words, (), _("No words were heard."))
    found = _found_in(parts, message, phone)
    total = sum(part.weight for part in parts)
    first, last, near = _densest(parts, found)
    together = sum(parts[index].weight for index in near)
    everywhere = sum(part.weight for part, places in zip(parts, found, strict=True) if places)
    heard = tuple(part.word for part, places in zip(parts, found, strict=True) if places)
    missing = tuple(part.word for part, places in zip(parts, found, strict=True) if not places)
    evidence = (message.evidence(first, last),) if near else ()
    telling = {index for index, part in enumerate(parts) if part.weight == 1}
    enough = (
        together >= HEARD_SHARE * total
        or (len(telling) > 1 and telling <= set(near))
        or (len(parts) > _FEW and everywhere >= SCATTERED_SHARE * total)
    )
    if enough and not _by_accident(parts, near, last - first):
        return AnswerHeard("heard", heard, missing, evidence, _("Your answer was heard."))
    if everywhere >= PARTLY_SHARE * total:
        if missing:
            lacking = ", ".join(f"“{word}”" for word in missing[:4])
            reason = _("Part of your answer was heard; missing is {words}.").format(words=lacking)
        elif len(parts) == 1:
            reason = _("The one word of your answer was heard.")
        else:
            reason = _("The words of your answer were heard, but not as one thought.")
        return AnswerHeard("partly", heard, missing, evidence, reason)
    if offers:
        reason = _("A reason to call back was heard, but hardly a word of your answer.")
        return AnswerHeard("unknown", heard, missing, tuple(_proof(offers)), reason)
    return AnswerHeard("not_heard", heard, missing, (), _("Your answer was not heard."))


def _by_accident(parts: Sequence[_Part], near: Sequence[int], n_words: int) -> bool:
    """Whether so little tells nothing: one word alone, or two that stand apart or the other way round."""
    telling = [index for index, part in enumerate(parts) if part.weight == 1]
    if len(near) < 2 or len(telling) != 2:
        return len(near) < 2
    one, other = (parts[index].unit for index in telling)
    if n_words > parts[-1].unit.last - parts[0].unit.first + _PAIR_REACH:
        return True
    said = [index for index in near if index in telling]
    # "may third" and "the 3rd of May" are the same.
    return said != telling and not (one.is_number or other.is_number)


def _proof(offers: Iterable[Offer]) -> Iterable[Evidence]:
    return (Evidence(offer.first_word, offer.last_word, offer.span) for offer in offers)


# --- the answer


@lru_cache(maxsize=16)
def _parts_of(answer: str) -> tuple[_Part, ...]:
    words = SLOT.sub(" ", answer).split()[: 4 * _MAX_UNITS]
    tokens = tokens_of(words)
    units = units_of(words, tokens)[:_MAX_UNITS]
    parts: list[_Part] = []
    known: set[str] = set()
    for unit in units:
        keys = _keys(unit)
        if unit.readings <= _EMPTY or not known.isdisjoint(keys):
            continue
        if unit.is_number and unit.readings == {"1"}:  # "one of them"
            continue
        known |= keys
        first, last = tokens[unit.first].word, tokens[unit.last - 1].word + 1
        written = " ".join(words[first:last]).strip(".,;:!?…–—-()\"“”'")
        parts.append(_Part(unit, written, 0.5 if unit.readings <= _COMMON else 1.0))
    if parts and all(part.weight < 1 for part in parts):
        return tuple(part._replace(weight=1.0) for part in parts)
    return tuple(parts)


def _keys(unit: Unit) -> frozenset[str]:
    if unit.is_number:
        return frozenset(f"#{reading}" for reading in unit.readings)
    return frozenset(key for reading in unit.readings for key in bases(reading))


# --- the message


def _found_in(
    parts: Sequence[_Part], message: Message, phone: Phone | None
) -> list[tuple[tuple[int, int], ...]]:
    """For each part the stretches of message words that it was heard in."""
    numbers = phone.numbers if phone is not None else ()
    dialled = {word for number in numbers for word in range(number.first_word, number.last_word)}
    tokens = message.tokens
    said: dict[str, list[tuple[int, int]]] = {}
    for unit in units_of([word.text for word in message.words], tokens):
        place = tokens[unit.first].word, tokens[unit.last - 1].word + 1
        if dialled.isdisjoint(range(*place)):
            for key in _keys(unit):
                said.setdefault(key, []).append(place)
    found = [
        tuple(sorted({place for key in _keys(part.unit) for place in said.get(key, ())})) for part in parts
    ]
    families: dict[str, list[str]] = {}
    for key in said:
        families.setdefault(key[:_SHARED_LETTERS], []).append(key)
    for index, part in enumerate(parts):
        if not found[index] and not part.unit.is_number:
            others = _related(part, families)
            found[index] = tuple(sorted({place for key in others for place in said.get(key, ())}))
    if message.kind == "audio":
        _add_misheard(parts, found, said)
    return found


def _related(part: _Part, families: Mapping[str, Sequence[str]]) -> set[str]:
    """Words that say the same where it is about a reason, and those of `families` that share its stem.

    `families` are words by their first letters.
    """
    keys = _keys(part.unit)
    found = {word for group in _GROUPS if not group.isdisjoint(keys) for word in group}
    for key in keys:
        found.update(other for other in families.get(key[:_SHARED_LETTERS], ()) if _one_family(key, other))
    return found


def _one_family(one: str, other: str) -> bool:
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    return shared >= _SHARED_LETTERS and shared >= _SHARED_PART * max(len(one), len(other))


def _add_misheard(
    parts: Sequence[_Part],
    found: list[tuple[tuple[int, int], ...]],
    said: dict[str, list[tuple[int, int]]],
) -> None:
    from rehearse.script.likeness import alike

    choices = [key for key in said if len(key) >= _MISHEARD_LETTERS and key not in _EMPTY]
    for index, part in enumerate(parts):
        (text, *_others) = part.unit.readings
        if found[index] or part.unit.is_number or len(text) < _MISHEARD_LETTERS:
            continue
        near = alike([text], choices).get(text, set())
        found[index] = tuple(sorted({place for key in near for place in said[key]}))


def _densest(
    parts: Sequence[_Part], found: Sequence[tuple[tuple[int, int], ...]]
) -> tuple[int, int, tuple[int, ...]]:
    """The stretch of words that holds most of the answer: (first, last, its parts in order of speech)."""
    spread = _SPREAD * len(parts) + _MORE_SPREAD
    places = sorted((place, index) for index, stretches in enumerate(found) for place in stretches)
    best: tuple[int, int, tuple[int, ...]] = (0, 0, ())
    most = 0.0
    for at, ((first, _last), _index) in enumerate(places):
        seen: list[int] = []
        end = first
        for (start, last), index in places[at:]:
            if start - first > spread:
                break
            if index not in seen:
                seen.append(index)
                end = max(end, last)
        weight = sum(parts[index].weight for index in seen)
        # Of two that hold as much, the shorter one.
        if weight > most or (weight == most and end - first < best[1] - best[0]):
            best, most = (first, end, tuple(seen)), weight
    return best
