"""Sketches answer within 1 % of the exact percentiles, however they were put together."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.samples import sketch

LATENCIES = st.lists(st.one_of(st.just(0.0), st.floats(0.01, 1e14)), min_size=1, max_size=300)
RANKS = (0.0, 0.5, 0.9, 0.95, 0.99, 1.0)


def exact(latencies: list[float], rank: float) -> float:
    return sorted(latencies)[math.floor(rank * (len(latencies) - 1))]


@given(LATENCIES)
def test_quantiles_are_within_one_percent(latencies: list[float]) -> None:
    found = sketch.quantiles(sketch.of(latencies), RANKS)

    assert found is not None
    for rank, value in zip(RANKS, found, strict=True):
        assert math.isclose(value, exact(latencies, rank), rel_tol=0.01 + 1e-9)


@given(st.lists(LATENCIES, max_size=5))
def test_a_merged_sketch_is_the_sketch_of_all(parts: list[list[float]]) -> None:
    together = sketch.of([latency for part in parts for latency in part])
    merged = b"".join(sketch.of(part) for part in parts)

    assert sketch.quantiles(merged, RANKS) == sketch.quantiles(together, RANKS)
    half = len(parts) // 2
    in_steps = sketch.compacted(b"".join(sketch.of(part) for part in parts[:half])) + b"".join(
        sketch.compacted(sketch.of(part)) for part in parts[half:]
    )
    assert sketch.compacted(in_steps) == sketch.compacted(together)
    assert sketch.quantiles(in_steps, RANKS) == sketch.quantiles(together, RANKS)


def test_a_compacted_sketch_is_short() -> None:
    latencies = [100 + number % 50 for number in range(1440)]

    assert len(sketch.of(latencies)) == 2880
    assert len(sketch.compacted(sketch.of(latencies))) == 5 * len({sketch.of([latency]) for latency in latencies})


@pytest.mark.parametrize("count", [1, 2, 3, 53_249, 53_250, 53_251, 120_000])
def test_any_number_of_equal_latencies_is_counted(count: int) -> None:
    many = sketch.compacted(sketch.of([5.0]) * count)

    assert sketch.compacted(many) == many
    assert sketch._counts(many) == {ord(sketch.of([5.0]).decode()): count}
    assert len(many) <= 15


def test_an_empty_sketch_has_no_quantiles() -> None:
    assert sketch.quantiles(b"", [0.5]) is None


@pytest.mark.parametrize(("latency", "shown"), [(0.0, 0.0), (0.001, 0.0), (1e300, 4.5e14)])
def test_what_no_bin_is_for_goes_to_the_nearest(latency: float, shown: float) -> None:
    found = sketch.quantiles(sketch.of([latency]), [0.5])

    assert found is not None
    assert found[0] == pytest.approx(shown, rel=0.02)
