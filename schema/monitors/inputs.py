"""What monitors are made from and changed by."""

from typing import Any

import strawberry

from core.unset import UNSET
from resolvers.monitor_values import DEFAULT_SETTINGS, BulkChanges, MonitorChanges, NewMonitor
from schema.changes import mentioned
from schema.enums import Activity, Status
from schema.monitors.configurations import MonitorConfigurationInput, type_and_data
from schema.monitors.settings import MonitorSettingsInput


@strawberry.input(description="A new monitor.")
class MonitorCreateInput:
    """What a monitor is made from; what is left out takes its default."""

    tag: str = strawberry.field(
        description="Lower-case letters, digits, '-' and '_', beginning and ending with a letter or digit; unique."
    )
    name: str = strawberry.field(description="What people call it.")
    configuration: MonitorConfigurationInput = strawberry.field(description="What its check is told.")
    cron: str | None = strawberry.field(
        default="* * * * *", description="The minutes at which it is checked: five fields, or @hourly and its like."
    )
    time_zone: str = strawberry.field(default="UTC", description="The IANA time zone of the cron expression.")
    description: str | None = strawberry.field(default=None, description="What it is.")
    image: str | None = strawberry.field(default=None, description="The address of its picture.")
    external_url: str | None = strawberry.field(default=None, description="Where to read more of it.")
    category_name: str | None = strawberry.field(default=None, description="The heading that it stands under.")
    status: Activity = strawberry.field(default=Activity.ACTIVE, description="Whether it is checked at all.")
    default_status: Status | None = strawberry.field(
        default=Status.UP, description="What it is when nothing else is known."
    )
    confirmation_threshold: int = strawberry.field(
        default=1, description="How many samples in a row must agree before a change of status is shown: 1 to 60."
    )
    include_degraded_in_downtime: bool = strawberry.field(
        default=False, description="Whether minutes in which it was DEGRADED count as downtime."
    )
    is_hidden: bool = strawberry.field(default=False, description="Whether it is kept from public pages.")
    settings: MonitorSettingsInput | None = strawberry.field(
        default=None, description="How its uptime is reckoned; what is left out takes its default."
    )

    def new_monitor(self) -> NewMonitor:
        """Return what the resolver takes; raises InvalidInput when no configuration is given."""
        monitor_type, type_data = type_and_data(self.configuration)
        return NewMonitor(
            tag=self.tag,
            name=self.name,
            monitor_type=monitor_type,
            type_data=type_data,
            cron=self.cron,
            time_zone=self.time_zone,
            description=self.description,
            image=self.image,
            external_url=self.external_url,
            category_name=self.category_name,
            status=self.status,
            default_status=self.default_status,
            confirmation_threshold=self.confirmation_threshold,
            include_degraded_in_downtime=self.include_degraded_in_downtime,
            is_hidden=self.is_hidden,
            settings=None if self.settings is None else {**DEFAULT_SETTINGS, **self.settings.document()},
        )


@strawberry.input(description="What is to change of monitors: what is left out stays as it is, null clears.")
class MonitorsChangesInput:
    """What can change of one monitor or many."""

    cron: str | None = strawberry.field(
        default=strawberry.UNSET, description="The minutes at which it is checked; null: at none."
    )
    time_zone: str | None = strawberry.field(
        default=strawberry.UNSET, description="The IANA time zone of the cron expression; never null."
    )
    description: str | None = strawberry.field(default=strawberry.UNSET, description="What it is.")
    image: str | None = strawberry.field(default=strawberry.UNSET, description="The address of its picture.")
    external_url: str | None = strawberry.field(default=strawberry.UNSET, description="Where to read more of it.")
    category_name: str | None = strawberry.field(
        default=strawberry.UNSET, description="The heading that it stands under."
    )
    status: Activity | None = strawberry.field(
        default=strawberry.UNSET, description="Whether it is checked at all; never null."
    )
    default_status: Status | None = strawberry.field(
        default=strawberry.UNSET, description="What it is when nothing else is known."
    )
    confirmation_threshold: int | None = strawberry.field(
        default=strawberry.UNSET,
        description="How many samples in a row must agree before a change of status is shown: 1 to 60; null: 1.",
    )
    include_degraded_in_downtime: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whether minutes in which it was DEGRADED count as downtime; never null.",
    )
    is_hidden: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether it is kept from public pages; never null."
    )
    settings: MonitorSettingsInput | None = strawberry.field(
        default=strawberry.UNSET, description="How its uptime is reckoned; null: by the defaults."
    )

    def _given(self) -> dict[str, Any]:
        """Return what the resolvers take; raises InvalidInput for a null where nothing can be cleared."""
        given = mentioned(self, never_null=_NEVER_NULL, but=("tag", "new_tag"))
        if settings := given.get("settings"):
            given["settings"] = settings.document()
        if configuration := given.pop("configuration", UNSET):
            given["monitor_type"], given["type_data"] = type_and_data(configuration)
        return given

    def bulk_changes(self) -> BulkChanges:
        """Return what the resolver of many monitors takes; raises InvalidInput as `_given` does."""
        return BulkChanges(**self._given())


_NEVER_NULL = ("name", "configuration", "time_zone", "status", "include_degraded_in_downtime", "is_hidden")


@strawberry.input
class _ToChange:
    tag: str = strawberry.field(description="The tag of the monitor to change; a tag itself never changes.")


@strawberry.input
class _ToCopy:
    tag: str = strawberry.field(description="The tag of the monitor to copy.")
    new_tag: str = strawberry.field(description="The tag of the new monitor, as for monitorCreate.")


@strawberry.input
class _OwnChanges:
    """What can't be the same for many monitors."""

    name: str | None = strawberry.field(default=strawberry.UNSET, description="What people call it; never null.")
    configuration: MonitorConfigurationInput | None = strawberry.field(
        default=strawberry.UNSET,
        description="What its check is told, and so its type; what is left out in it stays. Never null.",
    )


# Fields stand in the order of the bases.
@strawberry.input(description="What is to change of a monitor: what is left out stays as it is, null clears.")
class MonitorUpdateInput(_ToChange, _OwnChanges, MonitorsChangesInput):
    """Changes of a monitor; `configuration` names the type that the monitor has from then on."""

    def changes(self) -> MonitorChanges:
        """Return what the resolver takes; raises InvalidInput for a null where nothing can be cleared."""
        return MonitorChanges(**self._given())


@strawberry.input(description="A new monitor like another one: what is left out is copied, null clears.")
class MonitorCloneInput(_ToCopy, _OwnChanges, MonitorsChangesInput):
    """The monitor to copy, and what is to be different."""

    def changes(self) -> MonitorChanges:
        """Return what the resolver takes; raises InvalidInput for a null where nothing can be cleared."""
        return MonitorChanges(**self._given())


@strawberry.input(description="A monitor to remove.")
class MonitorDeleteInput:
    """A monitor."""

    tag: str = strawberry.field(description="The monitor's tag.")


@strawberry.input(description="A monitor that is to be checked again.")
class MonitorActivateInput:
    """A monitor."""

    tag: str = strawberry.field(description="The monitor's tag.")


@strawberry.input(description="A monitor that is to be put aside.")
class MonitorDeactivateInput:
    """A monitor."""

    tag: str = strawberry.field(description="The monitor's tag.")
