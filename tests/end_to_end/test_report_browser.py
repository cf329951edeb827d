"""The report in a real browser, from a file, without a network: words can be clicked and heard."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from rehearse.audio.decode import decode_speech
from rehearse.exchange.cues import cues_of
from rehearse.exchange.report import ReportItem, item_from_take, render
from rehearse.exchange.webvtt import webvtt
from rehearse.speech.transcript import Span
from tests.helpers.browser import Browser
from tests.helpers.commands import SAMPLES, rehearse
from tests.helpers.messages import audio_message, text_message
from tests.helpers.outgoing_takes import HOSTILE, note, said, take_of
from tests.helpers.outgoing_takes import coached as with_answers
from tests.helpers.virtual_mic import write_wav

pytestmark = pytest.mark.network_loopback


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    path = folder / "report.html"
    # Twelve seconds hold enough that the report remarks on.
    pcm = b"".join(decode_speech(SAMPLES / "brochure.flac"))
    brochure = write_wav(folder / "brochure.wav", pcm[: 12 * 32_000])
    done = rehearse("score", SAMPLES / "bare-callback.flac", brochure, "--report", path)
    assert done.returncode == 0, done.stderr
    return path


AUDIO = "document.querySelectorAll('audio')[{n}]"
WORDS = "document.querySelectorAll('article')[{n}].querySelectorAll('.w[data-s]')"


def test_a_clicked_word_is_heard_from_its_start(browser: Browser, report: Path) -> None:
    browser.open(report)
    audio, word = AUDIO.format(n=0), WORDS.format(n=0) + "[10]"
    browser.wait(f"{audio}.readyState >= 2")
    duration_s = browser.value(f"{audio}.duration")
    assert duration_s == pytest.approx(
        float(browser.value("document.querySelector('article').dataset.length")), abs=0.05
    )
    start_s = float(browser.value(f"{word}.dataset.s"))
    assert start_s > 1
    browser.click(word)
    browser.wait(f"!{audio}.paused && {audio}.currentTime > {start_s}")
    assert browser.value(f"{audio}.currentTime") < start_s + 5
    browser.wait("document.querySelector('.w.now') !== null")
    now_s = float(browser.value("document.querySelector('.w.now').dataset.s"))
    assert now_s >= start_s
    assert browser.value("parseFloat(document.querySelector('.head').getAttribute('x1'))") > 0


def test_a_button_plays_its_stretch_and_stops(browser: Browser, report: Path) -> None:
    browser.open(report)
    audio = AUDIO.format(n=1)
    button = "document.querySelectorAll('article')[1].querySelector('.findings button')"
    browser.wait(f"{audio}.readyState >= 2")
    from_s, until_s = (float(browser.value(f"{button}.dataset.{name}")) for name in ("from", "until"))
    browser.click(button)
    browser.wait(f"{audio}.currentTime > {from_s}")
    browser.wait(f"{audio}.paused")
    assert until_s <= browser.value(f"{audio}.currentTime") < until_s + 1.0
    assert browser.value(f"{AUDIO.format(n=0)}.currentTime") == 0


def test_the_report_needs_no_network_and_breaks_no_rule_of_its_own(browser: Browser, report: Path) -> None:
    browser.open(report)
    browser.wait(f"{AUDIO.format(n=1)}.readyState >= 2")
    assert browser.complaints == []
    assert browser.requests
    # The browser draws its own player from data: pictures; nothing else may be asked for.
    assert all(url.startswith(("file:", "data:")) for url in browser.requests), browser.requests
    assert (
        browser.value("getComputedStyle(document.querySelector('mark.phone')).borderBottomStyle") == "solid"
    )
    assert browser.value("document.documentElement.scrollWidth <= innerWidth")


NOTES = "document.querySelectorAll('article .notes li')"


@pytest.fixture(scope="module")
def coached(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A take with answers, reactions and notes: on all of it, a stretch, words inside that, a late word."""
    notes = [
        note("good energy"),
        note("slower here", (11, 18), Span(5.9, 9.4)),
        note("louder", (12, 14), Span(6.4, 7.4)),
        note("ג׳ון: טוב", (28, 29), Span(14.4, 14.9)),
    ]
    sound = SAMPLES / "brochure.flac"
    path = tmp_path_factory.mktemp("coached") / "coached.html"
    take = with_answers(take_of(audio_message(sound), notes))
    path.write_text(render([item_from_take(take)]), encoding="utf-8")
    return path


def opened(browser: Browser, page: Path) -> str:
    """The page with its sound ready; the expression for the sound."""
    browser.open(page)
    audio = AUDIO.format(n=0)
    browser.wait(f"{audio}.readyState >= 2")
    return audio


