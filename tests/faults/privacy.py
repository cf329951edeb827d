"""What the program does behind one's back: nothing on the network, no file for others, no words in logs.

python -m tests.faults.privacy            a take in the window and one in the terminal, import, export, backup

Each command runs under an audit hook in every Python process it starts and, where `strace` is installed,
under `strace -f`, which sees what libraries do past Python.  Files are made with a umask of 0: whatever is
private then is so because the program says so.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from rehearse.audio.decode import decode_speech
from tests.helpers import virtual_mic
from tests.helpers.commands import SAMPLES, command, environment
from tests.helpers.virtual_mic import write_wav

#: Written where every Python process of the program finds it.
_HOOK = """\
import json, os, sys
_file = os.open(os.environ["REHEARSE_AUDIT_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
os.write(_file, (json.dumps(["started", str(os.getpid())]) + "\\n").encode())
def _told(event, arguments):
    if event.startswith("socket."):
        found = arguments[1:2] if event == "socket.__new__" else arguments
        os.write(_file, (json.dumps([event, repr(found)[:200]]) + "\\n").encode())
sys.addaudithook(_told)
"""

#: What strace writes of a socket that leaves this machine, or could.
_INTERNET = re.compile(r"[AP]F_INET6?\b|AF_PACKET")

#: Words this short are said of anything.
_LETTERS = 5


@dataclass
class Seen:
    """What the runs did; `network` holds every line that speaks of the internet."""

    n_processes: int = 0
    n_sockets: int = 0
    n_traced: int = 0
    network: list[str] = field(default_factory=list)
    open_to_others: list[str] = field(default_factory=list)
    n_files: int = 0
    words_told: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not (self.network or self.open_to_others or self.words_told) and self.n_processes > 0


class Watch:
    """Runs commands below `folder` and keeps what was seen of them."""

    def __init__(self, folder: Path, *, strace: bool) -> None:
        self.home = folder / "home"
        self.seen = Seen()
        self._folder = folder
        self._strace = shutil.which("strace") if strace else None
        self._stderr: list[str] = []
        (folder / "hook").mkdir()
        (folder / "hook" / "sitecustomize.py").write_text(_HOOK)

    def run(
        self, *arguments: str, during: Callable[[subprocess.Popen[bytes]], None] | None = None
    ) -> tuple[int, str]:
        """Run Python with these arguments to its end: its status and what it wrote."""
        audit, trace = self._folder / "audit", self._folder / "trace"
        env = environment(
            {
                "REHEARSE_HOME": str(self.home),
                "REHEARSE_AUDIT_LOG": str(audit),
                "QT_QPA_PLATFORM": "offscreen",
                "TMPDIR": str(self._folder),
            }
        )
        env["PYTHONPATH"] = os.pathsep.join((str(self._folder / "hook"), env["PYTHONPATH"]))
        traced: list[str] = []
        if self._strace:
            traced = [self._strace, "-f", "-qq", "--seccomp-bpf", "-e", "trace=%network", "-o", str(trace)]
        process = subprocess.Popen(
            [*traced, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=env,
            umask=0,
        )
        if during is not None:
            during(process)
        out, err = process.communicate(timeout=600)
        self._stderr.append(err.decode("utf-8", "replace"))
        self._read(audit, trace)
        return process.returncode, out.decode("utf-8", "replace")

    def _read(self, audit: Path, trace: Path) -> None:
        if audit.exists():
            for line in audit.read_text().splitlines():
                event, what = json.loads(line)
                self.seen.n_processes += event == "started"
                self.seen.n_sockets += event == "socket.__new__"
                if event in ("socket.getaddrinfo", "socket.gethostbyname") or "AF_INET" in what:
                    self.seen.network.append(line)
            audit.unlink()
        if trace.exists():
            for line in trace.read_text(errors="replace").splitlines():
                self.seen.n_traced += 1
                if _INTERNET.search(line):
                    self.seen.network.append(line)
            trace.unlink()

    def look_at_files(self) -> None:
        """Whatever lies at home is for its owner alone."""
        for path in (self.home, *self.home.rglob("*")):
            mode = path.lstat().st_mode
            self.seen.n_files += 1
            if stat.S_IMODE(mode) & 0o077:
                name = path.relative_to(self.home.parent)
                self.seen.open_to_others.append(f"{name} {stat.filemode(mode)}")

    def look_for_words(self, heard: str) -> None:
        """What was said stands in the library and nowhere else: not in complaints, logs, settings, cache."""
        words = {word for word in re.findall(r"[a-z']+", heard.lower()) if len(word) >= _LETTERS}
        assert len(words) >= 3, f"too little was heard to look for: {heard!r}"
        pairs = [f"{one} {other}" for one, other in _pairs(heard.lower().split())]
        for text in self._stderr:
            self.seen.words_told += [f"standard error: {word}" for word in words if word in text.lower()]
        for path in self.home.rglob("*"):
            if path.is_file() and "library" not in path.relative_to(self.home).parts:
                found = path.read_bytes().decode("utf-8", "replace").lower()
                # Rules and profiles have many words of English in them: two in a row are somebody's.
                wanted = pairs if path.name in ("packs.json", "profiles.json") else sorted(words)
                self.seen.words_told += [f"{path.name}: {word}" for word in wanted if word in found]


def _pairs(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    for one, other in pairwise(words):
        if len(one) >= _LETTERS and len(other) >= _LETTERS:
            yield one, other


def watch_a_take(watch: Watch, said: Path) -> str:
    """`rehearse record`, from its start to the score; what was heard."""
    microphone = virtual_mic.ensure()

    def speak(process: subprocess.Popen[bytes]) -> None:
        assert process.stderr is not None
        while b"Press Enter to stop." not in (line := process.stderr.readline()):
            assert line, "it never began to record"
        microphone.speak(said)
        assert process.stdin is not None
        process.stdin.write(b"\n")
        process.stdin.flush()

    status, out = watch.run(*command("record", "--format", "json"), during=speak)
    assert status == 0
    return " ".join(word["text"] for word in json.loads(out)["words"])


def watch_a_window(watch: Watch, said: Path) -> str:
    """The window, from its start to the score of a take; what was heard."""
    virtual_mic.ensure()
    status, out = watch.run(sys.executable, "-m", "tests.helpers.window_child", str(said))
    assert status == 0, watch._stderr[-1]
    return out


def watch_the_rest(watch: Watch, folder: Path) -> None:
    """What else makes files: import, notes, calls, scripts, drills, exports, backups."""
    for arguments in (
        ("import", str(SAMPLES / "bare-callback.flac")),
        ("takes", "tag", "last", "cold"),
        ("calls", "add", "Copier", "20", "2"),
        ("export", "last", "--to", "html", "-o", str(folder / "report.html")),
        ("export", "--all", "--to", "bundle", "-o", str(folder / "takes.rehearse")),
        ("backup", str(folder / "takes.zip")),
        ("stats",),
        ("doctor",),
    ):
        status, _out = watch.run(*command(*arguments))
        assert status in (0, 1, 2), arguments


def said_in(folder: Path) -> Path:
    """A sample as WAV, which the sound server can play."""
    return write_wav(folder / "said.wav", b"".join(decode_speech(SAMPLES / "bare-callback.flac")))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        watch = Watch(folder, strace=True)
        said = said_in(folder)
        heard = watch_a_window(watch, said)
        heard += " " + watch_a_take(watch, said)
        watch_the_rest(watch, folder)
        watch.look_at_files()
        watch.look_for_words(heard)
    seen = watch.seen
    traced = f"{seen.n_traced} calls traced by strace" if seen.n_traced else "strace is not installed here"
    print(
        f"{seen.n_processes} Python processes made {seen.n_sockets} sockets, {traced}:"
        f" {len(seen.network)} for the internet. {seen.n_files} files and folders at home,"
        f" {len(seen.open_to_others)} open to others. Words of what was said in logs, complaints, settings"
        f" or cache: {len(seen.words_told)}."
    )
    for line in (*seen.network[:20], *seen.open_to_others[:20], *seen.words_told[:20]):
        print(line, file=sys.stderr)
    return 0 if seen.clean else 1


if __name__ == "__main__":
    sys.exit(main())
