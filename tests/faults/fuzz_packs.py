"""Look for a pack that the loader does not survive: an exception, a hang, a range outside the text.

python -m tests.faults.fuzz_packs --count 1000 --seed 1     mutated from the shipped packs
python -m tests.faults.fuzz_packs --seconds 60              made up by atheris
"""

from __future__ import annotations

import sys

from tests.faults.fuzzing import run

if __name__ == "__main__":
    sys.exit(run("the pack loader", helper="tests.helpers.pack_soup", default_count=1000))
