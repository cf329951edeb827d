"""Every setting by name: where it stands, what it is called, and the words it is found by.

The page and the palette read the same table, so that nothing can be set that cannot be found.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from rehearse.i18n import _
from rehearse.settings import Settings

#: Settings without a control here: what the program remembers by itself, what is chosen on the stage or
#: beside a drill, and what there is nothing to choose from yet.
WITHOUT_CONTROL = frozenset(
    ("first_start_done", "script", "language", "drill_deck", "drill_cards", "rubrics")
)


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the settings."""

    id: str
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One setting.  `name` is that of `Settings` (or "data_folder", "backup").

    `choices` are (value, words); `steps` the figures that can be stepped through, in `unit`.
    """

    name: str
    section: str
    title: str
    about: str = ""
    keywords: str = ""
    choices: tuple[tuple[object, str], ...] = ()
    steps: tuple[float, ...] = ()
    unit: str = ""


def sections() -> list[Section]:
    """The pages, in order; one without an entry is left out."""
    found = {entry.section for entry in entries()}
    return [
        section
        for section in (
            Section("sound", _("Sound"), _("What you speak into, and what you listen with.")),
            Section("listening", _("Who listens"), _("The model that writes down what you say.")),
            Section("practice", _("Practice"), _("What happens around a take.")),
            Section("judging", _("Judging"), _("The targets a take is measured against.")),
            Section(
                "rules",
                _("Rules"),
                _("The phrases that are spoken up about. Turn off what does not fit you."),
            ),
            Section("look", _("Look"), _("Colours, size and movement.")),
            Section("keys", _("Shortcuts"), _("Press a button, then the keys you would rather use.")),
            Section("data", _("Your recordings"), _("Where everything you record is kept.")),
        )
        if section.id in found
    ]


def entries() -> list[Entry]:
    """Every setting that this version has, in the order it is shown."""
    known = {entry.name for entry in fields(Settings)} | {"data_folder", "backup"}
    return [entry for entry in _all() if entry.name in known]


def entry(name: str) -> Entry:
    """The entry of a setting."""
    return next(found for found in _all() if found.name == name)


def _all() -> tuple[Entry, ...]:
    return (
        Entry(
            "input_device", "sound", _("Microphone"), _("What your takes are recorded with."),
            _("input headset level test"),
        ),
        Entry(
            "output_device", "sound", _("Loudspeaker"), _("Where takes are played."),
            _("speaker headphones output tone test"),
        ),
        Entry(
            "playback_speed", "sound", _("Playback speed"), _("How fast takes are played."),
            _("slow fast tempo"), steps=(0.5, 0.75, 1.0, 1.25, 1.5, 2.0), unit="×",
        ),
        Entry(
            "phone_sound", "sound", _("As on the phone"), _("Takes sound as they do to the prospect."),
            _("telephone narrow band"),
        ),
        Entry("model", "listening", _("Model"), "", _("speech recognition vosk download accuracy")),
        Entry(
            "countdown_s", "practice", _("Countdown"), _("A moment to breathe before the recording begins."),
            _("three two one wait"),
            choices=((0, _("None")), (3, _("3 s")), (5, _("5 s"))),
        ),
        Entry(
            "countdown_ticks", "practice", _("Countdown to be heard"), _("A tick every second."),
            _("sound click"),
        ),
        Entry(
            "greeting", "practice", _("Greeting"), _("A voicemail greeting first, as on a real call."),
            _("answering machine mailbox"),
            choices=(
                (None, _("None")), ("personal", _("Personal")), ("mailbox", _("Mailbox")),
                ("office", _("Office")),
            ),
        ),
        Entry("beep", "practice", _("Beep"), _("A beep before you speak."), _("tone signal")),
        Entry(
            "hands_free", "practice", _("Hands-free"), _("Recording stops by itself when you have finished."),
            _("automatic stop silence"),
        ),
        Entry(
            "stop_after_silence_s", "practice", _("Stop after silence"),
            _("How long a silence ends a hands-free take."), _("pause seconds"),
            steps=(1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 7.0, 10.0), unit=_("s"),
        ),
        Entry(
            "prompter_follows", "practice", _("Script scrolls"), _("With what is heard, or at an even pace."),
            _("teleprompter prompter speed"),
            choices=(("voice", _("With my voice")), ("pace", _("At an even pace"))),
        ),
        Entry(
            "prompter_px", "practice", _("Size of the script"), _("How large the words on the stage are."),
            _("teleprompter prompter text font"), steps=(20, 24, 28, 32, 36, 40, 48, 56, 64, 80, 96),
            unit=_("px"),
        ),
        Entry(
            "own_number", "practice", _("Your number"),
            _("The phone number you leave, which drills listen for."),
            _("phone callback own telephone drill"),
        ),
        Entry(
            "drill_hands_free", "practice", _("Hands-free drills"),
            _("In a drill, silence ends your message as well as a key does."),
            _("automatic stop silence drill"),
        ),
        Entry(
            "drill_sounds", "practice", _("Sounds in drills"),
            _("You hear when the line goes dead, and whether you passed."), _("tone passed missed drill"),
        ),
        Entry(
            "profile", "judging", _("Profile"), _("The targets for length, number and pace."),
            _("seconds goal short hubspot email"),
        ),
        Entry(
            "region", "judging", _("Country"), _("How phone numbers look where you call."),
            _("region phone number"),
        ),
        Entry(
            "rules_off", "rules", _("Rules on and off"), "", _("packs pitch phrases clichés examples switch"),
        ),
        Entry(
            "theme", "look", _("Colours"), _("Light, dark, or as the rest of your computer."),
            _("theme dark light night"),
            choices=(("system", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))),
        ),
        Entry(
            "text_scale", "look", _("Text size"), _("Beside the size your system asks for."),
            _("larger smaller font zoom read"),
        ),
        Entry(
            "reduced_motion", "look", _("Less movement"), _("Nothing slides or fades."),
            _("animation reduced motion"),
        ),
        Entry("shortcuts", "keys", _("Keyboard shortcuts"), "", _("keys hotkeys keyboard reset")),
        Entry("speaker", "data", _("Your name"), _("Written on each new take."), _("who speaker author")),
        Entry(
            "data_folder", "data", _("Folder"), _("Takes, words and models lie here and nowhere else."),
            _("move disk path directory library"),
        ),
        Entry(
            "watched_folder", "data", _("Watched folder"),
            _("New recordings in it come in by themselves while the window is open."),
            _("watch import incoming dialler directory automatically"),
        ),
        Entry(
            "backup", "data", _("Backup"),
            _("Everything but models in one file: to be safe, or to move to another computer."),
            _("backup restore save copy archive zip export computer"),
        ),
    )  # fmt: skip
