"""What a group's members say of it, against plain arithmetic."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.check_config.group import LatencyCalculation
from models.enums import SampleType, Status
from models.observation import Observation
from models.samples import Sample
from resolvers.group_scoring import MemberState, observe, score

UP, DOWN, DEGRADED, MAINTENANCE, NO_DATA = Status
WORTH = {UP: Fraction(1), MAINTENANCE: Fraction(1), DEGRADED: Fraction(1, 2), DOWN: Fraction(0)}
MEMBERS = st.lists(st.tuples(st.integers(0, 1000), st.sampled_from(list(WORTH))), max_size=8)


@given(members=MEMBERS)
def test_the_score_is_the_weighted_mean(members: list[tuple[int, Status]]) -> None:
    total = sum(weight for weight, _ in members)
    mean = sum((WORTH[status] * weight for weight, status in members), Fraction(0)) / (total or 1)
    expected = {Fraction(1): UP, Fraction(0): DOWN}.get(mean, DEGRADED) if total else NO_DATA

    assert score([(weight / 1000, status) for weight, status in members]) is expected


def member(
    tag: str, status: Status, latency: float | None = None, *, weight: float = 0.25, refused: bool = False
) -> MemberState:
    kind, raw = (SampleType.ERROR, NO_DATA) if refused else (SampleType.REALTIME, None)
    return MemberState(tag, weight, Sample(1, 0, status, latency, kind, None, raw))


ABSENT = MemberState("gone", 0.5, None)
AVG, MAX, MIN = LatencyCalculation


@pytest.mark.parametrize(
    ("members", "calculation", "expected"),
    [
        ([], AVG, Observation(NO_DATA)),
        ([ABSENT], AVG, Observation(NO_DATA)),
        ([ABSENT, member("a", NO_DATA), member("b", DOWN, refused=True)], AVG, Observation(NO_DATA)),
        ([ABSENT, member("a", UP, 10.0), member("b", DOWN, refused=True)], AVG, Observation(UP, latency=10.0)),
        ([ABSENT, member("a", DOWN)], AVG, Observation(DOWN, message="a is DOWN")),
        ([member("a", UP, 10.0), member("b", MAINTENANCE, 30.0), member("c", UP)], AVG, Observation(UP, latency=20.0)),
        ([member("a", UP, 10.0), member("b", UP, 30.0)], MAX, Observation(UP, latency=30.0)),
        ([member("a", UP, 10.0), member("b", UP, 30.0)], MIN, Observation(UP, latency=10.0)),
        (
            [member("a", UP), member("b", DOWN), member("c", DEGRADED), member("d", DOWN, weight=0)],
            AVG,
            Observation(DEGRADED, message="b is DOWN, c is DEGRADED"),
        ),
    ],
)
def test_members_of_which_nothing_is_known_do_not_count(
    members: list[MemberState], calculation: LatencyCalculation, expected: Observation
) -> None:
    assert observe(members, calculation) == expected


def test_the_message_of_a_large_group_is_short() -> None:
    found = observe([member(f"monitor-{number}", DOWN) for number in range(100)], AVG)

    assert found.message is not None
    assert len(found.message) == 200
