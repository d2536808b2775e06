"""A size of memory is read as people write it, and is enough to work with."""

import pytest

from smartspec.core.errors import RequestError
from smartspec.core.memory import LEAST, parse_memory


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("3GB", 3_000_000_000), ("3G", 3_000_000_000), (" 1.5 gb ", 1_500_000_000), ("1GiB", 1 << 30),
        ("64000KB", LEAST), ("64MB", LEAST), ("0.5t", 500_000_000_000),
    ],
)  # fmt: skip
def test_a_size_is_read_in_every_spelling(written, read):
    assert parse_memory(written) == read


@pytest.mark.parametrize("written", ["", "3", "GB", "much", "3 PB", "-3GB", "3GBB", "1,5GB", "٣GB"])
def test_what_is_no_size_is_refused(written):
    with pytest.raises(RequestError, match=r"no size of memory.*3GB"):
        parse_memory(written)


@pytest.mark.parametrize("written", ["64KB", "63MB", "0GB"])
def test_too_little_is_refused(written):
    with pytest.raises(RequestError, match="too little to work with"):
        parse_memory(written)
