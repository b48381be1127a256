"""What a request carries through its resolvers: who asks, and the loaders that gather their questions."""

from functools import cached_property
from typing import Any, cast

from starlette.requests import HTTPConnection
from strawberry.fastapi import BaseContext
from strawberry.types.info import Info as StrawberryInfo

from core.errors import Unauthenticated
from core.principal import PUBLIC, Principal
from resolvers import api_keys
from schema.addresses import Addresses
from schema.alert_configurations.loaders import AlertConfigurationLoaders
from schema.alerts.loaders import AlertLoaders
from schema.api_keys.loaders import ApiKeyLoaders
from schema.comments.loaders import CommentLoaders
from schema.deliveries.loaders import DeliveryLoaders
from schema.history.loaders import HistoryLoaders
from schema.incidents.loaders import IncidentLoaders
from schema.maintenance_events.loaders import MaintenanceEventLoaders
from schema.maintenances.loaders import MaintenanceLoaders
from schema.monitors.link_loaders import LinkLoaders
from schema.monitors.loaders import MonitorLoaders
from schema.pages.loaders import PageLoaders
from schema.site.loaders import SiteLoaders
from schema.subscribers.loaders import SubscriberLoaders
from schema.triggers.loaders import TriggerLoaders


class Context(BaseContext):
    """One request or subscription."""

    def __init__(self, authorization: str | None, client: str | None = None) -> None:
        """Take the value of the Authorization header, where there is one, and the address of who asks."""
        super().__init__()
        self.client = client
        self._authorization = authorization
        self._principal: Principal | None = None
        self._has_begun = False
        self.is_lasting = True
        """Whether the answer holds until something is written; not so where it is made of more than what is stored."""

    # Made when they are first asked for: most requests need few of them, and a kept answer none.
    site = cached_property(lambda _: SiteLoaders())
    addresses = cached_property(lambda self: Addresses(self.site))
    monitors = cached_property(MonitorLoaders)
    links = cached_property(LinkLoaders)
    history = cached_property(lambda _: HistoryLoaders())
    incidents = cached_property(IncidentLoaders)
    comments = cached_property(CommentLoaders)
    maintenances = cached_property(MaintenanceLoaders)
    maintenance_events = cached_property(MaintenanceEventLoaders)
    pages = cached_property(PageLoaders)
    alert_configurations = cached_property(AlertConfigurationLoaders)
    alerts = cached_property(AlertLoaders)
    triggers = cached_property(TriggerLoaders)
    deliveries = cached_property(DeliveryLoaders)
    api_keys = cached_property(ApiKeyLoaders)
    subscribers = cached_property(SubscriberLoaders)

    def forget(self) -> None:
        """Load anew what is asked for from now on; `schema.root` has every mutation do so."""
        for name in _LOADERS:
            self.__dict__.pop(name, None)

    def begin(self) -> None:
        """Begin an operation. A socket carries many, each by what is stored and by how far its key reaches then."""
        if self._has_begun:
            self._principal = None
            self.forget()
        self._has_begun = True

    async def principal(self) -> Principal:
        """Return who asks: the public, or the holder of the key. Raises Unauthenticated for a key that is not valid."""
        if self._principal is None:
            self._principal = await _identify(self._authorization or self._of_connection())
        return self._principal

    def _of_connection(self) -> str | None:
        """Return what a WebSocket's connection_init says, where browsers can't send headers."""
        parameters = cast("Any", self.connection_params)
        if not isinstance(parameters, dict):
            return None
        values = (value for name, value in parameters.items() if str(name).lower() == "authorization")
        return next((value for value in values if isinstance(value, str)), None)


_LOADERS = [name for name, each in vars(Context).items() if isinstance(each, cached_property)]
Info = StrawberryInfo[Context, None]


async def _identify(authorization: str | None) -> Principal:
    if authorization is None:
        return PUBLIC
    scheme, _, secret = authorization.partition(" ")
    if scheme.lower() != "bearer" or not secret or " " in secret:
        raise Unauthenticated("The Authorization header must be 'Bearer' and a key: 'Bearer hg_...'")
    return await api_keys.authenticate(secret)


async def get_context(connection: HTTPConnection) -> Context:
    """Return the context of a request or a WebSocket."""
    client = None if connection.client is None else connection.client.host
    return Context(connection.headers.get("authorization"), client)


__all__ = ["Context", "Info", "get_context"]
