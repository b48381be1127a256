"""How messages to subscribers read where an installation has no templates of its own.

The HTML is made for mail programs: one column, tables for what old ones lay out by nothing else, colours that keep a
contrast of 4.5 to 1 or more in light and in dark, and nothing loaded but the site's own logo.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.enums import MessageKind


@dataclass(frozen=True, slots=True)
class Wording:
    """The three templates of one kind of message."""

    subject: str
    html: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """What differs between kinds; `label` and `accent` head the message, `facts` are pairs of a name and a template."""

    subject: str
    label: str
    accent: str
    title: str
    lead: str = ""
    quote: str = ""
    facts: Sequence[tuple[str, str]] = ()
    action: tuple[str, str]
    footer: str = ""


_RED, _AMBER, _GREEN, _BLUE, _GREY = "#b3261e", "#8a6100", "#1a7f4b", "#4455aa", "#5f6b76"
_STYLE = """\
:root { color-scheme: light dark; supported-color-schemes: light dark; }
body { margin: 0; padding: 0; background: #f3f4f6; color: #1f2328; }
.card { background: #ffffff; border-radius: 8px; }
.muted { color: #57606a; }
a { color: #0550ae; }
@media (prefers-color-scheme: dark) {
  body, .page { background: #16181c !important; color: #e6e8eb !important; }
  .card { background: #22262c !important; color: #e6e8eb !important; }
  .quote { background: #2c3138 !important; color: #e6e8eb !important; }
  .muted { color: #aab2bd !important; }
  .link { color: #8ab4ff !important; }
}
"""
_TABLE = 'role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"'
_LABEL = "color: #ffffff; border-radius: 4px; padding: 3px 8px; font-size: 14px; font-weight: bold"
_FONT = "font-family: -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif; line-height: 1.5"
_UNSUBSCRIBE_HTML = """\
You get this because you subscribed to <a class="link" href="{{site_url}}">{{site_name}}</a>.<br>
<a class="link" href="{{manage_url}}">Change what you get</a> or
<a class="link" href="{{unsubscribe_url}}">unsubscribe</a>.
"""
_UNSUBSCRIBE_TEXT = """\
You get this because you subscribed to {{site_name}}: {{site_url}}
Change what you get: {{manage_url}}
Unsubscribe: {{unsubscribe_url}}
"""


def _html(draft: _Draft) -> str:
    name, address = draft.action
    facts = "".join(
        f'<tr><th scope="row" align="left" valign="top" class="muted" style="padding: 2px 16px 2px 0; '
        f'font-weight: normal; white-space: nowrap">{label}</th><td style="padding: 2px 0">{value}</td></tr>\n'
        for label, value in draft.facts
    )
    return f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{draft.subject}</title>
<style>
{_STYLE}</style>
</head>
<body class="page" style="{_FONT}">
<table {_TABLE}><tr><td align="center" style="padding: 24px 12px">
<table {_TABLE} style="max-width: 600px; text-align: left">
<tr><td style="padding: 0 8px 16px">
{{{{#site_logo_url}}}}
<img src="{{{{site_logo_url}}}}" alt="" height="32" style="height: 32px; vertical-align: middle; border: 0">
{{{{/site_logo_url}}}}
<strong style="font-size: 18px">{{{{site_name}}}}</strong>
</td></tr>
<tr><td class="card" style="padding: 24px; border-top: 4px solid {draft.accent}; font-size: 16px">
<p style="margin: 0 0 12px"><span style="background: {draft.accent}; {_LABEL}">{draft.label}</span></p>
<h1 style="margin: 0 0 12px; font-size: 22px; line-height: 1.3">{draft.title}</h1>
{draft.lead}{_quote(draft)}<table style="margin: 0 0 16px; font-size: 15px">
{facts}</table>
<p style="margin: 20px 0 0"><a href="{address}" style="background: #1f2328; color: #ffffff; border: 1px solid #8b949e; \
border-radius: 6px; padding: 10px 18px; text-decoration: none; display: inline-block">{name}</a></p>
</td></tr>
<tr><td class="muted" style="padding: 16px 8px; font-size: 13px">
{draft.footer or _UNSUBSCRIBE_HTML}</td></tr>
</table>
</td></tr></table>
</body>
</html>
"""


def _quote(draft: _Draft) -> str:
    if not draft.quote:
        return ""
    return (
        f"{{{{#{draft.quote}}}}}\n"
        '<p class="quote" style="margin: 0 0 16px; padding: 12px 16px; background: #f3f4f6; border-radius: 6px; '
        f'white-space: pre-line">{{{{{draft.quote}}}}}</p>\n'
        f"{{{{/{draft.quote}}}}}\n"
    )


def _text(draft: _Draft, lead: str, footer: str) -> str:
    name, address = draft.action
    quote = f"{{{{#{draft.quote}}}}}\n{{{{{draft.quote}}}}}\n\n{{{{/{draft.quote}}}}}\n" if draft.quote else ""
    facts = "".join(f"{label}: {value}\n" for label, value in draft.facts)
    return f"{draft.label}: {draft.title}\n\n{lead}{quote}{facts}\n{name}: {address}\n\n-- \n{footer}"


def _wording(draft: _Draft) -> Wording:
    return Wording(draft.subject, _html(draft), _text(draft, "", _UNSUBSCRIBE_TEXT))


def _incident(subject: str, label: str, accent: str, *facts: tuple[str, str]) -> Wording:
    return _wording(
        _Draft(
            subject=subject,
            label=label,
            accent=accent,
            title="{{incident_title}}",
            quote="comment",
            facts=(*facts, ("Affected", "{{#monitors}}{{monitors}}{{/monitors}}{{^monitors}}not named{{/monitors}}")),
            action=("Read more", "{{incident_url}}"),
        )
    )


def _maintenance(subject: str, label: str, accent: str, quote: str = "") -> Wording:
    return _wording(
        _Draft(
            subject=subject,
            label=label,
            accent=accent,
            title="{{maintenance_title}}",
            quote=quote,
            facts=(
                ("From", "{{starts}}"),
                ("To", "{{ends}} ({{duration}})"),
                ("Affected", "{{#monitors}}{{monitors}}{{/monitors}}{{^monitors}}not named{{/monitors}}"),
            ),
            action=("Read more", "{{maintenance_url}}"),
        )
    )


def _confirmation() -> Wording:
    lead = "Somebody, hopefully you, asked {{site_name}} to send you news. It does once you have confirmed that."
    ignore = "If it was not you, do nothing: you will get no messages."
    draft = _Draft(
        subject="Confirm your subscription to {{site_name}}",
        label="Please confirm",
        accent=_BLUE,
        title="Do you want news of {{site_name}}?",
        lead=f'<p style="margin: 0 0 16px">{lead}</p>\n',
        facts=(("About", "{{topics}}"), ("Of", "{{follows}}"), ("Until", "{{expires}} this link can be used")),
        action=("Confirm the subscription", "{{confirm_url}}"),
        footer=f"{ignore}\n",
    )
    return Wording(draft.subject, _html(draft), _text(draft, f"{lead}\n\n", f"{ignore}\n"))


_BEGAN = ("Began", "{{incident_started}}")
DEFAULTS: Mapping[MessageKind, Wording] = {
    MessageKind.INCIDENT_CREATED: _incident("[Incident] {{incident_title}}", "New incident", _RED, _BEGAN),
    MessageKind.INCIDENT_UPDATED: _incident(
        "[{{incident_status}}] {{incident_title}}",
        "{{incident_status}}",
        _AMBER,
        ("Said", "{{commented}}"),
        _BEGAN,
    ),
    MessageKind.INCIDENT_RESOLVED: _incident(
        "[Resolved] {{incident_title}}", "Resolved", _GREEN, _BEGAN, ("Ended", "{{incident_ended}}")
    ),
    MessageKind.MAINTENANCE_CREATED: _maintenance(
        "[Maintenance] {{maintenance_title}}: {{starts}}", "Planned maintenance", _BLUE, "maintenance_description"
    ),
    MessageKind.MAINTENANCE_STARTING_SOON: _maintenance(
        "[Starting soon] {{maintenance_title}}: {{starts}}", "Starting soon", _BLUE, "maintenance_description"
    ),
    MessageKind.MAINTENANCE_STARTED: _maintenance(
        "[Started] {{maintenance_title}}", "Maintenance has begun", _AMBER, "maintenance_description"
    ),
    MessageKind.MAINTENANCE_ENDED: _maintenance("[Ended] {{maintenance_title}}", "Maintenance is over", _GREEN),
    MessageKind.MAINTENANCE_CANCELLED: _maintenance("[Cancelled] {{maintenance_title}}", "Called off", _GREY),
    MessageKind.SUBSCRIPTION_CONFIRMATION: _confirmation(),
}
