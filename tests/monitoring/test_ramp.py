from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microscout.monitoring.engagement import SHAPES, p
from microscout.monitoring.ramp import Fitted, Shape, fitted

STEP, RAMP = Shape(0, 14, 0.5), Shape(20, 10, 0.5)
AGES = np.arange(0.5, 120.0)


def test_shapes_by_hand() -> None:
    ages = np.array([0.0, 10.0, 20.0, 30.0, 40.0])
    assert RAMP.at(ages).tolist() == [1.0, 1.0, 0.5, 0.0, 0.0]
    assert STEP.at(ages).tolist() == [1.0, 1.0, 0.0, 0.0, 0.0]


def test_without_noise_the_change_is_what_it_is() -> None:
    middles = np.repeat(np.arange(1.5, 120, 3), 3)  # where the bins are
    (found,) = fitted(middles, 2.0 - 0.7 * RAMP.at(middles), 0.4, (RAMP,))
    assert found.delta == pytest.approx(-0.7)
    assert found.many == pytest.approx(float((RAMP.at(middles) ** 2).sum()))


def test_the_error_is_that_of_generalised_least_squares() -> None:
    middles = np.arange(1.5, 90, 3)
    cov = 0.08**2 * np.exp(-np.abs(middles[:, None] - middles) / 60) + 0.4 * np.eye(len(middles))
    design = np.column_stack([np.ones(len(middles)), STEP.at(middles)])
    exact = np.linalg.inv(design.T @ np.linalg.inv(cov) @ design)
    (found,) = fitted(middles, np.zeros(len(middles)), 0.4, (STEP,))
    assert found.error == pytest.approx(float(np.sqrt(exact[1, 1])))


def test_however_many_posts_a_level_wanders() -> None:
    (found,) = fitted(np.repeat(AGES, 200), np.zeros(200 * len(AGES)), 0.4, (STEP,))
    assert found.error > 0.03  # of the posts' noise alone, 0.013


def test_who_only_ever_was_as_now_has_no_change() -> None:
    assert fitted(np.array([1.0, 2.0, 4.0]), np.zeros(3), 0.4, (STEP,)) == []


def test_the_parts_of_the_shapes_are_the_whole() -> None:
    assert sum(shape.weight for shape in SHAPES) == pytest.approx(1.0)


@settings(max_examples=50)
@given(st.floats(0.1, 2.0), st.floats(0.05, 0.5), st.floats(5, 200), st.floats(0.01, 3.0))
def test_falls_are_told_sooner_than_rises_and_large_ones_sooner_than_small(
    size: float, error: float, many: float, expected: float
) -> None:
    def chance(delta: float) -> float:
        return p(Fitted(RAMP, delta, error, many), 60.0, expected)

    assert chance(-size) <= chance(size)
    assert chance(-2 * size) <= chance(-size) + 1e-12
