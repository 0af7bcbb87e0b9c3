"""What all tests share: no deadline for property tests (CI machines are slow), and never the founder's own files."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("POLARS_MAX_THREADS", "1")  # tests run side by side, over frames of a few rows

settings.register_profile("microscout", deadline=None)
settings.load_profile("microscout")


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has its own configuration and store."""
    for name in ("MICROSCOUT_DATA", "MICROSCOUT_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MICROSCOUT_HOME", str(tmp_path / "home"))
