"""Reasons to call back: rules, hints, how a message is built, and what takes precedence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rehearse.analysis import phrases
from rehearse.analysis.clauses import find_clauses
from rehearse.analysis.message import Message
from rehearse.analysis.numbers import find_phone
from rehearse.analysis.questions import find_questions
from rehearse.analysis.reasons import find_offers, offer_why, reason_check
from rehearse.analysis.result import Finding, Offer
from rehearse.analysis.rules import Packs
from rehearse.i18n import _
from rehearse.script.tokens import word_set
from tests.helpers import shipped

PACKS = shipped.packs()

#: A caller with a firm and a number around what is to be judged.
FRAME = "hi morgan it's petra from oakline on six oh two five five five oh one four four {} petra at oakline"

SOUP = sorted(
    word_set(
        """the a your our we i you she they bakery in plano was lost cut filled nine forty weeks how many what
        did who sent left sample report introduce call me five oh one two not never if when press mum is
        has"""
    )
)


def offers(text: str, packs: Packs = PACKS) -> tuple[Offer, ...]:
    message = Message.from_text(text)
    hits = phrases.find_hits(message, packs)
    phone = find_phone(message, region="US", wants_number=True, early_fraction=0.5)
    return find_offers(message, hits, phrases.findings(message, hits), phone)


def kinds(text: str) -> set[str]:
    return {offer.kind for offer in offers(text)}


def said(text: str, kind: str) -> str:
    words = text.split()
    return " ".join(" ".join(words[o.first_word : o.last_word]) for o in offers(text) if o.kind == kind)


@pytest.mark.parametrize(
    "told",
    [
        "a laundry over in dover was rewashing sixty sheets a night and by june it was nine",
        "there's a couple in kent who sold candles from a van and last christmas they closed for two weeks",
        "the tile shop on mill road moved one shelf in march and sold half of the old stock in ten days",
        "her crew used to load at four in the morning and now she sends the first truck at seven",
        "your neighbor at the corner had nine pallets sent back in may because the tape came off",
        "a quarry two miles from you was losing a belt every week until they moved one roller",
    ],
)
def test_a_story_is_known_by_its_build(told: str) -> None:
    assert "story" in kinds(FRAME.format(told))


@pytest.mark.parametrize(
    "told",
    [
        "the harbour office has moved the inspection to april and nobody has told the yards on your side",
        "your back gate sticks open after the last truck and nobody has locked it since june",
        "the road past your depot closes for nine weeks in may and the detour adds forty minutes",
    ],
)
def test_news_is_known_by_its_build(told: str) -> None:
    assert kinds(FRAME.format(told)) == {"information"}


@pytest.mark.parametrize(
    "asked",
    [
        "how many of the boxes you shipped in june came back",
        "have you ever counted the lamps that burn all night",
        "if the chiller stops on a sunday who opens the yard for you",
        "when did anybody last test the sprinklers above your archive",
        "what does an empty chair on a saturday cost you",
        "which line of your greeting makes half the parents hang up call me and i will tell you",
        "how many drivers pass your second gate without seeing it i have the answer",
    ],
)
def test_a_question_about_them_is_an_offer(asked: str) -> None:
    assert kinds(FRAME.format(asked)) == {"question"}


@pytest.mark.parametrize(
    "asked",
    [
        "what does your thursday look like",
        "do you want copies of the plan",
        "could you pass this to whoever buys the paper",
        "did you get the email i sent",
        "i know how many calls you take",
        "how are you doing today",
        "would you have ten minutes to talk",
        "have your last statement handy when you call",
        "we could have you back at work by noon",
        "the slot is at two which is the time your brother had",
        "last week you asked me what happens to your deposit",
        "could you tell me what's the procedure for a bid on your floors",
        "it is about the lamps which your brother ordered and i can tell you where they are",
        "that is two thousand over what the yard told your brother and i can tell you why",
    ],
)
def test_a_question_that_arranges_something_is_none(asked: str) -> None:
    assert "question" not in kinds(FRAME.format(asked))


@pytest.mark.parametrize(
    "text",
    [
        "we sell envelopes and would like to be your supplier",
        "i'm calling to introduce myself and see if there's a fit",
        "just following up on the brochure i sent last week",
        "we helped thousands of firms and we are rated number one",
        "i'd love twenty minutes of your time next week",
        "i've emailed you our price list and there's fifteen percent off",
        "your home has been selected for a grant and there's a surveyor in the road this week",
        "i've some thrilling news for you",
        "i've three questions about how you buy your screws",
    ],
)
def test_a_pitch_offers_nothing(text: str) -> None:
    assert kinds(FRAME.format(text)) == set()


@pytest.mark.parametrize(
    "text",
    [
        "hi mum a man in leeds sold his van in two days last march and now he walks to work every day",
        "hello it's the library the book you wanted came back on friday and we kept it for you",
        "your records show a rate that ends in june press one to speak to somebody",
    ],
)
def test_everyday_messages_and_machines_offer_nothing(text: str) -> None:
    assert kinds(text) == set()


def test_the_same_story_counts_from_a_caller_and_not_from_a_son() -> None:
    story = "a man in leeds sold his van in two days last march and now he walks to work every day"
    assert kinds(FRAME.format(story)) == {"story"}
    assert kinds("hi mum " + story) == set()


def test_one_hint_is_nothing_and_two_are_an_offer() -> None:
    assert "resource" not in kinds(FRAME.format("there is a list somewhere that we once had"))
    assert "resource" not in kinds(FRAME.format("it's in the post and should be there soon"))
    assert "resource" in kinds(FRAME.format("there is a list of the dates and it's in the post"))


def test_what_the_caller_made_is_a_gift_once_it_is_on_its_way() -> None:
    assert kinds(FRAME.format("i filmed the ramp for an hour on monday")) == set()
    assert "resource" in kinds(FRAME.format("i filmed the ramp for an hour on monday where should i send it"))


def test_hints_far_apart_are_no_offer() -> None:
    filler = " ".join(["well"] * 60)
    assert "resource" not in kinds(FRAME.format(f"there is a list of dates {filler} it's in the post"))


def test_hints_that_are_nearest_make_a_pair_and_leave_the_words_before_to_news() -> None:
    text = FRAME.format(
        "the map shows the gate on the wrong side of your yard and nobody has told the drivers since june "
        "so there's a short list of the steps and it's in the post"
    )
    assert kinds(text) == {"information", "resource"}
    assert "gate" in said(text, "information")


def test_offers_of_one_kind_that_follow_on_each_other_are_one() -> None:
    text = FRAME.format("she'd take a call from you shall i put the two of you in touch")
    assert [offer.kind for offer in offers(text)] == ["introduction"]
    assert said(text, "introduction").endswith("put the two of you in touch")


def test_offers_of_one_kind_far_apart_are_two() -> None:
    between = "the road past the depot closes for nine weeks in may"
    text = FRAME.format(f"she'd take a call from you {between} shall i put the two of you in touch")
    assert [offer.kind for offer in offers(text)].count("introduction") == 2


def test_words_of_a_pitch_are_no_news_but_may_introduce_somebody() -> None:
    first = FRAME.split().index("{}")
    for told, kind, counts in (
        ("two charges on your water bill and i can show you", "information", False),
        ("i'd like to introduce you to the owner of the mill", "introduction", True),
    ):
        message = Message.from_text(FRAME.format(told))
        hits = phrases.find_hits(message, PACKS)
        assert kind in {offer.kind for offer in find_offers(message, hits)}
        pitched = Finding("a.b", "a", "off", told, first, first + len(told.split()), None, "", "", "")
        found = {offer.kind for offer in find_offers(message, hits, [pitched])}
        assert (kind in found) is counts


def test_a_story_may_name_a_customer_but_no_crowd() -> None:
    assert kinds(FRAME.format("we just helped ridgeway tile cut their breakage by a third")) == {"story"}
    assert "story" not in kinds(FRAME.format("we have helped many firms cut their breakage"))


@pytest.mark.parametrize(
    "given",
    [
        "i've built you a demo page with your own logo on it",
        "i retyped the first page of your menu",
        "it's about the foil samples i sent you on monday",
    ],
)
def test_the_trade_of_the_caller_done_to_something_of_theirs_is_a_sample(given: str) -> None:
    assert kinds(FRAME.format(given)) == {"sample"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("my cousin paid for two mixers last autumn and she's happy to sit down with you", "introduction"),
        ("the joiner who fitted both halls will get on a call with the pair of us", "introduction"),
        ("did anybody tell you the gate opens onto the fire lane", "question"),
        ("is it the damp or the draught that bothers your tenants", "question"),
        ("i've reworked two of them and they're yours to keep", "sample"),
        ("a crate of the early plums went off to you at six this morning", "sample"),
        ("two of our rolls are on the shelf with your name on them", "sample"),
    ],
)
def test_what_is_offered_has_its_kind_and_no_other(text: str, kind: str) -> None:
    assert kinds(FRAME.format(text)) == {kind}


@pytest.mark.parametrize(
    "text",
    [
        "your neighbor dilip told me about you and asked me to ring",
        "if your freezer has been icing up or the drains back up every week then ring",
        "i was on your website and noticed some issues",
        "your website has a serious problem that nobody told you about",
        "do i shut the file or leave it open",
        "we need thirty stools by august what's your lead time",
    ],
)
def test_what_names_nothing_or_asks_for_something_offers_nothing(text: str) -> None:
    assert kinds(FRAME.format(text)) == set()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("i glazed one pane of your porch on the house so you can see the tint", "sample"),
        ("let your night crew try it for a week and tell me what you think", "sample"),
        ("i could ask the baker who owns the other one to give you a ring", "introduction"),
        ("there's a grower in kent who says he'd show you round", "introduction"),
        ("i walked past your stall this morning and two of the lamps are dark", "information"),
        ("the quarry you buy from is closing its north face in the spring", "information"),
        (
            "if the winch jams with a boat half out of the water and the tide going whose insurance pays",
            "question",
        ),
        ("how warm does your store get at noon", "question"),
        ("i wrote a list of what the other yards pay and it's in the post", "resource"),
    ],
)
def test_what_is_meant_counts_and_not_a_set_phrase(text: str, kind: str) -> None:
    assert kinds(FRAME.format(text)) == {kind}


@pytest.mark.parametrize(
    "text",
    [
        "i'd be happy to tell you how we work",
        "our people would be glad to talk with you",
        "what size boiler have you got",
        "i left some information with your receptionist",
        "i saw one of your vans",
        "please let me know who the right person is",
        "pick a day and i'll arrange it for you",
    ],
)
def test_what_only_sounds_like_an_offer_is_none(text: str) -> None:
    assert kinds(FRAME.format(text)) == set()


def test_a_firm_called_press_is_no_machine() -> None:
    told = "the quarry you buy from is closing its north face in the spring"
    assert kinds(FRAME.replace("oakline", "oakline press").format(told)) == {"information"}
    assert kinds(FRAME.format(told + " press nine to hear more")) == set()


def test_what_a_paper_is_about_is_no_question() -> None:
    text = FRAME.format("i've mailed you a guide on what happens to your lease when you move")
    assert kinds(text) == {"resource"}


def test_a_certain_rule_goes_before_news_about_the_same_words() -> None:
    text = FRAME.format("let me put you in touch with the woman who ran your rival's yard and has left it")
    assert "introduction" in kinds(text)
    words = [set(range(o.first_word, o.last_word)) for o in offers(text)]
    assert len(set.union(*words)) == sum(map(len, words))


def test_a_story_and_the_news_after_it_are_two_offers() -> None:
    text = FRAME.format(
        "last winter a school in york could not say why its gas bill had doubled and it came down to one "
        "valve but your boiler has the same valve and nobody has checked it since june"
    )
    assert kinds(text) == {"story", "information"}
    assert "valve" in said(text, "story")
    assert "your boiler" in said(text, "information")


def test_numbers_are_no_news() -> None:
    assert kinds(
        FRAME.format("the serial on the door is eight one two four nine and the model ends in seven")
    ) == (set())


def test_every_offer_says_why() -> None:
    for text in (
        "a laundry over in dover was rewashing sixty sheets a night and by june it was nine",
        "there is a list of the dates and it's in the post",
        "have you ever counted the lamps that burn all night",
    ):
        for offer in offers(FRAME.format(text)):
            assert offer.why
    assert (
        len(
            {offer_why(k) for k in ("story", "resource", "sample", "information", "introduction", "question")}
        )
        == 6
    )


@given(st.lists(st.sampled_from(SOUP), max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_words_give_offers_in_range_in_order_and_the_same_again(words: list[str]) -> None:
    text = " ".join(words)
    found = offers(text)
    assert list(found) == sorted(found, key=lambda o: (o.first_word, o.last_word))
    for offer in found:
        assert 0 <= offer.first_word < offer.last_word <= len(words)
        assert offer.span is None
    assert found == offers(text)


@given(st.text(alphabet="….,!?—– 😀🎧", max_size=40))
@settings(max_examples=40, deadline=None)
def test_a_text_without_words_offers_nothing(text: str) -> None:
    assert offers(text) == ()


def test_the_check_is_off_without_a_reason_and_unknown_without_words() -> None:
    nothing = reason_check(Message.from_text("hi it's bob"), ())
    assert (nothing.band, nothing.value) == ("off", 0)
    assert reason_check(Message.from_text(""), ()).band == "unknown"
    text = FRAME.format("have you ever counted the lamps that burn all night")
    check = reason_check(Message.from_text(text), offers(text))
    assert (check.band, check.value) == ("good", 1)
    assert check.evidence[0].first_word == text.split().index("have")
    assert _("A question that makes them think") in check.reason


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("a school in york could not say why its bill had doubled", ["some", "other"]),
        ("your two rivals both renewed last week", ["yours"]),
        ("the unit opposite you has gone to a bank", ["other"]),
        ("i cut the article out and it is in the post", ["us", "it"]),
        ("she threw away two thirds and hit her number", ["other", "other"]),
        ("there is a woman who sells cakes", ["there", "other"]),
        ("might you have an hour", ["you"]),
        ("nobody has told the yards", ["nobody"]),
    ],
)
def test_a_clause_has_the_subject_left_of_its_verb(text: str, subjects: list[str]) -> None:
    texts = [token.text for token in Message.from_text(text).tokens]
    assert [clause.subject for clause in find_clauses(texts, [False] * len(texts))] == subjects


@given(st.lists(st.sampled_from(SOUP), max_size=60), st.integers(0, 2**60 - 1))
@settings(max_examples=150, deadline=None)
def test_clauses_lie_in_order_and_outside_idle_words(words: list[str], mask: int) -> None:
    idle = [bool(mask >> at & 1) for at in range(len(words))]
    end = 0
    for clause in find_clauses(words, idle):
        assert end <= clause.first <= clause.verb < clause.last <= len(words)
        assert not idle[clause.verb]
        end = clause.last
    for question in find_questions(words, idle):
        assert 0 <= question.first < question.last <= len(words)
