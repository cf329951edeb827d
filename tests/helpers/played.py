"""Takes that are played."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rehearse.audio.playback import Player
from tests.helpers.loudspeakers import Ear
from tests.helpers.virtual_mic import VirtualMicrophone, wait_for


@pytest.fixture
def ear(virtual_microphone: VirtualMicrophone) -> Iterator[Ear]:
    ear = Ear(virtual_microphone.speaker)
    yield ear
    ear.sound()


def played_to_the_end(player: Player) -> None:
    wait_for(lambda: player.state != "playing", "the end of the recording")
    assert player.error is None
    assert player.state == "finished"
