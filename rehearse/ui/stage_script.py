"""What the stage has of scripts: which one is shown, where it stands, the sheet beside it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from rehearse.errors import Cancelled, DataError, ScriptMissing
from rehearse.ui.banners import announce
from rehearse.ui.microphone_picker import SAVE_LANE
from rehearse.ui.prompter_panel import PrompterPanel
from rehearse.ui.script_drop import TextFileDrop
from rehearse.ui.script_shelf import ScriptShelf

if TYPE_CHECKING:
    from rehearse.analysis.profiles import Profile
    from rehearse.library.scripts import StoredScript
    from rehearse.speech.transcript import Word
    from rehearse.studio import Studio
    from rehearse.ui.script_draft import Shown
    from rehearse.ui.script_sheet import ScriptSheet
    from rehearse.ui.tasks import Failure, Tasks
    from rehearse.ui.theme import Theme
    from rehearse.ui.timer_ring import TimerRing

#: The sheet stands beside the stage from this width on, else over it.
_BESIDE_PX, _SHEET_PX, _EDGE_PX = 900, 430, 16
#: At an even pace the script starts to move with the first word, at the latest so long after the start.
_LATEST_START_S = 2.0

_PRESSED = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)

#: What `Studio.start_take` is called with; made in a worker.
Arguments = Callable[[], dict[str, Any]]


class StageScript(QObject):
    """`panel` stands where the timer stood, and holds it.

    The stage feeds it with `set_live`; `begin` before a take says which script it is made with.
    Signals: `failed` (error); `undo_offered` (text, callable); `opened`: the stage should be in sight;
    `room_changed`: `room_px` at the right is taken by the sheet; `changed`: another script, or none.
    """

    failed = Signal(object)
    undo_offered = Signal(str, object)
    opened = Signal()
    room_changed = Signal()
    changed = Signal()

    def __init__(
        self,
        studio: Studio,
        tasks: Tasks,
        theme: Theme,
        stage: QWidget,
        ring: TimerRing,
        instead: Sequence[QWidget] = (),
    ) -> None:
        super().__init__(stage)
        self._studio, self._tasks, self._theme, self._stage = studio, tasks, theme, stage
        self._shown: Shown | None = None
        self._waiting: StoredScript | None = None
        self._made_at_start: Shown | None = None
        self._deleted_root: str | None = None
        self._wpm = 150.0
        self._state = "ready"
        self._heard: tuple[int, str] = (0, "")
        self._first_word_s: float | None = None
        self._sheet: ScriptSheet | None = None
        self._drop: TextFileDrop | None = None
        #: What happens to scripts, wherever it is done.
        self.shelf = ScriptShelf(studio, tasks, self)
        self.shelf.saved.connect(self._saved)
        self.shelf.deleted.connect(self._deleted)
        self.shelf.restored.connect(self._restored)
        self.shelf.undo_offered.connect(self.undo_offered)
        self.shelf.failed.connect(self._failed)
        self.panel = PrompterPanel(theme, ring, instead)
        self.prompter = self.panel.prompter
        self.prompter.set_text_px(self._settings.prompter_px)
        self.panel.text_px_chosen.connect(lambda px: self._keep(prompter_px=px))
        self.button = self.panel.button
        self.button.clicked.connect(self.toggle_sheet)
        scripts = QShortcut(QKeySequence("S"), stage, self.toggle_sheet)
        scripts.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        #: Whether another page takes a file that was dropped.
        self.file_taken: Callable[[Path], bool] = lambda _path: False
        #: By their usual key, for whoever lets the user choose others.
        self.shortcuts = {"S": scripts}
        stage.installEventFilter(self)

    # ---- what the stage tells and asks ---------------------------------------------------------

    @property
    def shown(self) -> Shown | None:
        """The script on the stage."""
        return self._shown

    @property
    def sheet(self) -> ScriptSheet:
        """Made when it is first wanted."""
        if self._sheet is None:
            from rehearse.ui.script_sheet import ScriptSheet

            sheet = self._sheet = ScriptSheet(self._studio, self._tasks, self._theme, self.shelf, self._stage)
            sheet.chosen.connect(self.choose)
            sheet.follows.connect(lambda how: self._keep(prompter_follows=how))
            sheet.failed.connect(self._failed)
            sheet.refused.connect(lambda words: self._failed(DataError(words)))
            sheet.closed.connect(self._sheet_closed)
            sheet.list.follow_choice.set_value(self._settings.prompter_follows)
            sheet.set_chosen(self._root)
        return self._sheet

    @property
    def room_px(self) -> int:
        """How much of the stage's right side the sheet takes; 0 where it lies over everything."""
        if self._sheet is None or self._sheet.isHidden() or self._stage.width() < _BESIDE_PX:
            return 0
        return _SHEET_PX

    @property
    def _settings(self) -> Any:
        return self._studio.settings.value

    @property
    def _stored(self) -> StoredScript | None:
        return self._shown.stored if self._shown is not None else None

    @property
    def _root(self) -> str | None:
        return None if self._stored is None else self._stored.root_id

    @property
    def _busy(self) -> bool:
        return self._state not in ("ready", "listening")

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.panel.set_theme(theme)
        if self._sheet is not None:
            self._sheet.set_theme(theme)

    def set_profile(self, profile: Profile) -> None:
        """Its words a minute are the even pace."""
        if profile.pace.assumed_wpm != self._wpm:
            self._wpm = profile.pace.assumed_wpm
            if self._stored is not None:
                self.choose(self._stored)

    def begin(self) -> Arguments:
        """Before a take: put the sheet away, and say how to call `Studio.start_take`.

        The answer is for a worker: it makes sure that the script the take is made with has the very words
        that are shown.  What is being written at that moment is shown and used; it is saved in any case.
        """
        pending = None
        if self._sheet is not None:
            pending = self._sheet.editor.pending
            self._sheet.put_away()
        self._rewind()
        studio, stored, root, wpm = self._studio, self._stored, self._root, self._wpm

        def arguments() -> dict[str, Any]:
            if pending is not None:
                draft, written, number = pending
                saved = draft.save(studio, written, number)
                if saved is not None and saved.root_id == root:
                    from rehearse.ui.script_draft import shown

                    with contextlib.suppress(DataError):  # it cannot be said (yet)
                        made = shown(saved.text, saved.title, saved.slot_values, wpm, saved)
                        self._made_at_start = made
                        return {"script_id": saved.id}
            return {} if stored is None else {"script_id": studio.scripts.holding(stored).id}

        return arguments

    def _rewind(self) -> None:
        self._heard, self._first_word_s = (0, ""), None
        if self._shown is not None:
            self._shown.follower.reset()
            self.prompter.reduced_motion = bool(getattr(self._settings, "reduced_motion", False))
            self.prompter.set_place(0.0, at_once=True)

    def set_state(self, state: str) -> None:
        """The stage's state."""
        self._state = state
        if state == "recording" and self._made_at_start is not None:
            self._show(self._made_at_start)
            self._rewind()
            self._made_at_start = None
        self.panel.set_busy(self._busy)
        self.button.setEnabled(not self._busy)
        if not self._busy and self._waiting is not None:
            stored, self._waiting = self._waiting, None
            self.choose(stored, quiet=True)

    def set_live(
        self, words: Sequence[Word], partial: str, elapsed_s: float, *, model_ready: bool = True
    ) -> None:
        """What was heard so far, thirty times a second."""
        shown = self._shown
        if shown is None or self._state != "recording":
            return
        if self._first_word_s is None and (words or partial or elapsed_s >= _LATEST_START_S):
            self._first_word_s = elapsed_s
        # Without a model nothing is heard yet: the clock leads until it is.
        if self._settings.prompter_follows == "pace" or not model_ready:
            if self._first_word_s is not None:
                self.prompter.set_place(shown.pace.word_at(elapsed_s - self._first_word_s), flowing=True)
            return
        if (len(words), partial) == self._heard:
            return
        self._heard = (len(words), partial)
        place = shown.follower.hear([*(word.text for word in words), *partial.split()])
        if place != self.prompter.place:
            self.prompter.set_place(float(place))

    def leave(self) -> None:
        """The window closes: what is typed is saved."""
        if self._sheet is not None:
            self._sheet.leave()

    # ---- choosing ------------------------------------------------------------------------------

    def choose(self, stored: StoredScript | None, *, quiet: bool = False) -> None:
        """Put a script on the stage, or none; after the take, while one is recorded.

        `quiet`: words that cannot be said (yet) change nothing and are not told.
        """
        if self._busy:
            self._waiting = stored
            return
        script_id = None if stored is None else stored.id
        if self._settings.script != script_id:
            self._keep(script=script_id)
        if stored is None:
            self._show(None)
            return
        from rehearse.ui.script_draft import shown

        wpm = self._wpm
        self._tasks.run(
            lambda _handle: shown(stored.text, stored.title, stored.slot_values, wpm, stored),
            done=self._prepared,
            failed=lambda error: None if quiet and isinstance(error, DataError) else self._failed(error),
            owner=self,
            name="prepare a script",
        )

    def _prepared(self, made: Shown) -> None:
        if self._busy:
            self._waiting = made.stored
        else:
            self._show(made)

    def _show(self, made: Shown | None) -> None:
        before, self._shown = self._root, made
        if made is not None:
            self.prompter.set_script(made.words, made.slots, made.script.line_starts)
        name = "" if made is None else (made.script.title or " ".join(made.words))
        self.panel.set_scripted(made is not None, name)
        if self._sheet is not None:
            self._sheet.set_chosen(self._root)
        if before != self._root and not self._busy:
            announce(self._stage, self.button.accessibleName())
        self.changed.emit()

    def _saved(self, stored: StoredScript) -> None:
        if stored.root_id == self._root:
            self.choose(stored, quiet=True)

    def _deleted(self, stored: StoredScript) -> None:
        if stored.root_id == self._root:
            self._deleted_root = self._root
            self.choose(None)

    def _restored(self, stored: StoredScript) -> None:
        if stored.root_id == self._deleted_root and self._shown is None:
            self.choose(stored)

    def library_replaced(self) -> None:
        """Other scripts lie here now: the chosen one has other words, or is none of them."""
        if self._sheet is not None:
            self._sheet.refresh()
        self._load()

    def _load(self) -> None:
        """The script of last time."""
        chosen, studio = self._settings.script, self._studio
        if not chosen:
            if self._shown is not None:
                self.choose(None)
            return

        def read(_handle: object) -> StoredScript | None:
            try:
                stored = studio.scripts.newest(chosen)
            except ScriptMissing:
                return None
            return stored if stored.deleted_at is None else None

        self._tasks.run(read, done=self.choose, failed=self._failed, owner=self, name="find the script")

    def _keep(self, **changes: Any) -> None:
        studio = self._studio
        self._tasks.run(
            lambda _handle: studio.settings.update(**changes),
            done=lambda _settings: None,
            failed=self._failed,
            lane=SAVE_LANE,
            must_run=True,
            name="save a setting",
        )

    def _failed(self, error: Failure) -> None:
        if not isinstance(error, Cancelled):
            self.failed.emit(error)

    # ---- the sheet -----------------------------------------------------------------------------

    def toggle_sheet(self) -> None:
        """S: open the scripts, or put them away."""
        if self._busy:
            return
        if self._sheet is not None and self._sheet.isVisible():
            self._sheet.put_away()
        else:
            self._open_sheet()

    def open_file(self, path: Path) -> None:
        """Begin a script with the words of a text file, on the page that takes it, else here."""
        if not self._busy and not self.file_taken(path):
            self.opened.emit()
            self._open_sheet()
            self.sheet.open_file(path)

    def _open_sheet(self) -> None:
        self.sheet.open()
        self._place_sheet()
        self.room_changed.emit()

    def _place_sheet(self) -> None:
        if self._sheet is None:
            return
        width, height = self._stage.width(), self._stage.height()
        edge, room = _EDGE_PX, width - 2 * _EDGE_PX
        wide = _SHEET_PX if width >= _BESIDE_PX else room
        self._sheet.setGeometry(width - edge - wide, edge, wide, height - 2 * edge)

    def _sheet_closed(self) -> None:
        self.room_changed.emit()
        getattr(self._stage, "first_control", self._stage).setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, _stage: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place_sheet()
        elif event.type() == QEvent.Type.Show and self._drop is None:
            self._drop = TextFileDrop(self._stage.window(), lambda: not self._busy, self)
            self._drop.dropped.connect(self.open_file)
            self._load()
        elif isinstance(event, QKeyEvent) and event.type() in _PRESSED:
            return self._sized_by(event)
        return False

    def _sized_by(self, event: QKeyEvent) -> bool:
        """Ctrl + and Ctrl −, while there is a script: before any shortcut of the window, which has its own
        use for them.
        """
        act = {
            Qt.Key.Key_Plus: self.panel.larger,
            Qt.Key.Key_Equal: self.panel.larger,
            Qt.Key.Key_Minus: self.panel.smaller,
        }.get(Qt.Key(event.key()))
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if act is None or not control or self._shown is None:
            return False
        if event.type() == QEvent.Type.KeyPress:
            act()
        event.accept()
        return True
