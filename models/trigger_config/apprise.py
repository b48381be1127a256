"""The configuration of a trigger that sends through one of the services that Apprise knows."""

import re
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from core.templates import Destination
from models.check_config.configuration import refuse_control_characters
from models.trigger_config.fields import Template, TriggerConfiguration

_SCHEMA = re.compile(r"([a-z0-9]{1,32})://\S")

# Services with servers of their own, whose addresses no URL can change: nothing here reaches into a private network,
# reads a file, or speaks to this machine. What an installation hosts itself is allowed by its operator's setting.
PUBLIC_SERVICES = frozenset(
    re.findall(
        r"\w+",
        """
        atalk bsky bluesky brevo bulksms clickatell clicksend cliq d7sms dingtalk dot feishu firehydrant
        flock gchat groupme httpsms ifttt ilert incidentio join kavenegar lark line mailersend msg91
        msgbird nexmo vonage notifiarr octopush onesignal opsgenie pagerduty pagertree pbul plivo
        postmark pover prowl psafer psafers push pushed pushme pushy resend revolt schan sendgrid seven
        signl4 simplepush spush sinch spike splunk victorops squadcast telnyx tgram threema twilio twist
        webex wxteams wecombot whatsapp wxpusher
        """,
    )
)
# They act on this machine, which no setting opens.
LOCAL_SERVICES = frozenset(("dbus", "file", "gio", "glib", "gnome", "kde", "macosx", "qt", "syslog", "windows"))


def schema_of(url: str) -> str:
    """Return the service that a URL names; raises ValueError."""
    match = _SCHEMA.match(url)
    if match is None:
        raise ValueError("must be a URL of Apprise, such as tgram://token/chat")
    return match.group(1)


def _check_url(url: str) -> str:
    refuse_control_characters(url)
    if schema_of(url) in LOCAL_SERVICES:
        raise ValueError("must name a service on the network; this one acts on the machine itself")
    return url


class AppriseConfig(TriggerConfiguration):
    """One URL; which services are allowed is judged by `resolvers.triggers`, and again when a message is sent."""

    template_fields: ClassVar[dict[str, Destination]] = {"title": Destination.LINE, "body": Destination.TEXT}

    url: Annotated[str, Field(max_length=4_096, repr=False), AfterValidator(_check_url)]
    title: Template | None = None
    body: Template | None = None

    def is_allowed(self, also_allowed: tuple[str, ...]) -> bool:
        """Return whether the URL's service may be used; `also_allowed` are those that the operator added."""
        schema = schema_of(self.url)
        return schema not in LOCAL_SERVICES and (schema in PUBLIC_SERVICES or schema in also_allowed)
