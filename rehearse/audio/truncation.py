"""Did this file lose its end?  FFmpeg does not tell, so the file's own marks are read."""

from __future__ import annotations

import struct
from pathlib import Path

#: An Ogg page has at most 255 × 255 bytes of body and a header of 282 (RFC 3533, 6).
OGG_PAGE_BYTES = 65_307

#: A WAV header longer than this is not searched any further.
MAX_CHUNKS = 1_000

#: What programs that could not go back (a pipe) write for the length of a WAV file's samples.
UNKNOWN_LENGTHS = (0, 0xFFFFFFFF, 0x7FFFFFFF)

#: Containers without a word on their length: FFmpeg reckons it from the bit rate, a few per cent off.
SILENT_ON_LENGTH = {"aac", "amr", "amrnb", "amrwb", "loas", "ac3", "eac3", "mpeg", "mpegts"}


def states_length(path: Path, container: str) -> bool:
    """Whether the length that FFmpeg gives for the file was read there and not reckoned."""
    return _has_mp3_table(path) if container == "mp3" else container not in SILENT_ON_LENGTH


def _has_mp3_table(path: Path) -> bool:
    """Whether the first MP3 frame is the table that says how many follow (Xing, Info or VBRI)."""
    with open(path, "rb") as file:
        head = file.read(10)
        start = 0
        if head[:3] == b"ID3":  # tags come first; their length is in groups of 7 bits (ID3v2, 3.1)
            start = 10 + sum(
                (byte & 0x7F) << shift for byte, shift in zip(head[6:], (21, 14, 7, 0), strict=True)
            )
        file.seek(start)
        frame = file.read(200)
    return any(mark in frame for mark in (b"Xing", b"Info", b"VBRI"))


def ends_early(path: Path) -> bool:
    """True when the file's own marks say that bytes are missing at its end."""
    size = path.stat().st_size
    with open(path, "rb") as file:
        head = file.read(12)
        if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
            place = 12
            for _number in range(MAX_CHUNKS):
                file.seek(place)
                chunk = file.read(8)
                if len(chunk) < 8:
                    return False
                name, n_bytes = struct.unpack("<4sI", chunk)
                if name == b"data":
                    return n_bytes not in UNKNOWN_LENGTHS and place + 8 + n_bytes > size
                place += 8 + n_bytes + n_bytes % 2
            return False
        if head[:4] == b"OggS":
            file.seek(max(0, size - OGG_PAGE_BYTES))
            tail = file.read()
            page = tail.rfind(b"OggS")
            return page >= 0 and not _is_whole_ogg_page(tail[page:])
    return False


def _is_whole_ogg_page(page: bytes) -> bool:
    if len(page) < 27:
        return False
    n_segments = page[26]
    lengths = page[27 : 27 + n_segments]
    return len(lengths) == n_segments and len(page) >= 27 + n_segments + sum(lengths)
