"""Phone numbers, however they are said; and everything that is no phone number."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rehearse.analysis.message import Message
from rehearse.analysis.numbers import find_phone
from rehearse.analysis.result import MessageWord, Phone
from rehearse.speech.transcript import Span


def read(text: str, region: str = "US") -> Phone:
    return find_phone(Message.from_text(text), region=region, wants_number=True, early_fraction=0.5)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("five five five one two three four", "5551234"),
        ("five five five twelve thirty four", "5551234"),
        ("eight hundred five five five oh one nine nine", "8005550199"),
        ("one eight hundred five five five oh one nine nine", "18005550199"),
        ("call triple five oh one seven four", "5550174"),
        ("nine one nine five fifty five oh one oh five", "9195550105"),
        ("nine one nine double five five oh one double oh", "9195550100"),
        ("area code four one five five five five two six seven one", "4155552671"),
        ("plus four four twenty seven nine four six oh nine five eight", "442079460958"),
        ("call one eight hundred flowers", "18003569377"),
        ("nine one nine five five five oh one oh for", "9195550104"),
        ("nine won nine five five five oh one oh ate", "9195550108"),
        ("niner one niner five five five o one o tree", "9195550103"),
        ("nine one nine five five five to too oh for", "9195552204"),
        ("nine one nine um five five five dash oh one oh five", "9195550105"),
        ("five five five and one two three four", "5551234"),
        ("five five five sorry five five six one two three four", "5561234"),
        ("nine one nine five five five no wait five five six oh one oh five", "9195560105"),
        ("five five five one two three four sorry one two three five", "5551235"),
        ("tomorrow at ten nine one nine five five five oh one oh five", "9195550105"),
        ("call me at two five five five one two one two", "5551212"),
        ("call us twenty four seven at nine one nine five five five oh one oh five", "9195550105"),
        ("555-1234", "5551234"),
        ("(919) 555-0105", "9195550105"),
        ("919.555.0105", "9195550105"),
        ("9195550105", "9195550105"),
        ("+44 20 7946 0958", "442079460958"),
        ("1-800-GOT-JUNK", "18004685865"),
        ("٩١٩ ٥٥٥ ٠١٠٥", "9195550105"),
    ],
)
def test_a_number_is_read(text: str, digits: str) -> None:
    phone = read(f"hello there {text} thanks a lot")
    assert [(number.digits, number.complete) for number in phone.numbers] == [(digits, True)]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("oh two oh seven nine four six oh nine five eight", "02079460958"),
        ("oh double seven double oh nine double oh one two three", "07700900123"),
        ("07700 900123", "07700900123"),
    ],
)
def test_british_groupings(text: str, digits: str) -> None:
    assert [number.digits for number in read(f"call {text} please", "GB").numbers] == [digits]


@pytest.mark.parametrize(
    "text",
    [
        "we are open twenty four seven",
        "in twenty twenty six there are five ways to do it and three websites",
        "call me at four fifteen or at five oh five",
        "it costs five hundred fifty five dollars and ten cents",
        "$5551234 was the price",
        "your account number four four two nine oh one seven",
        "renew with your card two one two nine oh oh oh seven seven six five four three one",
        "order 5551234 is ready",
        "come to fourteen hundred oak street on the twenty third",
        "one two three four five six seven all good children",
        "a hundred percent or ninety nine percent",
        "the raffle made twelve hundred dollars",
        "on the fifth of april twenty eleven one or two small points",
        "i have two or three for you to see at one",
        "zip code two seven six oh one",
    ],
)
def test_these_are_no_phone_numbers(text: str) -> None:
    assert read(text).numbers == ()


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("you can get me at one eight hundred", "1800"),
        ("my number's seven oh four three", "7043"),
        ("call me at nine one nine five five five oh one", "91955501"),
    ],
)
def test_an_unfinished_number_is_told(text: str, digits: str) -> None:
    phone = read(text)
    assert phone.verdict == "incomplete"
    assert [(number.digits, number.complete) for number in phone.numbers] == [(digits, False)]


@pytest.mark.parametrize(
    "said", ["extension two oh four", "ext. 204", "x204", "extension number twenty oh four"]
)
def test_an_extension_is_no_digit_of_the_number(said: str) -> None:
    (number,) = read(f"call 919 555 0105 {said} bye").numbers
    assert number.digits == "9195550105"
    assert number.extension == ("2004" if "twenty" in said else "204")


def test_repeats_that_agree_and_that_conflict() -> None:
    same = "nine one nine five five five oh one oh five that's nine one nine five fifty five oh one oh five"
    assert read("it's ann on " + same).verdict != "conflicting"
    assert len(read(same).numbers) == 2
    local = "nine one nine five five five oh one oh five again five five five oh one oh five"
    assert read(local).verdict != "conflicting"
    other = "nine one nine five five five oh one oh five again nine one nine five five five oh one oh six"
    assert read(other).verdict == "conflicting"
    office = "my office is nine one nine five five five two two oh six"
    phones = f"my cell is nine one nine five five five oh one oh five {office}"
    assert read(phones).verdict != "conflicting"


def test_early_means_that_it_ends_in_the_first_half() -> None:
    number = "nine one nine five five five oh one oh five"
    assert read(f"ann here {number} " + "word " * 13).verdict == "early"
    assert read(f"ann here {number} " + "word " * 10).verdict == "late"
    assert read("no number here").verdict == "missing"


def test_words_of_a_recording_have_times() -> None:
    texts = ["call", "nine", "one", "nine", "five", "five", "five", "oh", "one", "oh", "five", "bye", "bye"]
    words = tuple(MessageWord(text, Span(0.5 * i, 0.5 * i + 0.4), 1.0) for i, text in enumerate(texts))
    phone = find_phone(Message(words, "audio", 8.0), region="US", wants_number=True, early_fraction=0.5)
    (number,) = phone.numbers
    assert (number.first_word, number.last_word) == (1, 11)
    assert number.span == Span(0.5, 5.4)
    assert number.digits_per_s == pytest.approx(10 / 4.9)
    assert phone.first_end_fraction == pytest.approx(5.4 / 6.4)
    assert phone.verdict == "late"


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without its brackets, and the half-open word ranges they mark."""
    first, spans = 0, []
    for at, word in enumerate(text.split()):
        first = at if "[" in word else first
        if "]" in word:
            spans.append((first, at + 1))
    return text.replace("[", "").replace("]", ""), spans


