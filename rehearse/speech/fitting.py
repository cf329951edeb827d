"""How many processes may hear at once: as many as there are cores, and as the memory holds models."""

from __future__ import annotations

import os
from pathlib import Path

from rehearse.processes import CAN_COPY, usable_cores

#: What hearing needs: a process, in memory for each byte of the model on the disk, and each recording.
#: Measured with the starter of 45 MB: 267 MB, and 160 MB that a copy of the process does not share with it.
_PROCESS_BYTES = 140_000_000
_MODEL_FACTOR = 3
_RECORDING_BYTES = 180_000_000


def fitting_workers(model: Path) -> int:
    """As many as there are cores, or fewer where the memory that is free would not hold so many models."""
    free = _free_memory_bytes()
    if free is None:
        return usable_cores()
    loaded = _PROCESS_BYTES + _MODEL_FACTOR * sum(f.stat().st_size for f in model.rglob("*") if f.is_file())
    once, each = (loaded, _RECORDING_BYTES) if CAN_COPY else (0, loaded + _RECORDING_BYTES)
    return max(1, min(usable_cores(), (int(0.8 * free) - once) // each))


def _free_memory_bytes() -> int | None:
    """What new programs can have without swapping; None where the system does not tell."""
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    except (AttributeError, ValueError, OSError):
        return None
