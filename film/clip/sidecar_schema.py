"""The sidecar of a clip and that of a film: the JSON file that stands beside it, as a pydantic model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, NonNegativeInt

from attention_scenes.film.clip.sidecar_parts import (
    Beat,
    Claim,
    ClipFacts,
    Drawing,
    Encoding,
    FileName,
    FrameCount,
    MadeBy,
    Model,
    Number,
    NumberEntry,
    Part,
    Rate,
    Seconds,
    Side,
    Trace,
)
from attention_scenes.film.system.input_files import read_json


class ClipSidecar(Part):
    """All that is known of a clip: what was shown, with what, and from what it was made.

    ``needs`` is what was asked of the model, ``bundle`` the digest of its answers, and ``digest`` that of all that the
    clip is made from. ``companions`` are the names of the files beside the clip, by suffix.
    """

    model: Model | None = None
    head: Annotated[list[int], Field(min_length=2, max_length=2)] | None = None
    traces: dict[str, Trace] = {}
    needs: dict[str, Any] = {}
    bundle: str = ""
    versions: dict[str, str] = {}
    title: str = ""
    summary: str = ""
    scene: str
    params: dict[str, Any] = {}
    beats: list[Beat] = []
    claims: list[Claim] = []
    constants: list[Number] = []
    numbers: list[NumberEntry] = []
    drawing: Drawing | None = None
    encoder: Encoding | None = None
    clip: ClipFacts
    digest: str = ""
    made_by: MadeBy | None = None
    companions: dict[str, str] = {}

    @classmethod
    def read(cls, path: Path) -> Self:
        """Return what the sidecar at ``path`` says; UserError or ``pydantic.ValidationError`` where it is none."""
        return cls.model_validate(read_json(path, "The sidecar"))


class FilmFacts(Part):
    """A finished film of several clips, and what it is byte for byte."""

    file: FileName
    width: Side
    height: Side
    fps: Rate
    frames: FrameCount
    seconds: Seconds
    bytes: NonNegativeInt
    sha256: str


class FilmClip(Part):
    """A clip in a film: its files, what they must be, and from which second on its cards and it are shown."""

    scene: str
    title: str = ""
    number: int = 0
    chapter: str = ""
    file: FileName
    frames: FrameCount
    sha256: str
    digest: str = ""
    sidecar: FileName
    sidecar_sha256: str
    cards: Number = 0.0
    start: Number
    end: Number


class FilmSidecar(Part):
    """All that is known of a film."""

    film: FilmFacts
    clips: list[FilmClip]


def parse_sidecar(found: Any) -> ClipSidecar | FilmSidecar:
    """Return the sidecar that a JSON document is; ``pydantic.ValidationError`` where it is none."""
    return (FilmSidecar if isinstance(found, dict) and "film" in found else ClipSidecar).model_validate(found)
