"""Look for a drill that the loader or the judge does not survive: an exception, a hang, another drill.

python -m tests.faults.fuzz_drills --count 1000 --seed 1     mutated from the shipped drills
python -m tests.faults.fuzz_drills --seconds 60              made up by atheris
"""

from __future__ import annotations

import sys

from tests.faults.fuzzing import run

if __name__ == "__main__":
    sys.exit(run("the drill loader", helper="tests.helpers.drill_soup", default_count=1000))
