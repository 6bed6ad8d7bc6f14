"""The commands ``trace``, ``verify`` and ``weights``: the model's arrays, the check of a clip, the download."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from attention_scenes.film.catalog.app_context import AppContext
from attention_scenes.film.cli.command_classes import command
from attention_scenes.film.cli.options import MODEL, option
from attention_scenes.film.cli.parameter_types import PathText, Text
from attention_scenes.film.inputs.flags import layers as parse_layers
from attention_scenes.film.inputs.flags import output_file
from attention_scenes.film.system.console import OnProgress, note, progress_bar, say, short
from attention_scenes.film.system.files import sweep_beside
from attention_scenes.model.errors import UserError, nearest
from attention_scenes.model.request.arrays import ARRAYS

if TYPE_CHECKING:
    from attention_scenes.model.verify.problems import Problem


def array_names(text: str) -> list[str]:
    """Read ``--only NAME,NAME``; UserError where there is no such array."""
    names = [name.strip() for name in text.split(",")]
    for name in names:
        if name not in ARRAYS:
            raise UserError(f"--only: no array is called {short(name)}. {nearest(name[:60], ARRAYS)}")
    return names


@command(
    examples="""
python render.py trace "The capital of France is" -o france.safetensors
python render.py trace "a blue bird" -o bird.safetensors --only q,k --layers 0
python render.py trace "a blue bird" -o gpt2.safetensors --model gpt2
""",
)
@click.argument("text")
@option(
    "-o", "--out", required=True, metavar="FILE.safetensors", type=PathText("file", output_file),
    help="The file to write.",
)  # fmt: skip
@option("--layers", metavar="0,11", type=Text(parse_layers), help="Only these layers (default: all).")
@option(
    "--only", metavar="NAME,NAME", type=Text(array_names, lambda: ARRAYS, commas=True),
    help="Only these arrays (default: all).",
)  # fmt: skip
@MODEL
def trace(text: str, out: Path, layers: tuple[int, ...] | None, only: list[str] | None, model: str | None) -> None:
    """Run the model on TEXT and write its arrays: q, k, v, attn_scores, pattern, resid_post, logits and so on.

    Arrays are stacked, row is query and column is key: pattern [layer, head, query, key], logits [token, vocabulary].
    """
    if not text.strip():
        raise UserError("The text is empty: give a sentence to trace.")
    from attention_scenes.model.decoder.trace_file import write
    from attention_scenes.model.request.needs import DEFAULT_MODEL

    with progress_bar("trace") as on_progress:
        found = write(text, out, layers, only, model or DEFAULT_MODEL, on_progress)
        sweep_beside(out)
    say(f"{out}  ({len(found.tokens)} tokens, {out.stat().st_size / 1e6:.1f} MB: {', '.join(sorted(found.arrays))})")


@command(
    epilog="""\b
Exit codes:
  0  all holds
  1  something does not, or the clip is not there
  2  a file is no sidecar, or its model is not here
  3  what was checked holds, and a line says what was not checked
""",
    examples="""
python render.py verify clips/mole.mp4
python render.py verify --json clips/*.json
python render.py verify clips/film.mp4 --fetch
""",
)
@click.argument("files", nargs=-1, required=True, type=PathText("file"), metavar="CLIP...")
@option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@option("--reference", is_flag=True, help="Compare the arrays with those of the transformers library as well.")
@option("--fetch", is_flag=True, help="Fetch a model that is not on this disk, by the name the sidecar gives it.")
@click.pass_obj
def verify(app: AppContext, files: tuple[str, ...], as_json: bool, reference: bool, fetch: bool) -> int:
    """Check that each CLIP is what its sidecar says; give the clip, still, folder of frames or film, or the .json.

    Its bytes; every number, computed again with plain NumPy from the weights up; and, where this version made it, that
    its scene, played again, lists the same numbers at the same times, says the same captions and claims, and shows the
    same frames: the pauses, the ends of animations, and some drawn by lot.
    """
    from attention_scenes.film.verify import report
    from attention_scenes.film.verify.aspects import worst
    from attention_scenes.film.verify.claims import ClipClaims, read_claims, sidecar_of
    from attention_scenes.film.verify.clip_check import Checker, check_clip
    from attention_scenes.film.verify.film_check import check_film
    from attention_scenes.model.checkpoint.hub import left_alone
    from attention_scenes.model.verify.check import check

    def recompute(sidecar: dict[str, Any], on_progress: OnProgress) -> list[Problem]:
        return check(sidecar, on_progress, fetch=fetch, reference=reference, note=note)

    verdicts = []
    for path in (sidecar_of(Path(file)) for file in files):
        claims = read_claims(path)
        with progress_bar(path.name) as on_progress, nullcontext() if fetch else left_alone():
            checker = Checker(app.catalog(), app.load, recompute, on_progress)
            if isinstance(claims, ClipClaims):
                found = [check_clip(path, claims, checker)]
            else:
                found = check_film(path, claims, checker)
        verdicts += found
        for line in [] if as_json else (line for verdict in found for line in report.lines(verdict)):
            say(line)
    if as_json:
        say(report.document(verdicts))
    return worst(verdicts)


@command(
    examples="""
python render.py weights
python render.py weights --model gpt2
""",
)
@option("--model", metavar="NAME", help="A hub name; the default model otherwise.")
def weights(model: str | None) -> None:
    """Fetch, check and convert the model's weights, so that renders need no network."""
    from attention_scenes.model.checkpoint.locate import locate
    from attention_scenes.model.request.needs import DEFAULT_MODEL

    with progress_bar("weights") as on_progress:
        checkpoint = locate(model or DEFAULT_MODEL, on_progress)
    say(f"{checkpoint.folder}  ({checkpoint.label})")
