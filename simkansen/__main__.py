"""Run the program as ``python -m simkansen``."""

from __future__ import annotations

import sys

from simkansen.cli import main

if __name__ == "__main__":
    sys.exit(main())
