"""Decoders that really die (SIGSEGV) while somebody records: it goes on, and each death is a sentence."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from rehearse.audio import remote_sound
from rehearse.audio.decode import decode_speech
from rehearse.errors import NotAudio
from rehearse.exchange.report_sound import sound_for_report
from rehearse.exchange.sound_copy import sound_copy
from rehearse.importing import Importing
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from rehearse.studio import Studio
from tests.data import make_audio
from tests.helpers.deadly import deadly_decoders, marked
from tests.helpers.likeness import likeness
from tests.helpers.virtual_mic import MICROPHONE_NAME, VirtualMicrophone, wait_for, write_wav

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the microphone is made with PulseAudio")


@pytest.fixture
def studio(private_home: Path) -> Iterator[Studio]:
    paths = Paths.below(private_home)
    settings = SettingsStore(paths.settings)
    settings.update(input_device=MICROPHONE_NAME)
    made = Studio(paths, settings)
    yield made
    made.close()


def test_a_recording_is_whole_whatever_a_strangers_file_does(
    studio: Studio, virtual_microphone: VirtualMicrophone, tmp_path: Path
) -> None:
    received = tmp_path / "received"
    received.mkdir()
    # This one is in the library already when it turns out to be deadly.
    lying = marked(make_audio.make("memo.m4a", received))
    (lying_id,) = Importing(studio).bring_in([received]).new_ids
    lying.unlink()
    deadly = marked(make_audio.make("phone.mp3", received))
    good = make_audio.make("note.ogg", received)
    sound = make_audio.speech()
    said = write_wav(tmp_path / "said.wav", sound.tobytes())
    remote_sound.end_waiting()

    live = studio.start_take()
    with deadly_decoders(tmp_path / "hook"):
        player = virtual_microphone.speak(said, wait=False)
        # An import, and every way in which the window reads the sound of a take.
        files = {file.name: file for file in Importing(studio).bring_in([received]).files}
        for use in (studio.player, lambda take_id: studio.envelope(take_id, 10)):
            with pytest.raises(NotAudio, match="ends whatever program reads it"):
                use(lying_id)
        stored = studio.library.take(lying_id).audio_path
        for use_path in (sound_for_report, lambda path: list(sound_copy(path))):
            with pytest.raises(NotAudio, match="ends whatever program reads it"):
                use_path(stored)
        assert player.wait(timeout=120) == 0
        so_far_s = live.status().capture.elapsed_s
        wait_for(lambda: live.status().capture.elapsed_s > so_far_s + 0.5, "the recording to go on")
    taken = live.stop()
    live.discard()

    assert files[str(good)].status == "imported"
    assert files[str(deadly)].status == "failed"
    assert "ends whatever program reads it" in str(files[str(deadly)].error)
    recording = studio.library.take(taken.id)
    heard = np.frombuffer(b"".join(decode_speech(recording.audio_path)), "<i2")
    alike, lag = likeness(heard, sound[:, 0])
    assert alike > 0.9, "all that was said, without a gap"
    assert len(heard) >= lag + len(sound)
