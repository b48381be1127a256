"""Making, changing and trying alert configurations."""

from collections.abc import Awaitable
from typing import Annotated

import strawberry

from core.principal import Principal
from models.alert import AlertConfiguration as AlertConfigurationRow
from models.enums import Activity
from resolvers import alert_configurations, alert_trials
from resolvers.alert_configurations import AlertConfigurationChanges
from schema.alert_configurations.inputs import (
    AlertConfigurationActivateInput,
    AlertConfigurationCreateInput,
    AlertConfigurationDeactivateInput,
    AlertConfigurationDeleteInput,
    AlertConfigurationTestInput,
    AlertConfigurationUpdateInput,
)
from schema.alert_configurations.trials import AlertTrial
from schema.alert_configurations.types import AlertConfiguration
from schema.context import Info
from schema.errors import UserError
from schema.node import row_id
from schema.outcome import outcome

_PATHS = {
    "configuration_id": "id",
    "no_data_minutes": "no_data_after",
    "reminder_minutes": "remind_every",
    "monitors": "monitor_tags",
    "triggers": "trigger_ids",
}


@strawberry.type(description="What became of an action on an alert configuration.")
class AlertConfigurationPayload:
    """The configuration, or why nothing was done."""

    alert_configuration: AlertConfiguration | None = strawberry.field(
        description="The configuration as it is now; of a deleted one, as it was. Null when nothing was done."
    )
    user_errors: list[UserError] = strawberry.field(
        description="What was wrong with the input; empty when the action was carried out."
    )


@strawberry.type(description="What a test of an alert configuration found.")
class AlertConfigurationTestPayload:
    """The trials, or why there are none."""

    trials: list[AlertTrial] = strawberry.field(description="One for each monitor that the configuration watches.")
    user_errors: list[UserError] = strawberry.field(
        description="What was wrong with the input; empty when the test was carried out."
    )


@strawberry.type
class AlertConfigurationMutations:
    """Actions on alert configurations."""

    @strawberry.mutation(description="Make an alert configuration.")
    async def alert_configuration_create(
        self,
        info: Info,
        input: Annotated[AlertConfigurationCreateInput, strawberry.argument(description="The new configuration.")],
    ) -> AlertConfigurationPayload:
        """Make a configuration."""
        return await _payload(_create(await info.context.principal(), input))

    @strawberry.mutation(
        description="Change an alert configuration; alerts that stand go on, and end by what it says from then on."
    )
    async def alert_configuration_update(
        self,
        info: Info,
        input: Annotated[
            AlertConfigurationUpdateInput, strawberry.argument(description="The configuration, and what is to change.")
        ],
    ) -> AlertConfigurationPayload:
        """Change a configuration."""
        return await _payload(_update(await info.context.principal(), input))

    @strawberry.mutation(
        description="""Remove an alert configuration with its alerts and their messages.

Incidents that its alerts opened stay; those of alerts that stand are closed, unless a person has touched them."""
    )
    async def alert_configuration_delete(
        self,
        info: Info,
        input: Annotated[AlertConfigurationDeleteInput, strawberry.argument(description="The configuration.")],
    ) -> AlertConfigurationPayload:
        """Remove a configuration."""
        return await _payload(alert_configurations.delete(await info.context.principal(), _number(input.id)))

    @strawberry.mutation(
        description="Let an alert configuration take part again; it begins with the newest sample of each monitor."
    )
    async def alert_configuration_activate(
        self,
        info: Info,
        input: Annotated[AlertConfigurationActivateInput, strawberry.argument(description="The configuration.")],
    ) -> AlertConfigurationPayload:
        """Let a configuration take part."""
        changes = AlertConfigurationChanges(status=Activity.ACTIVE)
        principal = await info.context.principal()
        return await _payload(alert_configurations.update(principal, _number(input.id), changes))

    @strawberry.mutation(
        description="""Put an alert configuration aside.

Alerts that stand are resolved without a message, and their incidents closed, unless a person has touched them."""
    )
    async def alert_configuration_deactivate(
        self,
        info: Info,
        input: Annotated[AlertConfigurationDeactivateInput, strawberry.argument(description="The configuration.")],
    ) -> AlertConfigurationPayload:
        """Put a configuration aside."""
        changes = AlertConfigurationChanges(status=Activity.INACTIVE)
        principal = await info.context.principal()
        return await _payload(alert_configurations.update(principal, _number(input.id), changes))

    @strawberry.mutation(
        description="""Try an alert configuration on the samples of the last hours, also one that is put aside.

Nothing is fired, written or sent; a trigger's own test sends a message."""
    )
    async def alert_configuration_test(
        self,
        info: Info,
        input: Annotated[
            AlertConfigurationTestInput, strawberry.argument(description="The configuration, and how far back.")
        ],
    ) -> AlertConfigurationTestPayload:
        """Try a configuration."""
        trial = alert_trials.run(await info.context.principal(), _number(input.id), period=input.period)
        trials, errors = await outcome(trial, _PATHS)
        return AlertConfigurationTestPayload(trials=[AlertTrial.of(each) for each in trials or ()], user_errors=errors)


def _number(given: strawberry.ID) -> int:
    return row_id(given, AlertConfiguration.__name__)


async def _create(principal: Principal, given: AlertConfigurationCreateInput) -> AlertConfigurationRow:
    return await alert_configurations.create(principal, given.new_configuration())


async def _update(principal: Principal, given: AlertConfigurationUpdateInput) -> AlertConfigurationRow:
    return await alert_configurations.update(principal, _number(given.id), given.changes())


async def _payload(action: Awaitable[AlertConfigurationRow]) -> AlertConfigurationPayload:
    row, errors = await outcome(action, _PATHS)
    return AlertConfigurationPayload(
        alert_configuration=None if row is None else AlertConfiguration.of(row), user_errors=errors
    )
