"""A stranger's bundle, taken in as it comes and exported: in the browser and on paper it is all text."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from rehearse.exchange.bundle import read_bundle
from rehearse.exchange.bundle_in import take_in
from rehearse.exchange.exporting import Wanted, export
from rehearse.exchange.formats import format_named
from rehearse.leaving import LeavingTakes
from rehearse.paths import Paths
from rehearse.settings import SettingsStore
from rehearse.studio import Studio
from rehearse.ui.print_pdf import PdfPrinter
from tests.helpers.browser import Browser
from tests.helpers.bundle_soup import looked_at_here
from tests.helpers.hostile_bundle import PAYLOADS, hostile_bundle

pytestmark = pytest.mark.network_loopback

#: What only a page that was broken into would have.
INTRUDERS = (
    "img, iframe, base, form, input, object, embed, article script, article style, [onerror], [onfocus]"
)


#: Of the name that would turn round what follows it.
DATE_IS_BEHIND_THE_NAME = """(() => {
  const signed = [...document.querySelectorAll('.notes .by')].find((one) => one.textContent.includes('nruT'));
  const [name, rest] = signed.childNodes;
  const date = document.createRange();
  date.selectNode(rest);
  return /^ · \\d{4}-/.test(rest.textContent)
    && date.getBoundingClientRect().left >= name.getBoundingClientRect().right - 1;
})()"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page and the PDF of the bundle's take, by their kinds."""
    folder = tmp_path_factory.mktemp("stranger")
    path = folder / "<img src=x onerror=alert(0)>.rehearse"
    path.write_bytes(hostile_bundle())
    paths = Paths.below(folder / "home")
    studio = Studio(paths, SettingsStore(paths.settings))
    try:
        with looked_at_here():
            assert take_in(studio.library, read_bundle(path)).n_new == 1
        output = folder / "out"
        output.mkdir()
        wanted = Wanted(studio.takes(), [format_named("html"), format_named("pdf")], output)
        with PdfPrinter() as printer:
            done = list(export(wanted, LeavingTakes(studio, names=True), pdf=printer.render))
    finally:
        studio.close()
    assert [one.error for one in done] == [None, None]
    return {one.path.suffix: one.path for one in done if one.path is not None}


def squeezed(text: str) -> str:
    """Without gaps and turns, which each kind of file has in other places."""
    return re.sub("[\\s\u200e\u202a-\u202e\u2066-\u2069]+", "", text)


def test_nothing_a_stranger_wrote_runs_and_all_of_it_can_be_read(
    browser: Browser, written: dict[str, Path], tmp_path: Path
) -> None:
    page = written[".html"]
    assert not re.search("[<>\"'\n]", page.name)
    bare = tmp_path / "bare.html"
    text = page.read_text("utf-8")
    policy = re.search('<meta http-equiv="Content-Security-Policy"[^>]*>', text)
    assert policy is not None
    # As it is, and without the policy that would stop what slipped through: nothing does.
    bare.write_text(text.replace(policy[0], ""), "utf-8")
    for path in (page, bare):
        browser.open(path)
        here = browser.value("location.href")
        browser.wait("document.querySelector('audio').readyState >= 2")
        for element in ("sup.pin a", ".notes button", ".reactions button", ".w[data-s]", ".notes .said"):
            browser.click(f"document.querySelector({element!r})")
        for key in ("Tab", "Tab", "Enter", "n", "."):
            browser.press(key)
        browser.wait("document.querySelector('.heard-now').textContent !== ''")
        assert browser.value(f"document.querySelectorAll({INTRUDERS!r}).length") == 0
        links = browser.value("[...document.querySelectorAll('a')].map((a) => a.getAttribute('href'))")
        assert links
        assert all(re.fullmatch("#m1-[a-z0-9-]+", link) for link in links), links
        assert browser.value("typeof window.hacked") == "undefined"
        assert browser.value("location.href").split("#")[0] == here
        assert browser.dialogs == []
        assert browser.complaints == []
        assert all(url.startswith(("file:", "data:")) for url in browser.requests), browser.requests
    shown = squeezed(browser.value("document.querySelector('main').textContent"))
    for payload in PAYLOADS:
        # As title or speaker, word, note, question, reason and reaction.
        assert shown.count(squeezed(payload)) >= 6, payload
    assert "x" * 4000 in shown
    # What is long or turned round leaves the rest in its place.
    assert browser.value("document.documentElement.scrollWidth <= innerWidth")
    assert browser.value(DATE_IS_BEHIND_THE_NAME) is True


def test_the_pdf_shows_it_as_text(written: dict[str, Path]) -> None:
    program = shutil.which("pdftotext")
    assert program is not None, "poppler-utils is needed; `python3 run.py test` installs it"
    done = subprocess.run([program, written[".pdf"], "-"], capture_output=True, timeout=60, check=True)
    text = squeezed(done.stdout.decode("utf-8"))
    for payload in PAYLOADS:
        if payload.isascii():
            assert squeezed(payload) in text, payload
    raw = written[".pdf"].read_bytes()
    assert b"/JavaScript" not in raw
    assert b"/URI" not in raw
