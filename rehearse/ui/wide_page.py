"""What pages with a list beside something share: the title, the margins, and being dressed once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from rehearse.ui.controls import label

if TYPE_CHECKING:
    from rehearse.ui.tasks import Tasks
    from rehearse.ui.theme import Theme

#: From this width on a page can be generous.
_ROOMY_PX = 900


@dataclass(frozen=True, slots=True)
class Room:
    """How much room a page has: its `width` measured in text of the usual size, and the `edge` left free
    on both sides."""

    width: int
    edge: int
    roomy: bool
    scale: float


class WidePage(QWidget):
    """A subclass fills `whole`, takes over colours in `dress` and places its parts in `arrange`."""

    def __init__(self, name: str, accessible: str, theme: Theme) -> None:
        super().__init__()
        self.setObjectName(f"{name}_view")
        self.setAccessibleName(accessible)
        self._dressed_in: Theme | None = None
        self._scale = theme.text_scale
        self.title: QLabel = label(accessible, theme.font("display"), f"{name}_title", wrap=False)
        self.whole = QVBoxLayout(self)
        self.whole.setSpacing(theme.space(4))

    def set_theme(self, theme: Theme) -> None:
        if theme is self._dressed_in:
            return
        self._dressed_in, self._scale = theme, theme.text_scale
        self.dress(theme)
        self.arrange_now()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._dressed_in is not None:
            self.arrange_now()

    def arrange_now(self) -> None:
        """Place everything for the width there is."""
        width = round(self.width() / self._scale)
        roomy = width >= _ROOMY_PX
        edge = 32 if roomy else 18
        self.whole.setContentsMargins(edge, 24 if roomy else 12, edge, 20 if roomy else 12)
        self.arrange(Room(width, edge, roomy, self._scale))

    def dress(self, theme: Theme) -> None:
        """Give the parts their colours."""
        raise NotImplementedError

    def arrange(self, room: Room) -> None:
        """Place the parts."""
        raise NotImplementedError


class Newest:
    """Readings in the background of which the newest counts: what it overtook is dropped when it comes."""

    def __init__(self, tasks: Tasks, owner: QWidget, *, lane: str = "") -> None:
        self._tasks, self._owner, self._lane = tasks, owner, lane
        self._number = 0

    def read(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[Any], None],
        *,
        name: str,
    ) -> None:
        """Run `work` in a worker, and tell of it unless something else was asked for meanwhile."""
        self._number += 1
        number = self._number

        def unless_overtaken(tell: Callable[[Any], None]) -> Callable[[Any], None]:
            return lambda found: tell(found) if number == self._number else None

        self._tasks.run(
            lambda _handle: work(),
            done=unless_overtaken(done),
            failed=unless_overtaken(failed),
            name=name,
            owner=self._owner,
            lane=self._lane,
        )
