"""One recogniser as a process of its own, for `bench_peers`: hears every WAV of a folder.

    python tests/bench/peer_child.py rehearse|vosk|pocketsphinx FOLDER [MODEL]

Prints one JSON object, file stem → words.  Each way imports only what it needs, since its memory is
measured; that of PocketSphinx runs where this program is not installed.
"""

from __future__ import annotations

import json
import sys
import wave
from pathlib import Path

#: What vosk's own example reads at a time, in frames.
VOSK_FRAMES = 4000


def rehearse(files: list[Path], model: Path) -> dict[str, list[str]]:
    """The program's own way from a file to its words."""
    from rehearse.audio.decode import decode_speech
    from rehearse.speech.transcribe import transcribe
    from rehearse.speech.vosk_engine import VoskEngine

    engine = VoskEngine(model, model.name)
    return {file.stem: transcribe(engine, decode_speech(file)).text.split() for file in files}


def vosk(files: list[Path], model: Path) -> dict[str, list[str]]:
    """The shortest loop that asks for the same: words with their times."""
    import vosk

    vosk.SetLogLevel(-1)
    loaded = vosk.Model(model_path=str(model))
    texts = {}
    for file in files:
        recogniser = vosk.KaldiRecognizer(loaded, 16_000.0)
        recogniser.SetWords(True)
        results = []
        with wave.open(str(file)) as sound:
            while piece := sound.readframes(VOSK_FRAMES):
                if recogniser.AcceptWaveform(piece):
                    results.append(recogniser.Result())
        results.append(recogniser.FinalResult())
        texts[file.stem] = " ".join(json.loads(result)["text"] for result in results).split()
    return texts


def pocketsphinx(files: list[Path]) -> dict[str, list[str]]:
    """Each file as one utterance: cut up by its endpointer, more words come out wrong."""
    from pocketsphinx import Decoder

    decoder = Decoder(loglevel="FATAL")
    texts = {}
    for file in files:
        with wave.open(str(file)) as sound:
            pcm = sound.readframes(sound.getnframes())
        decoder.start_utt()
        decoder.process_raw(pcm, full_utt=True)
        decoder.end_utt()
        found = decoder.hyp()
        texts[file.stem] = found.hypstr.split() if found else []
    return texts


def main() -> None:
    which, folder, *model = sys.argv[1:]
    files = sorted(Path(folder).glob("*.wav"))
    if which == "pocketsphinx":
        texts = pocketsphinx(files)
    else:
        texts = {"rehearse": rehearse, "vosk": vosk}[which](files, Path(model[0]))
    print(json.dumps(texts))


if __name__ == "__main__":
    main()
