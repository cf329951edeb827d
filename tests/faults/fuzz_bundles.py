"""Look for a bundle that is not survived, that comes in by halves, or that writes where it should not.

python -m tests.faults.fuzz_bundles --count 1000 --seed 1     mutated from bundles that are right
python -m tests.faults.fuzz_bundles --seconds 60              made up by atheris
"""

from __future__ import annotations

import sys

from tests.faults.fuzzing import run

if __name__ == "__main__":
    sys.exit(run("the reader of bundles", helper="tests.helpers.bundle_soup", default_count=1000))
