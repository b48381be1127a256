"""Instants are written by a quicker way than the library's, and as the library writes them."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from schema.completion import SurpriseError, leaf
from schema.root import build_schema

ODD = timezone(timedelta(hours=1, seconds=30))
BERLIN = timezone(timedelta(hours=1))
INSTANTS = [
    datetime(2025, 1, 6, 12, 30, tzinfo=UTC),
    datetime(2025, 1, 6, 12, 30, 0, 7, UTC),
    datetime(2025, 1, 6, 12, 30, 1, 120000, UTC),
    datetime(2025, 1, 6, 12, 30, tzinfo=BERLIN),
    datetime(2025, 1, 6, 12, 30, tzinfo=ODD),
    datetime(2025, 1, 6, 12, 30),  # noqa: DTZ001 - of no zone on purpose
    datetime.min.replace(tzinfo=UTC),
    datetime.max.replace(tzinfo=UTC),
]


@pytest.fixture
def date_time() -> Any:
    return build_schema()._schema.type_map["DateTime"]


def test_an_instant_is_written_as_the_library_writes_it(date_time):
    written = leaf(date_time)(INSTANTS)

    assert written == [date_time.coerce_output_value(each) for each in INSTANTS]
    assert written[:2] == ["2025-01-06T12:30:00+00:00", "2025-01-06T12:30:00.000007+00:00"]


@pytest.mark.parametrize("value", [None, object()])
def test_what_is_no_instant_is_the_librarys_to_refuse(date_time, value):
    with pytest.raises(SurpriseError):
        leaf(date_time)([INSTANTS[0], value])
