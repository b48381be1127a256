"""A monitor's settings."""

import strawberry

from models.monitor import Monitor
from resolvers.monitor_values import DEFAULT_SETTINGS
from schema.changes import mentioned

_NUMERATOR = "uptime_formula_numerator"
_DENOMINATOR = "uptime_formula_denominator"


@strawberry.type(description="How a monitor's uptime is reckoned.")
class MonitorSettings:
    """The settings of a monitor."""

    row: strawberry.Private[Monitor]

    @strawberry.field(
        description="What counts as uptime: a sum of up, down, degraded and maintenance, the minutes of each."
    )
    def uptime_formula_numerator(self) -> str:
        """Return the numerator."""
        return self._formula(_NUMERATOR)

    @strawberry.field(description="What it is divided by: a sum of the same.")
    def uptime_formula_denominator(self) -> str:
        """Return the denominator."""
        return self._formula(_DENOMINATOR)

    def _formula(self, key: str) -> str:
        """Return a formula as GraphQL shows it: one that is missing, or no text, is the default."""
        value = self.row.settings.get(key)
        return value if isinstance(value, str) else str(DEFAULT_SETTINGS[key])


@strawberry.input(description="How a monitor's uptime is reckoned: what is left out stays, null is the default.")
class MonitorSettingsInput:
    """Changes of settings."""

    uptime_formula_numerator: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="What counts as uptime; 'up + maintenance + degraded' by default.",
    )
    uptime_formula_denominator: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="What it is divided by; 'up + down + degraded + maintenance' by default.",
    )

    def document(self) -> dict[str, object]:
        """Return the keys that REST v4 knows them by."""
        given = mentioned(self, never_null=())
        return {key: DEFAULT_SETTINGS[key] if value is None else value for key, value in given.items()}
