"""Settings: where they come from, which win, and what stops the start."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docarchive.errors import SettingWrong
from docarchive.settings import Settings, load_settings, signing_key
from docarchive.settings.knobs import about

SERVERS = {
    "database": "postgresql+psycopg://archive:bon-phuong@db/archive",
    "storage": "s3://store:9000/archive?secure=0&object_lock=1",
    "s3_access_key": "archive",
    "s3_secret_key": "mot-khoa-rieng",
    "search": "http://elastic:tam-huong@search:9200/archive",
    "broker": "amqp://archive:nam-gio@queue//",
    "secret_key": "k" * 40,
}


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.upper().startswith("DOCARCHIVE_")]:
        monkeypatch.delenv(name)


def refused(path: Path | None = None, **overrides: object) -> SettingWrong:
    with pytest.raises(SettingWrong) as caught:
        load_settings(path, **overrides)
    for language in ("vi", "en"):
        sentence = caught.value.message(language)
        assert "…" not in sentence.replace("…://người@máy…", "").replace("…://user@host…", ""), sentence
        assert "\n" not in sentence
    return caught.value


def test_nothing_set_is_the_embedded_archive_in_this_folder(tmp_path: Path) -> None:
    settings = load_settings()
    assert settings.profile == "embedded"
    assert settings.data == tmp_path / "archive"
    assert settings.database == f"sqlite:///{tmp_path}/archive/catalogue.sqlite"
    assert settings.storage == f"file://{tmp_path}/archive/store"
    assert settings.search == f"tantivy://{tmp_path}/archive/index"
    assert settings.broker == ""
    assert (settings.spool, settings.cache) == (tmp_path / "archive/spool", tmp_path / "archive/cache")
    assert (settings.public_url, settings.cookie_secure) == ("http://127.0.0.1:8080", False)


def test_four_servers_are_the_distributed_archive() -> None:
    settings = load_settings(**SERVERS, public_url="https://luutru.example.vn")
    assert settings.profile == "distributed"
    assert settings.cookie_secure


def test_loading_writes_nothing(tmp_path: Path) -> None:
    load_settings()
    assert not list(tmp_path.iterdir())


def test_settings_made_by_hand_read_nothing_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCARCHIVE_PORT", "9")
    assert Settings().port == 8080


def test_a_file_beats_defaults_a_variable_beats_the_file_and_the_caller_beats_both(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("docarchive.toml").write_text("port = 81\nmax_pages = 7\nlogin_tries = 3\n")
    monkeypatch.setenv("DOCARCHIVE_PORT", "82")
    monkeypatch.setenv("DOCARCHIVE_LOGIN_TRIES", "4")
    settings = load_settings(login_tries=9, office_name=None)
    assert (settings.max_pages, settings.port, settings.login_tries) == (7, 82, 9)
    assert settings.office_name == "Kho lưu trữ"


def test_a_named_file_is_read_and_must_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("other.toml").write_text('office_name = "UBND xã Đồng Lam"\n', encoding="utf-8")
    monkeypatch.setenv("DOCARCHIVE_CONFIG", "other.toml")
    assert load_settings().office_name == "UBND xã Đồng Lam"
    assert load_settings(Path("other.toml")).office_name == "UBND xã Đồng Lam"
    assert "missing.toml" in refused(Path("missing.toml")).message("en")
    monkeypatch.setenv("DOCARCHIVE_CONFIG", "away.toml")
    assert "away.toml" in refused().message("vi")


@pytest.mark.parametrize("text", ["port = ", "port = 1\nport = 2\n", '[web]\nport = "a"\n', "prot = 8080\n"])
def test_a_wrong_file_stops_the_start(text: str) -> None:
    Path("docarchive.toml").write_text(text)
    refused()


def test_a_misspelt_name_is_met_with_the_near_one(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("docarchive.toml").write_text("max_uplaod_bytes = 1\n")
    assert "max_upload_bytes" in refused().message("en")
    Path("docarchive.toml").unlink()
    monkeypatch.setenv("DOCARCHIVE_MAX_PAGE", "1")
    assert "DOCARCHIVE_MAX_PAGES" in refused().message("vi")


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("port", "tám mươi", "a whole number, from 1 to 65535"),
        ("port", 0, "a whole number, from 1 to 65535"),
        ("language", "fr", "vi or en"),
        ("cookie_secure", "maybe", "true or false"),
        ("max_upload_bytes", "a lot", "500MB or 2GiB"),
        ("page_seconds", "inf", "a number"),
        ("timezone", "Asia/Atlantis", "Asia/Ho_Chi_Minh"),
        ("timezone", "../etc/passwd", "Asia/Ho_Chi_Minh"),
        ("data", "what?", "?, # or %"),
        ("database", "mysql://host/name", "postgresql+psycopg://"),
        ("database", "sqlite://", "sqlite:///"),
        ("storage", "file://relative", "file:///"),
        ("search", "/var/index", "tantivy:///"),
        ("broker", "redis://host", "amqp://"),
        ("public_url", "luutru.example.vn", "https://"),
        ("heartbeat_seconds", 50, "30"),
        ("keep_at_most_seconds", 5, "30"),
        ("secret_key", "short", "32"),
    ],
)
def test_a_wrong_value_is_met_with_what_is_allowed(name: str, value: object, allowed: str) -> None:
    error = refused(**{name: value})
    assert error.facts["setting"] == name
    assert allowed in error.message("en")


@pytest.mark.parametrize(
    ("change", "setting"),
    [
        ({"database": "sqlite:////var/a.sqlite"}, "broker"),
        ({"search": "tantivy:///var/index"}, "broker"),
        ({"s3_secret_key": ""}, "s3_secret_key"),
        ({"secret_key": ""}, "secret_key"),
        ({"s3_access_key": "minioadmin"}, "s3_access_key"),
        ({"s3_secret_key": "minioadmin"}, "s3_secret_key"),
        ({"database": "postgresql+psycopg://a:changeme@db/a"}, "database"),
        ({"search": "http://elastic:ChangeMe@search:9200/a"}, "search"),
        ({"broker": "amqp://guest:guest@queue//"}, "broker"),
        ({"broker": "amqp://a@queue//", "broker_password": "changeme"}, "broker"),
    ],
)
def test_mixes_that_cannot_hold_and_well_known_secrets_are_refused(change: dict[str, str], setting: str) -> None:
    assert refused(**SERVERS | change).facts["setting"] == setting


def test_guest_may_wake_workers_on_the_same_machine() -> None:
    assert load_settings(**SERVERS | {"broker": "amqp://guest:guest@127.0.0.1:5672//"}).profile == "distributed"


def test_a_mix_that_may_hold_is_called_one() -> None:
    assert load_settings(database=SERVERS["database"], secret_key="k" * 32).profile == "mixed"


def test_secrets_come_from_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "password").write_text("a@b/c d\n")
    monkeypatch.setenv("DOCARCHIVE_DATABASE_PASSWORD_FILE", str(tmp_path / "password"))
    settings = load_settings(**SERVERS | {"database": "postgresql+psycopg://archive@db/archive"})
    assert settings.database == "postgresql+psycopg://archive:a%40b%2Fc%20d@db/archive"
    monkeypatch.setenv("DOCARCHIVE_DATABASE_PASSWORD", "x")
    assert "DOCARCHIVE_DATABASE_PASSWORD" in refused().message("en")
    monkeypatch.delenv("DOCARCHIVE_DATABASE_PASSWORD")
    monkeypatch.setenv("DOCARCHIVE_DATABASE_PASSWORD_FILE", "/nowhere")
    assert "/nowhere" in refused().message("vi")


def test_only_secrets_come_from_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCARCHIVE_PORT_FILE", "/etc/hostname")
    assert refused().facts["setting"] == "DOCARCHIVE_PORT_FILE"


def test_a_password_without_its_address_is_told() -> None:
    assert refused(database_password="x").facts["setting"] == "database_password"


def test_secrets_show_neither_in_the_value_nor_in_errors() -> None:
    shown = repr(load_settings(**SERVERS))
    for secret in ("bon-phuong", "mot-khoa-rieng", "tam-huong", "nam-gio", "kkk"):
        assert secret not in shown
    error = refused(**SERVERS | {"database": ["postgresql+psycopg://a:bon-phuong@db/a"]})
    assert "bon-phuong" not in error.message("en") + error.message("vi") + str(error.__context__)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_has_help_in_both_languages(name: str) -> None:
    told = about(name)
    assert told["en"].endswith((".", ","))
    assert told["vi"].endswith((".", ","))
    assert told["vi"] != told["en"]


@given(st.text(min_size=1, max_size=40))
def test_any_unknown_name_is_a_setting_wrong(name: str) -> None:
    if name not in Settings.model_fields and name != "path":
        with pytest.raises(SettingWrong):
            load_settings(**{name: "x"})


def test_the_signing_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    settings = load_settings()
    key = signing_key(settings)
    assert len(key) >= 32
    assert signing_key(settings) == key
    assert stat.S_IMODE((tmp_path / "archive/secret-key").stat().st_mode) == 0o600
    assert [path.name for path in settings.data.iterdir()] == ["secret-key"]
    assert signing_key(load_settings(secret_key="s" * 32)) == "s" * 32


def test_processes_that_start_at_once_get_the_same_signing_key() -> None:
    code = "from docarchive.settings import *; print(signing_key(load_settings()))"
    starts = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert len({process.communicate()[0] for process in starts}) == 1
    assert not any(process.returncode for process in starts)
