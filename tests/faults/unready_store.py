"""What `/readyz` says while the store is well, full and read-only: `unready_store.py FOLDER`, in mounts of its own."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from docarchive.web import create_app
from tests.archives import opened


def main() -> None:
    """Prints the three answers as JSON."""
    folder = Path(sys.argv[1])
    disk = folder / "disk"
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk], check=True)
    with opened(folder / "archive", storage=(disk / "store").as_uri()) as archive:
        client = create_app(archive).test_client()

        def asked() -> dict[str, Any]:
            answer = client.get("/readyz")
            return {"status": answer.status_code, **(answer.get_json() or {})}

        told = [asked()]
        try:
            with (disk / "ballast").open("wb") as ballast:
                while True:
                    ballast.write(bytes(1 << 16))
                    ballast.flush()
        except OSError:
            told.append(asked())
        (disk / "ballast").unlink()
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        told.append(asked())
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
