"""Sound devices that fail while nobody speaks yet, while a take is heard, and in a drill; and those that
refuse.  `tests.faults.devices` runs these scenes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.helpers.device_desk import Desk, Facts
from tests.helpers.device_refusals import only_at, overflowing, refusing, second
from tests.helpers.device_scenes import all_of, stand_still
from tests.helpers.virtual_mic import VirtualMicrophone

DRILL = """
title = "One line"
trains = "Getting the number out."
source = "A test"
rest_s = 1

[[round]]
ends = "silence"
silence_s = 2
limit_s = 60
[round.condition]
number_within = 1.0
"""

# ---- idle --------------------------------------------------------------------------------------


def _idle(
    microphone: VirtualMicrophone,
    folder: Path,
    away: Callable[[], object],
    back: Callable[[], VirtualMicrophone | None],
) -> Facts:
    with Desk(microphone, folder).open() as desk:
        desk.remember()
        desk.voice.begin(microphone, desk.voice.room)
        desk.wait(0.5)
        facts = desk.tells(away, "went away|not there any more|muted|No microphone|cannot be (used|reached)")
        desk.microphone = back() or microphone
        desk.until(lambda: desk.window.microphone.state == "open", "the microphone to be found again")
        return all_of(desk, facts)


def idle_pulled_out(microphone: VirtualMicrophone, folder: Path) -> Facts:
    return _idle(microphone, folder, microphone.pull_out, microphone.plug_in)


def idle_all_pulled_out(microphone: VirtualMicrophone, folder: Path) -> Facts:
    return _idle(microphone, folder, microphone.pull_out_all, microphone.plug_in_all)


def idle_server_killed(microphone: VirtualMicrophone, folder: Path) -> Facts:
    return _idle(microphone, folder, microphone.kill_server, microphone.start_server)


def idle_slept(microphone: VirtualMicrophone, folder: Path) -> Facts:
    with Desk(microphone, folder).open() as desk:
        desk.remember()
        stand_still()
        seen: set[str] = set()
        for _look in range(50):
            desk.wait(0.02)
            seen.add(desk.told("went away|No microphone"))
        return all_of(desk, {"seen": sorted(seen - {""})})


# ---- the system's choice changes ---------------------------------------------------------------


def _other(microphone: VirtualMicrophone) -> VirtualMicrophone:
    microphone.add_speaker("other_feed")
    other: VirtualMicrophone = second(microphone, "other_feed")
    return other


def default_changed_idle(microphone: VirtualMicrophone, folder: Path) -> Facts:
    other = _other(microphone)
    with Desk(microphone, folder, input_device=None).open() as desk:
        desk.remember()
        microphone.choose(other.source)
        desk.microphone = other
        return all_of(desk, {"follows": True})


def default_changed_armed(microphone: VirtualMicrophone, folder: Path) -> Facts:
    other = _other(microphone)
    with Desk(microphone, folder, input_device=None, countdown_s=3).open() as desk:
        desk.remember()
        desk.to_stage()
        desk.press()
        desk.until(lambda: desk.window.stage.state == "lead_in", "the countdown")
        desk.wait(1.0)
        microphone.choose(other.source)
        desk.microphone = other
        facts = desk.go_on_speaking()
        return all_of(desk, facts)


def default_changed_recording(microphone: VirtualMicrophone, folder: Path) -> Facts:
    """What is said into the other one from then on is in the same take."""
    other = _other(microphone)
    with Desk(microphone, folder, input_device=None).open() as desk:
        desk.remember()
        desk.record()
        desk.voice.hush()
        microphone.choose(other.source)
        desk.microphone = other
        facts = desk.go_on_speaking()
        return all_of(desk, facts)


# ---- refused -----------------------------------------------------------------------------------


def _refused(microphone: VirtualMicrophone, folder: Path, *error: object) -> Facts:
    with Desk(microphone, folder).open() as desk:
        desk.remember()
        with refusing(*error):
            facts = desk.tells(desk.press, "Virtual Microphone (is|does|cannot) ")
            facts["in_vain"] = desk.news()
            facts["rows"] = len(desk.studio.takes())
        desk.until(lambda: desk.window.microphone.state == "open", "the microphone")
        return all_of(desk, facts)


def rate_refused(microphone: VirtualMicrophone, folder: Path) -> Facts:
    return _refused(microphone, folder, "Error opening RawInputStream: Invalid sample rate", -9997)


def other_rate(microphone: VirtualMicrophone, folder: Path) -> Facts:
    """It takes none but 16 kHz, although it says 44.1 kHz."""
    with Desk(microphone, folder).open() as desk:
        desk.remember()
        with only_at(16_000):
            facts = desk.again()
            newest = desk.newest()
            facts["rate_hz"] = newest and desk.studio.library.take(newest.id).format.rate_hz
        return {**facts, "at_16_khz": facts["again"], **all_of(desk, {})}


def in_use(microphone: VirtualMicrophone, folder: Path) -> Facts:
    return _refused(microphone, folder, "Error opening RawInputStream: Device unavailable", -9985)


def forbidden(microphone: VirtualMicrophone, folder: Path) -> Facts:
    text = "Error opening RawInputStream: Unanticipated host error"
    return _refused(microphone, folder, text, -9999, (0, -13, "Permission denied"))


def endless_overflow(microphone: VirtualMicrophone, folder: Path) -> Facts:
    with Desk(microphone, folder).open() as desk:
        desk.remember()
        with overflowing():

            def begin() -> None:
                desk.press()
                desk.until(lambda: desk.window.stage.state == "recording", "the recording")

            facts = desk.tells(begin, "Bits of sound are missing")
            desk.voice.begin(microphone, desk.voice.talk)
            desk.wait(2.0)
            desk.stop()
            facts |= desk.kept(2.0)
            newest = desk.newest()
            facts["overflows"] = newest and desk.studio.library.take(newest.id).overflow_count
        return all_of(desk, facts)


# ---- the countdown -----------------------------------------------------------------------------


def _counting_down(
    microphone: VirtualMicrophone,
    folder: Path,
    away: Callable[[], object],
    back: Callable[[], VirtualMicrophone | None],
) -> Facts:
    with Desk(microphone, folder, countdown_s=5).open() as desk:
        desk.remember()
        desk.voice.begin(microphone, desk.voice.room)
        desk.press()
        desk.until(lambda: desk.told("Get ready"), "the countdown")
        desk.wait(0.7)
        facts = desk.tells(away, "went away|muted|No sound at all", timeout_s=12.0)
        facts["state"] = desk.window.stage.state
        desk.until(lambda: desk.window.stage.state == "ready", "rest")
        desk.microphone = back() or microphone
        return all_of(desk, facts)


def countdown_pulled_out(microphone: VirtualMicrophone, folder: Path) -> Facts:
    return _counting_down(microphone, folder, microphone.pull_out, microphone.plug_in)


def countdown_server_killed(microphone: VirtualMicrophone, folder: Path) -> Facts:
    return _counting_down(microphone, folder, microphone.kill_server, microphone.start_server)


def countdown_slept(microphone: VirtualMicrophone, folder: Path) -> Facts:
    """Asleep in the countdown: it may go on or be broken off, but it may not say that anything is broken."""
    with Desk(microphone, folder, countdown_s=5).open() as desk:
        desk.remember()
        desk.press()
        desk.until(lambda: desk.told("Get ready"), "the countdown")
        desk.wait(0.5)
        stand_still()
        desk.wait(0.3)
        seen = [text for text in (desk.told("went away|cannot be"),) if text]
        desk.until(lambda: desk.window.stage.state == "recording", "the recording")
        facts = {**desk.go_on_speaking(), "seen": seen}
        return all_of(desk, facts)


# ---- listening ---------------------------------------------------------------------------------


def _listening(desk: Desk) -> None:
    """A take of some length is heard."""
    desk.remember()
    desk.record(8.0)
    desk.stop()
    desk.settled()
    desk.voice.hush()
    playback = desk.window.review.playback
    desk.until(lambda: playback.ready, "the player")
    playback.play(0.0)
    desk.until(lambda: playback.position_s > 0.5, "the sound")


def listening_all_removed(microphone: VirtualMicrophone, folder: Path) -> Facts:
    with Desk(microphone, folder).open() as desk:
        _listening(desk)
        playback = desk.window.review.playback
        facts = desk.tells(microphone.pull_out_all, "loudspeaker went away")
        at_s = playback.position_s
        microphone.plug_in_all()
        desk.until(lambda: playback.playing and playback.position_s > at_s + 0.2, "it to play on by itself")
        facts["plays_on"] = not desk.told("loudspeaker went away")
        playback.pause()
        return all_of(desk, facts)


def listening_server_killed(microphone: VirtualMicrophone, folder: Path) -> Facts:
    with Desk(microphone, folder).open() as desk:
        _listening(desk)
        playback = desk.window.review.playback
        facts = desk.tells(microphone.kill_server, "loudspeaker went away")
        at_s = playback.position_s
        desk.microphone = microphone.start_server()
        desk.until(lambda: playback.playing and playback.position_s > at_s + 0.2, "it to play on by itself")
        facts["plays_on"] = not desk.told("loudspeaker went away")
        playback.pause()
        return all_of(desk, facts)


def listening_headphones(microphone: VirtualMicrophone, folder: Path) -> Facts:
    """The system's choice changes from headphones to the loudspeaker; then the headphones go away."""
    microphone.add_speaker("headphones")
    microphone.choose(microphone.source, "headphones")
    with Desk(microphone, folder).open() as desk:
        _listening(desk)
        playback = desk.window.review.playback
        microphone.choose(microphone.source, microphone.speaker)
        at_s = playback.position_s
        desk.until(lambda: playback.position_s > at_s + 1.0, "it to go on")
        microphone.choose(microphone.source, "headphones")
        desk.wait(0.5)
        microphone.remove_speaker("headphones")
        at_s = playback.position_s
        desk.until(lambda: playback.position_s > at_s + 1.0, "it to go on", 20.0)
        facts = {"follows": playback.playing, "seen": desk.news()}
        playback.pause()
        return all_of(desk, facts)


