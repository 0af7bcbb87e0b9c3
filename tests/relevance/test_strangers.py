"""Engines of strangers: what they do wrong is their fault, in a sentence, and no bug of ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from builders import post, snapshot
from microscout import frames, relevance
from microscout.errors import ConfigError
from microscout.models import Niche
from microscout.relevance import Lexical
from microscout.relevance.strangers import guarded
from microscout.testing import check_engine

HELD = frames.of([snapshot("ada", (post(1, text="a dial"),)), snapshot("eva", (post(1, "eva", text="a rose"),))])
DIAL = Niche.of("dial")


def changed(change: Callable[[pl.DataFrame], pl.DataFrame]) -> Any:
    class Strange(Lexical):
        def measure(self, frames: frames.Frames, niche: Niche) -> pl.DataFrame:
            return change(super().measure(frames, niche))

    return guarded("strange", Strange)


def test_a_good_one_passes_as_it_is() -> None:
    engine = guarded("mine", Lexical)
    assert engine.measure(HELD, DIAL).equals(Lexical().measure(HELD, DIAL))
    assert engine.matches(HELD, DIAL).equals(Lexical().matches(HELD, DIAL))
    assert (engine.name, engine.version) == ("mine", Lexical.version)


@pytest.mark.slow
def test_a_guarded_one_holds_the_contract() -> None:
    check_engine(guarded("mine", Lexical))


def test_evidence_that_it_does_not_tell_is_unknown() -> None:
    engine = changed(lambda told: told.select("judged", "on_topic", "closeness", "creator_id"))
    assert engine.measure(HELD, DIAL)["focus"].null_count() == 2


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda frame: frame.drop("judged"), "there is no column judged"),
        (lambda frame: frame.head(1), "does not measure every creator once"),
        (lambda frame: pl.concat([frame.head(1), frame.head(1)]), "does not measure every creator once"),
        (lambda frame: frame.with_columns(closeness=pl.lit(1.5)), "a closeness is not from 0 to 1"),
        (lambda frame: frame.with_columns(closeness=pl.lit(float("nan"))), "a closeness is not from 0 to 1"),
        (lambda frame: frame.with_columns(closeness=None), "a closeness is not from 0 to 1"),
        (lambda frame: frame.to_dicts(), "AttributeError"),
        (lambda frame: 1 / 0, "ZeroDivisionError: division by zero"),
    ],
)
def test_what_it_does_wrong_is_told(change: Callable[[pl.DataFrame], pl.DataFrame], told: str) -> None:
    with pytest.raises(ConfigError, match=told) as error:
        changed(change).measure(HELD, DIAL)
    assert "The engine strange, of a package that you installed, does not work" in error.value.message
    assert 'engine = "default"' in error.value.hint


def test_one_that_cannot_be_made_or_is_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError, match="it has no name and no version and no measure and no matches"):
        guarded("strange", lambda: None)
    monkeypatch.setattr(relevance, "shelf", lambda: {"strange": lambda memo: memo.weights})
    with pytest.raises(ConfigError, match=r"AttributeError: .*weights"):
        relevance.make("strange")


def test_what_it_says_itself_is_not_said_for_it() -> None:
    def make() -> Any:
        raise ConfigError("The model of mine is not here.", hint="Get it.")

    with pytest.raises(ConfigError, match=r"^The model of mine is not here\.$"):
        guarded("mine", make)
