"""Sidecars as ``verify`` reads them: of what shape each part must be before it can be looked into."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, ValidationError

from attention_scenes.film.inputs.flags import FASTEST, LARGEST_SIDE
from attention_scenes.film.inputs.naming import beside
from attention_scenes.film.system.console import short
from attention_scenes.film.system.input_files import read_json
from attention_scenes.model.errors import UserError


def _plain_name(name: str) -> str:
    if not name or "\0" in name or PurePath(name).name != name:
        raise ValueError("it must be the name of a file beside the sidecar")
    return name


FileName = Annotated[str, AfterValidator(_plain_name)]
Side = Annotated[int, Field(ge=16, le=LARGEST_SIDE)]


class Media(BaseModel):
    """A file with pictures, and what it must be byte for byte."""

    file: FileName
    width: Side
    height: Side
    fps: int | float = Field(gt=0, le=FASTEST)
    frames: int = Field(ge=1)
    bytes: int
    sha256: str


class ClipMedia(Media):
    """A clip, and which part of its scene it is."""

    format: Literal["mp4", "mov", "webm", "gif", "png"]
    transparent: bool
    still: bool
    at: float | None
    beats: list[str]
    loop: bool


class Encoding(BaseModel):
    """How frames were encoded."""

    codec: str
    pixels: str
    options: dict[str, str]


class MadeBy(BaseModel):
    """The version of this project that made a clip, and the digest of its code."""

    version: str
    code: str


class Model(BaseModel):
    """The model that was asked."""

    name: str


class ClipClaims(BaseModel):
    """A clip's sidecar; ``raw`` is all of it."""

    scene: str
    params: dict[str, Any]
    clip: ClipMedia
    encoder: Encoding
    numbers: list[Any]
    model: Model | None = None
    made_by: MadeBy | None = None
    raw: dict[str, Any] = {}


class FilmClip(BaseModel):
    """A clip in a film: its files, what they must be, and where it stands (seconds)."""

    scene: str
    file: FileName
    sha256: str
    sidecar: FileName
    sidecar_sha256: str
    frames: int = Field(ge=1)
    start: float
    end: float


class FilmClaims(BaseModel):
    """What stands beside a film of several clips."""

    film: Media
    clips: list[FilmClip]


def sidecar_of(path: Path) -> Path:
    """Return the sidecar that is meant: the path itself, or that of the clip, folder of frames or film it names."""
    return path if path.suffix == ".json" else beside(path, "json")


def read_claims(path: Path) -> ClipClaims | FilmClaims:
    """Read a sidecar.

    Raises
    ------
    UserError
        If it cannot be read, or is none.
    """
    raw = read_json(path, "The sidecar")
    is_film = isinstance(raw, dict) and "film" in raw
    try:
        return FilmClaims.model_validate(raw) if is_film else _clip_claims(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "it"
        raise UserError(
            f"{short(str(path), 200)} is no clip's sidecar ({where}: {first['msg']}): render it again."
        ) from None


def _clip_claims(raw: Any) -> ClipClaims:
    return ClipClaims.model_validate(raw).model_copy(update={"raw": raw})
