"""The grammar in parts: what a command gets is what the whole grammar would give it."""

from __future__ import annotations

import argparse

from rehearse.cli.parser import build


def commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    return next(
        dict(action.choices)
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction) and action.choices
    )


def test_every_command_is_in_a_part_and_made_like_the_whole() -> None:
    whole = build()
    assert build(["nonsense"]).format_help() == whole.format_help()
    assert build(["--help"]).format_help() == whole.format_help()
    for name, parser in commands(whole).items():
        alone = build([name, "--help"])
        assert commands(alone)[name].format_help() == parser.format_help()
        assert len(commands(alone)) < 5, f"{name} is in no part: all were made"
        assert alone.format_usage() == whole.format_usage()
