from tortoise import migrations
from tortoise.migrations import operations as ops

from models import constraints
from models.constraints import Holds, Once

ONCES = (
    Once("incident_monitor_once", "incident_monitor", ("incident_id", "monitor_id")),
    Once("maintenance_monitor_once", "maintenance_monitor", ("maintenance_id", "monitor_id")),
    Once("page_monitor_once", "page_monitor", ("page_id", "monitor_id")),
    Once("alert_triggered_once", "alert", ("configuration_id", "monitor_id"), "\"status\" = 'TRIGGERED'"),
    Once("alert_configuration_monitor_once", "alert_configuration_monitor", ("configuration_id", "monitor_id")),
    Once("alert_configuration_trigger_once", "alert_configuration_trigger", ("configuration_id", "trigger_id")),
    Once("subscriber_once", "subscriber", ("channel", "address")),
    Once("delivery_attempt_once", "delivery_attempt", ("delivery_id", "number")),
)


def known(table: str, column: str, *words: str) -> Holds:
    allowed = ", ".join(f"'{word}'" for word in words)
    return Holds(f"{table}_{column}_is_known", table, f'"{column}" IN ({allowed})')


IMPACTS = ("UP", "DOWN", "DEGRADED", "MAINTENANCE")
ACTIVITIES = ("ACTIVE", "INACTIVE")
STATES = ("INVESTIGATING", "IDENTIFIED", "MONITORING", "RESOLVED")
TYPES = ("API", "PING", "TCP", "DNS", "SSL", "SQL", "HEARTBEAT", "GAMEDIG", "GRPC", "GROUP", "NONE")
CONDITIONS = (
    known("monitor", "monitor_type", *TYPES),
    known("monitor", "status", *ACTIVITIES),
    known("monitor", "default_status", *IMPACTS, "NO_DATA"),
    Holds("monitor_threshold_in_range", "monitor", '"confirmation_threshold" BETWEEN 1 AND 60'),
    known("incident", "state", *STATES),
    known("incident", "source", "API", "ALERT"),
    known("incident_comment", "state", *STATES),
    known("incident_comment", "status", *ACTIVITIES),
    known("incident_monitor", "impact", *IMPACTS),
    known("maintenance", "status", *ACTIVITIES),
    Holds("maintenance_duration_is_positive", "maintenance", '"duration_seconds" > 0'),
    known("maintenance_event", "status", "SCHEDULED", "READY", "ONGOING", "COMPLETED", "CANCELLED"),
    Holds("maintenance_event_ends_after_start", "maintenance_event", '"end_date_time" >= "start_date_time"'),
    known("maintenance_monitor", "impact", *IMPACTS),
    known("api_key", "scope", "read", "write", "admin"),
    known("api_key", "status", *ACTIVITIES),
    known("trigger", "trigger_type", "EMAIL", "WEBHOOK", "SLACK", "DISCORD", "APPRISE"),
    known("trigger", "status", *ACTIVITIES),
    known("alert", "status", "TRIGGERED", "RESOLVED"),
    known("alert_configuration", "alert_for", "STATUS", "LATENCY", "UPTIME"),
    known("alert_configuration", "severity", "CRITICAL", "WARNING"),
    known("alert_configuration", "status", *ACTIVITIES),
    Holds(
        "alert_configuration_thresholds_count",
        "alert_configuration",
        '"failure_threshold" >= 1 AND "success_threshold" >= 1',
    ),
    known("subscriber", "channel", "EMAIL", "WEBHOOK"),
    known("subscriber", "status", "PENDING", "ACTIVE", "UNSUBSCRIBED"),
    known("delivery", "state", "PENDING", "SENT", "FAILED", "DEAD"),
    Holds("delivery_has_one_receiver", "delivery", '("trigger_id" IS NULL) <> ("subscriber_id" IS NULL)'),
    known("missed_minutes", "reason", "NOBODY_ASKED", "NOT_FINISHED", "CHECK_BROKE"),
)


async def add(_apps, schema_editor):
    await constraints.add(schema_editor.client, ONCES, CONDITIONS)


async def drop(_apps, schema_editor):
    await constraints.drop(schema_editor.client, ONCES, CONDITIONS)


class Migration(migrations.Migration):
    dependencies = [("models", "0008_subscribers")]

    operations = [ops.RunPython(add, drop)]
