"""What a coach did, and the way back: step by step, whatever take is in sight by then."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

#: Steps that are remembered; nobody goes back further by one key.
_MOST = 100


@dataclass(eq=False, slots=True)
class Step:
    """Something that was done to a take.  `go_back` returns at once; `told` says what is so afterwards.

    `subject` names the question a step was about; "" for anything else.
    """

    take_id: str
    told: str
    go_back: Callable[[], None]
    subject: str = ""
    home: CoachHistory | None = field(default=None, repr=False)

    def undo(self) -> None:
        """Take it back, once."""
        if self.home is not None:
            self.home.take_back(self)


class CoachHistory(QObject):
    """Signals: `offered` (a sentence, and what to call): a banner may offer the way back; `withdrawn` (what
    was to be called): it is gone; `changed`: there is another last step.
    """

    offered = Signal(str, object)
    withdrawn = Signal(object)
    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps: list[Step] = []

    @property
    def last(self) -> Step | None:
        """What `undo` takes back."""
        return self._steps[-1] if self._steps else None

    def add(self, step: Step, offer: str = "") -> None:
        """It was done; with a sentence to `offer` it is told with a way back."""
        step.home = self
        self._steps = [*self._steps, step][-_MOST:]
        self.changed.emit()
        if offer:
            self.offered.emit(offer, step.undo)

    def undo(self) -> bool:
        """Take the last step back; false where there is none."""
        if not self._steps:
            return False
        self._steps[-1].undo()
        return True

    def take_back(self, step: Step) -> None:
        """Take one step back, and with it the later ones about the same question."""
        if step not in self._steps:
            return
        at = self._steps.index(step)
        same = [
            one
            for one in self._steps[at:]
            if one is step or (step.subject and (one.take_id, one.subject) == (step.take_id, step.subject))
        ]
        self._drop(same)
        step.go_back()

    def forget(self, take_ids: Collection[str] | None = None) -> None:
        """These takes are gone, or all of them: nothing about them can be taken back."""
        self._drop([one for one in self._steps if take_ids is None or one.take_id in take_ids])

    def _drop(self, steps: list[Step]) -> None:
        self._steps = [one for one in self._steps if one not in steps]
        for one in steps:
            self.withdrawn.emit(one.undo)
        self.changed.emit()
