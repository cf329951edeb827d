"""Clauses of spoken words: where a finite verb stands and what its subject is.

A recogniser writes no punctuation and a tagger would be a heavy guest, so a clause is found from
closed classes of words: pronouns, determiners, auxiliaries, irregular past forms and "-ed".  What it
takes for a subject is the nearest noun phrase or pronoun to the left of the verb.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from rehearse.analysis.digit_words import is_number_token
from rehearse.script.tokens import word_set

Subject = Literal["us", "ours", "you", "yours", "some", "other", "it", "there", "nobody", "none"]
Tense = Literal["past", "present", "modal"]

#: A subject is looked for this many tokens to the left of its verb.
SUBJECT_REACH = 12

#: The noun that a relative clause belongs to begins this many tokens to the left of its pronoun.
RELATIVE_REACH = 5
_PRONOUNS = word_set("you i we they he she")

_SUBJECTS: dict[str, Subject] = {
    **dict.fromkeys(("i", "we"), "us"),
    "you": "you",
    **dict.fromkeys(("he", "she", "they", "who", "everybody", "everyone", "most"), "other"),
    **dict.fromkeys(("it", "this", "that", "which", "what", "these", "those", "yours"), "it"),
    "there": "there",
    **dict.fromkeys(("nobody", "none", "neither", "nothing"), "nobody"),
    **dict.fromkeys(("somebody", "someone", "something"), "some"),
    **dict.fromkeys(("a", "an", "another"), "some"),
    **dict.fromkeys(("the", "his", "her", "their", "its", "every", "half"), "other"),
    "your": "yours",
    **dict.fromkeys(("my", "our"), "ours"),
}  # fmt: skip
_DETERMINERS = word_set(
    "a an another the his her their its every half your my our this that these those which each most"
)

#: After "your" these are somebody else: "your neighbor had hers rewired" tells of the neighbor.
OTHERS_OF_YOURS = word_set(
    "neighbor neighbors neighbour neighbours competitor competitors rival rivals friend friends colleague"
)

#: After "my" or "our" as well, and these: "a client of ours", "my last customer lost …".
OTHERS_OF_OURS = OTHERS_OF_YOURS | word_set(
    """client clients customer customers member members patient patients tenant tenants sister brother
    cousin uncle aunt wife husband father mother mum mom dad son daughter nephew niece boss dentist
    landlord accountant regulars regular grower growers supplier suppliers reader readers student
    students buyer buyers guest guests"""
)
#: "A tiler two doors from you lost …" tells of the tiler.
_NEAR_YOU = word_set("from near like opposite beside behind above below by around past")

BE = word_set("is are was were am be been being")
_PAST_AUX = word_set("was were had did")
_PRESENT_AUX = word_set("is are am has have does do")
_MODAL = word_set("will would can could may might must should shall")
_ADVERBS = word_set(
    """not never just really also actually simply still already even only now then soon always often
    recently finally nearly almost barely hardly quietly suddenly since ever so both each all
    usually"""
)
_PREPOSITIONS = word_set(
    """of on in at from for with without near behind across round around by over under between
    inside outside along opposite beside into down up past through about like than after before
    until till since during to within onto against as off"""
)
_BOUNDARIES = word_set("and but because so if when where while or how why whether then although though once")

#: Past forms that do not end on "-ed".  Those in `_ALSO_BASE` may be present or a noun as well.
_IRREGULAR_PAST = word_set(
    """became began bent bit bled blew bought bred broke brought built burnt came caught chose clung
    crept dealt drank dreamt drew drove dug fed fell felt fled flew forbade forgot fought found
    froze gave got grew ground had heard held hid hung kept knew laid learnt leant leapt lent lit
    lost made meant met mistook overpaid paid ran rang rebuilt rode rose said sang sank sat saw
    shook shone shot shrank shrunk slept slid sold sought spent spoke spoilt sprang stole stood
    stuck stung struck swam swept swore swung taught threw told took tore went withdrew woke won
    wore wound wrote undid misread outgrew overran redid sent bid left thought understood was were
    did used"""
)
_ALSO_BASE = word_set("cut put set let hit read shut cost split quit hurt burst spread bet beat come run")
#: Participles that stand after "have": "has gone", "had thrown".
_PARTICIPLES = word_set(
    """gone done seen known given taken thrown written driven broken chosen fallen grown shown
    spoken stolen worn frozen forgotten eaten begun rung sung drawn blown risen ridden hidden bitten
    got become come run been had made found left sold bought"""
)
#: Words on "-ed" and the like that are no past form, or seldom the verb of a clause.
_NOT_PAST = word_set(
    """need indeed speed feed seed weed red bed shed sled reed bleed breed greed hundred sacred
    naked wicked exceed proceed succeed embed interested supposed united limited related detailed
    experienced qualified licensed certified insured unlimited advanced dedicated based marked
    excited pleased delighted wed ted fred ned jed ed beloved rugged aged bored tired"""
)
#: Third person forms that are seldom plural nouns.
_PRESENT_S = word_set(
    """says goes gets takes makes needs means comes runs starts ends opens closes expires keeps
    loses misses leaves falls lands wants knows drops rises passes fails gives lets picks answers
    sells buys pays uses asks tells thinks looks sounds seems happens depends applies covers affects
    begins stops finds hires owes allows requires brings sends lives works turns moves shows sits
    stands faces sees believes becomes reads loads belongs lists hits stays serves spends draws lets
    matters handles guesses guess renews lapses rolls breaks leaks drips slips carries shuts bounces
    puts writes rings forces bans throws blows freezes melts dies arrives hangs sticks remains consists
    contains includes excludes mentions insists forbids obliges differs exceeds doubles triples halves
    climbs sinks shrinks redirects overcharges expects eats drinks grows wears rents sizes points lasts
    beats catches teaches reaches switches watches"""
)
_S_SUBJECTS = word_set("he she it nobody who everybody everyone somebody someone")
_NO_VERB = _ADVERBS | _PREPOSITIONS | _BOUNDARIES
_OBJECTS = word_set(
    """a an the your their his her its it them you him no every nobody twice open shut those these our my
    us me everyone anybody anyone people only"""
)
_ING_AFTER_S = word_set("a an the in on not no been got gone about at just due from still now down up out")


#: After these "you" begins a sentence of its own, not a clause about the noun before it.
NO_NOUN = (
    _BOUNDARIES | _PREPOSITIONS | BE | word_set("hi hello hey morning afternoon evening sorry that would")
)


class Clause(NamedTuple):
    """Tokens `first` (of the subject) to `last` (where the next clause begins); `verb` is its verb.

    `listener` says whether "you" or "your" stands in the subject; `negated` whether it is denied.
    """

    first: int
    verb: int
    last: int
    subject: Subject
    tense: Tense
    negated: bool
    listener: bool


def find_clauses(texts: Sequence[str], idle: Sequence[bool]) -> list[Clause]:
    """The clauses outside the tokens that are `idle` (numbers, greetings, names), in order."""
    found: list[Clause] = []
    at, end = 0, len(texts)
    floor = 0  # a subject cannot begin left of this
    while at < end:
        if idle[at]:
            at += 1
            floor = at
            continue
        tense = _finite(texts, at)
        if tense is None:
            at += 1
            continue
        asked = texts[at + 1] if at + 1 < end else ""
        if tense == "modal" and asked in ("you", "i", "we"):
            first, subject, listener = at, _SUBJECTS[asked], asked == "you"  # "might you have half an hour"
        else:
            first, subject, listener = _subject(texts, idle, at, floor, found)
        if subject == "none" and tense == "present" and texts[at] not in _PRESENT_AUX:
            at += 1
            continue
        stop, negated, tense = _verb_group(texts, idle, at, tense)
        if first == at and subject in ("us", "you"):
            stop = min(at + 3, end)  # the pronoun and the verb itself
        if found and found[-1].last > first:
            found[-1] = found[-1]._replace(last=max(first, found[-1].verb + 1))
        found.append(Clause(first, at, stop, subject, tense, negated, listener))
        floor = stop
        at = stop
    for place, clause in enumerate(found):
        limit = found[place + 1].first if place + 1 < len(found) else end
        last = clause.last
        while last < limit and not idle[last]:
            last += 1
        found[place] = clause._replace(last=last)
    return found


def is_past(text: str) -> bool:
    """Whether a word is a past form by itself."""
    return text in _IRREGULAR_PAST or (len(text) > 4 and text.endswith("ed") and text not in _NOT_PAST)


def _finite(texts: Sequence[str], at: int) -> Tense | None:
    text = texts[at]
    before = texts[at - 1] if at else ""
    after = texts[at + 1] if at + 1 < len(texts) else ""
    if text == "'s":
        return "present" if after.endswith("ing") or after in _ING_AFTER_S or is_past(after) else None
    if text in _MODAL:
        return None if text == "may" and before in _PREPOSITIONS else "modal"
    if text in _PAST_AUX:
        return "past"
    if text in _PRESENT_AUX:
        return "present" if before != "to" else None
    if before == "to" or (before in _DETERMINERS and before not in ("that", "which")):
        return None
    if is_past(text):
        return None if is_number_token(before) and text.endswith("ed") else "past"
    if text in _ALSO_BASE and before not in _PREPOSITIONS and before not in ("we", "you", "they", "please"):
        return "past"
    if text in _PRESENT_S and before not in _S_SUBJECTS and (after in _PAST_AUX or is_past(after)):
        return None  # "the print works cut its waste"
    if text in _PRESENT_S or (before in _S_SUBJECTS and text.endswith("s") and len(text) > 3):
        return "present"
    if before == "they" and text not in _NO_VERB:
        return "present"
    # "The gate sticks a little": a noun on "-s" is seldom followed by one of these.
    verb_like = len(text) > 3 and text.endswith("s") and not text.endswith(("ss", "us", "'s"))
    return (
        "present"
        if verb_like and after in _OBJECTS and before not in _PREPOSITIONS and not is_number_token(before)
        else None
    )


def _verb_group(texts: Sequence[str], idle: Sequence[bool], at: int, tense: Tense) -> tuple[int, bool, Tense]:
    """One past the verb and its helpers, whether it is denied, and the tense of the whole."""
    negated, stop = texts[at] == "never", at + 1
    if texts[at] in _MODAL or texts[at] in _PAST_AUX or texts[at] in _PRESENT_AUX or texts[at] == "'s":
        while stop < len(texts) and stop <= at + 4 and not idle[stop]:
            text = texts[stop]
            if text in ("not", "never", "no"):
                negated = True
            elif text not in BE and (text in _PARTICIPLES or is_past(text)):
                if texts[at] in ("has", "have", "'s", "would"):
                    tense = "past"
                stop += 1
                break
            elif text not in _ADVERBS and text not in BE and text not in ("have", "has"):
                break
            stop += 1
    return stop, negated, tense


def _subject(
    texts: Sequence[str], idle: Sequence[bool], verb: int, floor: int, before: Sequence[Clause]
) -> tuple[int, Subject, bool]:
    """Where the subject of the verb begins, what it is, and whether the listener is named in it."""
    listener, names = False, 0
    best: tuple[int, Subject] | None = None
    at = verb - 1
    while at >= floor and verb - at <= SUBJECT_REACH and not idle[at]:
        text = texts[at]
        if text in ("you", "your", "yours") and not (at > floor and texts[at - 1] in _NEAR_YOU):
            listener = True
        subject = _SUBJECTS.get(text)
        if text == "your" and texts[at + 1] in OTHERS_OF_YOURS:
            subject = "other"
            listener = False
        elif (subject == "ours" and not OTHERS_OF_OURS.isdisjoint(texts[at + 1 : min(at + 3, verb)])) or (
            text in ("both", "each", "neither") and at == verb - 1 and texts[at - 1] in _BOUNDARIES
        ):
            subject = "other"
        preposition = at - 1 >= floor and texts[at - 1] in _PREPOSITIONS
        if subject is not None:
            if (
                text in ("who", "which", "that")
                and at - 1 >= floor
                and at == verb - 1 - _soft(texts, at, verb)
            ):
                # A relative clause belongs to the noun before it.
                told = bool(before) and before[-1].subject == "there"  # "there's a shop that threw"
                best = (at, "other" if text == "who" or told else "it")
            elif text not in _DETERMINERS or text in ("this", "that", "these", "those", "which"):
                if preposition and best is None:
                    names += 1  # "the unit opposite you has gone"
                    at -= 2
                    continue
                best = best or _with_relative(texts, at, verb, floor) or (at, subject)
                break
            else:
                best = (at, subject)
            if not preposition:
                break
            at -= 2
            continue
        if is_number_token(text) and best is None:
            best = (at, "some")
        elif text in _BOUNDARIES:
            break
        elif text not in _ADVERBS and text not in _PREPOSITIONS and best is None:
            names += 1
        at -= 1
    if best is not None:
        return best[0], best[1], listener
    boundary = at >= 0 and texts[at] in ("and", "but", "then", "or", "so")
    if before and boundary and names == 0:
        return at + 1, before[-1].subject, before[-1].listener
    return max(at + 1, 0), ("other" if names else "none"), listener


def _with_relative(texts: Sequence[str], at: int, verb: int, floor: int) -> tuple[int, Subject] | None:
    """The noun that the pronoun at `at` tells more of ("the mill you buy from is closing"), if so."""
    if texts[at] not in _PRONOUNS or verb - at - _soft(texts, at, verb) < 2 or at <= floor:
        return None
    if texts[at - 1] in NO_NOUN or texts[at - 1] in _SUBJECTS or is_past(texts[at - 1]):
        return None
    for start in range(at - 2, max(floor, at - RELATIVE_REACH) - 1, -1):
        if texts[start] in _DETERMINERS or is_number_token(texts[start]):
            return start, _SUBJECTS.get(texts[start], "some")
        if texts[start] in _BOUNDARIES or texts[start] in BE:
            return None
    return None


def _soft(texts: Sequence[str], at: int, verb: int) -> int:
    """Adverbs between a relative pronoun and its verb."""
    return sum(1 for text in texts[at + 1 : verb] if text in _ADVERBS)
