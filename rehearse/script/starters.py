"""Starters: scripts to begin from, one or more for each answer to “why should I call back?”.

A starter is a TOML file whose stem is its id:

    title, about          what stands in the list, and when to use it
    answer_kind           the answer it gives, one of `ANSWER_KINDS`
    source                who recommends such a message
    text                  a script, with slots
    [[example]]           values for all of its slots, by name; the tests judge each
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from rehearse.errors import DataError
from rehearse.i18n import _
from rehearse.script.script import parse_script

#: The answers of the founding texts (Jeffrey Gitomer, Coach Wade).
AnswerKind = Literal[
    "about_their_business",
    "about_them",
    "question",
    "story",
    "resource",
    "sample",
    "introduction",
    "half_message",
]
ANSWER_KINDS: tuple[AnswerKind, ...] = get_args(AnswerKind)

#: A starter is one message and a few values.
_MAX_BYTES = 64_000


@dataclass(frozen=True, slots=True)
class Starter:
    """`examples` are values for its slots, to show what belongs there."""

    id: str
    title: str
    answer_kind: AnswerKind
    about: str
    text: str
    source: str
    examples: tuple[Mapping[str, str], ...] = ()


def load_starters(folder: Path) -> list[Starter]:
    """The starters of a folder, in the order of `ANSWER_KINDS`, then of their ids.

    Raises `DataError` naming the file that is wrong, or the folder that cannot be read.
    """
    try:
        names = [name for name in os.listdir(folder) if name.endswith(".toml") and not name.startswith(".")]
    except OSError as error:
        raise DataError(
            _("The starters in {folder} cannot be read: {reason}.").format(
                folder=folder, reason=error.strerror or error
            ),
            help=_("Install Rehearse again."),
        ) from error
    starters = [_load(folder / name) for name in names]
    return sorted(starters, key=lambda starter: (ANSWER_KINDS.index(starter.answer_kind), starter.id))


def answer_title(kind: AnswerKind) -> str:
    """What an answer is called in a list."""
    return {
        "about_their_business": _("Something about their business"),
        "about_them": _("Something about them"),
        "question": _("A question"),
        "story": _("A story"),
        "resource": _("Something to read"),
        "sample": _("A sample"),
        "introduction": _("An introduction"),
        "half_message": _("Half a message"),
    }[kind]


def _load(path: Path) -> Starter:
    try:
        with open(path, "rb") as file:
            raw = file.read(_MAX_BYTES + 1)
        if len(raw) > _MAX_BYTES:
            raise ValueError(_("it is larger than {most} bytes").format(most=_MAX_BYTES))
        table = tomllib.loads(raw.decode("utf-8-sig"))
        return _starter(path.stem, table)
    except OSError as error:
        raise _wrong(path, error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise _wrong(path, _("it is not UTF-8 text")) from error
    except RecursionError as error:
        raise _wrong(path, _("it is nested too deeply")) from error
    except ValueError as error:
        raise _wrong(path, str(error)) from error
    except DataError as error:
        raise _wrong(path, error.message.rstrip(".")) from error


def _starter(id_: str, table: Mapping[str, Any]) -> Starter:
    """Raises `ValueError` with the end of a sentence, and `DataError` where the text is no script."""
    kind = next((kind for kind in ANSWER_KINDS if kind == table.get("answer_kind")), None)
    if kind is None:
        names = ", ".join(ANSWER_KINDS)
        raise ValueError(_("{key} must be one of {names}").format(key="answer_kind", names=names))
    title, about, text, source = (_text(table, key) for key in ("title", "about", "text", "source"))
    slots = {slot.name for slot in parse_script(text).slots}
    examples = table.get("example", [])
    for example in examples if isinstance(examples, list) else [None]:
        if (
            not isinstance(example, dict)
            or set(example) != slots
            or not all(isinstance(value, str) for value in example.values())
        ):
            raise ValueError(_("an example must have a text for each of its slots"))
    return Starter(id_, title, kind, about, text, source, tuple(examples))


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(_("{key} must be a text").format(key=key))
    return value.strip()


def _wrong(path: Path, what: str) -> DataError:
    return DataError(
        _("The starter {file} is wrong: {what}.").format(file=path, what=what),
        help=_("Correct the file or remove it."),
    )
