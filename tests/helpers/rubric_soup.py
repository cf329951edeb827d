"""Rubrics that somebody got wrong: mutated from the shipped ones, and what must hold for any of them."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

from rehearse.analysis.rubric_files import MAX_CRITERIA, MAX_QUESTION, Rubrics, load_rubrics
from rehearse.errors import DataError
from rehearse.files import builtin_rubrics_folder
from tests.helpers import table_soup
from tests.helpers.sentences import require_plain

SHIPPED = [path.read_text(encoding="utf-8") for path in sorted(builtin_rubrics_folder().glob("*.toml"))]

_PIECES = (
    *table_soup.PIECES,
    *("[[criterion]]\n", 'id = "name"\n', 'question = "?"\n', 'check = "length"\n', "criterion = 3\n"),
)


def mutated(chance: random.Random) -> bytes:
    return table_soup.mutated(SHIPPED, _PIECES, chance)


def check_rubric(raw: bytes, folder: Path) -> Rubrics:
    """Load a folder that holds `raw` as a rubric.  Raises where that must not."""
    path = folder / "soup.toml"
    path.write_bytes(raw)
    rubrics = load_rubrics([folder])
    assert len(rubrics) + len(rubrics.problems) == 1
    for problem in rubrics.problems:
        assert isinstance(problem, DataError)
        require_plain(problem, naming=str(path))
    for rubric in rubrics.values():
        assert rubric.id == "soup"
        assert 0 < len(rubric.criteria) <= MAX_CRITERIA
        assert len({criterion.id for criterion in rubric.criteria}) == len(rubric.criteria)
        assert all(0 < len(criterion.question) <= MAX_QUESTION for criterion in rubric.criteria)
    return rubrics


# ---- for tests.faults.fuzz ---------------------------------------------------------------------------


def random_input(chance: random.Random) -> bytes:
    return mutated(chance)


def check_bytes(data: bytes) -> str:
    with tempfile.TemporaryDirectory() as folder:
        return "loaded" if check_rubric(data, Path(folder)) else "told"
