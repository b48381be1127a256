"""What a monitor is made from and changed by, and what its values can be."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from core.errors import InvalidInput
from core.unset import UNSET, Unset
from models import check_config
from models.check_config import CheckConfig
from models.enums import Activity, MonitorType, Status
from models.monitor import Monitor
from resolvers import tags, text, uptime_formula
from resolvers.schedules import check_cron, check_time_zone

DEFAULT_SETTINGS: Mapping[str, object] = uptime_formula.DEFAULTS
MAX_CONFIRMATION_THRESHOLD = 60
_MAX_CRON_LENGTH = 1_000  # reading one takes time in proportion


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMonitor:
    """What a monitor is made from; `type_data` has the keys of REST v4, `settings` None means the defaults."""

    tag: str
    name: str
    monitor_type: MonitorType = MonitorType.API
    type_data: Mapping[str, object] = field(default_factory=dict)
    cron: str | None = None
    time_zone: str = "UTC"
    description: str | None = None
    image: str | None = None
    external_url: str | None = None
    category_name: str | None = None
    status: Activity = Activity.ACTIVE
    default_status: Status | None = Status.UP
    confirmation_threshold: int = 1
    include_degraded_in_downtime: bool = False
    is_hidden: bool = False
    settings: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkChanges:
    """What can change of many monitors at once; None clears what may be empty, and resets settings and threshold."""

    confirmation_threshold: int | Unset | None = UNSET
    cron: str | Unset | None = UNSET
    time_zone: str | Unset = UNSET
    description: str | Unset | None = UNSET
    image: str | Unset | None = UNSET
    external_url: str | Unset | None = UNSET
    category_name: str | Unset | None = UNSET
    status: Activity | Unset = UNSET
    default_status: Status | Unset | None = UNSET
    include_degraded_in_downtime: bool | Unset = UNSET
    is_hidden: bool | Unset = UNSET
    settings: Mapping[str, object] | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorChanges(BulkChanges):
    """What is to change of one monitor; None resets type_data, too."""

    name: str | Unset = UNSET
    monitor_type: MonitorType | Unset = UNSET
    type_data: Mapping[str, object] | Unset | None = UNSET


def row_of(new: NewMonitor) -> tuple[Monitor, CheckConfig]:
    """Return a row that is not stored yet, and its configuration; raises InvalidInput naming the first wrong field.

    What depends on other monitors (that the tag is free, that a group's members exist) is not looked at.
    """
    tag, name = check_tag(new.tag), text.required(new.name, "name", "Name")
    check_threshold(new.confirmation_threshold)
    config = check_config.read(new.monitor_type, new.type_data)
    row = Monitor(
        tag=tag,
        name=name,
        monitor_type=new.monitor_type,
        type_data=dict(new.type_data),
        cron=_check_cron(new.cron),
        time_zone=check_time_zone(new.time_zone),
        description=text.storable(new.description, "description"),
        image=text.storable(new.image, "image"),
        external_url=text.storable(new.external_url, "external_url"),
        category_name=text.storable(new.category_name, "category_name"),
        status=new.status,
        default_status=new.default_status,
        confirmation_threshold=new.confirmation_threshold,
        include_degraded_in_downtime=new.include_degraded_in_downtime,
        is_hidden=new.is_hidden,
        settings=_check_settings(DEFAULT_SETTINGS if new.settings is None else new.settings),
    )
    return row, config


def judged(changes: BulkChanges) -> dict[str, Any]:
    """Return the values that are to change, each looked at by itself; raises InvalidInput for the first wrong one."""
    # Clients of v4 are told of a wrong name before anything else.
    names = sorted((each.name for each in fields(changes)), key=lambda name: name != "name")
    given = {name: getattr(changes, name) for name in names}
    return {name: _judged(name, value) for name, value in given.items() if value is not UNSET}


def _judged(name: str, value: Any) -> object:
    match name:
        case "name":
            return _changed_name(value)
        case "confirmation_threshold":
            return check_threshold(1 if value is None else value)
        case "cron":
            return _check_cron(value)
        case "time_zone":
            return check_time_zone(value)
        case "description" | "image" | "external_url" | "category_name":
            return text.storable(value, name)
        case _:
            return value


def change(monitor: Monitor, values: Mapping[str, Any]) -> None:
    """Give a monitor judged values; type_data and settings are merged one level deep, and reset by None.

    Raises InvalidInput for settings that make no sense together with those that the monitor has.
    """
    for name, value in values.items():
        match name, value:
            case "type_data", None:
                monitor.type_data = {}
            case "settings", None:
                monitor.settings = dict(DEFAULT_SETTINGS)
            case "settings", _:
                monitor.settings = _check_settings({**monitor.settings, **value})
            case "type_data", _:
                monitor.type_data = {**monitor.type_data, **value}
            case _:
                setattr(monitor, name, value)


def _check_settings(settings: Mapping[str, object]) -> dict[str, object]:
    uptime_formula.check(settings)
    return dict(settings)


def check_tag(tag: str) -> str:
    """Return the tag; raises InvalidInput when it could not stand in a URL."""
    text.required(tag, "tag", "Tag")
    if not tags.is_url_friendly(tag):
        raise InvalidInput(
            "Tag must be URL-friendly: only lowercase letters, numbers, hyphens, and underscores. "
            "Must start and end with a letter or number.",
            "tag",
        )
    if len(tag) > tags.MAX_LENGTH:
        raise InvalidInput(f"Tag must have at most {tags.MAX_LENGTH} characters; got {len(tag)}", "tag")
    return tag


def _changed_name(name: str) -> str:
    text.storable(name, "name")
    if not name.strip():
        raise InvalidInput("Name must be a non-empty string", "name")
    return name.strip()


def _check_cron(cron: str | None) -> str | None:
    if not cron:
        return None
    if len(cron) > _MAX_CRON_LENGTH:
        raise InvalidInput(f"cron must have at most {_MAX_CRON_LENGTH} characters; got {len(cron)}", "cron")
    return check_cron(cron)


def check_threshold(threshold: int) -> int:
    """Return the confirmation threshold; raises InvalidInput for one that is not between 1 and 60."""
    if not 1 <= threshold <= MAX_CONFIRMATION_THRESHOLD:
        raise InvalidInput(
            f"confirmation_threshold must be an integer between 1 and {MAX_CONFIRMATION_THRESHOLD}",
            "confirmation_threshold",
        )
    return threshold
