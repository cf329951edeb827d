"""What the columns of a list of prospects mean, and which of their cells are shown on a card.

The names are those that exports of Salesforce, HubSpot, Pipedrive, Zoho, LinkedIn, Google and Outlook
give them.  Addresses, numbers and ids are of no use on a card and are nobody else's business.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rehearse.i18n import _
from rehearse.script.tokens import word_set

#: Characters of a name, role or company, of the name of a fact, and of a fact.
MAX_TEXT, MAX_FACT_NAME, MAX_FACT = 80, 40, 240

#: Facts of one card: more cannot be read in the seconds before the beep.
MAX_FACTS = 8

#: What a card is made of, with the names lists give it.  The first is ours.
_PERSON: dict[str, tuple[str, ...]] = {
    "name": (
        "name", "full name", "contact", "contact name", "contact full name", "person", "person name",
        "prospect", "prospect name", "lead", "lead name", "display name", "decision maker", "customer name",
    ),
    "first": ("first name", "firstname", "first", "given name", "forename"),
    "last": ("last name", "lastname", "last", "family name", "surname"),
    "role": (
        "role", "job title", "jobtitle", "title", "position", "job", "function", "contact title",
        "person title", "person job title", "organization title", "contact job title", "lead title",
    ),
    "company": (
        "company", "company name", "account", "account name", "company account", "organization",
        "organisation", "organization name", "organisation name", "person organization", "employer",
        "business", "business name", "firm", "associated company", "primary associated company",
        "parent account", "customer", "client", "lead company", "current company",
    ),
}  # fmt: skip

#: Facts that are shown first, in this order, with the names lists give them.
_FACTS: dict[str, tuple[str, ...]] = {
    "trigger": (
        "trigger", "trigger event", "trigger events", "triggers", "news", "recent news", "event", "signal",
        "signals", "buying signal", "occasion", "fact", "worth knowing",
    ),
    "notes": (
        "notes", "note", "description", "comment", "comments", "remarks", "remark", "background", "about",
        "contact notes", "account description", "person notes", "organization notes", "lead notes",
    ),
    "industry": (
        "industry", "sector", "branch", "vertical", "account industry", "company industry", "market",
        "line of business", "organization industry",
    ),
    "city": (
        "city", "town", "location", "billing city", "mailing city", "shipping city", "business city",
        "company city", "work city", "primary city", "account city", "organization city",
    ),
    "employees": (
        "employees", "no of employees", "number of employees", "employee count", "num employees",
        "company size", "headcount",
    ),
}  # fmt: skip

#: A column with one of these words in its name is never shown.
_HIDDEN = word_set(
    "email mail phone mobile cell cellphone tel telephone fax extension ext id ids uuid guid url uri link "
    "linkedin twitter facebook instagram xing skype website web domain homepage owner assigned status stage "
    "created modified updated activity imported contacted zip postal postcode zipcode street address "
    "salutation prefix suffix middle honorific nickname lifecycle score scoring dnc optout opt unsubscribed "
    "bounced record latitude longitude lat lng timezone gdpr consent currency password birthday birthdate "
    "ssn iban photo picture avatar timestamp hash token contactid leadid accountid companyid personid "
    "recordid userid customerid dealid crmid hubspotid"
)

#: Cells that stand for nothing.
_NOTHING = frozenset(
    ("", "-", "--", "–", "—", "?", ".", "n/a", "#n/a", "na", "none", "null", "nil", "unknown", "undefined",
     "[not provided]", "(blank)", "true", "false", "#ref!", "#value!", "#name?", "nan")
)  # fmt: skip

_SALUTATIONS = word_set("mr mrs ms miss mx dr prof herr frau sir madam")

_EMAIL = re.compile(r"[^\s@]{1,100}@[^\s@]{1,100}\.[^\s@]{1,100}")
_LINK = re.compile(r"(?:[a-z][a-z0-9+.\-]{1,10}://|www\.)\S{1,400}", re.IGNORECASE)
#: Digits with what stands between those of a phone number; years and amounts are shorter.
_PHONE = re.compile(r"\+?(?:[\s().\-/]{0,3}\d){7,17}(?:\s?(?:x|ext\.?)\s?\d{1,6})?", re.IGNORECASE)
#: Days and stretches of years, which look like a number to dial.
_DAY = re.compile(
    r"\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d{2,4}|(?:19|20)\d\d ?[-–/] ?(?:19|20)\d\d"
)
#: As databases count: 00Q5f00000AbCdEFG, 3f2504e0-4f89-…; no word has three digits in it.
_ID = re.compile(
    r"(?=(?:[A-Za-z]*\d){3})(?=\d*[A-Za-z])[A-Za-z0-9]{15,64}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
)


@dataclass(frozen=True, slots=True)
class Column:
    """What a column is for: "person" with a part of `_PERSON`, or "fact" with what it is called.

    `rank` orders facts: those that are known first, others as they stand in the file.
    """

    kind: str
    key: str
    rank: int = 0


def column_of(heading: str) -> Column | None:
    """What a column is for; None where it is not shown."""
    called = _called(heading)
    if (known := _known(called)) is not None:
        return known
    title = clean(re.sub(r"[_\s]+", " ", heading), MAX_FACT_NAME)
    title = title[:1].upper() + title[1:]
    # Cut short, it might be taken for another one when it is read again.
    again = _called(title)
    if _is_hidden(called) or _is_hidden(again) or _known(again) is not None:
        return None
    return Column("fact", title, len(_FACTS))


def _known(called: str) -> Column | None:
    for key, names in _PERSON.items():
        if called in names:
            return Column("person", key)
    for rank, (key, names) in enumerate(_FACTS.items()):
        if called in names:
            return Column("fact", key, rank)
    return None


def _is_hidden(called: str) -> bool:
    words = called.split()
    return not words or "e mail" in called or "linked in" in called or not _HIDDEN.isdisjoint(words)


def columns_of(header: Sequence[str]) -> list[Column | None]:
    """What each column of a list is for.

    Where one is the job title, another that is the title alone says Mr or Ms.
    """
    columns = [column_of(heading) for heading in header]
    called = [_called(heading) for heading in header]
    if any(name.endswith("job title") or name == "jobtitle" for name in called):
        columns = [None if name == "title" else one for name, one in zip(called, columns, strict=True)]
    return columns


def n_known(header: Sequence[str]) -> int:
    """How many columns are understood; 0 where neither a person nor a company can be told from them."""
    found = [column for heading in header if (column := column_of(heading)) is not None]
    keys = {column.key for column in found if column.kind == "person"}
    if not keys.intersection(("name", "first", "last", "company")):
        return 0
    return len(keys | {column.key for column in found if column.rank < len(_FACTS)})


def fact_title(key: str) -> str:
    """What a fact is called on a card."""
    return {
        "trigger": _("Worth knowing"),
        "notes": _("Notes"),
        "industry": _("Industry"),
        "city": _("City"),
        "employees": _("Employees"),
    }.get(key, key)


def clean(text: str, most: int) -> str:
    """A text on one line that can be shown, cut with … where it is too long."""
    # A cell may hold a whole novel: nobody needs to look at each of its characters.
    text = text[: 20 * most]
    if not text.isprintable():
        text = "".join(sign if sign.isprintable() else " " for sign in text)
    shown = " ".join(text.split())
    return shown if len(shown) <= most else shown[: most - 1].rstrip() + "…"


def shown_person(key: str, cell: str) -> str:
    """A part of who is called as it is shown; "" for what is nothing."""
    text = clean(cell, MAX_TEXT)
    if text.casefold() in _NOTHING or not any(sign.isalnum() for sign in text) or _is_private(text):
        return ""
    return "" if key == "role" and text.casefold().rstrip(".") in _SALUTATIONS else text


def shown_fact(key: str, cell: str) -> str:
    """A fact as it is shown; "" for what is nothing, an address, a number to dial or an id."""
    text = clean(cell, MAX_FACT)
    if text.casefold() in _NOTHING or (key != "employees" and _is_private(text)):
        return ""
    return text


def _is_private(text: str) -> bool:
    return not _DAY.fullmatch(text) and any(
        pattern.fullmatch(text) for pattern in (_EMAIL, _LINK, _PHONE, _ID)
    )


def _called(heading: str) -> str:
    """The name of a column as it is compared: "# Employees", "Organization 1 - Name", "first_name"."""
    words = re.findall(r"[^\W\d_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading[:200]))
    return " ".join(words).casefold()
