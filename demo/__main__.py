"""`python -m demo DIR`: draw the demo documents."""

from pathlib import Path

import click

from demo.documents import every
from demo.draw import draw_set


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--only", metavar="NAME", multiple=True, help="Draw just this document (may be repeated).")
@click.option("--seed", default=0, show_default=True, help="Another seed gives other stains, noise and handwriting.")
@click.option("--bench", is_flag=True, help="Put truth.json and texts beside the files, as the benchmarks take them.")
@click.option("--secret", is_flag=True, help="Draw instead the documents that carry a secrecy mark.")
def main(folder: Path, only: tuple[str, ...], seed: int, *, bench: bool, secret: bool) -> None:
    """Draw the demo documents into FOLDER, naming each when it is done."""
    documents = {document.name: document for document in every(secret=secret)}
    unknown = set(only) - set(documents)
    if unknown:
        raise click.BadParameter(f"{', '.join(sorted(unknown))}; there are {', '.join(documents)}", param_hint="--only")
    for path in draw_set([documents[name] for name in only or documents], folder, seed=seed, bench=bench):
        click.echo(path)


if __name__ == "__main__":
    main(prog_name="python -m demo")
