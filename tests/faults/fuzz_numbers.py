"""Look for a text that the number reader does not survive: an exception, a hang, a span outside it.

python -m tests.faults.fuzz_numbers --count 20000 --seed 1     words that take part in numbers
python -m tests.faults.fuzz_numbers --seconds 60               made up by atheris
"""

from __future__ import annotations

import sys

from tests.faults.fuzzing import run

if __name__ == "__main__":
    sys.exit(run("the number reader", helper="tests.helpers.number_soup", default_count=20_000))
