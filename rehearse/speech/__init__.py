"""Hearing: transcripts, engines, models."""
