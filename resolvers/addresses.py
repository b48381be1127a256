"""The public addresses of things, below the address of the site that `resolvers.site.site_url` returns."""


def of_page(site_url: str, path: str) -> str:
    """Return where the page at a path is shown; the home page is the site itself."""
    return f"{site_url}/{path}" if path else site_url


def of_incident(site_url: str, incident_id: int) -> str:
    """Return where an incident is shown."""
    return f"{site_url}/incidents/{incident_id}"


def of_maintenance(site_url: str, maintenance_id: int) -> str:
    """Return where a maintenance is shown."""
    return f"{site_url}/maintenances/{maintenance_id}?type=maintenance"


def of_maintenance_event(site_url: str, event_id: int) -> str:
    """Return where one occurrence of a maintenance is shown."""
    return f"{site_url}/maintenances/{event_id}"


def of_badge(site_url: str, tag: str) -> str:
    """Return where a small picture of a public monitor's status is drawn."""
    return f"{site_url}/badges/{tag}.svg"