@pytest.mark.parametrize(
    ("region", "text", "digits"),
    [
        # Span: from the first digit to the last, with everything inside and no lead-in.
        ("US", "the area code is [nine one nine and the number is five five five oh one oh five] ok",
         "9195550105"),
        ("US", "[nine one nine is the area code and then five five five oh one oh five] ok", "9195550105"),
        ("US", "reach me at [nine one nine uh uh five five five you know oh one oh five] ok", "9195550105"),
        ("US", "call me any time from eight to five at [nine one nine five five five oh one oh five]",
         "9195550105"),
        ("US", "before may fifth twenty twenty six [nine one nine five five five oh one oh five]",
         "9195550105"),
        ("US", "[nine one nine five five five oh one oh five] five ways to save", "9195550105"),
        ("US", "call [five five five one two one two] two things first", "5551212"),
        ("US", "for policy four four two nine oh one ring [nine one nine five five five oh one oh five]",
         "9195550105"),
        # Groupings.
        ("US", "call [six oh two five five five twenty five hundred] please", "6025552500"),
        ("US", "call [eight seven seven five five five four thousand] please", "8775554000"),
        ("US", "call [six one seven five five five quadruple two] please", "6175552222"),
        ("US", "[eight hundred and five five five five four one three two] is my number", "8055554132"),
        ("US", "call [one eight hundred f l o w e r s] today", "18003569377"),
        ("US", "call us at [one eight eight eight go solar] now", "18884676527"),
        # Put right: a digit, a group, the area code, the whole.
        ("US", "it's [nine one nine five five five oh one oh six no five] thanks", "9195550105"),
        ("US", "it's [nine one nine five five five oh one oh six sorry that's oh five] thanks", "9195550105"),
        ("US", "it's [nine one nine five five five oh two oh six sorry the last four are oh one oh five]",
         "9195550105"),
        ("US", "it's [nine one eight five five five oh one oh five sorry the area code is nine one nine]",
         "9195550105"),
        ("US", "it's [nine one nine five five six i mean five five five oh one oh five] thanks",
         "9195550105"),
        # From abroad, and abroad.
        ("US", "call plus [four four twenty seven nine four six oh nine five eight] thanks", "442079460958"),
        ("US", "call [oh one one four four two oh seven nine four six oh nine five eight]",
         "011442079460958"),
        ("US", "ring us on [oh one six one four nine six oh one two three] ta", "01614960123"),
        ("GB", "call +[44 (0)20 7946 0958] please", "442079460958"),
        ("GB", "call [oh oh four four two oh seven nine four six oh nine five eight]", "00442079460958"),
        ("GB", "it's [nought two nought seven nine four six nought nine five eight] ta", "02079460958"),
        ("GB", "call free on [oh eight hundred one one one one] now", "08001111"),
        ("GB", "call our new york office on [nine one nine five five five oh one oh five]", "9195550105"),
        ("DE", "call me on [oh three oh two three one two five one two three] please", "03023125123"),
        ("FR", "appelez le [01 42 68 53 00] merci", "0142685300"),
        ("FR", "call [oh one forty two sixty eight fifty three double oh] please", "0142685300"),
        ("AU", "call [oh four one two three four five six seven eight] mate", "0412345678"),
        ("IN", "call me on [nine eight one oh one two three four five six] please", "9810123456"),
        # Written.
        ("US", "Call me: [919.555.0105 x204].", "9195550105"),
        ("US", "Ring [(919)555-0105]! 😀", "9195550105"),
        ("US", "номер [919-555-0105] спасибо", "9195550105"),
        ("US", "+[1 (919) 555-0105] please", "19195550105"),
    ],
)  # fmt: skip
def test_the_number_and_its_span(region: str, text: str, digits: str) -> None:
    plain, spans = marked(text)
    numbers = read(plain, region).numbers
    assert [number.digits for number in numbers] == [digits]
    assert [(number.first_word, number.last_word) for number in numbers] == spans