def test_notes_are_told_at_their_moments(browser: Browser, coached: Path) -> None:
    audio = opened(browser, coached)
    told = "document.querySelector('.heard-now').textContent"
    assert browser.value(told) == ""
    browser.click(f"{NOTES}[1].querySelector('button')")
    browser.wait(f"{told} === '✎2 slower here'")
    assert browser.value(f"{NOTES}[1].classList.contains('now')")
    browser.wait(f"{told} === '✎3 louder'")
    assert 6.4 <= browser.value(f"{audio}.currentTime") <= 11.0
    browser.wait(f"{audio}.paused")
    assert 9.4 <= browser.value(f"{audio}.currentTime") < 10.4
    # The pin behind the words leads to the note.
    browser.click("document.querySelector('sup.pin a[href*=-c]')")
    assert browser.value("location.hash") in ("#m1-c2", "#m1-c3")
    assert browser.complaints == []


def test_reactions_are_told_at_their_moments_and_answers_read(browser: Browser, coached: Path) -> None:
    audio = opened(browser, coached)
    told = "document.querySelector('.heard-now').textContent"
    pin = "[...document.querySelectorAll('.transcript sup.pin a')].find((a) => a.textContent === '⌫')"
    browser.click(pin)
    assert browser.value("location.hash") == "#m1-r2"
    assert browser.value(f"{pin}.getAttribute('aria-label')") == "Here I would delete it (Carla Coach)"
    browser.click("document.querySelector('#m1-r2 button')")
    browser.wait(f"{told} === '⌫ Here I would delete it'")
    assert browser.value("document.querySelector('#m1-r2').classList.contains('now')")
    browser.wait(f"{audio}.paused && {audio}.currentTime >= 10.8")
    assert browser.value("document.querySelectorAll('.timeline text.reaction').length") == 2
    rows = browser.value(
        "[...document.querySelectorAll('.rubric')[0].rows].map((row) => row.innerText.replace(/\\s+/g, ' '))"
    )
    assert rows[1].startswith("✖ No Is it warm? Flat voice at the start. Carla Coach · ")
    assert "They asked who leads. Rehearse itself says no (Pitch talk: Fix) Carla Coach · " in rows[2]
    assert rows[3].startswith("✖ No Dee · ")
    assert rows[4] == "● Yes Is it short? Rehearse's own check"
    assert browser.complaints == []


def test_the_keyboard_plays_goes_back_and_jumps(browser: Browser, coached: Path) -> None:
    audio = opened(browser, coached)
    at = f"{audio}.currentTime"
    browser.press("Space")
    browser.wait(f"!{audio}.paused && {at} > 0")
    browser.press("k")
    browser.wait(f"{audio}.paused")
    browser.press("l")
    browser.press("l")
    browser.wait(f"{at} >= 6")
    before_s = browser.value(at)
    browser.press("j")
    browser.wait(f"{at} <= {before_s - 2.9}")
    browser.press("n")
    browser.wait(f"{at} >= 5.9 && !{audio}.paused")
    browser.press("k")
    browser.wait(f"{audio}.paused")
    here_s = browser.value(at)
    browser.press(".")
    browser.wait(f"{at} > {here_s}")
    browser.press("k")
    browser.wait(f"{audio}.paused")
    browser.press("]")
    assert browser.value(f"{audio}.playbackRate") == 1.25
    browser.press("[")
    browser.press("[")
    assert browser.value(f"{audio}.playbackRate") == 0.75
    assert browser.value("getComputedStyle(document.querySelector('.keys')).display") == "block"


def test_words_are_reached_with_the_keyboard(browser: Browser, coached: Path) -> None:
    audio = opened(browser, coached)
    words = WORDS.format(n=0)
    assert browser.value(f"[...{words}].filter((w) => w.tabIndex === 0).length") == 1
    browser.value(f"{words}[0].focus()")
    for _time in range(4):
        browser.press("ArrowRight")
    browser.press("ArrowLeft")
    assert browser.value(f"document.activeElement === {words}[3]")
    browser.press("Enter")
    start_s = float(browser.value(f"{words}[3].dataset.s"))
    browser.wait(f"!{audio}.paused && {audio}.currentTime > {start_s}")
    assert browser.value(f"{audio}.currentTime") < start_s + 5


def test_without_scripts_everything_can_be_read(browser: Browser, coached: Path) -> None:
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    browser.open_plainly(coached)
    browser.call("Emulation.setScriptExecutionDisabled", value=False)
    shown = browser.value("document.body.innerText")
    for part in ("slower here", "good energy", "we are the leading provider", "Everybody says so"):
        assert part in shown
    assert "Keys:" not in shown
    assert "▶" not in shown


def test_hostile_notes_and_names_do_nothing(browser: Browser, tmp_path: Path) -> None:
    notes = [note(text, (0, 3), Span(0.4, 1.9), text) for text in HOSTILE]
    take = take_of(audio_message(SAMPLES / "bare-callback.flac"), notes, title=HOSTILE[0], speaker=HOSTILE[1])
    path = tmp_path / "hostile.html"
    path.write_bytes(render([item_from_take(take)]).encode("utf-8", "replace"))
    audio = opened(browser, path)
    assert browser.value("document.querySelectorAll('article img, article script').length") == 0
    assert browser.value(f"{NOTES}.length") == len(HOSTILE)
    assert HOSTILE[0] in browser.value(f"{NOTES}[0].textContent")
    # What is told while it plays is text, too.
    browser.click(f"{NOTES}[0].querySelector('button')")
    browser.wait("document.querySelector('.heard-now').textContent !== ''")
    browser.wait(f"{audio}.paused")
    assert browser.value("document.querySelectorAll('article img, article script').length") == 0
    assert browser.value("typeof window.hacked") == "undefined"
    assert browser.complaints == []
    assert all(url.startswith(("file:", "data:")) for url in browser.requests), browser.requests


