"""What all tests share: no deadline for property tests (CI machines are slow), never the founder's own files,
and no look for garbage among what stays."""

import gc
import os
from itertools import count

import pytest
from hypothesis import settings

for _library in ("POLARS_MAX", "OPENBLAS_NUM"):  # tests run side by side, over frames and matrices of a few rows
    os.environ.setdefault(f"{_library}_THREADS", "1")

settings.register_profile("microscout", deadline=None)
settings.load_profile("microscout")
_numbers = count()  # a folder that nobody uses need not be made

gc.disable()  # until all is collected: what the collection makes stays to the end


def pytest_collection_finish() -> None:
    """What was collected is set aside: no later look for garbage goes through it all again."""
    gc.freeze()
    gc.enable()
    gc.set_threshold(50_000, 20, 50)  # as in microscout.cli.main


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