@pytest.mark.parametrize(
    "text",
    [
        "since twenty oh four twenty oh five and nineteen eighty nine nineteen ninety nineteen ninety one",
        "sent Fri, 23 Jun 2006 08:49:03 for x86_64/Gstash and versions 2.2.1 2.2 2002",
        "write to 9195550105@example.com or https://example.com/919-555-0105",
        "at 10:30 on 05/12/2024 we pay $5,551,234 for order 919-5550",
        "Invoice 4429017733 is due on 2024-05-12, card 4111 1111 1111 1111",
        "Order #919-555-0105, version 10.20.3045 of 192.168.100.200",
        "June 3 2024 at 10:30 a.m. in Suite 400, 1200 Main St., Raleigh NC 27601",
        "we called eight hundred clients last year",
        "call me from eight thirty to five thirty or from nine to five",
        "ten nine eight seven six five four three two one lift off",
        "the lottery numbers were four eight fifteen sixteen twenty three forty two",
        "the reference for this call is two oh four four five five one nine three seven",
        "four four two nine oh one seven three three one is the account number",
        "your confirmation code is k l four four two nine oh one seven three",
        "the score was two two with three minutes to go then five two then seven two",
        "interest rates rose from two five to three five to four seven five",
        "i tried calling you two three four five times",
        "in an emergency call nine one one",
        "press two or press three then one",
        "his blood pressure was one twenty over eighty and he weighs two hundred and five pounds",
        "they were rated four point nine out of five by two thousand three hundred customers",
        "it's a two thousand and nineteen model with fifty five thousand miles",
        "i'm at fourteen twenty two west elm street in room three oh five",
    ],
)
def test_nor_are_these(text: str) -> None:
    assert read(text).numbers == ()


def test_numbers_side_by_side_do_not_conflict() -> None:
    cell, office = (
        "nine one nine five five five oh one oh five",
        "nine one nine five five five two two oh six",
    )
    for text in (
        f"ask for ann at {cell} or for bob at {office}",
        f"{cell} that's my cell the office is {office}",
        f"call {cell} extension two oh four that's {cell} extension two oh four",
        f"my number is {cell} sorry {office}",
    ):
        assert read(text).verdict not in ("conflicting", "missing")
    assert read(f"my number is {cell} i repeat {office}").verdict == "conflicting"
    assert read("02079460958 that's +44 20 7946 0958", "GB").verdict != "conflicting"


