"""The command line: everything the faces do, with progress bars on long work and `--json` for scripts.

It acts as the machine's operator: whoever can run it can read the data folder anyway. `--as NAME` acts as a user.
"""

import json
import logging
import sys
from pathlib import Path
from typing import Any

import click

from docarchive import __version__, logs
from docarchive.archive import Archive, open_archive
from docarchive.errors import ArchiveError
from docarchive.records.access import Asker
from docarchive.services.people import OPERATOR
from docarchive.settings import Settings, load_settings


class Session:
    """One run of the command: its settings, the archive once it is needed, and who acts."""

    def __init__(self, settings: Settings, *, as_user: str, as_json: bool) -> None:
        self.settings = settings
        self.as_json = as_json
        self._as_user = as_user
        self._archive: Archive | None = None

    @property
    def archive(self) -> Archive:
        """The archive, prepared: a first command on an empty folder makes it."""
        return self._prepared()

    def without_index(self) -> Archive:
        """The archive with its index as it stands: for making that anew, be it of another version."""
        return self._prepared(index=False)

    def _prepared(self, *, index: bool = True) -> Archive:
        if self._archive is None:
            self._archive = open_archive(self.settings)
            self._archive.prepare(index=index)
        return self._archive

    @property
    def asker(self) -> Asker:
        """Who acts: the operator, or the user named with --as."""
        if not self._as_user:
            return OPERATOR
        with self.archive.catalogue.reading() as unit:
            return unit.people.named(self._as_user).asker()

    def tell(self, value: Any, sentence: str = "") -> None:
        """Print `value` as JSON where that was asked for, else the sentence."""
        click.echo(json.dumps(value, ensure_ascii=False, default=str, indent=1) if self.as_json else sentence)

    def close(self) -> None:
        """Give everything back."""
        if self._archive:
            self._archive.close()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="docarchive")
@click.option(
    "--config", type=click.Path(path_type=Path, dir_okay=False), help="Tệp cấu hình (docarchive.toml). · The settings file."
)
@click.option(
    "--as", "as_user", default="", metavar="NAME", help="Làm với quyền của người dùng này. · Act with this user's rights."
)
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON. · Print the result as JSON.")
@click.pass_context
def cli(context: click.Context, config: Path | None, as_user: str, as_json: bool) -> None:
    """Kho lưu trữ văn bản: nhận bản quét, đọc, hiểu, tìm đúng trang.\f

    The archive of documents: takes scans in, reads them, understands them, finds the right page.
    """
    settings = load_settings(config)
    logs.set_up(settings.log_level, settings.log_format)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    context.obj = Session(settings, as_user=as_user, as_json=as_json)
    context.call_on_close(context.obj.close)


def commands() -> click.Group:
    """The whole command with everything under it."""
    from docarchive.cli import arrangement, finding, holdings, keeping, people, rereading, running, taking

    for module in (running, holdings, rereading, taking, arrangement, finding, people, keeping):
        for command in module.COMMANDS:
            cli.add_command(command)
    return cli


def main() -> None:
    """Entry of the command `docarchive`; a named error is one sentence on stderr and exit code 1 (refused: 3)."""
    try:
        commands()(standalone_mode=False)
    except ArchiveError as error:
        click.echo(f"docarchive: {error.message('vi')}", err=True)
        if error.detail:
            click.echo(f"  ({error.detail})", err=True)
        sys.exit(3 if 400 <= error.status < 500 else 1)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
