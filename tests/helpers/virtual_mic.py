"""A microphone and a loudspeaker that exist in software alone, for tests that record for real.

`virtual-mic.sh` starts a private PulseAudio daemon.  Under `python3 run.py test` the whole of pytest runs
inside it; a plain `python -m pytest` starts one of its own on first use, before PortAudio looks at the
sound devices (or makes it look again).  A worker of pytest-xdist starts one of its own before anything
else, since two tests that speak at once would hear each other.  On Linux a missing daemon fails the test:
it never skips.

Faults that would spoil the sound system of the test process (a dead or frozen daemon, a microphone that
is pulled out) belong into a process of their own: `run_in_virtual_mic`.
"""

from __future__ import annotations

import atexit
import dataclasses
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("virtual-mic.sh")
ROOT = Path(__file__).resolve().parents[2]
MICROPHONE_NAME = "Virtual Microphone"
SPEAKER_NAME = "Virtual Speaker"

SET_BY_SCRIPT = (
    "XDG_RUNTIME_DIR",
    "PULSE_SERVER",
    "PULSE_CLIENTCONFIG",
    "PULSE_COOKIE",
    "ALSA_CONFIG_PATH",
    "REHEARSE_VIRTUAL_SINK",
    "REHEARSE_VIRTUAL_SOURCE",
    "REHEARSE_VIRTUAL_SPEAKER",
    "REHEARSE_VIRTUAL_PID",
)


def wait_for(condition: Callable[[], bool], what: str, timeout_s: float = 60.0) -> None:
    """Return once `condition()` holds; fail, naming `what`, when it never does."""
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, f"waited {timeout_s:g} s in vain for {what}"
        time.sleep(0.005)


@dataclass(frozen=True)
class VirtualMicrophone:
    """The daemon this process is connected to.  What is played into `sink` is heard by the microphone."""

    sink: str
    source: str
    speaker: str
    server_pid: int

    def speak(self, path: Path, *, wait: bool = True) -> subprocess.Popen[bytes]:
        """Play a sound file into the microphone; with `wait`, return when the last sample was heard."""
        player = subprocess.Popen(["paplay", "-d", self.sink, str(path)], stdin=subprocess.DEVNULL)
        if wait:
            assert player.wait(timeout=120) == 0, f"paplay could not play {path}"
        return player

    def suspend(self, suspended: bool = True) -> None:
        """What a sleeping sound card does: no callback comes until it is woken again."""
        for kind, name in (("source", self.source), ("sink", self.sink)):
            _pactl(f"suspend-{kind}", name, "1" if suspended else "0")

    def pull_out(self) -> None:
        """Remove the microphone while another source (the loudspeaker's monitor) stays."""
        _pactl("unload-module", "module-remap-source")

    def pull_out_all(self) -> None:
        """Remove every source and sink there is."""
        _pactl("unload-module", "module-remap-source")
        _pactl("unload-module", "module-null-sink")

    def plug_in(self) -> None:
        """The same microphone again, after `pull_out`."""
        _pactl(
            "load-module", "module-remap-source", f"source_name={self.source}", f"master={self.sink}.monitor"
        )

    def plug_in_all(self) -> None:
        """Microphone and loudspeaker again, after `pull_out_all`."""
        for name in (self.sink, self.speaker):
            self.add_speaker(name)
        self.plug_in()
        self.choose(self.source, self.speaker)

    def add_speaker(self, name: str) -> None:
        """One more loudspeaker; what is played into it is a microphone's sound as well (`name.monitor`)."""
        _pactl("load-module", "module-null-sink", f"sink_name={name}", "norewinds=1", "format=s16le",
               "rate=16000", "channels=1")  # fmt: skip

    def remove_speaker(self, name: str) -> None:
        listed = subprocess.run(
            ["pactl", "list", "short", "modules"], check=True, timeout=20, capture_output=True, text=True
        )
        for line in listed.stdout.splitlines():
            if f"sink_name={name} " in line + " ":
                _pactl("unload-module", line.split("\t")[0])

    def choose(self, source: str, sink: str = "") -> None:
        """The system's choice of microphone (and loudspeaker) from now on."""
        _pactl("set-default-source", source)
        if sink:
            _pactl("set-default-sink", sink)

    def mute(self, muted: bool = True) -> None:
        """The switch on the headset: the microphone is there and gives exact zeros."""
        _pactl("set-source-mute", self.source, "1" if muted else "0")

    def start_server(self) -> VirtualMicrophone:
        """A sound server in the place of the one that was killed, as the desktop starts it again."""
        folder = Path(os.environ["PULSE_CLIENTCONFIG"]).parent
        private = {
            "HOME": f"{folder}/home",
            "XDG_RUNTIME_DIR": f"{folder}/run",
            "XDG_CONFIG_HOME": f"{folder}/home",
            "PULSE_RUNTIME_PATH": f"{folder}/run",
            "PULSE_STATE_PATH": f"{folder}/state",
            "PULSE_CONFIG": f"{folder}/daemon.conf",
        }
        left_out = ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "PULSE_SERVER", "PULSE_SINK", "PULSE_SOURCE")
        kept = {name: value for name, value in os.environ.items() if name not in left_out}
        server = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", "pulseaudio", "-n", "-F", f"{folder}/default.pa",
             "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--disable-shm=yes",
             "--realtime=no", "--high-priority=no", "--disallow-exit=yes",
             "--resample-method=speex-float-5", f"--log-target=file:{folder}/log2"],
            env={**kept, **private}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip

        def ready() -> bool:
            asked = subprocess.run(["pactl", "list", "short", "sources"], capture_output=True, timeout=20)
            return f"{self.speaker}.monitor".encode() in asked.stdout

        wait_for(ready, "the sound server", 20.0)
        return dataclasses.replace(self, server_pid=server.pid)

    def kill_server(self) -> None:
        os.kill(self.server_pid, signal.SIGKILL)

    def freeze_server(self, frozen: bool = True) -> None:
        os.kill(self.server_pid, signal.SIGSTOP if frozen else signal.SIGCONT)

    def hear(self, path: Path) -> subprocess.Popen[bytes]:
        """Write what the loudspeaker plays into a WAV file, until the process is terminated."""
        return subprocess.Popen(
            ["parec", "-d", self.speaker + ".monitor", "--file-format=wav", str(path)],
            stdin=subprocess.DEVNULL,
        )


