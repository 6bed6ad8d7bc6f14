"""What is asked of the model alone."""

from __future__ import annotations

import click

from film.cli.options import HELP, MODEL


@click.command(
    context_settings=HELP,
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


@click.command(context_settings=HELP, epilog="Example: python render.py verify clips/mole.json")
@click.argument("files", nargs=-1, required=True, metavar="CLIP.json...")
@click.option("--reference", is_flag=True, help="Compare the arrays with those of the transformers library as well.")
@click.option("--fetch", is_flag=True, help="Fetch a model that is not on this disk, by the name CLIP.json gives it.")
def verify(files: tuple[str, ...], reference: bool, fetch: bool) -> int:
    """Compute every number of CLIP.json again, with plain NumPy from the weights up, and say what differs."""
    from film.commands import verify as check_files

    return check_files(files, reference=reference, fetch=fetch)


@click.command(context_settings=HELP)
@click.option("--model", metavar="NAME", help="A hub name; the default model otherwise.")
def weights(model: str | None) -> None:
    """Fetch, check and convert the model's weights, so that renders need no network."""
    from film.commands import fetch

    fetch(model)
