"""Judging a message: timing, numbers, phrases, scorecard.  No sound, no disk but its data."""
