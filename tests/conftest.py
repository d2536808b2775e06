"""What tests of several rooms need."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of large real tables that lies beside some checkouts; not part of the project."""
    if not SHARED.is_dir():
        pytest.skip(f"the published tables do not lie in {SHARED}")
    return SHARED


@pytest.fixture(scope="session", autouse=True)
def _cache_of_records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what tests read out of the cache of the person who runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SMARTSPEC_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


# A slow or busy machine is no fault of the code, and the same examples everywhere keep CI steady.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")
