"""How messages about alerts read where a trigger has no template of its own."""

from collections.abc import Mapping

from models.trigger_config.fields import check_web_address

SUBJECT = "[{{alert_status}}] {{alert_name}}: {{monitor_name}}"
TEXT = """\
{{alert_name}}: {{monitor_name}} ({{monitor_tag}})

{{#alert_message}}
{{alert_message}}

{{/alert_message}}
Status: {{alert_status}}
Severity: {{alert_severity}}
Condition: {{alert_for}} {{alert_value}}
Time: {{alert_timestamp}}
{{#alert_description}}

{{alert_description}}
{{/alert_description}}
{{#alert_cta_url}}

{{alert_cta_text}}: {{alert_cta_url}}
{{/alert_cta_url}}

{{site_name}} {{site_url}}
"""
HTML = """\
<!doctype html>
<html lang="en">
<body style="font-family: sans-serif; line-height: 1.5">
<h2>{{alert_name}}: {{monitor_name}}</h2>
{{#alert_message}}
<p>{{alert_message}}</p>
{{/alert_message}}
<table>
<tr><th align="left">Status</th><td>{{alert_status}}</td></tr>
<tr><th align="left">Severity</th><td>{{alert_severity}}</td></tr>
<tr><th align="left">Condition</th><td>{{alert_for}} {{alert_value}}</td></tr>
<tr><th align="left">Monitor</th><td>{{monitor_name}} ({{monitor_tag}})</td></tr>
<tr><th align="left">Time</th><td>{{alert_timestamp}}</td></tr>
</table>
{{#alert_description}}
<p>{{alert_description}}</p>
{{/alert_description}}
{{#alert_cta_url}}
<p><a href="{{alert_cta_url}}">{{alert_cta_text}}</a></p>
{{/alert_cta_url}}
<p><a href="{{site_url}}">{{site_name}}</a></p>
</body>
</html>
"""
_FACTS = (
    ("Status", "alert_status"),
    ("Severity", "alert_severity"),
    ("Monitor", "monitor_name"),
    ("Condition", "alert_for"),
    ("Value", "alert_value"),
    ("Time", "alert_timestamp"),
)
_ELLIPSIS = "…"


def headline(variables: Mapping[str, str]) -> str:
    """Return a message in one line."""
    status, name, monitor = (variables.get(key, "") for key in ("alert_status", "alert_name", "monitor_name"))
    return f"[{status}] {name}: {monitor}"


def facts(variables: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what is known, each with its name; what is empty is left out."""
    return [(name, value) for name, key in _FACTS if (value := variables.get(key, ""))]


def link(variables: Mapping[str, str]) -> tuple[str, str] | None:
    """Return where to go next, and what to call it; None where there is no address that can be shown."""
    url = variables.get("alert_cta_url") or variables.get("alert_incident_url") or variables.get("site_url", "")
    try:
        check_web_address(url)
    except ValueError:
        return None
    if any(character in url for character in "<>|"):
        return None
    return url, (variables.get("alert_cta_text") or "Open").replace("|", " ")


def cut(text: str, length: int) -> str:
    """Return a text of at most `length` characters."""
    return text if len(text) <= length else text[: length - 1] + _ELLIPSIS
