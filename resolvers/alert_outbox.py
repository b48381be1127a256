"""Messages about alerts: one for each active trigger of the configuration, in the transaction of what they tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models import alert_receivers
from models.alert import AlertConfiguration
from models.enums import MessageKind
from models.monitor import Monitor
from resolvers import alert_messages, outbox, site
from resolvers.alert_messages import Site, Told
from resolvers.outbox import Message


@dataclass(frozen=True, slots=True)
class Notice:
    """What is to be told of an alert: `occasion` is what makes the message another one ("TRIGGERED", "REMINDER:2")."""

    configuration_id: int
    monitor_id: int
    kind: MessageKind
    occasion: str
    told: Told


@dataclass(frozen=True, slots=True)
class Cast:
    """The configurations and monitors that alerts are about, by their ids."""

    configurations: Mapping[int, AlertConfiguration]
    monitors: Mapping[int, Monitor]


async def cast_of(configuration_ids: Sequence[int], monitor_ids: Sequence[int]) -> Cast:
    """Return these configurations and monitors, in two statements."""
    configurations = await AlertConfiguration.filter(id__in=sorted(set(configuration_ids)))
    monitors = await Monitor.filter(id__in=sorted(set(monitor_ids)))
    return Cast({each.id: each for each in configurations}, {each.id: each for each in monitors})


async def tell(notices: Sequence[Notice], cast: Cast) -> None:
    """Write a message for each active trigger of each notice, within the caller's transaction."""
    receivers = await alert_receivers.of_configurations(sorted({each.configuration_id for each in notices}))
    if not receivers:
        return
    about = Site.of(await site.values(), await site.site_url())
    messages = []
    for each in notices:
        configuration, monitor = cast.configurations[each.configuration_id], cast.monitors[each.monitor_id]
        variables = alert_messages.variables(configuration, monitor, each.told, about)
        messages += [
            Message(
                key=f"alert:{each.told.alert_id}:{each.occasion}:trigger:{trigger_id}",
                kind=each.kind,
                variables=variables,
                trigger_id=trigger_id,
                alert_id=each.told.alert_id,
            )
            for trigger_id in receivers.get(each.configuration_id, [])
        ]
    await outbox.put(messages)
