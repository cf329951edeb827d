"""One contract for every microphone: PortAudio's, through the virtual microphone, and the tests' own."""

from __future__ import annotations

import contextlib
import dataclasses
import random
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rehearse.audio import portaudio
from rehearse.audio.devices import Device, DeviceKey, find_device
from rehearse.audio.input_stream import BLOCK_S, InputStream, StreamOpener, open_input
from rehearse.errors import DeviceBusy, DeviceError, NoMicrophone
from tests.helpers.device_refusals import only_at, overflowing, refusing
from tests.helpers.fake_stream import FAKE_DEVICE, FakeMicrophone
from tests.helpers.virtual_mic import MICROPHONE_NAME, VirtualMicrophone, wait_for, write_wav


@dataclasses.dataclass
class Heard:
    """What arrived, in order: blocks, then the end."""

    blocks: list[bytes] = dataclasses.field(default_factory=list)
    overflows: int = 0
    ends: int = 0
    blocks_after_end: int = 0

    def on_block(self, pcm: bytes, overflowed: bool) -> None:
        self.blocks_after_end += self.ends
        self.overflows += overflowed
        self.blocks.append(pcm)

    def on_end(self) -> None:
        self.ends += 1


@dataclasses.dataclass
class Bench:
    """A microphone under test: `speak` says PCM at 16 kHz into the stream that is open."""

    device: Device
    open: StreamOpener
    speak: Callable[[bytes], None]
    loses: bool = False


