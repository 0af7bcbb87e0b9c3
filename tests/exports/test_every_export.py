"""Every export on the shelf keeps the contract, and the checker notices one that does not."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from microscout import exports
from microscout.errors import UsageError
from microscout.exports import Csv
from microscout.testing import check_export


@pytest.mark.parametrize("export", [*exports.shelf().values(), Csv(bom=True)], ids=[*exports.shelf(), "csv-bom"])
def test_every_export_keeps_the_contract(export: exports.Export) -> None:
    check_export(export)


class Naive:
    """A stranger's export that guards nothing."""

    name = "naive"
    suffix = ".csv"

    def dump(self, sheet: pl.DataFrame, about: object) -> bytes:
        return sheet.write_csv().encode() or b"\n"


def test_an_export_that_guards_nothing_is_caught() -> None:
    with pytest.raises(AssertionError, match=r"control character|formula"):
        check_export(Naive())


@pytest.mark.parametrize("name", ["l.csv", "l.JSON", "old.md"])
def test_a_files_ending_says_which_export(name: str) -> None:
    assert exports.for_file(Path(name)).suffix == Path(name).suffix.lower()


@pytest.mark.parametrize(("name", "meant"), [("l.cvs", "Did you mean .csv"), ("l.xyzzy", ""), ("l", "")])
def test_an_unknown_ending_is_told_with_those_there_are(name: str, meant: str) -> None:
    with pytest.raises(UsageError) as caught:
        exports.for_file(Path(name))
    assert meant in caught.value.message
    assert ".md" in caught.value.hint
