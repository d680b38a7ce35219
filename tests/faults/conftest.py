"""What is made of a file of this folder, once for all tests that look at it and never change it."""

from functools import cache
from pathlib import Path

import pytest

from dnoutcomes.outcomes import read_outcomes, validate_file

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def judged():
    """Function of a file's name: its verdict and issues, as `validate_file` has them."""
    return cache(lambda name: validate_file(HERE / name))


@pytest.fixture(scope="session")
def read_plainly():
    """Function of a file's name: its outcomes, read without an option."""
    return cache(lambda name: read_outcomes(HERE / name))
