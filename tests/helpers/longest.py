"""Which files of tests take longest: they come first when several processes share the work."""

from __future__ import annotations

#: Longest first.  Where a file stands changes how evenly the processes are busy, not what is tested.
FILES: tuple[str, ...] = (
    "tests/models/test_recipe.py",
    "tests/audio/test_endpoint.py",
    "tests/ui/test_every_view.py",
    "tests/cli/test_record.py",
    "tests/faults/test_drill_faults.py",
    "tests/cli/test_drill_run.py",
    "tests/end_to_end/test_drill_live.py",
    "tests/speech/test_install.py",
    "tests/speech/test_recogniser_contract.py",
    "tests/speech/test_transcribe.py",
    "tests/analysis/test_drills_heard.py",
    "tests/end_to_end/test_window.py",
    "tests/end_to_end/test_hands_free.py",
    "tests/end_to_end/test_prompter.py",
    "tests/end_to_end/test_real_keys.py",
    "tests/end_to_end/test_killed_while_recording.py",
    "tests/end_to_end/test_report_browser.py",
    "tests/ui/test_look.py",
    "tests/cli/test_score.py",
    "tests/cli/test_rules_command.py",
    "tests/ui/test_stage_script.py",
    "tests/ui/test_stage_script_said.py",
    "tests/ui/test_stage_script_sizes.py",
    "tests/cli/test_takes.py",
    "tests/ui/test_correcting_texts.py",
    "tests/ui/test_window.py",
    "tests/ui/test_stage.py",
    "tests/ui/test_sound.py",
    "tests/ui/test_correcting.py",
    "tests/ui/test_palette.py",
    "tests/ui/test_compare.py",
    "tests/cli/test_lint.py",
    "tests/cli/test_models.py",
    "tests/test_packaging.py",
    "tests/speech/test_vosk_engine.py",
    "tests/faults/test_capture_faults.py",
    "tests/faults/test_fuzz.py",
    "tests/audio/test_playback.py",
    "tests/audio/test_playback_lost.py",
    "tests/audio/test_manner.py",
    "tests/audio/test_decode.py",
    "tests/analysis/test_analyse.py",
    "tests/analysis/test_rules.py",
)


def longest_first(file: str) -> int:
    """The key that brings the files of `FILES` to the front in their order; the others stay as they are."""
    return FILES.index(file) if file in FILES else len(FILES)
