"""Rehearse: practise the voicemail you are about to leave."""

__version__ = "0.1.0"
