"""A loudspeaker that fails while a take is played, told above the page until it is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from rehearse.i18n import _

if TYPE_CHECKING:
    from rehearse.errors import RehearseError
    from rehearse.ui.banners import Banner, Banners
    from rehearse.ui.coach_view import CoachView
    from rehearse.ui.review import ReviewView


class SoundNews(QObject):
    """Puts one banner up when the sound fails and away when it is heard again or not wanted any more."""

    def __init__(self, view: ReviewView | CoachView, banners: Banners) -> None:
        super().__init__(view)
        self._view, self._banners = view, banners
        self._banner: Banner | None = None
        view.playback.trouble_changed.connect(self._tell)
        view.sound.failed.connect(banners.tell_error)

    def _tell(self, error: RehearseError | None) -> None:
        banner, self._banner = self._banner, None
        if banner is not None and banner in self._banners.shown:
            banner.put_away()
        if error is not None:
            self._banner = self._banners.tell_error(
                error, action=_("Play on"), act=self._view.playback.resume
            )
