"""What all tests share: the servers' addresses, and an honest word at the end about what was tested."""

import os
import re
from collections import Counter
from collections.abc import Callable, Generator

import pytest

#: fixtures of whole archives, in one form or both
pytest_plugins = ["tests.archives", "tests.forms"]

#: server → the variables that `scripts/servers` prints for it
SERVERS = {
    "postgres": ("TEST_POSTGRES_URL",),
    "rabbitmq": ("TEST_AMQP_URL",),
    "minio": ("TEST_S3_URL", "TEST_S3_ACCESS_KEY", "TEST_S3_SECRET_KEY"),
    "elasticsearch": ("TEST_ELASTICSEARCH_URL",),
}
#: backend → what the names of its tests (but unit tests) say, and the server that it needs
BACKENDS = {
    "SQLite": ("sqlite|embedded", None),
    "PostgreSQL": ("postgres|distributed", "postgres"),
    "local files": ("local|embedded", None),
    "MinIO": ("minio|s3|distributed", "minio"),
    "SeaweedFS": ("seaweed", None),
    "tantivy": ("tantivy|embedded", None),
    "Elasticsearch": ("elastic|distributed", "elasticsearch"),
    "polling workers": ("poll|loop|embedded", None),
    "Celery on RabbitMQ": ("celery|rabbit|amqp|distributed", "rabbitmq"),
}
OUTCOMES: dict[str, str] = {}
SKIPS: dict[str, str] = {}


def pytest_configure(config: pytest.Config) -> None:
    """Tests see the settings that they make, none of whoever runs them."""
    for name in [name for name in os.environ if name.upper().startswith("DOCARCHIVE_")]:
        del os.environ[name]


@pytest.fixture(scope="session")
def server_url() -> Callable[[str], str]:
    """The address of a real server by its name in SERVERS; without one the test is skipped (in CI: it fails)."""

    def address(name: str) -> str:
        missing = [variable for variable in SERVERS[name] if not os.environ.get(variable)]
        if missing:
            pytest.skip(f"no {name}: {missing[0]} is not set (scripts/servers starts one)")
        return os.environ[SERVERS[name][0]]

    return address


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI every server is up, so a skipped test is a hole in the proof: it fails."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        SKIPS[report.nodeid] = reason
        if os.environ.get("CI"):
            report.outcome, report.longrepr = "failed", f"skipped, which CI doesn't allow: {reason}"
    if report.when == "call" or report.outcome != "passed":
        OUTCOMES[report.nodeid] = report.outcome
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Which backends were tested, which weren't, and why."""
    terminalreporter.section("backends")
    for backend, (words, server) in BACKENDS.items():
        terminalreporter.line(f"{backend:20} {_verdict(words, server)}")


def _verdict(words: str, server: str | None) -> str:
    mine = [node for node in OUTCOMES if "tests/unit/" not in node and re.search(words, node, re.IGNORECASE)]
    counts = Counter(OUTCOMES[node] for node in mine)
    told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items()))
    if counts["passed"] or counts["failed"]:
        return f"tested: {told}"
    if server and any(not os.environ.get(variable) for variable in SERVERS[server]):
        return f'NOT tested: no {server} is up (eval "$(scripts/servers up {server})")'
    reasons = {SKIPS[node] for node in mine if node in SKIPS}
    return "NOT tested: " + ("; ".join(sorted(reasons)) or "no test of it was run")
