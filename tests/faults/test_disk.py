"""A slice of `tests.faults.disk`: the program while its library is taken away; the rest is run by hand."""

from __future__ import annotations

import sys

import pytest

from tests.faults import disk
from tests.helpers.virtual_mic import VirtualMicrophone, virtual_microphone

__all__ = ["virtual_microphone"]


@pytest.mark.skipif(sys.platform != "linux", reason="an open file is taken away, under a virtual microphone")
def test_a_library_that_is_deleted_under_the_window(virtual_microphone: VirtualMicrophone) -> None:
    seen = disk.deleted_in_the_window()
    assert seen.wrong == []
