"""The app on a real server, and a real Chromium that listens for complaints: of scripts, of the policy, of missing files."""

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from apiflask import APIFlask
from playwright.sync_api import Browser, Page, sync_playwright
from waitress.server import create_server

from tests.archives import PASSWORD

CHROMIUM = next(
    (path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome") if Path(path).exists()), ""
)
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
_VIOLATIONS = (
    "addEventListener('securitypolicyviolation', (e) => console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI))"
)


@contextmanager
def served(app: APIFlask) -> Iterator[str]:
    """The address of a waitress server, as `docarchive serve` starts it."""
    server = create_server(app, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run, name="web")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        # Within the loop's own thread; connections that a browser keeps open would hold it for two minutes.
        server.trigger.pull_trigger(lambda: server.asyncore.close_all(server._map, ignore_all=True))
        thread.join()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, headless; without one the test is skipped, in CI it fails."""
    if not CHROMIUM:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, "--no-first-run"])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visiting(
    browser: Browser, *, script: bool = True, width: int = 1366, height: int = 768, provoked: str = "(?!)"
) -> Iterator[Page]:
    """A fresh visitor's page. A complaint in its console fails the test that uses it, unless it matches what is `provoked`."""
    context = browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=script)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    if script:
        page.add_init_script(_VIOLATIONS)
    try:
        yield page
    finally:
        context.close()
    assert [complaint for complaint in complaints if not re.search(provoked, complaint)] == []


def sign_in(page: Page, address: str, name: str) -> None:
    """Through the form, as people do."""
    page.goto(f"{address}/sign-in")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.click("form[data-sign-in] button.btn-primary")
    page.wait_for_url(f"{address}/")
