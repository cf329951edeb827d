"""What is being written on the page of a drill, and how it begins."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rehearse.analysis.drill_draft import draft_of_table, fault_of, new_table
from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.own_drills import Opened, OwnDrills


@dataclass
class DrillDraft:
    """Without an `id` it is new; without a `table` it is written as `text`.

    `notices` are sentences on what the form could not take over; `dirty` tells that it is not saved.
    """

    id: str | None = None
    table: dict[str, Any] | None = field(default_factory=new_table)
    text: str = ""
    notices: tuple[str, ...] = ()
    dirty: bool = False
    #: What a new one began with.
    first: dict[str, Any] | None = None

    @property
    def worth_keeping(self) -> bool:
        """Whether something would be lost if it were thrown away."""
        return self.dirty and not (self.id is None and self.table in (new_table(), self.first))

    @property
    def title(self) -> str:
        """As it is typed so far; "" for none."""
        return str((self.table or {}).get("title", "")).strip()


def packed(draft: DrillDraft) -> bytes:
    """A draft as it is kept until the form is opened again."""
    return json.dumps({"id": draft.id, "table": draft.table, "text": draft.text}, ensure_ascii=False).encode(
        errors="replace"
    )


def unpacked(raw: bytes | None) -> DrillDraft | None:
    """A draft that was kept; None where there is none, or nothing that could be made out."""
    try:
        kept = json.loads(raw or b"")
    except (ValueError, RecursionError):
        return None
    if not isinstance(kept, dict):
        return None
    drill_id, table, text = kept.get("id"), kept.get("table"), kept.get("text")
    drill_id = drill_id if isinstance(drill_id, str) else None
    if isinstance(table, dict):
        return DrillDraft(drill_id, draft_of_table(table)[0], dirty=True)
    if drill_id is not None and isinstance(text, str):
        return DrillDraft(drill_id, None, text, dirty=True)
    return None


def read_draft(own: OwnDrills, drill_id: str | None, from_: str | None) -> DrillDraft:
    """A new one, one like another (`from_`), or an own one (a shipped one: a copy).

    Raises `RehearseError` where there is no such drill, or its file cannot be read.
    """
    if drill_id is None and from_ is None:
        return DrillDraft()
    if drill_id is not None and own.has(drill_id):
        return _opened(own.open(drill_id))
    table = own.copy_of(from_ or drill_id or "")
    return DrillDraft(table=table, dirty=True, first=deepcopy(table))


def _opened(opened: Opened) -> DrillDraft:
    notices = []
    table, problem = opened.table, opened.problem
    # Wrong by what the form leaves out: it is right as it is shown, and only has to be saved.
    mended = table is not None and problem is not None and fault_of(table) is None
    if table is None:
        notices.append(_("This file is no drill that could be shown in a form. Put its text right here."))
    elif mended and problem is not None:
        notices.append(problem.message)
    if opened.dropped:
        notices.append(_("Not taken over from the file, and gone once you save:"))
        notices += opened.dropped
    if table is not None and any(line.lstrip().startswith("#") for line in opened.text.splitlines()):
        notices.append(_("Comments in the file are not kept when you save here."))
    return DrillDraft(opened.id, table, opened.text, tuple(notices), mended)
