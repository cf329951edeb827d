"""What is said for a drill, well and badly."""

from __future__ import annotations

from rehearse.analysis.drills import Condition, DrillFacts

NUMBER = "four six nine five five five oh one two seven"
OWN = DrillFacts(own_number="(469) 555-0127")
EARLY = (
    f"hi june omar pike at {NUMBER} the county changed its sprinkler rules on the first "
    "and your building is on the list"
)
LATE = (
    "hi june omar pike here the county changed its sprinkler rules on the first "
    f"and your building is on the list so call me at {NUMBER}"
)
BROCHURE = (
    f"hi june this is omar pike at {NUMBER} we are the leading provider of sprinklers and we have been "
    "in business for over twenty years and we can save you money"
)
LINE = (
    "this job pays the bills but i'm looking at something part time so i can actually get ahead "
    "what about you"
)
REASON_FIRST = (
    "hi june the county changed its sprinkler rules on the first and your building is on the list "
    f"call omar pike at {NUMBER}"
)

ALL = Condition(
    length_least_s=5, length_most_s=20, number_within=0.5, number_before_s=9, number_heard=True,
    number_pace_most=1, number_out=True, reason_within_s=5, reason_out=True, opening_about_them=True,
    no_pitch=True, line="What about you?", stop_after_line=True, silence_after_s=5,
)  # fmt: skip
