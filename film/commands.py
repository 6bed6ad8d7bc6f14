"""What the commands besides rendering do."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from film.console import Tell, note, say, short, telling
from film.flags import layers, output_file
from model.errors import UserError, nearest
from model.needs import ARRAYS, DEFAULT_MODEL
from model.problems import Problem

if TYPE_CHECKING:
    from film.cli.house import House


def trace(text: str, out: str, layer_list: str | None, only: str | None, model: str | None) -> None:
    """Write the arrays of one text into a file and say where and what."""
    path = output_file(out)
    names = [name.strip() for name in only.split(",")] if only is not None else None
    for name in names or ():
        if name not in ARRAYS:
            raise UserError(f"--only: no array is called {short(name)}. {nearest(name[:60], ARRAYS)}")
    wanted = layers(layer_list)
    if not text.strip():
        raise UserError("The text is empty: give a sentence to trace.")
    from model.trace import write

    with telling("trace") as tell:
        found = write(text, path, wanted, names, model or DEFAULT_MODEL, tell)
    say(f"{path}  ({len(found.tokens)} tokens, {path.stat().st_size / 1e6:.1f} MB: {', '.join(sorted(found.arrays))})")


def verify(files: tuple[str, ...], house: House, as_json: bool, *, reference: bool = False, fetch: bool = False) -> int:
    """Check clips, stills, folders of frames and films against their sidecars; return the exit code.

    Raises
    ------
    UserError
        If one of the files is no sidecar, or its model is not here.
    """
    from film.proof import report
    from film.proof.aspects import worst
    from film.proof.claims import FilmClaims, read_claims, sidecar_of
    from film.proof.clip_check import Checker, check_clip
    from film.proof.film_check import check_film
    from model.hub import left_alone
    from model.verify import check

    def recompute(sidecar: dict[str, Any], tell: Tell) -> list[Problem]:
        return check(sidecar, tell, fetch=fetch, reference=reference, note=note)

    verdicts = []
    for path in (sidecar_of(Path(file)) for file in files):
        claims = read_claims(path)
        with telling(path.name) as tell, nullcontext() if fetch else left_alone():
            checker = Checker(house.catalog(), house.load, recompute, tell)
            if isinstance(claims, FilmClaims):
                found = check_film(path, claims, checker)
            else:
                found = [check_clip(path, claims, checker)]
        verdicts += found
        for line in [] if as_json else (line for verdict in found for line in report.lines(verdict)):
            say(line)
    if as_json:
        say(report.document(verdicts))
    return worst(verdicts)


def fetch(model: str | None) -> None:
    """Make sure that the weights are here, whole."""
    from model.weights import locate

    with telling("weights") as tell:
        source = locate(model or DEFAULT_MODEL, tell)
    say(f"{source.folder}  ({source.label})")
