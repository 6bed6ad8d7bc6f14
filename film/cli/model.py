"""What is asked of the model alone."""

from __future__ import annotations

import click

from film.cli.house import House
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


@command(
    epilog="""\b
Exit code: 0 all holds; 1 something does not, or the clip is not there; 2 a file is no sidecar, or its model is
not here; 3 what was checked holds, and a line says what was not checked.
\b
Examples:
  python render.py verify clips/mole.mp4
  python render.py verify --json clips/*.json
""",
)
@click.argument("files", nargs=-1, required=True, metavar="CLIP...")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--reference", is_flag=True, help="Compare the arrays with those of the transformers library as well.")
@click.option("--fetch", is_flag=True, help="Fetch a model that is not on this disk, by the name the sidecar gives it.")
@click.pass_obj
def verify(house: House, files: tuple[str, ...], as_json: bool, reference: bool, fetch: bool) -> int:
    """Check that each CLIP is what its sidecar says; give the clip, still, folder of frames or film, or the .json.

    Its bytes; every number, computed again with plain NumPy from the weights up; and, where this version made it, that
    its scene, played again, lists the same numbers at the same times, says the same captions and claims, and shows the
    same frames: the pauses, the ends of animations, and some drawn by lot.
    """
    from film.commands import verify as check_files

    return check_files(files, house, as_json, reference=reference, fetch=fetch)


@command()
@click.option("--model", metavar="NAME", help="A hub name; the default model otherwise.")
def weights(model: str | None) -> None:
    """Fetch, check and convert the model's weights, so that renders need no network."""
    from film.commands import fetch

    fetch(model)