def listening_slept(microphone: VirtualMicrophone, folder: Path) -> Facts:
    with Desk(microphone, folder).open() as desk:
        _listening(desk)
        playback = desk.window.review.playback
        stand_still()
        seen: set[str] = set()
        for _look in range(20):
            desk.wait(0.05)
            seen.add(desk.told("loudspeaker went away"))
        at_s = playback.position_s
        desk.until(lambda: playback.position_s > at_s + 0.5, "it to go on")
        facts = {"follows": True, "seen": sorted(seen - {""})}
        playback.pause()
        return all_of(desk, facts)


# ---- a drill -----------------------------------------------------------------------------------


def _drilling(
    microphone: VirtualMicrophone,
    folder: Path,
    away: Callable[[], object],
    back: Callable[[], VirtualMicrophone | None],
    *,
    before_the_beep: bool = False,
) -> Facts:
    with Desk(microphone, folder, drills={"one-line": DRILL}).open() as desk:
        desk.remember()
        drill = desk.window.drill
        desk.window.start_drill("one-line")
        desk.until(lambda: drill.phase == "ready", "the drill")
        desk.press()
        if before_the_beep:
            desk.until(lambda: drill.phase == "lead_in", "the beep")
        else:
            desk.until(lambda: drill.phase == "speaking", "the beep to end")
            desk.voice.begin(microphone, desk.voice.talk)
            desk.wait(2.5)
        facts = desk.tells(
            away,
            "went away|not there any more|cannot be (used|reached)|does not answer|No sound|muted"
            "|No microphone was found",
        )
        desk.until(lambda: drill.phase == "paused", "the pause")
        desk.voice.hush()
        facts["paused"] = [text for text in desk.texts() if "kept" in text or "went away" in text]
        if not before_the_beep:
            newest = desk.newest()
            facts |= {
                "kept_s": newest and newest.duration_s,
                "kept": bool(newest and (newest.duration_s or 0) > 1.5),
            }
        desk.microphone = back() or microphone
        desk.press()
        desk.until(lambda: drill.phase == "speaking", "the next try")
        player = desk.voice.begin(desk.microphone, desk.voice.number)
        desk.until(lambda: player.poll() is not None, "the number to be said")
        desk.until(lambda: drill.phase in ("done", "verdict"), "the verdict")
        status = drill.running.status
        facts["drill"] = [one.outcome for one in status.run.attempts] if status is not None else []
        desk.until(lambda: drill.phase == "done", "the end")
        return all_of(desk, facts)


def drill_pulled_out(microphone: VirtualMicrophone, folder: Path) -> Facts:
    return _drilling(microphone, folder, microphone.pull_out, microphone.plug_in)


def drill_server_killed(microphone: VirtualMicrophone, folder: Path) -> Facts:
    return _drilling(microphone, folder, microphone.kill_server, microphone.start_server)


def drill_beep_server_killed(microphone: VirtualMicrophone, folder: Path) -> Facts:
    return _drilling(
        microphone, folder, microphone.kill_server, microphone.start_server, before_the_beep=True
    )
