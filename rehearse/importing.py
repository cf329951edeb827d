"""Other people's recordings become takes: rows first and at once, hearing in the background afterwards.

What is still to be heard is read from the library: stopping and going on are the same as starting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rehearse.bringing_in import BringIn, Brought, FileResult, OnFile, Wishes
from rehearse.hearing import Heard, OnTake, hear_takes
from rehearse.looking_over import may_be_recordings
from rehearse.progress import CancelToken, OnProgress
from rehearse.watching import Watch, is_final

if TYPE_CHECKING:
    from rehearse.studio import Studio

__all__ = ["Brought", "FileResult", "Importing", "Wishes"]

#: How often a watched folder is looked at.
WATCH_EVERY_S = 2.0


class Importing:
    """`held` says whether to wait before the next take is heard: while somebody records, or on request.

    `n_workers` are used at once (None: every core, and no more than the free memory has room for);
    `gently` lets other programs go first, as a window wants it.
    """

    def __init__(
        self,
        studio: Studio,
        *,
        n_workers: int | None = None,
        held: Callable[[], bool] = lambda: False,
        gently: bool = True,
    ) -> None:
        self._studio = studio
        self._gently = gently
        self._n_workers = n_workers
        self._held = held

    # ---- rows ----------------------------------------------------------------------------------

    def bring_in(
        self,
        places: Iterable[Path],
        wishes: Wishes | None = None,
        *,
        on_file: OnFile | None = None,
        on_progress: OnProgress | None = None,
        cancel: CancelToken | None = None,
    ) -> Brought:
        """Make a take of every recording in files, folders and zips; nothing is heard yet.

        A file that cannot be used, or is in the library already, stops no other.
        Raises `LibraryError` or `Cancelled`; takes made before stay.
        """
        library = self._studio.library
        one = BringIn(library, wishes or Wishes(), on_file, on_progress, cancel or CancelToken())
        return one.all(places)

    # ---- hearing -------------------------------------------------------------------------------

    def to_hear(self) -> list[str]:
        """Imported takes that nobody has listened to yet, also those of an earlier day."""
        return self._studio.library.imports.to_hear()

    def hear(
        self,
        take_ids: Sequence[str] | None = None,
        *,
        on_take: OnTake | None = None,
        on_progress: OnProgress | None = None,
        cancel: CancelToken | None = None,
    ) -> Heard:
        """Listen to these, or to all, as far as they are still to be heard; raises as `hear_takes` does.

        What another window or command listens to already is left to it.
        One that cannot be heard becomes `FAILED` with the reason, and is not tried again by itself.
        """
        return hear_takes(
            self._studio,
            self.to_hear() if take_ids is None else take_ids,
            left=self._studio.library.imports.to_hear,
            n_workers=self._n_workers,
            may_begin=lambda: not self._held(),
            gently=self._gently,
            on_take=on_take,
            on_progress=on_progress,
            cancel=cancel,
        )

    # ---- a folder that is watched ----------------------------------------------------------------

    def watch(
        self,
        folder: Path,
        wishes: Wishes | None = None,
        *,
        cancel: CancelToken,
        on_brought: Callable[[Brought], None],
        on_take: OnTake | None = None,
        on_progress: OnProgress | None = None,
        every_s: float = WATCH_EVERY_S,
    ) -> None:
        """Take in whatever lies or arrives in a folder, until cancelled; each file once it stopped growing.

        Returns when cancelled.  Raises `FileMissing` where the folder is gone, and as the others do.
        """
        watched = Watch(folder, without=self._studio.library.folder)
        while not cancel.cancelled:
            brought = self.bring_in_new(watched, wishes, on_progress=on_progress, cancel=cancel)
            if brought is not None and brought.files:
                on_brought(brought)
                if brought.new_ids:
                    self.hear(brought.new_ids, on_take=on_take, on_progress=on_progress, cancel=cancel)
            cancel.wait(every_s)

    def bring_in_new(
        self,
        watched: Watch,
        wishes: Wishes | None = None,
        *,
        on_progress: OnProgress | None = None,
        cancel: CancelToken | None = None,
    ) -> Brought | None:
        """Look once, and take in what is complete and new; None where there is nothing.

        Raises `FileMissing` where the folder is gone, and as `bring_in` does.
        """
        ready = watched.look()
        if not ready:
            return None
        # What is no recording by name and first bytes is passed over, as it is in a folder that is imported.
        sounds = [path for path in ready if may_be_recordings([path])]
        brought = self.bring_in(sounds, wishes, on_progress=on_progress, cancel=cancel)
        again = {file.name for file in brought.files if file.error is not None and not is_final(file.error)}
        # Of a zip each recording is told by a name of its own, which begins with the zip's.
        watched.done(
            ready, not_for_good=[path for path in ready if any(name.startswith(str(path)) for name in again)]
        )
        return brought
