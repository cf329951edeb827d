"""What is waited for is known while it lasts, and only where a user waits."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from rehearse.audio import portaudio, waits
from rehearse.audio.waits import TELL_S, waited_for, waiting
from rehearse.cli.console import Console
from rehearse.cli.waits import telling_waits
from rehearse.errors import DeviceBusy, SoundSystemMissing
from tests.helpers.virtual_mic import VirtualMicrophone, wait_for


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The clock of the module: the test moves it."""
    at = [100.0]
    monkeypatch.setattr(waits.time, "monotonic", lambda: at[0])
    return at


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits is told from the first moment on."""
    monkeypatch.setattr(waits, "TELL_S", 0.0)


def test_it_is_told_after_a_while_and_not_any_more_once_it_is_over(now: list[float]) -> None:
    with waiting("microphone"):
        assert waited_for() is None
        now[0] += TELL_S + 0.01
        assert waited_for() == "microphone"
    assert waited_for() is None


def test_one_wait_after_the_other_is_one(now: list[float]) -> None:
    """To be opened takes a while, and to be started: together it is long."""
    with waiting("microphone"):
        now[0] += TELL_S * 0.6
    now[0] += 0.01
    with waiting("microphone"):
        now[0] += TELL_S * 0.6
        assert waited_for() == "microphone"
    now[0] += 5.0
    with waiting("microphone"):
        assert waited_for() is None, "another one, later"


def test_what_is_waited_for_longest_is_told(now: list[float]) -> None:
    with waiting("system"):
        now[0] += TELL_S + 0.01
        begun, over = threading.Event(), threading.Event()

        def other() -> None:
            with waiting("loudspeaker"):
                begun.set()
                over.wait(60)

        with beside(other):
            assert begun.wait(60)
            longest = waited_for()
            over.set()
    assert longest == "system"


def test_what_nobody_waits_for_is_not_told(at_once: None) -> None:
    with waits.unseen(), waiting("microphone"):
        assert waited_for() is None
    with waiting("microphone"):
        assert waited_for() == "microphone"


def test_each_is_told_in_words() -> None:
    assert waits.words(None) == ""
    assert waits.words("microphone").startswith("The microphone does not answer yet.")
    assert waits.words("loudspeaker").startswith("The loudspeaker does not answer yet.")
    assert waits.words("system").startswith("The sound system does not answer yet.")


# ---- what PortAudio is asked -------------------------------------------------------------------


class Quiet:
    """A stream that does all that is asked."""

    def start(self) -> None: ...
    def abort(self, ignore_errors: bool) -> None: ...
    def close(self, ignore_errors: bool) -> None: ...


class Stuck(Quiet):
    """One that takes as long to start as the test wants."""

    def __init__(self, over: threading.Event) -> None:
        self._over = over

    def start(self) -> None:
        self._over.wait(60)


@contextmanager
def beside(job: Callable[[], object]) -> Iterator[list[object]]:
    """`job` in a thread; what came of it afterwards."""
    came: list[object] = []

    def work() -> None:
        try:
            came.append(job())
        except Exception as error:
            came.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield came
    finally:
        thread.join()


@pytest.mark.parametrize("what", ["microphone", "loudspeaker"])
def test_a_slow_device_is_waited_for_and_then_open(
    virtual_microphone: VirtualMicrophone, at_once: None, what: waits.What
) -> None:
    over = threading.Event()

    def make(_module: object) -> Quiet:
        over.wait(60)
        return Quiet()

    with beside(lambda: portaudio.open_stream(make, "Slow", 60.0, what=what)) as came:
        wait_for(lambda: waited_for() == what, "the wait to be known")
        over.set()
    (stream,) = came
    assert isinstance(stream, portaudio.Stream)
    assert waited_for() is None
    assert stream.close(60.0)


def test_a_start_that_takes_long_is_waited_for(
    virtual_microphone: VirtualMicrophone, at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portaudio, "ANSWER_S", 60.0)
    over = threading.Event()
    stream = portaudio.open_stream(lambda _module: Stuck(over), "Slow", 60.0)
    with beside(stream.start) as came:
        wait_for(lambda: waited_for() == "microphone", "the wait to be known")
        over.set()
    assert came == [None]
    assert waited_for() is None
    assert stream.close(60.0)


def test_once_it_is_given_up_nobody_waits(virtual_microphone: VirtualMicrophone, at_once: None) -> None:
    over = threading.Event()

    def make(_module: object) -> Quiet:
        over.wait(60)
        return Quiet()

    with pytest.raises(DeviceBusy, match="does not answer"):
        portaudio.open_stream(make, "Deaf", 0.05)
    assert waited_for() is None
    over.set()
    wait_for(lambda: not portaudio.in_use(), "PortAudio to be free again")


def test_a_look_for_devices_that_hangs_is_waited_for_and_given_up(
    virtual_microphone: VirtualMicrophone, at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sound server that stands still keeps PortAudio from looking; whoever asks must get an answer."""
    inside, over = threading.Event(), threading.Event()
    module = portaudio.sounddevice()
    real = module._initialize

    def initialize() -> None:
        inside.set()
        over.wait(60)
        real()

    monkeypatch.setattr(module, "_initialize", initialize)
    with beside(portaudio.reinitialise) as came:
        assert inside.wait(60)
        wait_for(lambda: waited_for() == "system", "the wait to be known")
        monkeypatch.setattr(portaudio, "LOOK_S", 0.05)
        with pytest.raises(SoundSystemMissing, match="does not answer"):
            portaudio.reinitialise()
        over.set()
    assert came == [True], "it was the same look, and it came back"
    assert waited_for() is None


# ---- the terminal ------------------------------------------------------------------------------


def test_a_terminal_says_once_that_it_waits(at_once: None, capsys: pytest.CaptureFixture[str]) -> None:
    said = ""

    def told() -> bool:
        nonlocal said
        said += capsys.readouterr().err
        return "does not answer yet" in said

    with telling_waits(Console()), waiting("microphone"):
        wait_for(told, "the words")
        for _look in range(3):
            told()
    told()
    assert said == "The microphone does not answer yet. Waiting for it…\n"


def test_a_terminal_says_nothing_where_nobody_waits(capsys: pytest.CaptureFixture[str]) -> None:
    with telling_waits(Console()):
        pass
    assert capsys.readouterr().err == ""
