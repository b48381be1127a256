"""How the weight of a monitor that goes is shared out."""

import math

import pytest

from resolvers.groups import equal_weights


@pytest.mark.parametrize(
    ("count", "weights"),
    [
        (0, []),
        (1, [1.0]),
        (2, [0.5, 0.5]),
        (3, [0.333, 0.333, 0.334]),
        (6, [0.167, 0.167, 0.167, 0.167, 0.167, 0.165]),
        (7, [0.143, 0.143, 0.143, 0.143, 0.143, 0.143, 0.142]),
    ],
)
def test_weights_are_equal_to_three_decimals_and_the_last_takes_the_rest(count: int, weights: list[float]) -> None:
    assert equal_weights(count) == weights


@pytest.mark.parametrize("count", [1, 3, 11, 333, 400, 667, 999, 1000])
def test_weights_of_any_count_sum_to_one_and_none_is_negative(count: int) -> None:
    weights = equal_weights(count)

    assert math.fsum(weights) == pytest.approx(1, abs=1e-9)
    assert min(weights) >= 0