@pytest.fixture(params=["portaudio", "fake", "overflowing"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    if request.param == "fake":
        fake = FakeMicrophone()
        yield Bench(FAKE_DEVICE, fake.open, lambda pcm: fake.stream.say(bytes(3200) + pcm + bytes(32_000)))
        return
    microphone: VirtualMicrophone = request.getfixturevalue("virtual_microphone")
    found = find_device("input", DeviceKey(MICROPHONE_NAME, "ALSA"))
    device = dataclasses.replace(found, default_rate_hz=16_000)
    loses = request.param == "overflowing"
    with overflowing() if loses else contextlib.nullcontext():
        yield Bench(
            device,
            open_input,
            lambda pcm: microphone.speak(write_wav(tmp_path / "spoken.wav", pcm)) and None,
            loses,
        )
    wait_for(lambda: not portaudio.in_use(), "PortAudio to be free again")


def opened(bench: Bench) -> tuple[InputStream, Heard]:
    heard = Heard()
    return bench.open(bench.device, heard.on_block, heard.on_end), heard


def test_what_is_said_arrives_bit_for_bit_in_equal_blocks(bench: Bench) -> None:
    said = random.Random(7).randbytes(32_000)
    stream, heard = opened(bench)
    assert stream.format.rate_hz == bench.device.default_rate_hz
    assert stream.format.channels == 1
    stream.start()
    try:
        bench.speak(said)
        wait_for(lambda: said in b"".join(heard.blocks), "what was said")
    finally:
        assert stream.close(5.0)
    assert {len(block) for block in heard.blocks} == {round(16_000 * BLOCK_S) * 2}
    assert all(type(block) is bytes for block in heard.blocks)
    assert heard.overflows == (len(heard.blocks) if bench.loses else 0)


def test_nothing_comes_before_the_start_nor_after_the_close(bench: Bench) -> None:
    stream, heard = opened(bench)
    bench.speak(bytes(8000))
    assert heard.blocks == []
    stream.start()
    bench.speak(bytes(8000))
    wait_for(lambda: len(heard.blocks) > 2, "the first blocks")
    assert stream.close(5.0)
    n_blocks = len(heard.blocks)
    bench.speak(bytes(8000))
    assert len(heard.blocks) == n_blocks


def test_the_end_is_told_once_and_last(bench: Bench) -> None:
    stream, heard = opened(bench)
    stream.start()
    bench.speak(bytes(8000))
    wait_for(lambda: bool(heard.blocks), "the first block")
    assert stream.close(5.0)
    assert stream.close(5.0), "closing again"
    assert (heard.ends, heard.blocks_after_end) == (1, 0)


def test_it_can_be_opened_again(bench: Bench) -> None:
    for _round in range(3):
        stream, heard = opened(bench)
        stream.start()
        bench.speak(bytes(3200))
        wait_for(lambda heard=heard: bool(heard.blocks), "a block")
        assert stream.close(5.0)


def test_it_says_whether_it_is_still_there_while_it_runs(bench: Bench) -> None:
    stream, heard = opened(bench)
    stream.start()
    try:
        assert stream.still_there()
        bench.speak(bytes(8000))
        wait_for(lambda: bool(heard.blocks), "a block: the question ended nothing")
    finally:
        assert stream.close(5.0)
    assert heard.ends == 1


def test_closing_what_never_ran(bench: Bench) -> None:
    stream, heard = opened(bench)
    assert stream.close(5.0)
    assert heard.blocks == []


# ---- PortAudio alone ---------------------------------------------------------------------------


@pytest.mark.usefixtures("virtual_microphone")
def test_a_device_that_is_gone_is_no_microphone() -> None:
    device = dataclasses.replace(FAKE_DEVICE, index=4711)
    with pytest.raises(NoMicrophone) as caught:
        open_input(device, lambda pcm, overflowed: None, lambda: None)
    assert "Fake Microphone" in caught.value.message
    assert caught.value.help


@pytest.mark.usefixtures("virtual_microphone")
def test_a_device_that_takes_no_format_at_all_is_busy() -> None:
    loudspeaker = find_device("output", DeviceKey("Virtual Speaker", "ALSA"))
    with pytest.raises(DeviceBusy):
        open_input(loudspeaker, lambda pcm, overflowed: None, lambda: None)
    assert not portaudio.in_use()


@pytest.mark.usefixtures("virtual_microphone")
def test_a_device_without_mono_is_opened_with_what_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    module = portaudio.sounddevice()
    tried = []

    class FourChannels:
        def __init__(self, *, channels: int, **_rest: object) -> None:
            tried.append(channels)
            if channels != 4:
                raise module.PortAudioError("Error opening RawInputStream: Invalid number of channels", -9998)

        def abort(self, ignore_errors: bool) -> None: ...

        def close(self, ignore_errors: bool) -> None: ...

    monkeypatch.setattr(module, "RawInputStream", FourChannels)
    device = dataclasses.replace(find_device("input", None), channels=4)
    stream = open_input(device, lambda pcm, overflowed: None, lambda: None)
    assert tried == [1, 2, 4]
    assert stream.format.channels == 4
    assert stream.close(5.0)


@pytest.mark.usefixtures("virtual_microphone")
def test_a_device_that_refuses_the_rate_it_is_listed_with_is_opened_at_another() -> None:
    with only_at(16_000):
        stream = open_input(find_device("input", None), lambda pcm, overflowed: None, lambda: None)
        assert stream.format.rate_hz == 16_000
        assert stream.close(5.0)


@pytest.mark.usefixtures("virtual_microphone")
@pytest.mark.parametrize(
    ("refusal", "kind", "said", "there"),
    [
        (("Device unavailable", -9985), DeviceBusy, "in use by another program", None),
        (
            ("Unanticipated host error", -9999, (0, -16, "Device or resource busy")),
            DeviceBusy,
            "in use",
            None,
        ),
        (
            ("Unanticipated host error", -9999, (0, -13, "Permission denied")),
            DeviceBusy,
            "may not use it",
            None,
        ),
        (("Unanticipated host error", -9999, (0, -5, "I/O error")), NoMicrophone, "cannot be reached", False),
        (("Illegal combination of I/O devices", -9993), NoMicrophone, "cannot be reached", False),
        (("Invalid device", -9996), NoMicrophone, "not there any more", False),
        (("Invalid sample rate", -9997), DeviceBusy, "does not offer sound", None),
    ],
)
def test_a_refusal_is_told_in_words_of_our_own(
    refusal: tuple[object, ...], kind: type[DeviceError], said: str, there: bool | None
) -> None:
    device = find_device("input", None)
    stream = open_input(device, lambda pcm, overflowed: None, lambda: None)
    try:
        with refusing(*refusal):
            with pytest.raises(kind) as caught:
                open_input(device, lambda pcm, overflowed: None, lambda: None)
            assert stream.still_there() is there
    finally:
        assert stream.close(5.0)
    assert said in caught.value.message
    assert caught.value.help
    assert str(refusal[0]) not in str(caught.value)


@pytest.mark.usefixtures("virtual_microphone")
def test_what_the_device_lost_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """PulseAudio never loses anything: the flags come from a stream that stands for PortAudio's."""
    module = portaudio.sounddevice()
    callbacks = []

    class Flagged:
        def __init__(self, *, callback: Callable[..., None], **_rest: object) -> None:
            callbacks.append(callback)

        def abort(self, ignore_errors: bool) -> None: ...

        def close(self, ignore_errors: bool) -> None: ...

    monkeypatch.setattr(module, "RawInputStream", Flagged)
    heard = Heard()
    stream = open_input(find_device("input", None), heard.on_block, heard.on_end)
    for flags, overflows in ((0, 0), (0x1, 0), (0x2, 1), (0x3, 2)):  # paInputUnderflow, paInputOverflow
        callbacks[0](memoryview(b"\1\0"), 1, None, module.CallbackFlags(flags))
        assert heard.overflows == overflows
    assert heard.blocks == [b"\1\0"] * 4
    assert stream.close(5.0)


def test_a_call_that_hangs_is_given_up_and_undone_when_it_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    comes_back = threading.Event()
    closed = threading.Event()

    class Late:
        def abort(self, ignore_errors: bool) -> None: ...

        def close(self, ignore_errors: bool) -> None:
            closed.set()

    def make(_module: object) -> Late:
        comes_back.wait(20)
        return Late()

    with pytest.raises(DeviceBusy) as caught:
        portaudio.open_stream(make, "Deaf Microphone", timeout_s=0.05)
    assert "Deaf Microphone does not answer" in caught.value.message
    assert portaudio.in_use()
    assert not portaudio.reinitialise(), "PortAudio must not be ended under a call"
    with pytest.raises(DeviceBusy):
        portaudio.open_stream(lambda _module: pytest.fail("begun though given up"), "Next", timeout_s=0.05)
    monkeypatch.setattr(portaudio, "STUCK_S", 0.0)
    assert portaudio.open_stream(lambda _module: Late(), "Third").close(20.0), "not held up for ever"
    closed.clear()
    comes_back.set()
    assert closed.wait(20)
    wait_for(lambda: not portaudio.in_use(), "PortAudio to be free again")
    assert portaudio.reinitialise()


def test_a_stream_that_hangs_while_it_starts_is_not_touched_and_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """PortAudio aborts the whole process when a stream is closed that another thread still starts."""
    monkeypatch.setattr(portaudio, "STUCK_S", 0.0)
    monkeypatch.setattr(portaudio, "ANSWER_S", 0.05)
    comes_back = threading.Event()
    calls: list[str] = []

    class Hanging:
        def start(self) -> None:
            calls.append("start")
            comes_back.wait(20)
            calls.append("started")

        def abort(self, ignore_errors: bool) -> None:
            calls.append("abort")

        def close(self, ignore_errors: bool) -> None:
            calls.append("close")

    class Fine(Hanging):
        def abort(self, ignore_errors: bool) -> None: ...

        def close(self, ignore_errors: bool) -> None: ...

    stream = portaudio.open_stream(lambda _module: Hanging(), "Deaf Microphone", 20.0)
    with pytest.raises(DeviceBusy):
        stream.start()
    assert not stream.close(0.05)
    assert portaudio.open_stream(lambda _module: Fine(), "Next", 20.0).close(20.0), (
        "another one is not held up"
    )
    assert calls == ["start"]
    comes_back.set()
    assert stream.close(20.0)
    assert calls == ["start", "started", "abort", "close"]
    wait_for(lambda: not portaudio.in_use(), "PortAudio to be free again")
