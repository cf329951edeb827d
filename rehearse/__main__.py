"""`python -m rehearse` is the `rehearse` command."""

from __future__ import annotations

import sys

from rehearse.cli import main

if __name__ == "__main__":
    sys.exit(main())
