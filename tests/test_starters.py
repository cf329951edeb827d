"""Every starter keeps its promise: filled in, it is ready, of its kind, has its reason and no pitch.

Judged by the real rules, with each of its examples and with its slots still open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from rehearse.analysis.result import MessageKind, OfferKind
from rehearse.files import builtin_starters_folder
from rehearse.paths import Paths
from rehearse.script.starters import AnswerKind, Starter, load_starters
from rehearse.settings import SettingsStore
from rehearse.studio import Studio

STARTERS = load_starters(builtin_starters_folder())

#: What the analysis calls a message that gives the answer, and the reasons that it may find there.
PROMISED: dict[AnswerKind, tuple[set[MessageKind], set[OfferKind]]] = {
    "about_their_business": ({"about_their_business"}, {"information"}),
    "about_them": ({"about_them"}, {"information"}),
    "question": ({"question"}, {"question"}),
    "story": ({"story"}, {"story"}),
    "resource": ({"about_them", "about_their_business"}, {"resource"}),
    "sample": ({"about_them", "about_their_business"}, {"sample"}),
    "introduction": ({"about_them", "about_their_business"}, {"introduction"}),
    "half_message": ({"cliffhanger"}, {"information", "story"}),
}
#: The target is 20 s; a long name may cost one more.
LONGEST_S = 21.0


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    paths = Paths.below(tmp_path_factory.mktemp("home"))
    made = Studio(paths, SettingsStore(paths.settings))
    yield made
    made.close()


def judged_as() -> list[tuple[Starter, Mapping[str, str]]]:
    return [(starter, values) for starter in STARTERS for values in ({}, *starter.examples)]


@pytest.mark.parametrize(
    ("starter", "values"), judged_as(), ids=lambda it: it.id if isinstance(it, Starter) else None
)
def test_a_starter_is_what_it_says(studio: Studio, starter: Starter, values: Mapping[str, str]) -> None:
    judged = studio.judge_script(starter.text, values)
    analysis = judged.analysis
    kinds, reasons = PROMISED[starter.answer_kind]
    card = analysis.scorecard
    told = [check.reason for check in card.checks if check.band == "off"]
    assert analysis.findings == ()
    assert card.ready, told
    assert analysis.message_kind in kinds
    assert reasons & {offer.kind for offer in analysis.offers or ()}
    bands = card.bands()
    assert (bands["phone"], bands["pitch"], bands["reason"], bands["kind"]) == ("good",) * 4
    assert 10 < judged.length_s <= LONGEST_S
    assert judged.open_slots == (() if values else judged.slots)
