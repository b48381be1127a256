"""What a page shows, and how: a tree of settings, complete at all times, changed leaf by leaf.

Stored, and sent by REST v4, as a JSON object of the same names.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from typing import Any, Self, TypeVar

from core.errors import InvalidInput

MAX_DAYS = 365
_MAX_COUNT = 2**31 - 1
_T = TypeVar("_T")
_Reader = Callable[[object, str], object]


class MonitorLayout(StrEnum):
    """How the monitors of a page are laid out."""

    DEFAULT_LIST = "default-list"
    DEFAULT_GRID = "default-grid"
    COMPACT_LIST = "compact-list"
    COMPACT_GRID = "compact-grid"


def _refused(path: str, what: str) -> InvalidInput:
    return InvalidInput(f"{path} must be {what}", f"page_settings.{path}")


def _whole(value: object) -> int | None:
    """Return the whole number that JSON wrote, as 5 or as 5.0."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _flag(value: object, path: str) -> object:
    if not isinstance(value, bool):
        raise _refused(path, "a boolean")
    return value


def _count(value: object, path: str) -> object:
    number = _whole(value)
    if number is None or not 0 <= number <= _MAX_COUNT:
        raise _refused(path, "a non-negative integer")
    return number


def _days(value: object, path: str) -> object:
    number = _whole(value)
    if number is None or not 1 <= number <= MAX_DAYS:
        raise _refused(path, f"an integer between 1 and {MAX_DAYS}")
    return number


def _layout(value: object, path: str) -> object:
    if not isinstance(value, str) or value not in set(MonitorLayout):
        raise _refused(path, f"one of: {', '.join(MonitorLayout)}")
    return MonitorLayout(value)


def _text(value: object, path: str) -> object:
    if not isinstance(value, str):
        raise _refused(path, "a string")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise _refused(path, "a string without half surrogate pairs") from None
    return value


def _leaf(default: _T, read: _Reader) -> _T:
    setting: _T = field(default=default, metadata={"read": read})
    return setting


@dataclass(frozen=True, slots=True, kw_only=True)
class _Branch:
    """Settings that belong together; each is a leaf, which knows how to read its value, or a branch again."""

    def changed(self, changes: Mapping[str, object], path: str = "") -> Self:
        """Return a copy with `changes`; `path` is what the names of errors begin with."""
        new: dict[str, object] = {}
        for setting in fields(self):
            if setting.name not in changes:
                continue
            before, value, where = getattr(self, setting.name), changes[setting.name], f"{path}{setting.name}"
            if not isinstance(before, _Branch):
                new[setting.name] = setting.metadata["read"](value, where)
            elif isinstance(value, Mapping):
                new[setting.name] = before.changed(value, f"{where}.")
            else:
                raise _refused(where, "an object")
        return replace(self, **new)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ongoing(_Branch):
    """Whether what goes on at the moment is shown."""

    show: bool = _leaf(default=True, read=_flag)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past(_Branch):
    """Whether what is over is shown: how many at most, and of how many days."""

    show: bool = _leaf(default=True, read=_flag)
    max_count: int = _leaf(5, _count)
    days_in_past: int = _leaf(7, _count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upcoming(_Branch):
    """Whether what is planned is shown: how much at most, and of how many days."""

    show: bool = _leaf(default=True, read=_flag)
    max_count: int = _leaf(5, _count)
    days_in_future: int = _leaf(30, _count)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentSettings(_Branch):
    """Which incidents a page shows."""

    enabled: bool = _leaf(default=True, read=_flag)
    ongoing: Ongoing = field(default_factory=Ongoing)
    resolved: Past = field(default_factory=Past)


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceDisplay(_Branch):
    """Which maintenance events a page shows; REST v4 puts past and upcoming ones below `ongoing`."""

    show: bool = _leaf(default=True, read=_flag)
    past: Past = field(default_factory=Past)
    upcoming: Upcoming = field(default_factory=Upcoming)


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceSettings(_Branch):
    """Whether a page shows maintenance events, and which."""

    enabled: bool = _leaf(default=True, read=_flag)
    ongoing: MaintenanceDisplay = field(default_factory=MaintenanceDisplay)


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryDays(_Branch):
    """How many days of a monitor's past a page shows on a wide and on a narrow screen."""

    desktop: int = _leaf(90, _days)
    mobile: int = _leaf(30, _days)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSettings(_Branch):
    """All settings of a page; the last three are None until they are set."""

    incidents: IncidentSettings = field(default_factory=IncidentSettings)
    include_maintenances: MaintenanceSettings = field(default_factory=MaintenanceSettings)
    monitor_status_history_days: HistoryDays = field(default_factory=HistoryDays)
    monitor_layout_style: MonitorLayout = _leaf(MonitorLayout.DEFAULT_LIST, _layout)  # noqa: RUF009 - no member of an enum changes
    meta_page_title: str | None = _leaf(None, _text)
    meta_page_description: str | None = _leaf(None, _text)
    social_page_preview_image: str | None = _leaf(None, _text)

    def merged(self, changes: object) -> Self:
        """Return these settings with the leaves that `changes`, a JSON object, names; unknown names are ignored.

        Raises InvalidInput for the first value that is wrong.
        """
        if not isinstance(changes, Mapping):
            raise InvalidInput("page_settings must be an object", "page_settings")
        return self.changed(changes)

    def to_json(self) -> dict[str, Any]:
        """Return the JSON object, without what was never set."""
        return {name: value for name, value in asdict(self).items() if value is not None}


DEFAULTS = PageSettings()
