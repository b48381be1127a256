"""How a monitor's uptime is computed: minutes of some statuses, divided by minutes of some statuses.

A formula is written as a sum of words, such as "up + maintenance", in the monitor's settings. It is read, and never
run.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.errors import InvalidInput
from models.enums import Status
from models.samples.sample import STATUSES

NUMERATOR = "uptime_formula_numerator"
DENOMINATOR = "uptime_formula_denominator"
DEFAULTS: Mapping[str, str] = {
    NUMERATOR: "up + maintenance + degraded",
    DENOMINATOR: "up + down + degraded + maintenance",
}
_WORDS = {status.lower(): status for status in (Status.UP, Status.DOWN, Status.DEGRADED, Status.MAINTENANCE)}
_MAX_LENGTH = 200


@dataclass(frozen=True, slots=True)
class UptimeFormula:
    """The statuses whose minutes are added up above and below the line."""

    numerator: tuple[Status, ...]
    denominator: tuple[Status, ...]

    def fraction(self, counts: Sequence[float]) -> tuple[int, int]:
        """Return numerator and denominator for counts of minutes in the order of STATUSES."""
        return (
            sum(int(counts[_PLACES[status]]) for status in self.numerator),
            sum(int(counts[_PLACES[status]]) for status in self.denominator),
        )

    def uptimes(self, columns: Sequence[Sequence[int]]) -> list[float | None]:
        """Return the uptimes, from 0 to 1, for columns of counts in the order of STATUSES; None where none count."""
        numerators = map(sum, zip(*(columns[_PLACES[status]] for status in self.numerator), strict=True))
        denominators = map(sum, zip(*(columns[_PLACES[status]] for status in self.denominator), strict=True))
        return [ratio(*fraction) for fraction in zip(numerators, denominators, strict=True)]


def ratio(numerator: int, denominator: int) -> float | None:
    """Return the part that is up, never more than 1; None where there is nothing to divide by."""
    return min(1.0, numerator / denominator) if denominator else None


def of(settings: Mapping[str, object]) -> UptimeFormula:
    """Return the formula of a monitor's settings; what is not set, or was stored without a check, is the default."""
    return UptimeFormula(*(_words(settings.get(name)) or _DEFAULT_WORDS[name] for name in DEFAULTS))


def check(settings: Mapping[str, object]) -> None:
    """Raise InvalidInput for a formula that is no sum of the words; `null` is not set."""
    for name, default in DEFAULTS.items():
        formula = settings.get(name)
        if formula is not None and _words(formula) is None:
            shown = repr(formula)
            shown = shown if len(shown) <= _MAX_LENGTH else f"{shown[:_MAX_LENGTH]}..."
            raise InvalidInput(
                f"monitor_settings_json.{name} must be a sum of the words {', '.join(_WORDS)}, each at most once, such "
                f"as '{default}'; got {shown}",
                f"monitor_settings_json.{name}",
            )


def _words(formula: object) -> tuple[Status, ...] | None:
    if not isinstance(formula, str) or len(formula) > _MAX_LENGTH:
        return None
    words = [word.strip().lower() for word in formula.split("+")]
    if len(set(words)) < len(words) or not set(words) <= _WORDS.keys():
        return None
    return tuple(_WORDS[word] for word in words)


_DEFAULT_WORDS = {name: tuple(_WORDS[word] for word in formula.split(" + ")) for name, formula in DEFAULTS.items()}
_PLACES = {status: place for place, status in enumerate(STATUSES)}
