"""The API's description is valid, complete, and what the running app does."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from docarchive.rules.access import SCOPES
from tests.archives import drawn_page
from tests.journeys.web import Site, site

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("description")) as made:
        yield made


@pytest.fixture(scope="module")
def real(at: Site) -> dict[str, Any]:
    """Path parameters that lead to something."""
    taken = at.upload(drawn_page())
    at.done(taken["item"])
    return {"item": taken["item"], "batch": taken["batch"], "node": "0000000000001", "number": 1, "name": "lan"}


@pytest.fixture(scope="module")
def description(at: Site) -> dict[str, Any]:
    return dict(at.stranger().get("/api/v1/openapi.json").get_json())


def test_the_description_is_openapi_3_1(at: Site, description: dict[str, Any]) -> None:
    schemathesis.openapi.from_dict(description).validate()
    assert description["openapi"].startswith("3.1")


def test_each_group_of_operations_stands_once(description: dict[str, Any]) -> None:
    named = [tag["name"] for tag in description["tags"]]
    used = {tag for path in description["paths"].values() for operation in path.values() for tag in operation["tags"]}
    assert sorted(named) == sorted(used)


def test_every_reference_leads_somewhere(description: dict[str, Any]) -> None:
    told = re.findall(r'"#/components/(\w+)/([^"]+)"', str(description).replace("'", '"'))
    assert told
    assert [each for each in told if each[1] not in description["components"][each[0]]] == []


def test_every_route_of_the_api_is_described(at: Site, description: dict[str, Any]) -> None:
    routes = {
        (re.sub(r"<(?:[^<:]+:)?([^>]+)>", r"{\1}", rule.rule), method.lower())
        for rule in at.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/v1/") and rule.endpoint != "openapi.spec"
    }
    described = {(path, method) for path, methods in description["paths"].items() for method in methods}
    assert routes == described


def test_every_operation_tells_who_may_what_it_does_and_how_it_fails(description: dict[str, Any]) -> None:
    names = []
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            names.append(operation["operationId"])
            assert operation["security"] == [{"token": []}, {"session": []}], path
            assert operation["summary"] and "{" not in operation["summary"], path
            assert {"401", "403", "default"} <= operation["responses"].keys(), (path, method)
            assert operation["responses"].keys() & {"200", "201", "202", "204"}, (path, method)
    assert len(names) == len(set(names))


# The fuzzer's client leaves pictures unread, and so their files to the garbage collector.
@pytest.mark.filterwarnings("ignore:unclosed file", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_app_does_what_its_description_says(at: Site, real: dict[str, Any]) -> None:
    fuzzed = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", at.app)
    broken, answered = [], set()
    for found in fuzzed.get_all_operations():
        operation = found.ok()
        try:
            answered |= _fuzz(operation, real, at.headers("admin"))
        except (FailureGroup, Failure) as failure:
            broken.append(f"{operation.label}: {failure}")
    assert not broken, "\n".join(broken)
    assert {200, 201, 202, 404, 422} <= answered  # it was the app that answered, and not only the door


def _fuzz(operation: Any, real: dict[str, Any], headers: dict[str, str]) -> set[int]:
    """Cases that fit the description, the same with real path parameters, and cases that don't fit; the statuses."""
    answered = set()

    @settings(
        max_examples=5,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), wrong=operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def judge(case: Any, wrong: Any) -> None:
        for each in (case, wrong):
            answered.add(each.call_and_validate(headers=headers, checks=CHECKS).status_code)
        case.path_parameters.update({name: value for name, value in real.items() if name in case.path_parameters})
        answered.add(case.call_and_validate(headers=headers, checks=CHECKS).status_code)

    judge()
    return answered


def test_the_description_can_be_read_as_a_page(at: Site, description: dict[str, Any]) -> None:
    shown = at.browser("hoa").get("/api/docs")
    assert shown.status_code == 200 and "<script>" not in shown.text and "style=" not in shown.text
    for methods in description["paths"].values():
        for operation in methods.values():
            assert f'id="{operation["operationId"]}"' in shown.text
    assert "/sign-in" in at.stranger().get("/api/docs").headers["Location"]


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_guide_names_only_what_is_there(description: dict[str, Any], at: Site, language: str) -> None:
    guide = (Path(__file__).parents[2] / "docs" / language / "api.md").read_text("utf-8")
    named = set(re.findall(r"/api/v1/[\w{}/]+(?<!/)", guide)) - {"/api/v1/openapi"}
    assert named and named <= description["paths"].keys()
    assert set(re.findall(r"`(\w+)`", guide.split("## ")[1])) & SCOPES == SCOPES
