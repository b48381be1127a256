"""The ground that every floor stands on: settings, errors, time, events, Redis, secrets and logging."""
