"""What all rooms' tests share: the checkout's root and a quiet, repeatable surrounding."""

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("simkansen", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("simkansen")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout's root."""
    return Path(__file__).parent.parent
