"""Sidecar of a clip or a film, the JSON file beside it, as a pydantic model."""

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

Head = Annotated[list[int], Field(min_length=2, max_length=2)]


class ModelPart(Part):
    """What a clip has of one model: its chosen heads, the sentences it read, its needs, and the results' digest.

    ``times`` are seconds by a clock, by their sources: those of the machine on which the clip was made.
    """

    model: Model | None = None
    head: Head | None = None
    heads: dict[str, Head] = {}
    traces: dict[str, Trace] = {}
    needs: dict[str, Any] = {}
    bundle: str = ""
    times: dict[str, Seconds] = {}


class ClipSidecar(ModelPart):
    """Sidecar of a clip: what is on screen, how it was drawn, and what it was made from.

    ``needs`` is what the model had to compute, ``bundle`` the digest of the results, ``digest`` that of all that the
    clip is made from. A clip of several models has these under ``models``, by key, and ``bundle`` alone beside it.
    ``companions`` are the names of the files beside the clip, by suffix.
    """

    models: dict[str, ModelPart] = {}
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

    @property
    def parts(self) -> list[ModelPart]:
        """What the clip has of each of its models."""
        return list(self.models.values()) or [self]

    @property
    def computed_by(self) -> list[Model]:
        """The models that computed the numbers; none in a sidecar that says of no model."""
        return [part.model for part in self.parts if part.model]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the sidecar at ``path``; UserError or ``pydantic.ValidationError`` where it is none."""
        return cls.model_validate(read_json(path, "The sidecar"))


class FilmFacts(Part):
    """Facts of a finished film: its file, size and digest."""

    file: FileName
    width: Side
    height: Side
    fps: Rate
    frames: FrameCount
    seconds: Seconds
    bytes: NonNegativeInt
    sha256: str


class FilmClip(Part):
    """Entry of a clip in a film's sidecar: its files with their digests, and the start of its cards and itself."""

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
    """Sidecar of a film."""

    film: FilmFacts
    clips: list[FilmClip]


def parse_sidecar(found: Any) -> ClipSidecar | FilmSidecar:
    """Parse a JSON document into a sidecar; ``pydantic.ValidationError`` where it is none."""
    return (FilmSidecar if isinstance(found, dict) and "film" in found else ClipSidecar).model_validate(found)
