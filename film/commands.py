"""What the commands besides rendering do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from film.console import say, short, telling
from film.flags import layers, output_file
from film.input_files import read_json
from film.naming import beside
from model.errors import UserError, nearest
from model.needs import ARRAYS, DEFAULT_MODEL

MOST_TOLD = 20  # differences of one clip that are printed


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


def verify(files: tuple[str, ...]) -> int:
    """Check sidecars one after the other; 1 where a number differs."""
    from model.verify import check

    failed = 0
    for file in files:
        sidecar = read_sidecar(Path(file))
        with telling(Path(file).name) as tell:
            differences = check(sidecar, tell)
        for difference in differences[:MOST_TOLD]:
            say(f"{file}: {difference}")
        if len(differences) > MOST_TOLD:
            say(f"{file}: … and {len(differences) - MOST_TOLD} more")
        count = len(sidecar["numbers"])
        say(
            f"{file}: "
            + (f"{len(differences)} of {count} numbers differ" if differences else f"all {count} numbers hold")
        )
        failed |= bool(differences)
    return failed


def read_sidecar(path: Path) -> dict[str, Any]:
    """Return what a clip's sidecar says; a clip may be named in its place."""
    if path.suffix != ".json" and beside(path, "json").is_file():
        path = beside(path, "json")
    found = read_json(path, "The sidecar")
    if not isinstance(found, dict) or not isinstance(found.get("numbers"), list):
        raise UserError(f"{short(str(path), 200)} is no clip's sidecar: it has no list of numbers.")
    return found


def fetch(model: str | None) -> None:
    """Make sure that the weights are here, whole."""
    from model.weights import locate

    with telling("weights") as tell:
        source = locate(model or DEFAULT_MODEL, tell)
    say(f"{source.folder}  ({source.label})")
