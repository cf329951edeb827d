"""Number words as they are spoken and as a recogniser writes them."""

from __future__ import annotations

from rehearse.script.tokens import word_set

#: Words that are one digit wherever they stand.
DIGITS = {
    "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9", "niner": "9", "fiver": "5",
}  # fmt: skip

#: Zero, said as a letter; only a digit beside other digits.
OHS = frozenset(("oh", "o", "ow", "owe", "nought", "naught"))

#: What a recogniser writes for a digit it took for another word; a digit only inside a run.
MISHEARD = {
    "for": "4", "fore": "4", "to": "2", "too": "2", "won": "1", "ate": "8", "tree": "3",
    "sex": "6", "fife": "5", "nein": "9", "wan": "1",
}  # fmt: skip

#: Those of them that are common words: such a one counts only between digits said one by one.
COMMON_WORDS = frozenset(("to", "for", "too"))

TEENS = {
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15",
    "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19",
}  # fmt: skip

TENS = {
    "twenty": "2", "thirty": "3", "forty": "4", "fourty": "4", "fifty": "5", "sixty": "6",
    "seventy": "7", "eighty": "8", "ninety": "9",
}  # fmt: skip

REPEATS = {"double": 2, "triple": 3, "treble": 3, "quadruple": 4}
MULTIPLIERS = {"hundred": "00", "thousand": "000"}

_NUMBER_WORDS = frozenset((*DIGITS, *TEENS, *TENS, *MULTIPLIERS, "million", "dozen"))


def is_number_token(text: str) -> bool:
    """A number word or written digits; ordinals are not numbers."""
    return text in _NUMBER_WORDS or text[:1].isdecimal()


#: Sounds of hesitation.
HESITATIONS = word_set("um umm uh uhh er erm ah uhm hmm hm mm mhm")

#: May stand between two digits of one number without ending it.
GLUE = HESITATIONS | word_set(
    "and dash hyphen space dot point then area code parenthesis period comma like okay so well"
)

#: Asides of several words that do not end a number either.
GLUE_PHRASES = {
    phrase.split()[0]: tuple(phrase.split())
    for phrase in ("you know", "let me see", "hang on", "hold on", "followed by")
}

#: Words of a spoken correction; one of `CORRECTION_MARKS`, or a whole one of `CORRECTION_PHRASES`,
#: must be among them.
CORRECTION_MARKS = word_set(
    """sorry no nope wait correction oops whoops scratch strike excuse pardon apologies actually mistake
    rather wrong meant mean oopsie"""
)
CORRECTION_PHRASES = frozenset(
    tuple(phrase.split())
    for phrase in ("make that", "start over", "start again", "my bad", "make it", "not right")
)
CORRECTION_WORDS = CORRECTION_MARKS | word_set(
    """i make that me my is am are was let us start again over it it's the a not right bad one more try
    say said do should be oh god gosh hold on just second all from top beginning redo number number's 's
    would rather this minute"""
)

#: What is put right, when it is named: "the last four are …", "the area code is …".
CORRECTED_PLACES = word_set("last ending ends end final digit digits part bit in area code of number")

#: Announce that what was said is said once more: after a whole number no correction.
SAY_AGAIN = frozenset(
    tuple(phrase.split())
    for phrase in ("say that again", "repeat that", "say it again", "try that again", "do that again")
)
