"""How fast a sound is heard, and how long a rep waits after the stop.

    python tests/bench/bench_decode.py [--runs 5] [--model FOLDER] [--real-time]

1. The program's transcription against a bare loop over vosk, on the same samples in the same pieces,
   run in turns; the ratio of the medians.
2. From `finish()` of a followed take to its transcript, for takes of 10 to 60 s.  The file grows in
   real time (`--real-time`), or as fast as the decoder follows, the backlog being nought at the stop.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from rehearse.audio.decode import decode_speech  # noqa: E402
from rehearse.audio.format import SPEECH_FORMAT, AudioFormat  # noqa: E402
from rehearse.audio.wav import GrowingWav  # noqa: E402
from rehearse.speech.transcribe import PIECE_BYTES, FollowingDecoder, transcribe  # noqa: E402
from rehearse.speech.vosk_engine import VoskEngine  # noqa: E402

#: What a microphone's writer thread hands over at a time.
BLOCK_S = 0.02


def samples_pcm() -> bytes:
    """All samples of the program, one after the other."""
    files = sorted((ROOT / "assets" / "samples").glob("*.flac"))
    return b"".join(piece for file in files for piece in decode_speech(file))


def pieces(pcm: bytes) -> Iterator[bytes]:
    return (pcm[start : start + PIECE_BYTES] for start in range(0, len(pcm), PIECE_BYTES))


def bare(model: object, pcm: bytes) -> list[str]:
    import vosk

    recogniser = vosk.KaldiRecognizer(model, float(SPEECH_FORMAT.rate_hz))
    recogniser.SetWords(True)
    results = [recogniser.Result() for piece in pieces(pcm) if recogniser.AcceptWaveform(piece)]
    return [*results, recogniser.FinalResult()]


def timed(job: Callable[[], object]) -> tuple[float, float]:
    """Wall and processor seconds of one run."""
    wall, cpu = time.perf_counter(), time.thread_time()
    job()
    return time.perf_counter() - wall, time.thread_time() - cpu


def overhead(engine: VoskEngine, pcm: bytes, runs: int) -> None:
    import vosk

    vosk.SetLogLevel(-1)
    model = vosk.Model(model_path=str(engine.folder))
    lead = bytes(SPEECH_FORMAT.frames(0.5) * SPEECH_FORMAT.frame_bytes)
    # Vosk is given the half second of silence too, so that both hear the same sound.
    jobs: dict[str, Callable[[], object]] = {
        "bare vosk": lambda: bare(model, lead + pcm),
        "transcribe": lambda: transcribe(engine, pieces(pcm)),
        "transcribe, with partials": lambda: transcribe(engine, pieces(pcm), on_partial=lambda _: None),
    }
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in jobs}
    for _run in range(runs):
        for name, job in jobs.items():
            took[name].append(timed(job))
    length_s = SPEECH_FORMAT.seconds(len(pcm) // SPEECH_FORMAT.frame_bytes)
    print(f"decoding {length_s:.1f} s of sound, {runs} runs in turns, medians")
    base = [statistics.median(column) for column in zip(*took["bare vosk"], strict=True)]
    for name, times in took.items():
        wall_s, cpu_s = (statistics.median(column) for column in zip(*times, strict=True))
        print(
            f"  {name:26} wall {wall_s:6.2f} s ({wall_s / base[0]:.3f})   processor {cpu_s:6.2f} s "
            f"({cpu_s / base[1]:.3f})   {cpu_s / length_s:.3f} of real time"
        )


def follow(engine: VoskEngine, pcm: bytes, path: Path, *, real_time: bool) -> float:
    """Seconds from the stop to the transcript of a take that was followed while it grew."""
    format: AudioFormat = SPEECH_FORMAT
    block = format.frames(BLOCK_S) * format.frame_bytes
    wav = GrowingWav.create(path, format)
    decoder = FollowingDecoder(path, engine=lambda: engine)
    decoder.start()
    began = time.perf_counter()
    for number, start in enumerate(range(0, len(pcm), block), 1):
        if real_time:
            time.sleep(max(0.0, began + number * BLOCK_S - time.perf_counter()))
        elif number % 50 == 0:
            while decoder.backlog_s > 0.2:
                time.sleep(0.005)
        wav.write(pcm[start : start + block])
    while not real_time and decoder.backlog_s >= 0.1:
        time.sleep(0.005)
    wav.close()
    stopped = time.perf_counter()
    decoder.finish()
    decoder.result()
    waited = time.perf_counter() - stopped
    path.unlink()
    return waited


def waits(engine: VoskEngine, pcm: bytes, runs: int, *, real_time: bool) -> None:
    print(
        f"from the stop to the transcript, {'real time' if real_time else 'nothing left over'}, {runs} runs"
    )
    with tempfile.TemporaryDirectory() as folder:
        for seconds in (10, 20, 40, 60):
            whole = (pcm * 3)[: SPEECH_FORMAT.frames(seconds) * SPEECH_FORMAT.frame_bytes]
            times = []
            for run in range(runs):
                # A different last word each time: where the stop falls in the decoder's blocks matters.
                cut = SPEECH_FORMAT.frames(0.13 * run) * SPEECH_FORMAT.frame_bytes
                sound = whole[: len(whole) - cut]
                times.append(follow(engine, sound, Path(folder) / "take.wav", real_time=real_time))
            times.sort()
            print(
                f"  take of {seconds:2} s: median {statistics.median(times):.3f} s, "
                f"from {times[0]:.3f} to {times[-1]:.3f} s"
            )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "starter-en-us")
    parser.add_argument("--real-time", action="store_true")
    parser.add_argument("--only", choices=["overhead", "waits"])
    arguments = parser.parse_args()
    engine = VoskEngine(arguments.model, arguments.model.name)
    pcm = samples_pcm()
    if arguments.only != "waits":
        overhead(engine, pcm, arguments.runs)
    if arguments.only != "overhead":
        waits(engine, pcm, arguments.runs, real_time=arguments.real_time)


if __name__ == "__main__":
    main()