def _pactl(*arguments: str) -> None:
    subprocess.run(["pactl", *arguments], check=True, timeout=20, stdin=subprocess.DEVNULL)


def connected() -> VirtualMicrophone:
    """The microphone this process runs under; `KeyError` when there is none yet."""
    environment = os.environ
    return VirtualMicrophone(
        sink=environment["REHEARSE_VIRTUAL_SINK"],
        source=environment["REHEARSE_VIRTUAL_SOURCE"],
        speaker=environment["REHEARSE_VIRTUAL_SPEAKER"],
        server_pid=int(environment["REHEARSE_VIRTUAL_PID"]),
    )


def ensure() -> VirtualMicrophone:
    """The microphone of this process, started when `virtual-mic.sh` is not already around it."""
    if "REHEARSE_VIRTUAL_SINK" not in os.environ:
        _start()
    return connected()


def replace() -> None:
    """A microphone of this process alone, in the place of the one it was started under."""
    for name in SET_BY_SCRIPT:
        os.environ.pop(name, None)
    _start()


def _start() -> None:
    folder = Path(tempfile.mkdtemp(prefix="rehearse-mic-"))
    facts, errors = folder / "environment", folder / "errors"
    # The daemon lives as long as the pipe: also a killed test process takes it along.
    keep = 'env -0 >"$1.new" && mv "$1.new" "$1" && exec cat >/dev/null'
    with errors.open("wb") as error_file:
        keeper = subprocess.Popen(
            [
                "bash",
                str(SCRIPT),
                "--no-install",
                "--timeout",
                "7200",
                "--",
                "bash",
                "-c",
                keep,
                "_",
                str(facts),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=error_file,
            start_new_session=True,  # Ctrl+C goes to pytest, which ends it in order
        )

    def end() -> None:
        assert keeper.stdin is not None
        keeper.stdin.close()
        keeper.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)
    wait_for(lambda: facts.exists() or keeper.poll() is not None, "the virtual microphone")
    if not facts.exists():
        pytest.fail("no virtual microphone: " + errors.read_text(errors="replace"), pytrace=False)
    pairs = (line.partition("=") for line in facts.read_text().split("\0"))
    values = {name: value for name, _, value in pairs if name in SET_BY_SCRIPT}
    os.environ.update(values)
    for name in ("PULSE_SINK", "PULSE_SOURCE"):
        os.environ.pop(name, None)
    if "sounddevice" in sys.modules:
        from rehearse.audio.devices import refresh

        assert refresh(), "a test left a stream open before the virtual microphone was started"


@pytest.fixture(scope="session")
def virtual_microphone() -> VirtualMicrophone:
    """The microphone of the test process, shared by all its tests: leave it as you found it."""
    if sys.platform != "linux":
        pytest.skip("the virtual microphone is made of PulseAudio on Linux")
    return ensure()


def run_in_virtual_mic(
    arguments: Sequence[str], *, rate_hz: int = 16_000, timeout_s: int = 200
) -> subprocess.CompletedProcess[str]:
    """Run Python with `arguments` from the project's folder under a daemon of its own.

    The status is the program's; 124 when it hung for longer than `timeout_s`.
    """
    command = ["bash", str(SCRIPT), "--no-install", "--rate", str(rate_hz), "--timeout", str(timeout_s), "--"]
    environment = {name: value for name, value in os.environ.items() if name not in SET_BY_SCRIPT}
    environment["PYTHONPATH"] = str(ROOT)
    return subprocess.run(
        [*command, sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout_s + 30,
        check=False,
    )


def write_wav(path: Path, pcm: bytes, rate_hz: int = 16_000, channels: int = 1) -> Path:
    """16-bit samples as a plain WAV file, by the standard library."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(pcm)
    return path
