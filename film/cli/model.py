"""What is asked of the model alone."""

from __future__ import annotations

import click

from film.cli.options import MODEL, command


@command(
    epilog='Example: python render.py trace "The capital of France is" -o france.safetensors --only pattern',
)
@click.argument("text")
@click.option("-o", "--out", required=True, metavar="FILE.safetensors", help="The file to write.")
@click.option("--layers", metavar="0,11", help="Only these layers (default: all).")
@click.option("--only", metavar="NAME,NAME", help="Only these arrays (default: all).")
@MODEL
def trace(text: str, out: str, layers: str | None, only: str | None, model: str | None) -> None:
    """Run the model on TEXT and write its arrays: q, k, v, attn_scores, pattern, resid_post, logits and so on.

    Arrays are stacked, row is query and column is key: pattern [layer, head, query, key], logits [token, vocabulary].
    """
    from film.commands import trace as write

    write(text, out, layers, only, model)


@command(epilog="Example: python render.py verify clips/mole.json")
@click.argument("files", nargs=-1, required=True, metavar="CLIP.json...")
def verify(files: tuple[str, ...]) -> int:
    """Compute every number of CLIP.json again, with plain NumPy from the weights up, and say what differs."""
    from film.commands import verify as check_files

    return check_files(files)


@command()
@click.option("--model", metavar="NAME", help="A hub name; the default model otherwise.")
def weights(model: str | None) -> None:
    """Fetch, check and convert the model's weights, so that renders need no network."""
    from film.commands import fetch

    fetch(model)
