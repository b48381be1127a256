"""What alert configurations are made from and changed by."""

import strawberry

from resolvers.alert_configurations import AlertConfigurationChanges, NewAlertConfiguration
from schema.alert_configurations.conditions import AlertConditionInput, minutes
from schema.changes import mentioned
from schema.enums import Activity, Severity
from schema.node import row_id
from schema.scalars import Duration

_ID = "The configuration's global id, or its number."
_NEVER_NULL = (
    "name",
    "condition",
    "failure_threshold",
    "success_threshold",
    "severity",
    "creates_incident",
    "monitor_tags",
    "trigger_ids",
)


@strawberry.input(description="A new alert configuration; it judges what is stored from the next minute on.")
class AlertConfigurationCreateInput:
    """What a configuration is made from; what is left out takes its default."""

    name: str = strawberry.field(description="What people call it.")
    condition: AlertConditionInput = strawberry.field(description="What makes a sample a bad one.")
    description: str | None = strawberry.field(default=None, description="What it is for.")
    failure_threshold: int = strawberry.field(
        default=1, description="How many bad samples in a row raise an alert: 1 to 60."
    )
    success_threshold: int = strawberry.field(
        default=1, description="How many good samples in a row resolve it: 1 to 60."
    )
    severity: Severity = strawberry.field(default=Severity.CRITICAL, description="How much its alerts matter.")
    creates_incident: bool = strawberry.field(default=False, description="Whether an alert opens an incident.")
    no_data_after: Duration | None = strawberry.field(
        default=None,
        description="After how long without any sample an alert is raised, too: whole minutes, 30 days at most.",
    )
    remind_every: Duration | None = strawberry.field(
        default=None,
        description="How often people are reminded of an alert that stands: whole minutes, 30 days at most.",
    )
    status: Activity = strawberry.field(default=Activity.ACTIVE, description="Whether it takes part.")
    monitor_tags: list[str] = strawberry.field(default_factory=list, description="The monitors that it watches.")
    trigger_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="The triggers that it tells: their global ids, or their numbers."
    )

    def new_configuration(self) -> NewAlertConfiguration:
        """Return what the resolver takes; raises InvalidInput for what it could not read."""
        return NewAlertConfiguration(
            name=self.name,
            condition=self.condition.condition(),
            description=self.description,
            failure_threshold=self.failure_threshold,
            success_threshold=self.success_threshold,
            severity=self.severity,
            creates_incident=self.creates_incident,
            no_data_minutes=_minutes(self.no_data_after, "no_data_after"),
            reminder_minutes=_minutes(self.remind_every, "remind_every"),
            status=self.status,
            monitors=self.monitor_tags,
            triggers=_triggers(self.trigger_ids),
        )


@strawberry.input(
    description="Changes of an alert configuration: what is left out stays as it is, null clears where it can."
)
class AlertConfigurationUpdateInput:
    """A configuration, and what is to change."""

    id: strawberry.ID = strawberry.field(description=_ID)
    name: str | None = strawberry.field(default=strawberry.UNSET, description="What people call it; never null.")
    condition: AlertConditionInput | None = strawberry.field(
        default=strawberry.UNSET, description="What makes a sample a bad one; never null."
    )
    description: str | None = strawberry.field(default=strawberry.UNSET, description="What it is for.")
    failure_threshold: int | None = strawberry.field(
        default=strawberry.UNSET, description="How many bad samples in a row raise an alert: 1 to 60; never null."
    )
    success_threshold: int | None = strawberry.field(
        default=strawberry.UNSET, description="How many good samples in a row resolve it: 1 to 60; never null."
    )
    severity: Severity | None = strawberry.field(
        default=strawberry.UNSET, description="How much its alerts matter; never null."
    )
    creates_incident: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether an alert opens an incident; never null."
    )
    no_data_after: Duration | None = strawberry.field(
        default=strawberry.UNSET,
        description="After how long without any sample an alert is raised, too; null: never.",
    )
    remind_every: Duration | None = strawberry.field(
        default=strawberry.UNSET, description="How often people are reminded of an alert that stands; null: never."
    )
    monitor_tags: list[str] | None = strawberry.field(
        default=strawberry.UNSET,
        description="""The monitors that it watches, instead of those so far; never null, but it may be empty.

Alerts that stand on monitors that are left out are resolved without a message.""",
    )
    trigger_ids: list[strawberry.ID] | None = strawberry.field(
        default=strawberry.UNSET,
        description="The triggers that it tells, instead of those so far; never null, but it may be empty.",
    )

    def changes(self) -> AlertConfigurationChanges:
        """Return what the resolver takes; raises InvalidInput for what it could not read."""
        given = mentioned(self, never_null=_NEVER_NULL, but=("id",))
        if "condition" in given:
            given["condition"] = given["condition"].condition()
        if "no_data_after" in given:
            given["no_data_minutes"] = _minutes(given.pop("no_data_after"), "no_data_after")
        if "remind_every" in given:
            given["reminder_minutes"] = _minutes(given.pop("remind_every"), "remind_every")
        if "monitor_tags" in given:
            given["monitors"] = given.pop("monitor_tags")
        if "trigger_ids" in given:
            given["triggers"] = _triggers(given.pop("trigger_ids"))
        return AlertConfigurationChanges(**given)


def _minutes(given: int | None, field: str) -> int | None:
    return None if given is None else minutes(given, field)


def _triggers(given: list[strawberry.ID]) -> list[int]:
    return [row_id(each, "Trigger") for each in given]


@strawberry.input(description="An alert configuration to remove.")
class AlertConfigurationDeleteInput:
    """A configuration."""

    id: strawberry.ID = strawberry.field(description=_ID)


@strawberry.input(description="An alert configuration that is to take part again.")
class AlertConfigurationActivateInput:
    """A configuration."""

    id: strawberry.ID = strawberry.field(description=_ID)


@strawberry.input(description="An alert configuration that is to be put aside.")
class AlertConfigurationDeactivateInput:
    """A configuration."""

    id: strawberry.ID = strawberry.field(description=_ID)


@strawberry.input(description="An alert configuration to be tried on what is stored.")
class AlertConfigurationTestInput:
    """A configuration, and how far back."""

    id: strawberry.ID = strawberry.field(description=_ID)
    period: Duration = strawberry.field(
        default=Duration(21_600), description="How far back: a minute to a day, 6 hours by default."
    )
