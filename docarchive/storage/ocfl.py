"""OCFL 1.1 inventories as frozen values, the storage layout and the declarations. Pure: nothing is read or written here.

Every object is `v1/content/<16 letters of its SHA-512>/<logical path>` and so on: content names carry their digest, so
two writers who race for one version can't overwrite each other's bytes on a store without folders (S3).
Source: https://ocfl.io/1.1/spec/ and OCFL community extension 0004.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate, islice
from typing import Any

from docarchive.records.objects import Fixity

INVENTORY, SIDECAR = "inventory.json", "inventory.json.sha512"
#: File name and bytes of the declarations at the top of an object and of a storage root (NAMASTE).
OBJECT_DECLARATION = "0=ocfl_object_1.1", b"ocfl_object_1.1\n"
ROOT_DECLARATION = "0=ocfl_1.1", b"ocfl_1.1\n"

_TYPE = "https://ocfl.io/1.1/spec/#inventory"
_LAYOUT = "0004-hashed-n-tuple-storage-layout"
_LOGICAL = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
_CONTENT = re.compile(rf"v([1-9][0-9]*)/content/{_LOGICAL.pattern}")
_LONGEST = 200  # letters of a logical path; with the rest it stays under 255 on every file system


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an object. `state`: logical path → SHA-512 of its bytes; `created` is an aware instant."""

    created: datetime
    message: str
    agent: str
    state: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Inventory:
    """All that an OCFL object says of itself. `manifest`, `sha256`: content path → hex digest of that file's bytes."""

    id: str
    manifest: Mapping[str, str]
    sha256: Mapping[str, str]
    versions: tuple[Version, ...]

    @property
    def head(self) -> int:
        """The number of the newest version, from 1."""
        return len(self.versions)

    def state(self, version: int | None = None) -> Mapping[str, str]:
        """Logical path → SHA-512 in a version (the newest by default). Raises KeyError when there is no such version."""
        number = self.head if version is None else version
        if not 1 <= number <= self.head:
            raise KeyError(f"v{number}")
        return self.versions[number - 1].state

    def sources(self, version: int | None = None) -> dict[str, str]:
        """Logical path → content path that holds its bytes, in a version. Raises KeyError as `state`."""
        place = {digest: path for path, digest in reversed(list(self.manifest.items()))}
        return {path: place[digest] for path, digest in self.state(version).items()}


def object_id(archive: str, identifier: int | str) -> str:
    """The OCFL id of the archive's (a UUID) object with this identifier, or of a part of its frame by name."""
    return f"urn:docarchive:{archive}:{identifier}"


def object_path(object_id: str) -> str:
    """Where the object lies under the storage root: three folders of three letters, then its whole SHA-256 (layout 0004)."""
    return placed(hashlib.sha256(object_id.encode()).hexdigest())


def placed(digest: str) -> str:
    """The path of the object whose id has this SHA-256."""
    return f"{digest[:3]}/{digest[3:6]}/{digest[6:9]}/{digest}"


def root_files() -> dict[str, bytes]:
    """The files of an empty storage root, the declaration last: a root that has it is complete."""
    config = {
        "extensionName": _LAYOUT,
        "digestAlgorithm": "sha256",
        "tupleSize": 3,
        "numberOfTuples": 3,
        "shortObjectRoot": False,
    }
    layout = {"extension": _LAYOUT, "description": "Folders after the SHA-256 of the object's id: abc/def/012/abcdef012…"}
    name, declaration = ROOT_DECLARATION
    return {
        f"extensions/{_LAYOUT}/config.json": _json(config),
        "ocfl_layout.json": _json(layout),
        name: declaration,
    }


def root_problem(found: Mapping[str, bytes | None], others: Collection[str]) -> str:
    """Why a folder can't serve as our storage root, or "". `found`: what lies at `root_files`; `others`: what else is there."""
    if found[ROOT_DECLARATION[0]] is None and others:
        return f"there are other things: {', '.join(sorted(others)[:3])}; give the archive an empty place of its own"
    for path, ours in root_files().items():
        if (theirs := found[path]) is not None and _meaning(theirs) != _meaning(ours):
            return f"{path} there is not ours: it is a storage root with another layout or of another OCFL version"
    return ""


def _meaning(data: bytes) -> object:
    """A root file without what other tools may word differently."""
    try:
        known = json.loads(data)
    except ValueError:
        return data
    return {name: value for name, value in known.items() if name != "description"} if isinstance(known, dict) else known


def following(
    before: Inventory | None, object_id: str, changes: Mapping[str, Fixity | None], *, message: str, agent: str, at: datetime
) -> Inventory:
    """The inventory of the next version (the first when `before` is None): paths set to new bytes, or removed (None).

    Bytes that the object has already are not kept twice. Raises ValueError when the outcome would not be valid.
    """
    manifest = dict(before.manifest) if before else {}
    sha256 = dict(before.sha256) if before else {}
    versions = before.versions if before else ()
    state = dict(versions[-1].state) if versions else {}
    known = set(manifest.values())
    for path, fixity in changes.items():
        if fixity is None:
            state.pop(path, None)
            continue
        state[path] = fixity.sha512
        if fixity.sha512 not in known:
            known.add(fixity.sha512)
            content = f"v{len(versions) + 1}/content/{fixity.sha512[:16]}/{path}"
            manifest[content], sha256[content] = fixity.sha512, fixity.sha256
    made = Inventory(object_id, manifest, sha256, (*versions, Version(at, message, agent, state)))
    if wrong := problems(made, before):
        raise ValueError("; ".join(wrong))
    return made


