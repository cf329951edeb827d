"""Small recordings in every format, made from a sample voicemail: `python tests/data/make_audio.py FOLDER`.

Tests make what PyAV has an encoder for when they run.  It has none for GSM: those files
lie in `tests/data/audio/`, made by `make_telephone` with sox.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests" / "data" / "speech" / "voicemail.flac"
COMMITTED = Path(__file__).with_name("audio")

#: The stretch of the sample that is used: speech from its first moment to its last.
FROM_S, TO_S = 0.7, 2.7


def speech(rate_hz: int = 16_000, channels: int = 1) -> np.ndarray:
    """The stretch as int16 of shape (frames, channels); further channels are quieter copies."""
    with av.open(str(SAMPLE)) as file:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=rate_hz)
        frames = [out for frame in file.decode(audio=0) for out in resampler.resample(frame)]
        frames += resampler.resample(None)
    mono = np.concatenate([frame.to_ndarray()[0] for frame in frames])
    mono = mono[round(FROM_S * rate_hz) : round(TO_S * rate_hz)]
    return np.stack([mono // (1 + channel) for channel in range(channels)], axis=1)


def encode(
    path: Path,
    codec: str,
    samples: np.ndarray,
    rate_hz: int,
    *,
    layout: str | None = None,
    container: str | None = None,
    sample_format: str | None = None,
    video: bool = False,
    options: dict[str, str] | None = None,
    container_options: dict[str, str] | None = None,
) -> Path:
    """Write int16 samples of shape (frames, channels) with one of PyAV's encoders."""
    layout = layout or {1: "mono", 2: "stereo", 4: "quad", 6: "5.1"}[samples.shape[1]]
    with av.open(str(path), "w", format=container, options=container_options or {}) as file:
        picture = _add_picture(file) if video else None
        stream = file.add_stream(codec, rate=rate_hz, layout=layout, options=options or {})
        if sample_format:
            stream.codec_context.format = sample_format
        packed = np.ascontiguousarray(samples).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(packed, format="s16", layout=layout)
        frame.sample_rate, frame.pts = rate_hz, 0
        if picture is not None:
            _write_picture(file, picture)
        for packet in (*stream.encode(frame), *stream.encode(None)):
            file.mux(packet)
    return path


def silent_video(path: Path) -> Path:
    """A film without a sound track."""
    with av.open(str(path), "w") as file:
        _write_picture(file, _add_picture(file))
    return path


def _add_picture(file: av.container.OutputContainer) -> av.VideoStream:
    stream = file.add_stream("mpeg4", rate=10)
    stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
    return stream


def _write_picture(file: av.container.OutputContainer, stream: av.VideoStream) -> None:
    for _number in range(20):
        frame = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")
        for packet in stream.encode(frame):
            file.mux(packet)
    for packet in stream.encode(None):
        file.mux(packet)


def _coded(codec: str, rate_hz: int, channels: int = 1, **more: object) -> Callable[[Path], Path]:
    return lambda path: encode(path, codec, speech(rate_hz, channels), rate_hz, **more)  # type: ignore[arg-type]


def _committed(path: Path) -> Path:
    path.write_bytes((COMMITTED / path.name).read_bytes())
    return path


def _raw(codec: str) -> Callable[[Path], Path]:
    return _coded(codec, 8_000, container={"pcm_mulaw": "mulaw", "pcm_alaw": "alaw"}[codec])


#: File name → how it is made, and how like the original it must sound (correlation).
#: AMR keeps the voice but not its wave: two decoders agree on 0.61 for this sample.
FORMATS: dict[str, tuple[Callable[[Path], Path], float]] = {
    "speech.wav": (_coded("pcm_s16le", 16_000), 0.9999),
    "cd.wav": (_coded("pcm_s16le", 44_100, 2), 0.999),
    "studio.wav": (_coded("pcm_s24le", 96_000, sample_format="s32"), 0.999),
    "float.wav": (_coded("pcm_f32le", 48_000, 2, sample_format="flt"), 0.999),
    "bytes.wav": (_coded("pcm_u8", 11_025, sample_format="u8"), 0.97),
    "surround.wav": (_coded("pcm_s16le", 48_000, 6), 0.999),
    "four.wav": (_coded("pcm_s16le", 48_000, 4), 0.999),
    "speech.flac": (_coded("flac", 48_000, 2), 0.999),
    "speech.mp3": (_coded("libmp3lame", 44_100, 2), 0.98),
    "phone.mp3": (_coded("libmp3lame", 22_050, options={"b": "32000"}), 0.95),
    "memo.m4a": (_coded("aac", 44_100), 0.98),
    "memo.aac": (_coded("aac", 44_100, 2), 0.98),
    "apple.m4a": (_coded("alac", 48_000), 0.999),
    "note.ogg": (_coded("libopus", 48_000), 0.95),
    "note.opus": (_coded("libopus", 48_000, 2, container="ogg"), 0.95),
    "vorbis.ogg": (_coded("vorbis", 44_100, 2, options={"strict": "experimental"}), 0.9),
    "browser.webm": (_coded("libopus", 48_000), 0.95),
    "browser-live.webm": (_coded("libopus", 48_000, container_options={"live": "1"}), 0.95),
    "phone.amr": (_coded("libopencore_amrnb", 8_000, options={"b": "12200"}), 0.55),
    "phone.3gp": (_coded("libopencore_amrnb", 8_000, options={"b": "12200"}), 0.55),
    "telephone.gsm": (_committed, 0.85),
    "telephone-gsm.wav": (_committed, 0.85),
    "telephone.wav": (_coded("pcm_mulaw", 8_000), 0.95),
    "telephone-a.wav": (_coded("pcm_alaw", 8_000), 0.95),
    "telephone.au": (_coded("pcm_mulaw", 8_000), 0.95),
    "telephone.ulaw": (_raw("pcm_mulaw"), 0.95),
    "telephone.alaw": (_raw("pcm_alaw"), 0.95),
    "mac.aiff": (_coded("pcm_s16be", 44_100, 2), 0.999),
    "mac.caf": (_coded("pcm_s16le", 44_100), 0.999),
    "windows.wma": (_coded("wmav2", 44_100, 2, options={"b": "128000"}), 0.9),
    "film.mp4": (_coded("aac", 48_000, 2, video=True), 0.98),
    "film.mkv": (_coded("libopus", 48_000, video=True), 0.95),
}


def make(name: str, folder: Path) -> Path:
    """One of `FORMATS`, new in `folder`."""
    return FORMATS[name][0](folder / name)


def make_telephone(folder: Path) -> None:
    """What PyAV cannot encode, by Debian's `sox`."""
    wav = encode(folder / "telephone-source.wav", "pcm_s16le", speech(), 16_000)
    for target, options in {
        "telephone.gsm": ["-r", "8000"],
        "telephone-gsm.wav": ["-r", "8000", "-e", "gsm"],
    }.items():
        subprocess.run(["sox", "-V1", "-D", wav, *options, folder / target], check=True)
    wav.unlink()


if __name__ == "__main__":
    target_folder = Path(sys.argv[1])
    target_folder.mkdir(parents=True, exist_ok=True)
    for file_name in FORMATS:
        print(make(file_name, target_folder))
