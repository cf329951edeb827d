"""The virtual microphone for the tests of this folder."""

from tests.helpers.virtual_mic import virtual_microphone

__all__ = ["virtual_microphone"]
