"""Phone numbers as people say them, and talk of numbers that are none: made up, with the truth beside.

Written from how people speak, not from how the reader works.
Every choice comes from one `random.Random`, so that hypothesis (or a seed) can drive it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TEENS = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "ninth",
    "tenth",
    "twelfth",
    "twentieth",
]
SOUNDS_LIKE = {"1": ["won"], "2": ["to", "too"], "3": ["tree"], "4": ["for"], "8": ["ate"], "9": ["niner"]}


@dataclass
class Said:
    """Words, and for each phone number among them: digits, extension, half-open word range."""

    words: list[str] = field(default_factory=list)
    numbers: list[tuple[str, str | None, int, int]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(self.words)

    def say(self, text: str) -> Said:
        self.words += text.split()
        return self

    def number(self, digits: str, text: str, extension: str | None = None) -> Said:
        first = len(self.words)
        self.say(text)
        self.numbers.append((digits, extension, first, len(self.words)))
        return self


def units(digits: str, zero: str = "oh") -> str:
    return " ".join(zero if digit == "0" else UNITS[int(digit)] for digit in digits)


def below_hundred(value: int) -> str:
    if value < 10:
        return UNITS[value]
    if value < 20:
        return TEENS[value - 10]
    return TENS[value // 10] + (f" {UNITS[value % 10]}" if value % 10 else "")


def pair(two: str, zero: str = "oh") -> str:
    return units(two, zero) if two[0] == "0" else below_hundred(int(two))


def doubled(rng: Random, digits: str, zero: str) -> str:
    """Digit by digit, some repeats as "double five" or "triple five"."""
    words: list[str] = []
    at = 0
    while at < len(digits):
        length = next((n for n in (3, 2) if digits[at : at + n] == digits[at] * n), 1)
        if length > 1 and rng.random() < 0.8:
            name = "double" if length == 2 else rng.choice(["triple", "treble", "triple"])
            words.append(f"{name} {units(digits[at], zero)}")
            at += length
        else:
            words.append(units(digits[at], zero))
            at += 1
    return " ".join(words)


def group(rng: Random, digits: str, zero: str = "oh") -> str:
    """One group of a number, in one of the ways it is said."""
    styles = ["units", "units", "doubled"]
    if len(digits) == 3 and digits[0] != "0":
        if digits[1:] == "00":
            styles += ["hundred"] * 3
        elif digits[1] != "0":
            styles.append("one-two")
    if len(digits) == 4:
        if digits[0] != "0" and digits[1:] == "000":
            styles += ["thousand"] * 2
        elif digits[0] != "0" and digits[2:] == "00" and digits[1] != "0":
            styles += ["hundreds"] * 2
        elif digits[2:] != "00" and digits[:2] != "00":
            styles += ["pairs"] * 2
    style = rng.choice(styles)
    if style == "hundred":
        return f"{UNITS[int(digits[0])]} hundred"
    if style == "thousand":
        return f"{UNITS[int(digits[0])]} thousand"
    if style == "hundreds":
        return f"{below_hundred(int(digits[:2]))} hundred"
    if style == "pairs":
        return f"{pair(digits[:2], zero)} {pair(digits[2:], zero)}"
    if style == "one-two":
        return f"{units(digits[0], zero)} {below_hundred(int(digits[1:]))}"
    return doubled(rng, digits, zero) if style == "doubled" else units(digits, zero)


def misheard(rng: Random, text: str) -> str:
    """The words with one or two inner digits spelt as the recogniser might."""
    words = text.split()
    by_word = {UNITS[int(digit)]: spellings for digit, spellings in SOUNDS_LIKE.items()} | {"oh": ["o"]}
    plain = set(UNITS) | {"oh"}
    places = [
        at
        for at in range(1, len(words) - 1)
        if words[at] in by_word and {words[at - 1], words[at + 1]} <= plain
    ]
    for at in rng.sample(places, min(len(places), rng.randint(1, 2))):
        if {words[at - 1], words[at + 1]} <= plain:
            words[at] = rng.choice(by_word[words[at]])
    return " ".join(words)


FILLED = ["um", "uh", "er", "dash", "and", "you know", "and then", "um uh", "like"]


def spoken(rng: Random, groups: list[str], *, fillers: bool = True) -> str:
    """The groups of a number, said."""
    zero = rng.choice(["oh", "oh", "zero"])
    style = rng.random()
    if style < 0.15:
        text = doubled(rng, "".join(groups), zero)
    else:
        said = [group(rng, part, zero) for part in groups]
        joints = [""] * (len(said) - 1)
        if fillers and rng.random() < 0.25 and joints:
            joints[rng.randrange(len(joints))] = rng.choice(FILLED)
        text = said[0] + "".join(f" {joint} {part}" for joint, part in zip(joints, said[1:], strict=True))
    if fillers and rng.random() < 0.12:
        text = misheard(rng, text)
    return " ".join(text.split())


def typed(rng: Random, groups: list[str]) -> str:
    """The groups of a number, written."""
    style = rng.randrange(5)
    if style == 0 and len(groups) >= 3 and len(groups[-3]) == 3 and len(groups[-1]) == 4:
        lead = "".join(f"{part} " for part in groups[:-3])
        return f"{lead}({groups[-3]}) {groups[-2]}-{groups[-1]}"
    text = ["-", ".", " ", " - "][style - 1].join(groups) if style else "-".join(groups)
    if rng.random() < 0.1:
        zero = rng.choice("٠०߀０")
        text = "".join(chr(ord(zero) + int(c)) if c.isdecimal() else c for c in text)
    return text


def digit(rng: Random, low: int = 0) -> str:
    return str(rng.randint(low, 9))


def some_digits(rng: Random, n: int) -> str:
    return "".join(digit(rng) for _ in range(n))


def american(rng: Random) -> list[str]:
    """Groups of a number as dialled in North America: 7, 10 or 11 digits."""
    exchange = "555" if rng.random() < 0.3 else digit(rng, 2) + some_digits(rng, 2)
    area = rng.choice(["800", "888", "877"]) if rng.random() < 0.15 else digit(rng, 2) + some_digits(rng, 2)
    line = "01" + some_digits(rng, 2) if rng.random() < 0.3 else some_digits(rng, 4)
    shape = rng.random()
    if shape < 0.2:
        return [exchange, line]
    return [area, exchange, line] if shape < 0.85 else ["1", area, exchange, line]


def british(rng: Random) -> list[str]:
    """Groups of numbers that Ofcom keeps for drama, so that no one is rung up."""
    shape = rng.randrange(5)
    last = some_digits(rng, 3)
    if shape == 0:
        return ["020", "7946", "0" + last]
    if shape == 1:
        return rng.choice([["07700", "900", last], ["07700", "900" + last], ["077", "00", "900", last]])
    if shape == 2:
        city = rng.choice(["0161", "0113", "0121", "0131", "0141"])
        return [city, "496", "0" + last]
    if shape == 3:
        return ["0808", "157", "0" + last]
    return ["01632", "960", last]


def numbered(rng: Random, region: str) -> tuple[list[str], str, str | None]:
    """(groups, digits, extension or None)."""
    groups = american(rng) if region == "US" else british(rng)
    extension = None
    if rng.random() < 0.15 and len("".join(groups)) >= 10:
        extension = digit(rng, 1) + some_digits(rng, rng.randint(1, 3))
    return groups, "".join(groups), extension


def with_extension(rng: Random, text: str, extension: str | None, *, typed_text: bool) -> str:
    if extension is None:
        return text
    if typed_text:
        return f"{text} {rng.choice(['x', 'ext. ', 'ext ', 'extension '])}{extension}"
    return f"{text} {rng.choice(['extension', 'at extension', 'and extension'])} {group(rng, extension)}"


GREETINGS = [
    "hi dana this is bob lane with acme", "hello it's priya from northwind", "good morning sam",
    "hey there ann here", "hi this is a message for mister jones",
]  # fmt: skip
LEADS = [
    "my number is", "call me at", "you can reach me at", "give me a ring on", "call me back at",
    "my direct line is", "reach me on my cell at", "text me on", "the number here is", "my number's",
    "call us at area code", "i'm at", "the best number for me is", "feel free to call", "phone me on",
    "again my number is", "that number is", "so that's", "you can call me directly at",
]  # fmt: skip
BARE = ["bob lane", "looking forward to it", "it would be worth your while", "the offer is open", "i'm on"]
TAILS = [
    "thanks", "thank you very much", "talk soon", "have a great day", "bye for now", "i look forward to it",
    "is my direct line", "is the best number", "and we can talk about it", "whenever you like", "",
    "that's all", "it's about the copier", "if you have a minute", "my customer is waiting",
]  # fmt: skip
AGAINS = ["again", "again that's", "that's", "once more", "i'll say it again", "so once again that's",
          "one more time", "again my number is", "let me repeat that", "i repeat"]  # fmt: skip
CORRECTIONS = [
    "sorry", "no wait", "i mean", "scratch that", "no sorry", "oops", "wait", "correction", "excuse me",
    "sorry make that", "oh wait no", "actually", "uh sorry", "no i'm sorry", "let me say that again",
    "let me start over", "strike that", "no that's wrong",
]  # fmt: skip


def money(rng: Random) -> str:
    amount = rng.choice(
        [
            below_hundred(rng.randint(2, 99)),
            f"{below_hundred(rng.randint(1, 19))} hundred",
            f"{below_hundred(rng.randint(2, 99))} thousand",
            f"{UNITS[rng.randint(1, 9)]} hundred and {below_hundred(rng.randint(2, 99))} thousand",
            f"{UNITS[rng.randint(1, 9)]} {below_hundred(rng.randint(20, 99))}",
        ]
    )
    coins = rng.choice(["", f" and {below_hundred(rng.randint(2, 99))} cents"])
    return f"{amount} {rng.choice(['dollars', 'dollars', 'bucks', 'pounds'])}{coins}"


def year(rng: Random) -> str:
    return rng.choice(
        [
            f"twenty {below_hundred(rng.randint(10, 35))}",
            f"nineteen {below_hundred(rng.randint(50, 99))}",
            f"two thousand {rng.choice(['', 'and '])}{below_hundred(rng.randint(1, 26))}",
            f"twenty oh {UNITS[rng.randint(1, 9)]}",
        ]
    )


def clock(rng: Random) -> str:
    hour = below_hundred(rng.randint(1, 12))
    minute = rng.choice(["", "fifteen", "thirty", "forty five", "oh five", "ten"])
    half = rng.choice(["", "", "a m", "p m", "o'clock" if not minute else "", "in the afternoon"])
    return f"{hour} {minute} {half}"


def innocent(rng: Random) -> str:
    """A clause that holds numbers, none of them to call."""
    n = below_hundred(rng.randint(2, 60))
    few = UNITS[rng.randint(2, 9)]
    month, day, ordinal = rng.choice(MONTHS), rng.choice(DAYS), rng.choice(ORDINALS)
    code = units(some_digits(rng, rng.randint(4, 12)), rng.choice(["oh", "zero"]))
    thing = rng.choice(
        [
            "account",
            "policy",
            "order",
            "invoice",
            "claim",
            "confirmation",
            "reference",
            "case",
            "ticket",
            "tracking",
            "member",
            "serial",
        ]
    )
    return rng.choice(
        [
            f"it costs {money(rng)}",
            f"we saved them {money(rng)} in {year(rng)}",
            f"that is {money(rng)} a month or {money(rng)} a year",
            f"in {year(rng)} we opened {few} offices",
            f"since {year(rng)} we have served {n} thousand customers",
            f"we are open {rng.choice(['twenty four seven', 'twenty four hours a day'])}",
            f"we are open {few} days a week from {clock(rng)} to {clock(rng)}",
            f"call me between {clock(rng)} and {clock(rng)} on {day}",
            f"can we meet {day} at {clock(rng)} or {day} at {clock(rng)}",
            f"i'll call you on {month} {ordinal} at {clock(rng)}",
            f"on {month} {below_hundred(rng.randint(2, 31))} {year(rng)} i sent it",
            f"we are at {rng.choice([n, units(some_digits(rng, 4)), n + ' ' + n])} "
            f"{rng.choice(['oak street', 'main street', 'fifth avenue', 'park road'])}",
            f"the office is at {units(digit(rng, 1) + some_digits(rng, 3))} north "
            f"{rng.choice(['street', 'avenue', 'road'])} suite {units(some_digits(rng, 3))}",
            f"the zip code is {units(some_digits(rng, 5), 'zero')}",
            f"your {thing} number is {code}",
            f"it's about {thing} {code}",
            f"it's about {thing} number {code}",
            f"the {thing} ending in {units(some_digits(rng, 4))}",
            f"flight {units(some_digits(rng, rng.randint(2, 4)))} leaves from gate {n}",
            f"press {few} to speak to someone or press {UNITS[rng.randint(1, 9)]}",
            f"there are {few} websites and {n} articles about it",
            f"here are {few} ways to cut your cost by {n} percent",
            f"somewhere between {n} and {below_hundred(rng.randint(61, 99))} percent of them",
            f"she is {n} years old",
            f"we won {few} to {UNITS[rng.randint(1, 9)]} on {day}",
            f"the room is {n} by {n} feet and {few} inches high",
            f"it took {few} or {UNITS[rng.randint(1, 9)]} weeks and {n} people",
            f"{n} of our {below_hundred(rng.randint(61, 99))} customers said so",
            f"the card expires in {month} {year(rng)}",
            f"a {few} hundred and {n} horsepower engine",
            f"one of the {few} things i wanted to ask you is how you do it for {n} branches",
            "give me one minute and you won't need to call anyone else for one year",
            "i ate too much at one of those places for two days",
            f"it's a {n} minute call and it is number one in its class",
        ]
    )


def plain_call(rng: Random, region: str, *, with_talk: bool, typed_text: bool = False) -> Said:
    """A message with one number, perhaps with other talk of numbers around it."""
    said = Said().say(rng.choice(GREETINGS))
    if with_talk and rng.random() < 0.7:
        said.say(innocent(rng)).say(rng.choice(["so", "anyway", "please", "and", "well"]))
    groups, digits, extension = numbered(rng, region)
    lead = rng.choice(LEADS[:16] if len(digits) < 10 else LEADS if rng.random() < 0.8 else BARE)
    if region != "US":
        lead = lead.replace("area code", "").strip()
    if typed_text:
        lead += rng.choice(["", ":"])
    said.say(lead)
    text = typed(rng, groups) if typed_text else spoken(rng, groups)
    said.number(digits, with_extension(rng, text, extension, typed_text=typed_text), extension)
    if with_talk and rng.random() < 0.5:
        said.say(rng.choice(["thanks", "and", "or", "bye"])).say(innocent(rng))
    return said.say(rng.choice(TAILS))


def repeated(rng: Random, region: str) -> Said:
    """The same number twice, in two ways of saying it; sometimes its last seven digits only."""
    groups, digits, _extension = numbered(rng, region)
    said = Said().say(rng.choice(GREETINGS)).say(rng.choice(LEADS[:10])).number(digits, spoken(rng, groups))
    said.say(rng.choice(AGAINS))
    if region == "US" and rng.random() < 0.2:
        groups = groups[-2:]
    return said.number("".join(groups), spoken(rng, groups)).say(rng.choice(TAILS))


def corrected(rng: Random) -> Said:
    """A number of which the whole, the last group or one digit is put right while it is said."""
    area, exchange = digit(rng, 2) + some_digits(rng, 2), digit(rng, 2) + some_digits(rng, 2)
    while exchange == area:
        exchange = digit(rng, 2) + some_digits(rng, 2)
    line = some_digits(rng, 4)
    groups = [area, exchange, line]
    what = rng.randrange(4)
    # After a whole number "let me say that again" takes nothing back.
    sorry = rng.choice([text for text in CORRECTIONS if what or "again" not in text])

    def wrong(right: str) -> str:
        at = rng.randrange(1, len(right))
        return right[:at] + rng.choice([d for d in "0123456789" if d != right[at]]) + right[at + 1 :]

    afresh = spoken(rng, groups, fillers=False)
    if what == 0:
        text = f"{units(area)} {units(exchange)} {units(wrong(line))} {sorry} {afresh}"
    elif what == 1:
        text = f"{units(area)} {units(exchange)} {units(wrong(line))} {sorry} {units(line)}"
    elif what == 2:
        text = f"{units(area)} {units(wrong(exchange))} {sorry} {units(exchange)} {units(line)}"
    else:
        cut = rng.randint(1, 3)
        text = f"{units(area)} {units(exchange)} {units(line[:cut])} {sorry} {afresh}"
    return Said().say(rng.choice(LEADS[:8])).number("".join(groups), text).say(rng.choice(TAILS))


def two_phones(rng: Random) -> Said:
    """A mobile and an office number: two numbers that differ and do not conflict."""
    one, other = ([digit(rng, 2) + some_digits(rng, 2), "555", some_digits(rng, 4)] for _ in range(2))
    said = Said().say("my office number is").number("".join(one), spoken(rng, one))
    said.say(rng.choice(["and my cell is", "or on my mobile at", "and my mobile number is"]))
    return said.number("".join(other), spoken(rng, other)).say(rng.choice(TAILS))


def no_number(rng: Random) -> Said:
    """A message full of numbers that nobody could call."""
    said = Said().say(rng.choice(GREETINGS))
    for _ in range(rng.randint(1, 4)):
        said.say(rng.choice(["so", "and", "well", "anyway", "by the way", "i wanted to say", ""]))
        said.say(innocent(rng))
    return said.say(rng.choice(TAILS[:5]))