def problems(inventory: Inventory, before: Inventory | None = None) -> list[str]:
    """What is wrong with an inventory, and with it as a successor of `before`; empty when it is sound."""
    return [*_in_id_and_versions(inventory), *_in_manifest(inventory), *_in_states(inventory), *_since(inventory, before)]


def _in_id_and_versions(inventory: Inventory) -> Iterator[str]:
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:.+", inventory.id):
        yield f"the id is no URI: {inventory.id!r}"
    if not inventory.versions:
        yield "there is no version"
    for number, version in enumerate(inventory.versions, 1):
        if version.created.tzinfo is None:
            yield f"v{number} was created at a time without zone"


def _in_manifest(inventory: Inventory) -> Iterator[str]:
    for path, digest in inventory.manifest.items():
        match = _CONTENT.fullmatch(path)
        if not match or int(match[1]) > inventory.head:
            yield f"not a content path of these versions: {path!r}"
        if not re.fullmatch("[0-9a-f]{128}", digest):
            yield f"not a SHA-512 for {path}: {digest!r}"
    for path, digest in inventory.sha256.items():
        if path not in inventory.manifest:
            yield f"fixity of a path that is not in the manifest: {path!r}"
        if not re.fullmatch("[0-9a-f]{64}", digest):
            yield f"not a SHA-256 for {path}: {digest!r}"


def _in_states(inventory: Inventory) -> Iterator[str]:
    held = set(inventory.manifest.values())
    used: set[str] = set()
    for number, version in enumerate(inventory.versions, 1):
        used.update(version.state.values())
        folders = {folder for path in version.state for folder in islice(_prefixes(path), path.count("/"))}
        for path, digest in version.state.items():
            if not _LOGICAL.fullmatch(path) or len(path) > _LONGEST:
                yield f"not a logical path in v{number}: {path!r}"
            if path in folders:
                yield f"both a file and a folder in v{number}: {path!r}"
            if digest not in held:
                yield f"no content for {path} of v{number}"
    for path, digest in inventory.manifest.items():
        if digest not in used:
            yield f"content that no version uses: {path}"


def _prefixes(path: str) -> Iterator[str]:
    return accumulate(path.split("/"), lambda folder, name: f"{folder}/{name}")


def _since(inventory: Inventory, before: Inventory | None) -> Iterator[str]:
    if before is None:
        return
    if inventory.id != before.id:
        yield f"the id was {before.id!r} and is {inventory.id!r}"
    if inventory.versions[: before.head] != before.versions:
        yield f"a version up to v{before.head} was changed afterwards"
    for path, digest in before.manifest.items():
        if inventory.manifest.get(path) != digest:
            yield f"content was changed or left out: {path}"


def to_json(inventory: Inventory) -> bytes:
    """The bytes of inventory.json: the same value gives the same bytes."""
    return _json(
        {
            "id": inventory.id,
            "type": _TYPE,
            "digestAlgorithm": "sha512",
            "head": f"v{inventory.head}",
            "fixity": {"sha256": _by_digest(inventory.sha256)},
            "manifest": _by_digest(inventory.manifest),
            "versions": {
                f"v{number}": {
                    "created": version.created.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
                    "message": version.message,
                    "user": {"name": version.agent},
                    "state": _by_digest(version.state),
                }
                for number, version in enumerate(inventory.versions, 1)
            },
        }
    )


def sidecar(inventory: bytes) -> bytes:
    """The bytes of inventory.json.sha512 beside this inventory.json."""
    return f"{hashlib.sha512(inventory).hexdigest()} {INVENTORY}\n".encode()


def from_json(data: bytes) -> Inventory:
    """An inventory as `to_json` writes it. Raises ValueError that says what is wrong; what comes back has no `problems`."""
    try:
        known = json.loads(data)
        if (
            known["type"] != _TYPE
            or known["digestAlgorithm"] != "sha512"
            or known.get("contentDirectory", "content") != "content"
        ):
            raise ValueError("not an inventory of OCFL 1.1 with SHA-512 and the usual content folder")
        numbers = [f"v{number}" for number in range(1, len(known["versions"]) + 1)]
        if set(numbers) != set(known["versions"]) or known["head"] != numbers[-1]:
            raise ValueError(f"versions {', '.join(known['versions'])} don't run from v1 to the head {known['head']}")
        inventory = Inventory(
            known["id"],
            _by_path(known["manifest"]),
            _by_path(known.get("fixity", {}).get("sha256", {})),
            tuple(_version(known["versions"][number]) for number in numbers),
        )
        wrong = problems(inventory)
    except (KeyError, TypeError, AttributeError, IndexError) as fault:
        raise ValueError(f"the inventory lacks or mistakes a part: {fault!r}") from None
    if wrong:
        raise ValueError("; ".join(wrong))
    return inventory


def _version(known: dict[str, Any]) -> Version:
    user = known.get("user", {}).get("name", "")
    return Version(datetime.fromisoformat(known["created"]), known.get("message", ""), user, _by_path(known["state"]))


def _by_digest(paths: Mapping[str, str]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for path in sorted(paths):
        grouped.setdefault(paths[path], []).append(path)
    return grouped


def _by_path(digests: dict[str, list[str]]) -> dict[str, str]:
    return dict(sorted((path, digest) for digest, paths in digests.items() for path in paths))


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False).encode() + b"\n"
