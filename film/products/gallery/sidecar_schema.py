"""What sidecars tell, read with care: a folder may hold other people's JSON, too."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, NonNegativeFloat, NonNegativeInt, PositiveInt, ValidationError

from attention_scenes.film.inputs.naming import beside
from attention_scenes.film.system.console import note
from attention_scenes.film.system.files import fingerprint
from attention_scenes.film.system.input_files import read_json
from attention_scenes.model.errors import UserError


def _plain_name(name: str) -> str:
    if not name or "\0" in name or PurePath(name).name != name:
        raise ValueError("it must be the name of a file beside the sidecar")
    return name


class Facts(BaseModel):
    """A finished clip or film; ``seconds`` is 0 for a picture. The last three say which part of a scene it is."""

    file: Annotated[str, AfterValidator(_plain_name)]
    width: PositiveInt
    height: PositiveInt
    fps: NonNegativeFloat
    seconds: NonNegativeFloat
    bytes: NonNegativeInt
    sha256: str
    at: float | None = None
    beats: list[str] = []
    loop: bool = False


class Beat(BaseModel):
    name: str
    caption: str
    start: float
    end: float


class Model(BaseModel):
    label: str
    weight_digest: str


class Claim(BaseModel):
    claim: str
    holds: bool
    measured: str


class Drawing(BaseModel):
    GL_RENDERER: str | None = None


class ClipSidecar(BaseModel):
    """What stands in a clip's sidecar, as far as the page shows it."""

    scene: str
    clip: Facts
    params: dict[str, Any] = {}
    beats: list[Beat] = []
    claims: list[Claim] = []
    numbers: list[Any] = []
    model: Model | None = None
    head: tuple[int, int] | None = None
    drawing: Drawing | None = None
    versions: dict[str, str] = {}


class FilmTold(BaseModel):
    """What stands beside a film of several clips."""

    film: Facts
    clips: list[Any]


def read(path: Path) -> ClipSidecar | FilmTold | None:
    """Return what a sidecar tells, or None, with a note on stderr, where it is none or its clip is not there."""
    try:
        found = read_json(path, "The sidecar")
        told = (FilmTold if isinstance(found, dict) and "film" in found else ClipSidecar).model_validate(found)
    except ValidationError:
        note(f"{path} is no clip's sidecar: passed over.")
        return None
    except UserError as error:
        note(f"{path} is no clip's sidecar: passed over. {error}")
        return None
    facts = told.clip if isinstance(told, ClipSidecar) else told.film
    file = facts.file
    if not path.with_name(file).exists():
        note(f"{path} tells of {file}, which is not there: passed over.")
        return None
    if beside(path.with_name(file), "json") != path:
        note(f"{path} tells of {file}, whose sidecar has another name: passed over.")
        return None
    if fingerprint(path.with_name(file)) != {"bytes": facts.bytes, "sha256": facts.sha256}:
        note(f"{path} tells of another {file} than the one that is there: passed over. Render it again.")
        return None
    return told
