"""What can be done on the coach's page, for the palette and its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rehearse.i18n import _
from rehearse.ui.commands import Command

if TYPE_CHECKING:
    from rehearse.ui.window import MainWindow

#: Keys for reactions, of which there are no more.
_N_REACTIONS = 5


def coach_commands(window: MainWindow) -> list[Command]:
    """Space plays and pauses there too, as the window's own key."""

    def page() -> Any:
        return window.pages.get("coach")

    def take() -> Any:
        return page().take_now

    def sound() -> Any:
        return take().sound

    def rubric() -> Any:
        return take().marking.rubric

    def hears() -> bool:
        return bool(page().hears)

    def command(name: str, title: str, run: Any, key: str, words: str, *also: str) -> Command:
        return Command(f"coach.{name}", title, run, key, words, page="coach", also=also, enabled=hears)

    def team() -> None:
        window.show_page("coach")
        if window.page == "coach":  # not while recording
            page().show_tab("team")
            page().first_control.setFocus()

    def somebody() -> bool:
        return page().tab == "team" and bool(page().team.person)

    def person(name: str, title: str, run: Any, key: str, words: str) -> Command:
        return Command(f"coach.{name}", title, run, key, words, page="coach", enabled=somebody, fixed=True)

    def rubrics() -> Any:
        window.show_page("coach")
        if window.page == "coach":  # not while recording
            page().show_tab("rubrics")
            page().first_control.setFocus()
        return page().rubrics

    def new_rubric() -> None:
        if window.page == "coach" or not window.is_recording:
            rubrics().new()

    def writes() -> bool:
        return page().tab == "rubrics" and bool(page().rubrics.writing)

    def moment_before() -> None:
        take().next_moment(back=True)

    def question(n: int) -> Command:
        def go() -> None:
            rubric().go_to(n - 1)

        return command(f"question{n}", _("Question {n}").format(n=n), go, f"{n}", _("rubric mark"))

    def reaction(n: int) -> Command:
        def react() -> None:
            take().marking.react_with(n - 1)

        return command(f"react{n}", _("Reaction {n}").format(n=n), react, f"Alt+{n}", _("react smile great"))

    return [
        Command(
            "coach.team",
            _("How the team is doing"),
            team,
            "",
            _("people person trend table coach delete rename"),
        ),
        Command("coach.rubrics", _("Rubrics: what coaches ask"), rubrics, "", _("questions criteria own")),
        Command("coach.new_rubric", _("Write a rubric"), new_rubric, "", _("questions criteria new")),
        Command(
            "coach.save_rubric",
            _("Save the rubric"),
            lambda: page().rubrics.form.try_to_save(),
            "Ctrl+S",
            _("keep write questions"),
            page="coach",
            enabled=writes,
        ),
        person("rename", _("Rename this person, or join two"), lambda: page().team.rename(), "F2", _("name")),
        person(
            "delete",
            _("Delete this person with every trace"),
            lambda: page().team.delete(),
            "Del",
            _("privacy remove forget speaker"),
        ),
        command("play", _("Play or pause"), lambda: page().toggle(), "P", _("listen hear sound"), "K"),
        command("back", _("Three seconds back"), lambda: take().back(), "J", _("rewind again")),
        command("forward", _("Three seconds on"), lambda: take().forward(), "L", _("skip")),
        command("slower", _("Slower"), lambda: sound().slower(), "[", _("speed tempo"), "<"),
        command("faster", _("Faster"), lambda: sound().faster(), "]", _("speed tempo"), ">"),
        command("phone", _("As on the phone"), lambda: sound().toggle_phone(), "F", _("telephone")),
        command("loop", _("Loop the phrase"), lambda: sound().toggle_loop(), "O", _("repeat again")),
        command(
            "moment", _("Next flagged moment"), lambda: take().next_moment(), "M", _("mark finding note")
        ),
        command("moment_before", _("Flagged moment before"), moment_before, "Shift+M", _("mark finding")),
        command("next", _("Next take"), lambda: page().step(1), "T", _("queue on"), "Alt+Down"),
        command("previous", _("Take before"), lambda: page().step(-1), "Shift+T", _("queue"), "Alt+Up"),
        command("note", _("Write a note here"), lambda: take().notes.write(), "N", _("comment remark pin")),
        command(
            "compare",
            _("Compare with another take"),
            lambda: take().toggle_compare(),
            "C",
            _("before previous beside"),
        ),
        command("open", _("Open in the review"), lambda: page().open_review(), "Ctrl+R", _("correct whole")),
        command("heard", _("Heard, or not heard yet"), lambda: take().toggle_heard(), "H", _("done queue")),
        command("yes", _("Yes to this question"), lambda: rubric().answer("yes"), "Y", _("rubric mark")),
        command("no", _("No to this question"), lambda: rubric().answer("no"), "X", _("rubric mark")),
        command("question", _("Next question"), lambda: rubric().step(1), "U", _("rubric mark")),
        command(
            "question_before", _("Question before"), lambda: rubric().step(-1), "Shift+U", _("rubric mark")
        ),
        command("undo", _("Undo"), lambda: take().marking.undo(), "Ctrl+Z", _("take back answer reaction")),
        *(question(n) for n in range(1, 10)),
        *(reaction(n) for n in range(1, _N_REACTIONS + 1)),
    ]
