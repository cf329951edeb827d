"""Look for a list of prospects that is not survived, or that is copied as other cards.

python -m tests.faults.fuzz_decks --count 3000 --seed 1     mutated from lists as CRMs write them
python -m tests.faults.fuzz_decks --seconds 60              made up by atheris
"""

from __future__ import annotations

import sys

from tests.faults.fuzzing import run

if __name__ == "__main__":
    sys.exit(run("the reader of prospect lists", helper="tests.helpers.deck_soup", default_count=3000))
