"""Sidecars as ``verify`` reads them: typed to be used, and raw to be compared."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from attention_scenes.film.clip.sidecar_parts import Encoding
from attention_scenes.film.clip.sidecar_schema import ClipSidecar, FilmSidecar, parse_sidecar
from attention_scenes.film.inputs.naming import beside
from attention_scenes.film.system.console import short
from attention_scenes.film.system.input_files import read_json
from attention_scenes.model.errors import UserError


@dataclass(frozen=True)
class ClipClaims:
    """Sidecar of a clip to be checked; ``raw`` is the whole file, unknown keys included."""

    sidecar: ClipSidecar
    encoder: Encoding
    raw: dict[str, Any]


def sidecar_of(path: Path) -> Path:
    """Return the sidecar of a path: itself, or that of the clip, folder of frames or film that it names."""
    return path if path.suffix == ".json" else beside(path, "json")


def read_claims(path: Path) -> ClipClaims | FilmSidecar:
    """Read a sidecar.

    Raises
    ------
    UserError
        If it cannot be read, or is none.
    """
    raw = read_json(path, "The sidecar")
    try:
        sidecar = parse_sidecar(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise _refused(path, ".".join(map(str, first["loc"])) or "it", first["msg"]) from None
    if isinstance(sidecar, FilmSidecar):
        return sidecar
    if sidecar.encoder is None:
        raise _refused(path, "encoder", "Field required")
    return ClipClaims(sidecar, sidecar.encoder, raw)


def _refused(path: Path, where: str, why: str) -> UserError:
    where = repr(where[:120])[1:-1]  # keys are the file's: what is no letter would change the terminal
    return UserError(f"{short(str(path), 200)} is no clip's sidecar ({where}: {why}): render it again.")
