"""The containers' files against what they rely on: the command line, the settings, and their own grammar."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from core.settings import UNPREFIXED, Settings
from server.cli import app

_ROOT = Path(__file__).parents[2]
_DOCKER = _ROOT / "docker"
_DOCKERFILE = (_DOCKER / "Dockerfile").read_text()
_COMPOSE_FILES = ("compose.yml", "compose.scale.yml")
_VARIABLES = {UNPREFIXED.get(name, f"HELIOGRAPH_{name.upper()}") for name in Settings.model_fields}


def _services(name: str) -> dict[str, dict[str, Any]]:
    return yaml.safe_load((_DOCKER / name).read_text())["services"]


def _ours(name: str) -> dict[str, dict[str, Any]]:
    return {title: service for title, service in _services(name).items() if service["image"] == "heliograph"}


@pytest.mark.parametrize("name", _COMPOSE_FILES)
def test_every_container_of_ours_runs_a_command_that_exists(name: str) -> None:
    commands = set(get_command(app).commands)
    for title, service in _ours(name).items():
        assert service["command"][0] in commands, title


@pytest.mark.parametrize("name", _COMPOSE_FILES)
def test_every_variable_of_our_containers_is_a_setting(name: str) -> None:
    for title, service in _ours(name).items():
        assert set(service["environment"]) <= _VARIABLES, title


@pytest.mark.parametrize("name", _COMPOSE_FILES)
def test_every_container_waits_for_services_that_exist(name: str) -> None:
    services = _services(name)
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)


@pytest.mark.parametrize("name", _COMPOSE_FILES)
def test_every_volume_is_declared(name: str) -> None:
    compose = yaml.safe_load((_DOCKER / name).read_text())
    used = {
        volume.partition(":")[0] for service in compose["services"].values() for volume in service.get("volumes", [])
    }
    assert used == set(compose["volumes"])


def test_the_scaled_processes_share_one_database_one_redis_and_one_secret() -> None:
    ours = _ours("compose.scale.yml")
    assert set(ours) == {"migrate", "api", "worker"}
    for service in ours.values():
        assert {"DATABASE_URL", "REDIS_URL", "HELIOGRAPH_SECRET_KEY"} <= set(service["environment"])


def test_the_image_sets_variables_that_are_settings() -> None:
    assert set(re.findall(r"HELIOGRAPH_[A-Z_]+", _DOCKERFILE)) <= _VARIABLES


def test_the_image_runs_the_command_that_the_package_installs_and_not_as_root() -> None:
    assert 'ENTRYPOINT ["heliograph"]\nCMD ["serve"]' in _DOCKERFILE
    assert 'heliograph = "server.cli:main"' in (_ROOT / "pyproject.toml").read_text()
    assert _DOCKERFILE.index("USER heliograph") < _DOCKERFILE.index("ENTRYPOINT")


def test_the_image_holds_every_package_and_its_context_lets_them_in() -> None:
    declared = re.search(r"^packages = \[(.*)\]$", (_ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    packages = set(re.findall(r'"(\w+)"', declared.group(1)))
    ignored = (_ROOT / ".dockerignore").read_text().splitlines()
    for package in packages:
        assert f"COPY {package} {package}\n" in _DOCKERFILE
        assert f"!{package}" in ignored
