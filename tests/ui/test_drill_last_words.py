"""After the last round: with a rest the summary comes by itself, and its seconds are told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rehearse.ui.drill_stage_words import goes_on_words
from tests.helpers.drill_takes import builtin
from tests.helpers.fake_drill_runner import FakeDrillRunner


@pytest.mark.parametrize(("rest_s", "told"), [(3.0, "The summary in 3 s"), (0.0, "That was the last one")])
def test_what_follows_the_last_round(rest_s: float, told: str) -> None:
    drill = replace(builtin()["ladder"], rest_s=rest_s)
    runner = FakeDrillRunner(drill)
    runner.start()
    for _round in drill.rounds:
        runner.speak_now()
        runner.press()
        runner.settle("passed")
        if _round is not drill.rounds[-1]:
            runner.press()
    status = runner.status()
    assert (status.phase, status.next_round) == ("verdict", None)
    assert goes_on_words(status) == told
