"""What an export costs: each format for a short and a long take, and what a report's sound weighs.

    .venv/bin/python -m tests.bench.bench_export [RECORDING] [--minutes 90]

Sizes are bytes of the file.  Times are the processor's, so that other work on the machine does not count; the
PDF's is by the clock, since another process draws it.  The peak of memory is this process's.
"""

from __future__ import annotations

import argparse
import io
import resource
import time
import wave
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np

from rehearse.audio.decode import decode_speech
from rehearse.exchange.formats import FORMATS
from rehearse.exchange.outgoing import Outgoing
from rehearse.exchange.report_sound import sound_for_report
from rehearse.speech.transcript import Span
from rehearse.ui.print_pdf import PdfPrinter
from tests.helpers.commands import SAMPLES
from tests.helpers.messages import audio_message
from tests.helpers.outgoing_takes import long_message, note, take_of

#: Kinds of sound a page could hold: container, codec, bits a second, rate in Hz.
CODERS = {
    "Opus, 24 kb/s, WebM": ("webm", "libopus", 24_000, 48_000),
    "AAC, 32 kb/s, MP4": ("mp4", "aac", 32_000, 16_000),
    "MP3, 24 kb/s": ("mp3", "libmp3lame", 24_000, 16_000),
    "MP3, 32 kb/s": ("mp3", "libmp3lame", 32_000, 16_000),
}


def coded(pcm: bytes, container: str, codec: str, bit_rate: int, rate_hz: int) -> bytes:
    data = io.BytesIO()
    with av.open(data, "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate_hz, layout="mono")
        stream.bit_rate = bit_rate
        frame = av.AudioFrame.from_ndarray(
            np.frombuffer(pcm, "<i2").reshape(1, -1), format="s16", layout="mono"
        )
        frame.sample_rate, frame.pts = 16_000, 0
        resampler = av.AudioResampler(format=stream.format, layout="mono", rate=rate_hz)
        for ready in [*resampler.resample(frame), *resampler.resample(None)]:
            file.mux(stream.encode(ready))
        file.mux(stream.encode(None))
    return data.getvalue()


def timed(work: Callable[[], int], clock: Callable[[], float] = time.process_time) -> str:
    started = clock()
    n_bytes = work()
    return f"{1000 * (clock() - started):9.1f} ms {n_bytes:12,d} bytes"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recording", nargs="?", type=Path, default=SAMPLES / "brochure.flac")
    parser.add_argument("--minutes", type=float, default=90.0)
    parser.add_argument("--work", type=Path, default=Path("/tmp"))
    args = parser.parse_args()
    pcm = b"".join(decode_speech(args.recording))
    print(f"sound of {args.recording.name}, {len(pcm) / 32_000:.1f} s: {len(pcm):,d} bytes of samples")
    for name, coder in CODERS.items():
        print(f"  {name:22}", timed(lambda coder=coder: len(coded(pcm, *coder))))  # type: ignore[misc]
    kept = sound_for_report(args.recording)
    assert kept is not None
    print(f"  in the page as text: {len(kept.uri):,d} bytes")

    length_s = 60 * args.minutes
    long_sound = args.work / "bench-export.wav"
    repeats = int(length_s * 32_000 / len(pcm)) + 1
    with wave.open(str(long_sound), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        for _time in range(repeats):
            file.writeframesraw(pcm)
    notes = [note("slower here", (11, 18), Span(5.9, 9.4))]
    takes = {
        "short": take_of(audio_message(args.recording), notes),
        f"{args.minutes:g} min": take_of(
            long_message(int(args.minutes * 150), length_s), notes, sound=long_sound
        ),
    }
    try:
        with PdfPrinter() as printer:
            b"".join(printer.render([takes["short"]], 1, False))  # its process has started
            for name, take in takes.items():
                for kind in FORMATS:
                    if kind.sound:
                        continue
                    render = kind.render or printer.render

                    def work(take: Outgoing = take, render: object = render) -> int:
                        pieces = render([take], 1, False)  # type: ignore[operator]
                        return sum(len(piece) for piece in pieces)

                    clock = time.process_time if kind.render else time.perf_counter
                    print(f"{name:8} {kind.id:9}", timed(work, clock))
    finally:
        long_sound.unlink()
    print(f"peak of memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
