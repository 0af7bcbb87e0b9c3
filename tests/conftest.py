"""What all tests share: no deadline for property tests (CI machines are slow), and never the founder's own files."""

import os
from itertools import count

import pytest
from hypothesis import settings

os.environ.setdefault("POLARS_MAX_THREADS", "1")  # tests run side by side, over frames of a few rows

settings.register_profile("microscout", deadline=None)
settings.load_profile("microscout")
_numbers = count()  # a folder that nobody uses need not be made


@pytest.fixture(autouse=True)
def _own_folders(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each test has its own configuration and store, in its own folder where it asked for one."""
    asked = "tmp_path" in request.fixturenames
    folder = request.getfixturevalue("tmp_path") if asked else tmp_path_factory.getbasetemp() / f"own{next(_numbers)}"
    for name in ("MICROSCOUT_DATA", "MICROSCOUT_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MICROSCOUT_HOME", str(folder / "home"))