def test_the_printed_page_has_the_notes_and_no_controls(
    browser: Browser, coached: Path, tmp_path: Path
) -> None:
    opened(browser, coached)
    data = browser.call("Page.printToPDF", printBackground=True)["data"]
    path = tmp_path / "printed.pdf"
    path.write_bytes(base64.b64decode(data))
    program = shutil.which("pdftotext")
    assert program is not None, "poppler-utils is needed; `python3 run.py test` installs it"
    text = subprocess.run([program, path, "-"], capture_output=True, check=True, timeout=60).stdout.decode()
    for part in (
        *("Copier call", "slower here", "Carla Coach", "Everybody says so"),
        *("Monday round", "They asked who leads.", "Here I would delete it", "Rehearse itself says no"),
    ):
        assert part in text
    assert "Keys:" not in text
    assert "▶" not in text


def test_subtitles_are_read_by_the_browser(browser: Browser, tmp_path: Path) -> None:
    words = [(text, i * 0.5, i * 0.5 + 0.4) for i, text in enumerate(HOSTILE)]
    notes = [note(text, (i, i + 1), Span(i * 0.5, i * 0.5 + 0.4), text) for i, text in enumerate(HOSTILE)]
    for take in (take_of(audio_message()), take_of(said(words), notes, title=HOSTILE[3]), take_of(said([]))):
        data = base64.b64encode("".join(webvtt(take)).encode()).decode()
        track = f'<video><track default kind="subtitles" src="data:text/vtt;base64,{data}"></video>'
        path = tmp_path / "subtitles.html"
        path.write_text(f"<!doctype html>{track}")
        browser.open(path)
        browser.value("document.querySelector('track').track.mode = 'showing'")
        browser.wait("document.querySelector('track').readyState >= 2")
        assert browser.value("document.querySelector('track').readyState") == 2
        read = browser.value(
            "[...document.querySelector('track').track.cues]"
            ".map((cue) => [cue.startTime, cue.endTime, cue.getCueAsHTML().textContent])"
        )
        assert read == [
            [cue.start_ms / 1000, cue.end_ms / 1000, "\n".join(cue.lines)] for cue in cues_of(take)
        ]


def test_nothing_hostile_runs(browser: Browser, tmp_path: Path) -> None:
    hostile = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>"
    path = tmp_path / "hostile.html"
    page = render([ReportItem(text_message(hostile), hostile, hostile)])
    path.write_text(page)
    browser.open(path)
    assert browser.value("document.querySelectorAll('img').length") == 0
    assert hostile in browser.value("document.querySelector('h2').textContent")
    # And if something slipped through the escaping, the policy of the page would stop it.
    path.write_text(page.replace("<main>", f"<main>{hostile}"))
    browser.open(path)
    browser.wait("document.querySelectorAll('img').length === 1")
    assert browser.value("typeof window.hacked") == "undefined"
    assert any("Content Security Policy" in complaint for complaint in browser.complaints)


def test_dark_and_print_keep_text_readable(browser: Browser, report: Path, coached: Path) -> None:
    for features, media in (
        ([], ""),
        (DARK, ""),
        ([], "print"),
    ):
        browser.call("Emulation.setEmulatedMedia", features=features, media=media)
        browser.open(report)
        for selector in (".facts", "td.band", ".instead", ".source", ".transcript mark.pitch", "p.verdict"):
            ratio = browser.value(CONTRAST.replace("SELECTOR", json.dumps(selector)))
            assert ratio >= 4.5, (features, media, selector, ratio)
        browser.open(coached)
        for selector in (
            *(".notes b", ".notes .by", ".about q", "sup.pin a", ".keys"),
            *(".reactions b", ".rubric td.band", ".rubric .by", ".rubric .target"),
        ):
            ratio = browser.value(CONTRAST.replace("SELECTOR", json.dumps(selector)))
            assert ratio >= 4.5, (features, media, selector, ratio)
    assert browser.value("getComputedStyle(document.querySelector('audio')).display") == "none"


DARK = [{"name": "prefers-color-scheme", "value": "dark"}]

#: Contrast of an element's text against the nearest background that is painted (WCAG 2.2, 1.4.3).
CONTRAST = """(() => {
  const light = (rgb) => {
    const linear = (v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    const [r, g, b] = rgb.map((v) => linear(v / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const numbers = (text) => text.match(/[\\d.]+/g).map(Number);
  let element = [...document.querySelectorAll(SELECTOR)].at(-1);
  const front = light(numbers(getComputedStyle(element).color).slice(0, 3));
  const painted = (e) => numbers(getComputedStyle(e).backgroundColor);
  while (painted(element)[3] === 0) element = element.parentElement;
  const back = light(painted(element).slice(0, 3));
  return (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
})()"""
