"""How monitors and pages were: bars, uptime, latency, outages and objectives."""
