"""One scene in a process of its own, under a sound server of its own:

    bash tests/helpers/virtual-mic.sh -- python -m tests.helpers.device_scene SCENE FOLDER

Prints what was seen as one line of JSON.
"""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Callable
from pathlib import Path

from tests.helpers import device_clock, device_moments, device_scenes, device_terminal, device_waits
from tests.helpers.device_desk import Facts
from tests.helpers.virtual_mic import VirtualMicrophone, connected

Scene = Callable[[VirtualMicrophone, Path], Facts]

SCENES: dict[str, Scene] = {
    name: scene
    for module in (device_scenes, device_moments, device_waits, device_clock, device_terminal)
    for name, scene in vars(module).items()
    if getattr(scene, "__module__", "") == module.__name__
    and not name.startswith("_")
    and name not in ("all_of", "stand_still")
    and inspect.isfunction(scene)
}


def main() -> None:
    name, folder = sys.argv[1:]
    print(json.dumps(SCENES[name](connected(), Path(folder))), flush=True)


if __name__ == "__main__":
    main()
