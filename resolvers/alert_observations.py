"""What was seen at the samples that alerts turn on, as text: a status, milliseconds or percent."""

from collections.abc import Sequence

from models.samples import tails
from models.samples.tails import Window
from resolvers.alert_conditions import LatencyCondition, UptimeCondition
from resolvers.alert_judgement import Judged, window_of

_WHOLE_FROM = 10_000


async def of(judged: Sequence[Judged]) -> dict[int, str | None]:
    """Return what each pair's condition saw at the sample that changed it, by link id; in one statement at most."""
    asked: dict[int, tuple[Window, float]] = {}
    values: dict[int, str | None] = {}
    for each in judged:
        match each.condition:
            case LatencyCondition(_, float(percentile), _) if each.change:
                window = window_of(each.pair, each.condition, each.change.minute)
                asked[each.pair.link_id] = (window, percentile)
            case _:
                values[each.pair.link_id] = _value(each)
    latencies = await tails.percentiles(list(dict.fromkeys(asked.values())))
    return values | {link_id: _number(latencies.get(window)) for link_id, window in asked.items()}


def _value(judged: Judged) -> str | None:
    match judged.condition:
        case UptimeCondition():
            share = judged.share
            return None if share is None else _number(100 * share.good / share.counted)
        case LatencyCondition():
            return None if judged.seen is None else _number(judged.seen.latency)
        case _:
            return None if judged.seen is None else judged.seen.status.value


def _number(value: float | None) -> str | None:
    if value is None:
        return None
    return f"{value:.0f}" if value >= _WHOLE_FROM else f"{round(value, 2):g}"
