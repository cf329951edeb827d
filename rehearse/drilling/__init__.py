"""A drill that is being done: begun and gone on with (`begin`), by a thread of its own (`runner`).

What every other thread sees of it and tells it: `status`, `face`, `orders`.
What a round is made of: `speaking`, `hold`, `book`, `cues`.
"""
