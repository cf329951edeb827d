"""What the name of a recording, its folders and its tags tell: when it was made, who speaks, which script.

Pure rules over texts.  A guess is made where it is hardly ever wrong; everything else stays open, since
what is filled in wrongly is found out late and what is left empty is filled in at once for all of them.
Names are those of diallers (Asterisk, FreeSWITCH, RingCentral, Aircall …), phones and their recorders.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

#: Nobody has kept recordings of calls as files for longer; cameras and phones without a clock write 1904,
#: 1970 or 1980.
_FIRST_YEAR = 1990

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
#: Between day and time: nothing that could be a part of either.
_GAP = r"(?:[ _\-.,T]|(?: |_|-)?at(?: |_|-))+"
_TIME = (
    r"(?P<hour>\d{1,2})[:.\-_h ](?P<minute>\d\d)(?:[:.\-_m ](?P<second>\d\d))?(?:[.,]\d{1,6})?"
    r"(?: ?(?P<half>[ap])\.?m\b)?"
)
_PACKED_TIME = r"(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?"
_ZONE = r"(?P<zone>Z|[+\-]\d\d:?\d\d)?"
_END = r"(?!\d)"
_YEAR = r"(?P<year>(?:19|20)\d\d)"

#: Most telling first.  A day without a time counts only where no pattern with one fits.
_WITH_TIME = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # 2026-01-31 14.23.55, 2026_01_31T14-23-55Z, 2026-01-31 at 2.23.55 PM
        rf"(?<!\d){_YEAR}([-_.])(?P<month>\d\d)\2(?P<day>\d\d){_GAP}{_TIME}{_ZONE}{_END}",
        rf"(?<!\d){_YEAR}([-_.])(?P<month>\d\d)\2(?P<day>\d\d){_GAP}{_PACKED_TIME}{_ZONE}{_END}",
        # 20260131-142355, 20260131T142355Z, 20260131142355
        rf"(?<!\d){_YEAR}(?P<month>\d\d)(?P<day>\d\d)(?:[ _\-T.]|_-_)?{_PACKED_TIME}\d{{0,3}}{_ZONE}{_END}",
        rf"(?<!\d){_YEAR}(?P<month>\d\d)(?P<day>\d\d)[ _\-T]{_TIME}{_END}",
        # 260131_142355: recorders of phones
        rf"(?<!\d)(?P<short>\d\d)(?P<month>\d\d)(?P<day>\d\d)[_\-](?P<hour>\d\d)(?P<minute>\d\d)"
        rf"(?P<second>\d\d){_END}",
        # 31.01.2026 14.23
        rf"(?<!\d)(?P<first>\d\d?)([-_.])(?P<other>\d\d?)\2{_YEAR}{_GAP}{_TIME}{_END}",
        rf"(?<!\d)(?P<first>\d\d?)([-_.])(?P<other>\d\d?)\2{_YEAR}{_GAP}{_PACKED_TIME}{_END}",
        # Jan 31, 2026 at 2.23 PM; 31 Jan 2026 14.23
        rf"\b{_MONTH}[ _\-.]+(?P<day>\d\d?),?[ _\-]+{_YEAR}{_GAP}{_TIME}{_END}",
        rf"(?<!\d)(?P<day>\d\d?)[ _\-.]+{_MONTH}[ _\-.,]+{_YEAR}{_GAP}{_TIME}{_END}",
    )
)
_DAY_ALONE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d){_YEAR}([-_.])(?P<month>\d\d)\2(?P<day>\d\d){_END}",
        rf"(?<!\d){_YEAR}(?P<month>\d\d)(?P<day>\d\d){_END}",
        rf"(?<!\d)(?P<first>\d\d?)([-_.])(?P<other>\d\d?)\2{_YEAR}{_END}",
        rf"\b{_MONTH}[ _\-.]+(?P<day>\d\d?),?[ _\-]+{_YEAR}{_END}",
        rf"(?<!\d)(?P<day>\d\d?)[ _\-.]+{_MONTH}[ _\-.,]+{_YEAR}{_END}",
    )
)
#: Asterisk's unique id (seconds and a counter), and milliseconds as apps on phones use them.  Ten digits
#: alone may be a telephone number.
_EPOCH = re.compile(r"(?<!\d)(?:(?P<s>1\d{9})\.\d{1,6}|(?P<ms>1\d{12}))(?!\d)")


def date_in_name(stem: str, *, now: datetime) -> datetime | None:
    """When a file's name (without its ending) says that it was made; aware.

    Without a zone it is the clock on the wall here.  None where it says nothing, or where day and month
    could be either.
    """
    for patterns in (_WITH_TIME, _DAY_ALONE):
        for pattern in patterns:
            for found in pattern.finditer(stem):
                moment = _moment(found.groupdict())
                if moment is not None and plausible(moment, now):
                    return moment
        if patterns is _WITH_TIME:
            for found in _EPOCH.finditer(stem):
                epoch_s = int(found["s"]) if found["s"] else int(found["ms"]) / 1000
                moment = datetime.fromtimestamp(epoch_s, UTC)
                if plausible(moment, now):
                    return moment
    return None


def date_in_tags(tags: Mapping[str, str], *, now: datetime) -> datetime | None:
    """When the tags say that a recording was made; aware.  A year alone, or a clock never set, says nothing.

    Keys are in small letters.
    """
    # A WAV of a broadcast recorder has the day in one and the time in the other.
    day, time = tags.get("date", ""), tags.get("creation_time", "")
    both = f"{day} {time.replace('-', ':')}" if re.fullmatch(r"\d\d[:-]\d\d[:-]\d\d", time) else ""
    texts = (
        both,
        tags.get("com.apple.quicktime.creationdate", ""),
        time,
        day,
        tags.get("recording_date", ""),
    )
    for text in texts:
        found = re.match(
            rf"(?P<year>\d{{4}})[-:](?P<month>\d\d)[-:](?P<day>\d\d)(?:[T ]{_TIME}{_ZONE})?\s*$", text.strip()
        )
        moment = _moment(found.groupdict()) if found else None
        if moment is not None and plausible(moment, now):
            return moment
    return None


def plausible(moment: datetime, now: datetime) -> bool:
    """Whether a recording can be of that time; a day ahead, since clocks and zones differ."""
    return moment.year >= _FIRST_YEAR and moment <= now + timedelta(days=1)


def _moment(parts: Mapping[str, str | None]) -> datetime | None:
    def number(name: str) -> int:
        return int(parts.get(name) or 0)

    named = (parts.get("month") or "0").lower()
    month = int(named) if named.isdigit() else _MONTHS.index(named[:3]) + 1
    day = number("day")
    if parts.get("first"):
        first, other = number("first"), number("other")
        if first != other and first <= 12 and other <= 12:
            return None  # 3.4. or 4/3?
        day, month = (first, other) if first > 12 else (other, first)
    hour = number("hour")
    if half := parts.get("half"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    year = 2000 + number("short") if parts.get("short") else number("year")
    try:
        moment = datetime(year, month, day, hour, number("minute"), number("second"))
        zone = parts.get("zone")
        if not zone:
            return moment.astimezone()
        if zone.upper() == "Z":
            return moment.replace(tzinfo=UTC)
        return datetime.fromisoformat(f"{moment.isoformat()}{zone[:3]}:{zone[-2:]}")
    except (ValueError, OverflowError, OSError):
        return None


# ---- who and what ------------------------------------------------------------------------------------

#: Words that make a folder's name no person's.
_NOT_NAMES_TEXT = (
    "a all and app apple archive audio box call calls camera coach coaching cold conversations data desktop"
    " dialer dialler documents download downloads drive exports export extensions files folder from google"
    " home inbound inbox incoming internal iphone january february march april may june july august"
    " september october november december lead leads library list media meeting meetings memo memos message"
    " messages month monitor music my new north of old out outbound outgoing phone pitch practice private"
    " project prospects q1 q2 q3 q4 queue quarter record recorded recorder recording recordings rehearse"
    " sales sample samples script scripts sent shared sound south sounds spool staff support system takes"
    " team temp test tests the this tmp training trash unit user users video videos voice voicemail"
    " voicemails voices week west east work zoom untitled whatsapp"
)
_NOT_NAMES = frozenset(_NOT_NAMES_TEXT.split())
#: Tags that name the program or nobody.
_NOBODY = frozenset(
    (
        "unknown",
        "unknown artist",
        "unknown author",
        "various artists",
        "voice memos",
        "voice memo",
        "me",
        "n/a",
    )
)
#: What stands before the name of whoever was called, not of who speaks.
_THE_OTHER = frozenset(
    ("call", "calls", "recording", "with", "to", "from", "for", "re", "prospect", "contact")
)

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_NAME = re.compile(r"[^\W\d_][\w'’\-]*\.?")


def speaker_of(stem: str, folders: Sequence[str], tags: Mapping[str, str], known: Iterable[str] = ()) -> str:
    """Who speaks, as far as tags, folders and speakers known already tell; empty where nothing does.

    `folders` are names, the nearest last.  A name in a file's name is that of whoever was called as often
    as not, so there only those count that are known to speak.
    """
    known = sorted({name for name in known if name.strip()}, key=len, reverse=True)
    for key in ("artist", "author", "performer"):
        text = " ".join(tags.get(key, "").split())
        same = [name for name in known if name.casefold() == text.casefold()]
        if same:
            return same[0]
        if text and text.casefold() not in _NOBODY and _looks_like_a_name(text, most_words=4):
            return text
    for text in (stem, *reversed(folders)):
        named = {name for name in known if _stands_in(name, text)}
        named = {name for name in named if not any(name != other and _in(name, other) for other in named)}
        if len(named) == 1:
            return named.pop()
    for folder in reversed(folders):
        spaced = " ".join(re.split(r"[ _.]+", folder.strip()))
        if _looks_like_a_name(spaced, least_words=2):
            return spaced
    return ""


def _in(name: str, other: str) -> bool:
    return f" {' '.join(_words(name))} " in f" {' '.join(_words(other))} "


def _looks_like_a_name(text: str, *, least_words: int = 1, most_words: int = 3) -> bool:
    """Capitalised words without a digit, none of which is a word for recordings."""
    words = text.split()
    return (
        least_words <= len(words) <= most_words
        and all(_NAME.fullmatch(word) and word[0].isupper() for word in words)
        and not any(len(word) > 3 and word.isupper() for word in words)
        and not any(word.casefold().rstrip(".") in _NOT_NAMES for word in words)
    )


def _stands_in(name: str, text: str) -> bool:
    """Whether a known speaker is named in a text, and not somebody whose name holds theirs."""
    wanted = _words(name)
    found = [word.group() for word in _WORD.finditer(text)]
    folded = [word.casefold() for word in found]
    for at in range(len(found) - len(wanted) + 1):
        if folded[at : at + len(wanted)] != wanted:
            continue
        before = folded[at - 1] if at else ""
        if before in _THE_OTHER:
            continue
        if len(wanted) == 1:
            # "Dana" is not "Dana Reed"; "Dana - Reed" and "Dana_call" are.
            neighbours = [found[i] for i in (at - 1, at + 1) if 0 <= i < len(found)]
            if any(_looks_like_a_name(word) for word in neighbours):
                continue
        return True
    return False


def script_of(
    stem: str, folders: Sequence[str], tags: Mapping[str, str], scripts: Iterable[tuple[str, str]]
) -> str | None:
    """The id of the script that a name speaks of, among (id, title); None where none or several do.

    The longest title that stands there word by word counts; one of a single short word never does.
    """
    candidates = [(script_id, _words(title)) for script_id, title in scripts]
    candidates = [
        (script_id, words)
        for script_id, words in candidates
        if words and (len(words) > 1 or (len(words[0]) >= 5 and words[0] not in _NOT_NAMES))
    ]
    for text in (stem, tags.get("title", ""), *reversed(folders)):
        there = f" {' '.join(_words(text))} "
        found = [
            (len(words), script_id) for script_id, words in candidates if f" {' '.join(words)} " in there
        ]
        longest = [script_id for n, script_id in found if n == max(n for n, _id in found)]
        if longest:
            return longest[0] if len(longest) == 1 else None
    return None


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
