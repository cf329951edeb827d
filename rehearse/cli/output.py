"""Prints scored messages in the format that was asked for, one broken one never stopping the rest."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rehearse.analysis.result import ScoredMessage
from rehearse.cli.console import Console
from rehearse.errors import RehearseError
from rehearse.exchange.score_json import error_to_dict, message_to_dict, path_text, to_document, to_line


class MessagePrinter:
    """`add` or `fail` once a message, in order, then `close`.

    `several` says whether more than one was asked for: JSON is an array then.
    """

    def __init__(self, console: Console, format: str, *, several: bool) -> None:
        self.n_messages = 0
        self.n_ready = 0
        self.n_failed = 0
        self._console = console
        self._format = format
        self._several = several
        self._objects: list[Mapping[str, Any]] = []
        if format != "text":
            console.machine_output()
        if format == "csv":
            from rehearse.exchange import score_csv

            console.write(score_csv.header())

    def add(
        self, scored: ScoredMessage, *, title: str | None = None, unknown: Mapping[str, str] | None = None
    ) -> None:
        self.n_messages += 1
        self.n_ready += scored.analysis.scorecard.ready
        if self._format == "text":
            from rehearse.exchange.score_text import render

            gap = "\n\n" if self.n_messages > 1 else ""
            self._console.write(gap + render(scored, self._console.style, title=title, unknown=unknown))
        elif self._format == "csv":
            from rehearse.exchange import score_csv

            self._console.write(score_csv.message_row(scored))
        else:
            self._object(message_to_dict(scored, unknown=unknown))

    def add_line(self, line: str) -> None:
        """A message that somebody else has judged and written as a line of JSON."""
        self.n_messages += 1
        self._console.write(line + "\n")
        self._console.flush()

    def fail(self, path: Path | str | None, error: RehearseError, *, say: bool = True) -> None:
        """A message that could not be scored: a sentence for people, an object for programs."""
        self.n_messages += 1
        self.n_failed += 1
        if say:
            self._console.error(error, about=path_text(path))
        self._console.failed = True
        if self._format == "csv":
            from rehearse.exchange import score_csv

            self._console.write(score_csv.error_row(path_text(path), error))
        elif self._format != "text":
            self._object(error_to_dict(path, error))

    def _object(self, data: Mapping[str, Any]) -> None:
        if self._format == "jsonl":
            self._console.write(to_line(data) + "\n")
            self._console.flush()
        else:
            self._objects.append(data)

    def close(self) -> None:
        if self._format == "json":
            self._console.write(to_document(self._objects, several=self._several) + "\n")
        elif self._format == "text" and self.n_messages > 1:
            from rehearse.exchange.score_text import summary_line

            line = summary_line(self.n_messages, self.n_ready, self.n_failed)
            self._console.write(f"\n{line}\n")
