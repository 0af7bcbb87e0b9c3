"""The error tree, and that text from outside is quoted harmlessly."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from microscout import errors


def test_every_error_that_ends_a_command_has_its_exit_status() -> None:
    statuses = {kind.__name__: kind.exit_status for kind in errors.Stop.__subclasses__()}
    assert statuses == {"UsageError": 2, "ConfigError": 2, "NothingReached": 3, "StoreError": 4, "OutputError": 5}


@given(st.text(st.characters()))
def test_a_quoted_text_is_one_short_printable_line(text: str) -> None:
    line = errors.quoted(text)
    assert len(line) <= 120
    assert line.isprintable()


def test_an_error_carries_its_sentence_and_the_next_step() -> None:
    error = errors.QuotaSpent("the limit is used up", hint="try later", wait=5.0)
    assert (str(error), error.hint, error.wait) == ("the limit is used up", "try later", 5.0)
