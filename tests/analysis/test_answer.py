"""Whether the answer to why was heard: said in other words, half said, not said, and never by accident."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from rehearse.analysis.answer import AnswerHeard, answer_heard
from rehearse.analysis.inflect import bases
from rehearse.analysis.message import Message
from rehearse.analysis.result import Offer, Phone, PhoneNumber
from rehearse.speech.transcript import Span, Transcript, Word
from tests.conftest import ROOT

OPEN_SET = ROOT / "tests" / "data" / "scripts-open.jsonl"

#: Answers as their callers might have written them down, by the message that gives them.
ANSWERS = {
    "vm041": (
        "I have some ideas how they can make fewer payroll mistakes, like Mesa Foods did",
        "We brought payroll errors down by 60 percent at Mesa Foods",
    ),
    "vm052": (
        "He gets a free breakdown of how to keep his calendar booked all year",
        "More jobs on his calendar within 45 days",
    ),
    "vm054": (
        "They lose fire jobs because they answer too slowly",
        "We answer every call day and night so that they don't lose fire jobs",
    ),
    "vm064": ("Arlen at Castle Freight filled his pipeline with leads and thinks they should talk",),
    "vm066": ("I'll send him something about the high cost of sales turnover",),
    "vm069": (
        "I found something that helps with her renewals",
        "I have found something new about churn and renewals",
    ),
    "vm095": ("His landscaping business has no website and gets praise on Nextdoor",),
    "vm106": (
        "How many calls does he miss while he is on the roof?",
        "He misses five to ten calls a week, each worth up to $8,000",
    ),
    "vm108": ("It's funny: I worry that aliens have taken him",),
    "vm111": ("I can answer the toughest objection his team hears, on the spot",),
    "vm120": ("Olivia Marsh switched her field crew payroll and said we should connect",),
    "vm126": ("A contractor in Plano missed 8 to 10 calls a week and now books 40% more estimates",),
    "vm128": ("We cut the risk of a data breach by forty percent at other financial firms",),
    "vm130": ("Another roofer went from referrals to thirty percent more jobs per month",),
    "vm139": ("An idea that gets their mailings out in less time",),
    "vm141": ("Fixing their overtime errors",),
    "vm147": ("We take the work of their retirement program off their hands and they get the credit",),
    "vm152": ("Small points about the leave she put in for need settling",),
    "vm165": ("What their gift did: a man has an apartment and a job again",),
    "vm182": ("The overhead door parts from last month are missing and my customer waits",),
}


def open_set() -> dict[str, str]:
    return {item["id"]: item["text"] for item in map(json.loads, OPEN_SET.read_text().splitlines())}


def listen(answer: str, said: str) -> AnswerHeard:
    return answer_heard(answer, Message.from_text(said))


def spoken(text: str) -> Message:
    words = tuple(Word(word, Span(0.5 * i, 0.5 * i + 0.4), 1.0) for i, word in enumerate(text.split()))
    return Message.from_transcript(Transcript(words, (0,), "replay", "none", 60.0, 0.1))


def test_answers_are_heard_in_the_words_of_others() -> None:
    messages = open_set()
    verdicts = Counter(
        listen(answer, messages[message_id]).verdict
        for message_id, answers in ANSWERS.items()
        for answer in answers
    )
    assert verdicts["not_heard"] == verdicts["unknown"] == 0, "nobody is scolded for what was said"
    assert verdicts["heard"] >= 0.8 * verdicts.total()


def test_no_answer_is_heard_in_a_message_about_something_else() -> None:
    messages = open_set()
    verdicts: Counter[str] = Counter()
    for message_id, answers in ANSWERS.items():
        for other, said in messages.items():
            if other != message_id:
                verdicts.update(listen(answer, said).verdict for answer in answers)
    assert verdicts.total() > 1_000
    assert verdicts["heard"] == 0
    assert verdicts["partly"] <= 0.03 * verdicts.total()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("Three ways to spend less on toner", "there are 3 ways you could be spending less on toner"),
        ("Introduce him to Joan Reyes", "i would like you to meet joan reyes"),
        ("A free report on breakdown costs", "i've a two page report for you on what a breakdown costs"),
        ("His website's order form is broken", "i tried your website and the order form breaks at step two"),
        ("Save $500 a month", "that saved them five hundred dollars every month"),
        ("25 trucks are leaking", "i saw twenty five trucks that leaked"),
        ("the May 3rd deadline", "the deadline is may third"),
        ("Because I can tell them who organised the fair", "whoever was organizing that fair has your list"),
        ("Where [the rival] buys flour", "i know where they are buying their flour"),
    ],
)
def test_forms_numbers_and_small_words_do_not_matter(answer: str, said: str) -> None:
    assert listen(answer, said).verdict == "heard"


@pytest.mark.parametrize(
    ("answer", "said", "missing"),
    [
        ("A checklist of payroll mistakes", "we fix payroll mistakes for firms like yours", ("checklist",)),
        ("25 trucks are leaking", "i saw twenty trucks leak and five men", ("25",)),
        ("Savings", "we offer savings", ()),
        ("keep the drivers", "this is bob the driver from ups keep the change", ()),
    ],
)
def test_half_of_it_is_told_with_what_is_missing(answer: str, said: str, missing: tuple[str, ...]) -> None:
    heard = listen(answer, said)
    assert (heard.verdict, heard.missing_words) == ("partly", missing)
    assert all(word in heard.reason for word in missing)


def test_words_and_their_place_are_told() -> None:
    message = spoken("hi dana this is kim i put a checklist for winter inspections together call me")
    heard = answer_heard("The winter inspection checklist, in ten minutes.", message)
    assert (heard.heard_words, heard.missing_words) == (
        ("winter", "inspection", "checklist"),
        ("ten", "minutes"),
    )
    (evidence,) = heard.evidence
    assert message.text_of(evidence.first_word, evidence.last_word) == "checklist for winter inspections"
    assert evidence.span == Span(4.0, 5.9)


def test_digits_of_a_phone_number_are_no_figures() -> None:
    said = Message.from_text("my extension is 415 and it is about trucks")
    phone = Phone("early", 0.5, (PhoneNumber("415", "", None, False, 3, 4, None, None),))
    assert answer_heard("415 trucks", said, phone=phone).heard_words == ("trucks",)
    assert answer_heard("415 trucks", said).heard_words == ("415", "trucks")


def test_a_misheard_word_is_heard_in_a_recording_and_not_in_a_text() -> None:
    text = "i have a new study about flooding and plaster"
    assert answer_heard("A study of flooring and plaster", spoken(text)).verdict == "heard"
    assert listen("A study of flooring and plaster", text).verdict == "partly"


def test_another_reason_may_be_the_same_in_other_words() -> None:
    said = Message.from_text("hi dana i have a booklet on keeping staff for you")
    offer = Offer("resource", 2, 10, None)
    assert answer_heard("Turnover halves with one page", said).verdict == "not_heard"
    unsure = answer_heard("Turnover halves with one page", said, offers=(offer,))
    assert unsure.verdict == "unknown"
    assert [(proof.first_word, proof.last_word) for proof in unsure.evidence] == [(2, 10)]


@pytest.mark.parametrize("answer", ["", "  ", "because they would want to call me back", "[name]", "…", "\0"])
def test_an_answer_without_content_is_unknown(answer: str) -> None:
    assert listen(answer, "hi dana call me back").verdict == "unknown"


def test_silence_is_unknown() -> None:
    heard = listen("A checklist", "")
    assert (heard.verdict, heard.missing_words) == ("unknown", ("checklist",))


def test_a_book_as_an_answer_ends() -> None:
    heard = listen("word another thing " * 20_000, "another word " * 500)
    assert heard.verdict in ("heard", "partly")
    listen(" ".join(f"word{n}" for n in range(5_000)), " ".join(f"text{n}" for n in range(2_000)))


@pytest.mark.parametrize(
    ("one", "other"),
    [("saved", "saving"), ("hiring", "hired"), ("copies", "copy"), ("lost", "losing"), ("met", "meets"),
     ("organised", "organizing"), ("referred", "refer"), ("analysed", "analyze"), ("women", "woman")],
)  # fmt: skip
def test_forms_of_one_word_have_a_base_in_common(one: str, other: str) -> None:
    assert bases(one) & bases(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("news", "new"), ("business", "busy"), ("king", "k"), ("need", "nee"), ("sing", "s"), ("price", "prize"),
     ("staff", "stay"), ("morning", "morn"), ("costs", "cast")],
)  # fmt: skip
def test_words_that_only_look_alike_have_none(one: str, other: str) -> None:
    assert not bases(one) & bases(other)
