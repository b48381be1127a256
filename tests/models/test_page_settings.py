"""The settings of a page: complete at all times, changed leaf by leaf."""

from typing import Any

import pytest

from core.errors import InvalidInput
from models.page_settings import DEFAULTS, HistoryDays, IncidentSettings, MonitorLayout, Past

COMPLETE: dict[str, Any] = {
    "incidents": {
        "enabled": True,
        "ongoing": {"show": True},
        "resolved": {"show": True, "max_count": 5, "days_in_past": 7},
    },
    "include_maintenances": {
        "enabled": True,
        "ongoing": {
            "show": True,
            "past": {"show": True, "max_count": 5, "days_in_past": 7},
            "upcoming": {"show": True, "max_count": 5, "days_in_future": 30},
        },
    },
    "monitor_status_history_days": {"desktop": 90, "mobile": 30},
    "monitor_layout_style": "default-list",
}


def test_the_defaults_are_complete() -> None:
    assert DEFAULTS.to_json() == COMPLETE


def test_a_change_of_one_leaf_keeps_all_others() -> None:
    changed = DEFAULTS.merged({"incidents": {"resolved": {"max_count": 7}}}).merged(
        {"monitor_status_history_days": {"mobile": 14.0}, "monitor_layout_style": "compact-grid"}
    )

    assert changed.incidents == IncidentSettings(resolved=Past(max_count=7))
    assert changed.monitor_status_history_days == HistoryDays(desktop=90, mobile=14)
    assert changed.monitor_layout_style is MonitorLayout.COMPACT_GRID
    assert changed.include_maintenances == DEFAULTS.include_maintenances
    assert type(changed.monitor_status_history_days.mobile) is int


def test_texts_appear_once_they_are_set() -> None:
    assert DEFAULTS.merged({"meta_page_title": ""}).to_json() == {**COMPLETE, "meta_page_title": ""}


def test_what_was_written_reads_back_the_same() -> None:
    changed = DEFAULTS.merged({"incidents": {"enabled": False}, "social_page_preview_image": "/p.png"})

    assert DEFAULTS.merged(changed.to_json()) == changed


def test_unknown_names_are_ignored() -> None:
    assert DEFAULTS.merged({"foo": [1], "incidents": {"bar": 1}, "to_json": 1}) == DEFAULTS


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (None, "page_settings must be an object"),
        ([], "page_settings must be an object"),
        ({"incidents": None}, "incidents must be an object"),
        ({"incidents": {"resolved": []}}, "incidents.resolved must be an object"),
        ({"incidents": {"enabled": 1}}, "incidents.enabled must be a boolean"),
        ({"incidents": {"ongoing": {"show": None}}}, "incidents.ongoing.show must be a boolean"),
        (
            {"incidents": {"resolved": {"max_count": -1}}},
            "incidents.resolved.max_count must be a non-negative integer",
        ),
        (
            {"incidents": {"resolved": {"days_in_past": 10**30}}},
            "incidents.resolved.days_in_past must be a non-negative integer",
        ),
        (
            {"include_maintenances": {"ongoing": {"upcoming": {"days_in_future": True}}}},
            "include_maintenances.ongoing.upcoming.days_in_future must be a non-negative integer",
        ),
        (
            {"monitor_status_history_days": {"desktop": 366}},
            "monitor_status_history_days.desktop must be an integer between 1 and 365",
        ),
        (
            {"monitor_status_history_days": {"mobile": 0}},
            "monitor_status_history_days.mobile must be an integer between 1 and 365",
        ),
        (
            {"monitor_layout_style": ["default-list"]},
            "monitor_layout_style must be one of: default-list, default-grid, compact-list, compact-grid",
        ),
        ({"meta_page_title": None}, "meta_page_title must be a string"),
        ({"meta_page_description": "\ud800"}, "meta_page_description must be a string without half surrogate pairs"),
    ],
)
def test_a_wrong_value_is_named_with_its_path(changes: object, message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        DEFAULTS.merged(changes)

    assert refused.value.message == message
