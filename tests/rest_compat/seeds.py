"""Something of everything that REST v4 can address."""

from dataclasses import dataclass
from typing import Any

import httpx

START = 1_735_693_200


@dataclass(frozen=True)
class Seeds:
    """What exists, as it is written in paths."""

    addresses: dict[str, str]

    def path(self, template: str) -> str:
        """Return a path whose parameters lead to what exists."""
        return template.format(**self.addresses)


async def _made(client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post(path, json=body)
    assert answer.status_code == 201, answer.text
    (made,) = answer.json().values()
    return dict(made)


async def sow(client: httpx.AsyncClient) -> Seeds:
    """Make a monitor with a sample, an incident with a comment, a maintenance with an event, a page and an entry."""
    affected = [{"monitor_tag": "shop", "impact": "DEGRADED"}]
    await _made(client, "/monitors", {"tag": "shop", "name": "Shop", "cron": "* * * * *"})
    await _made(client, "/monitors", {"tag": "api", "name": "API"})
    await client.patch(f"/monitors/shop/data/{START}", json={"status": "UP", "latency": 5})
    incident = await _made(client, "/incidents", {"title": "Slow", "start_date_time": START, "monitors": affected})
    comment = await _made(client, f"/incidents/{incident['id']}/comments", {"comment": "Seen", "state": "IDENTIFIED"})
    maintenance = await _made(
        client,
        "/maintenances",
        {
            "title": "Upgrade",
            "start_date_time": START + 86_400,
            "rrule": "FREQ=DAILY",
            "duration_seconds": 3600,
            "monitors": affected,
        },
    )
    events = (await client.get(f"/maintenances/{maintenance['id']}/events")).json()["events"]
    await _made(
        client,
        "/pages",
        {"page_path": "inside", "page_title": "Inside", "page_header": "Inside", "monitors": ["shop"]},
    )
    await client.get("/pages/~home")
    await client.patch("/site/siteName", json={"value": "Example"})
    return Seeds(
        {
            "monitor_tag": "shop",
            "timestamp": str(START),
            "incident_id": str(incident["id"]),
            "comment_id": str(comment["id"]),
            "maintenance_id": str(maintenance["id"]),
            "event_id": str(events[0]["id"]),
            "page_path": "inside",
            "config_key": "siteName",
        }
    )
