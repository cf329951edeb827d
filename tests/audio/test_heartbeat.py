"""Whether a device still calls, and how often a silent one is asked whether it is there."""

from __future__ import annotations

import threading

import pytest

from rehearse.audio import heartbeat
from rehearse.audio.heartbeat import LOOK_MOST_S, QUIET_S, SURE_S, ZEROS_S, Heartbeat, Presence
from tests.helpers.virtual_mic import wait_for


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The clock of the module: the test moves it."""
    at = [100.0]
    monkeypatch.setattr(heartbeat.time, "monotonic", lambda: at[0])
    return at


def test_silence_counts_from_the_last_call_while_somebody_looks(now: list[float]) -> None:
    heart = Heartbeat()
    now[0] += 0.05
    heart.beat()
    for _look in range(40):
        now[0] += 0.1
        seen_s = heart.silent_s()
    assert seen_s == pytest.approx(4.0)
    heart.beat()
    assert heart.silent_s() == 0.0


def test_where_nobody_gets_to_look_silence_counts_slowly(now: list[float]) -> None:
    """A busy machine keeps the device from calling as it keeps this program from looking."""
    heart = Heartbeat()
    for _look in range(5):
        now[0] += 0.8
        seen_s = heart.silent_s()
    assert seen_s == pytest.approx(5 * LOOK_MOST_S)


def test_looks_of_two_threads_count_no_time_twice(now: list[float]) -> None:
    heart = Heartbeat()
    for _look in range(10):
        now[0] += 0.05
        heart.silent_s()
        seen_s = heart.silent_s()
    assert seen_s == pytest.approx(0.5)


def test_time_in_which_nobody_could_look_does_not_count(now: list[float]) -> None:
    heart = Heartbeat()
    now[0] += 3600.0
    assert heart.silent_s() == 0.0
    for _look in range(9):
        now[0] += 0.1
        seen_s = heart.silent_s()
    assert seen_s == pytest.approx(0.9), "what does not wake up is noticed as ever"


class Asked:
    """Counts the questions and answers as the test wants."""

    def __init__(self, answer: bool | None) -> None:
        self.answer, self.n = answer, 0

    def __call__(self) -> bool | None:
        self.n += 1
        return self.answer


def settled(presence: Presence) -> None:
    wait_for(lambda: presence._asking is None, "the answer")


def test_sound_and_short_zeros_raise_no_question(now: list[float]) -> None:
    asked = Asked(False)
    presence = Presence(asked)
    for zero_s in (0.0, ZEROS_S / 2):
        assert not presence.look(zero_s)
    assert asked.n == 0


def test_it_counts_as_gone_when_it_was_missing_twice_in_a_row(now: list[float]) -> None:
    asked = Asked(False)
    presence = Presence(asked)
    presence.look(ZEROS_S)
    settled(presence)
    assert not presence.look(ZEROS_S), "it may be between two states"
    assert asked.n == 1
    now[0] += SURE_S
    presence.look(ZEROS_S)
    settled(presence)
    assert presence.look(ZEROS_S)


def test_one_that_sounded_in_between_is_not_gone(now: list[float]) -> None:
    asked = Asked(False)
    presence = Presence(asked)
    presence.look(ZEROS_S)
    settled(presence)
    presence.look(0.0)
    now[0] += SURE_S
    presence.look(ZEROS_S)
    settled(presence)
    assert not presence.gone


@pytest.mark.parametrize("answer", [True, None])
def test_one_that_is_there_is_asked_less_and_less(now: list[float], answer: bool | None) -> None:
    asked = Asked(answer)
    presence = Presence(asked)
    for _tick in range(400):  # a minute and a half of a muted microphone
        presence.look(10.0)
        settled(presence)
        now[0] += QUIET_S / 20
    assert not presence.gone
    assert 3 <= asked.n <= 6


def test_a_question_that_hangs_holds_up_nobody() -> None:
    go_on = threading.Event()

    def hang() -> bool | None:
        go_on.wait(20)
        return True

    presence = Presence(hang)
    assert not presence.look(1.0)
    assert not presence.look(1.0)
    go_on.set()
    settled(presence)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_question_that_fails_is_not_asked_at_every_look(now: list[float]) -> None:
    asked = []

    def fail() -> bool | None:
        asked.append(1)
        raise ZeroDivisionError

    presence = Presence(fail)
    for _tick in range(20):
        presence.look(10.0)
        settled(presence)
        now[0] += QUIET_S / 20
    assert not presence.gone
    assert len(asked) == 1