def test_a_message_that_breaks_off_within_the_number() -> None:
    phone = read("have a look and tell me what you think nine one nine five five five oh one")
    assert [(number.digits, number.complete) for number in phone.numbers] == [("91955501", False)]


def words_of(text: str) -> list[str]:
    return text.split()


UNITS = words_of("zero one two three four five six seven eight nine")
TENS = words_of("_ _ twenty thirty forty fifty sixty seventy eighty ninety")
TEENS = words_of("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")


def by_digit(digits: str, draw: st.DrawFn) -> str:
    zero = draw(st.sampled_from(("zero", "oh")))
    return " ".join(zero if digit == "0" else UNITS[int(digit)] for digit in digits)


def pair(two: str, draw: st.DrawFn) -> str:
    if two[0] == "1":
        return TEENS[int(two[1])]
    if two[0] == "0":
        return by_digit(two, draw)
    return TENS[int(two[0])] + ("" if two[1] == "0" else " " + UNITS[int(two[1])])


def group(digits: str, draw: st.DrawFn) -> str:
    """One group of a number in one of the ways people say it."""
    styles = ["digits"]
    if digits.endswith("00") and len(digits) == 3 and digits[0] != "0":
        styles.append("hundred")
    if len(digits) == 4:
        styles.append("pairs")
    if len(set(digits)) == 1 and len(digits) == 3:
        styles.append("triple")
    if len(digits) >= 2 and digits[-1] == digits[-2]:
        styles.append("double")
    style = draw(st.sampled_from(styles))
    if style == "hundred":
        return f"{UNITS[int(digits[0])]} hundred"
    if style == "pairs":
        return f"{pair(digits[:2], draw)} {pair(digits[2:], draw)}"
    if style == "triple":
        return "triple " + by_digit(digits[0], draw)
    if style == "double":
        return f"{by_digit(digits[:-2], draw)} double {by_digit(digits[-1], draw)}".strip()
    return by_digit(digits, draw)


@st.composite
def spoken(draw: st.DrawFn) -> tuple[str, str]:
    area = draw(st.from_regex(r"[2-9][0-9]{2}", fullmatch=True))
    exchange = draw(st.from_regex(r"[2-9][0-9]{2}", fullmatch=True))
    line = draw(st.from_regex(r"[0-9]{4}", fullmatch=True))
    groups = draw(st.sampled_from(([area, exchange, line], [exchange, line], ["1", area, exchange, line])))
    if draw(st.booleans()):
        # Pauses written or spoken between the groups.
        joint = draw(st.sampled_from((" ", " um ", " dash ", " and ")))
        text = joint.join(group(part, draw) for part in groups)
    else:
        text = draw(st.sampled_from(("-", " ", "."))).join(groups)
    return "".join(groups), text


@settings(max_examples=400)
@given(spoken())
def test_any_number_in_any_style_comes_back(said: tuple[str, str]) -> None:
    digits, text = said
    phone = read(f"hi it's ann my number is {text} thanks")
    assert [number.digits for number in phone.numbers] == [digits]
    assert phone.numbers[0].complete


SOUP = words_of(
    """call me at the our for to too won ate oh and um number is my on free save money you we
    extension area code double triple hundred dash plus sorry no wait sir madam friday again that's"""
)


@settings(max_examples=400)
@given(st.lists(st.sampled_from(SOUP), max_size=40))
def test_words_without_digits_give_no_number(words: list[str]) -> None:
    assert read(" ".join(words)).numbers == ()


@settings(max_examples=300)
@given(st.text(max_size=200))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    message = Message.from_text(text)
    phone = find_phone(message, region="GB", wants_number=True, early_fraction=0.5)
    for number in phone.numbers:
        assert 0 <= number.first_word < number.last_word <= len(message.words)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*UNITS, *TENS[2:], *SOUP, "555", "1234", "+1"]), max_size=120))
def test_any_soup_with_digits_gives_sound_spans(words: list[str]) -> None:
    message = Message.from_text(" ".join(words))
    phone = find_phone(message, region="US", wants_number=True, early_fraction=0.5)
    last = 0
    for number in phone.numbers:
        assert last <= number.first_word < number.last_word <= len(message.words)
        last = number.last_word
