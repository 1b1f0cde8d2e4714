"""docker-compose.yml as it can be checked without an engine: its schema, its settings, and what it promises an operator."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from docarchive.cli import running
from docarchive.settings import load_settings

ROOT = Path(__file__).parent.parent
OURS = ("init", "web", "worker", "clock")
SERVERS = ("postgres", "rabbitmq", "minio", "elasticsearch")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    return loaded


@pytest.mark.parametrize("name", ["docker-compose.yml", "scripts/servers.d/compose.yml"])
def test_it_is_a_compose_file(name: str) -> None:
    schema = json.loads((ROOT / "tests/schemas/compose-spec.json").read_text("utf-8"))
    faults = Draft202012Validator(schema).iter_errors(yaml.safe_load((ROOT / name).read_text("utf-8")))
    assert [f"{'/'.join(map(str, fault.absolute_path))}: {fault.message}" for fault in faults] == []


def test_it_holds_the_whole_distributed_archive(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {*OURS, *SERVERS}


@pytest.mark.parametrize("service", OURS)
def test_its_settings_are_accepted_and_make_the_distributed_form(
    compose: dict[str, Any], service: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in compose["services"][service]["environment"].items():
        shown = re.sub(
            r"\$\{(\w+)(?::[-?]([^}]*))?\}", lambda match: "https://a.example.vn" if match[1] == "PUBLIC_URL" else match[2], value
        )
        if shown.startswith("/run/secrets/"):
            assert Path(shown).name in compose["services"][service]["secrets"]
            shown = str(tmp_path / Path(shown).name)
            Path(shown).write_text("q" * 40)
        monkeypatch.setenv(name, shown)
    settings = load_settings()
    assert settings.profile == "distributed"
    assert settings.cookie_secure
    assert ":qqq" in settings.database and ":qqq" in settings.search and settings.broker.endswith("@rabbitmq//")


def test_no_password_stands_in_it(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for name, value in service["environment"].items():
            if re.search(r"PASSWORD|SECRET", name):
                assert name.endswith("_FILE") and value.startswith("/run/secrets/"), name
            assert not re.search(r"://[^/@]*:[^/@]+@", str(value)), name
    assert all("file" in secret for secret in compose["secrets"].values())


def test_images_are_pinned(compose: dict[str, Any]) -> None:
    for name in SERVERS:
        tag = compose["services"][name]["image"].rpartition(":")[2]
        assert re.search(r"\d", tag), name
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    assert all(":3.11-" in line for line in re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE))


def test_only_the_web_is_reached_and_only_from_this_machine(compose: dict[str, Any]) -> None:
    assert [name for name, service in compose["services"].items() if "ports" in service] == ["web"]
    assert all(port.startswith("127.0.0.1:") for port in compose["services"]["web"]["ports"])
    assert compose["networks"]["inside"]["internal"] is True
    assert all(service["networks"] == ["inside"] for name, service in compose["services"].items() if name != "web")


@pytest.mark.parametrize("name", [*SERVERS, "web", "worker", "clock"])
def test_what_stays_up_has_limits_and_comes_back(compose: dict[str, Any], name: str) -> None:
    service = compose["services"][name]
    assert service["restart"] == "unless-stopped"
    assert {"cpus", "memory"} <= set(service["deploy"]["resources"]["limits"])


@pytest.mark.parametrize("name", [*SERVERS, "web"])
def test_what_answers_is_asked_for_its_health(compose: dict[str, Any], name: str) -> None:
    assert compose["services"][name]["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")


def test_nothing_of_ours_starts_before_its_stores_are_ready(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert {name for name, when in services["init"]["depends_on"].items() if when["condition"] == "service_healthy"} == set(
        SERVERS
    )
    for name in OURS[1:]:
        assert services[name]["depends_on"]["init"]["condition"] == "service_completed_successfully"


def test_every_volume_and_secret_is_declared_and_used(compose: dict[str, Any]) -> None:
    services = compose["services"].values()
    volumes = {volume.partition(":")[0] for service in services for volume in service.get("volumes", [])}
    secrets = {secret for service in services for secret in service.get("secrets", [])}
    assert volumes == set(compose["volumes"])
    assert secrets == set(compose["secrets"])
    made = (ROOT / "scripts/secrets").read_text("utf-8")
    assert all(name in made for name in secrets)


def test_every_command_in_it_and_in_the_units_is_one_of_ours(compose: dict[str, Any]) -> None:
    known = {command.name for command in running.COMMANDS}
    started = [service["command"] for name, service in compose["services"].items() if name in OURS]
    units = [path.read_text("utf-8") for path in (ROOT / "config/systemd").glob("*.service")]
    started += [re.search(r"^ExecStart=/opt/docarchive/bin/(.*)$", unit, re.MULTILINE)[1].split() for unit in units]  # type: ignore[index]
    for program, *rest in started:
        assert (program == "docarchive" and rest[0] in known) or (
            program == "gunicorn" and rest[-1].strip('"') == "docarchive.web:create_app()"
        )
