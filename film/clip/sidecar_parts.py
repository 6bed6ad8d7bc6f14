"""Parts of a sidecar, each a pydantic model: beats, claims, numbers, the model that was asked, the finished clip.

Written strictly (:meth:`Part.strict`), read with tolerance: what is unknown is passed over, and what versions before
this one did not write has a default. The fields stand in the order in which the file has them.
"""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, NonNegativeInt

from attention_scenes.film.clip.jsonable import plain
from attention_scenes.film.inputs.flags import FASTEST, LARGEST_SIDE


def _plain_name(name: str) -> str:
    if not name or "\0" in name or PurePath(name).name != name:
        raise ValueError("it must be the name of a file beside the sidecar")
    return name


FileName = Annotated[str, AfterValidator(_plain_name)]
Number = int | float  # as it is, for 20 and 20.0 are written otherwise
Side = Annotated[int, Field(ge=16, le=LARGEST_SIDE)]
Rate = Annotated[Number, Field(gt=0, le=FASTEST)]
FrameCount = Annotated[int, Field(ge=1)]
Seconds = Annotated[Number, Field(ge=0)]
Span = tuple[Number, Number]


class Part(BaseModel):
    """A part of a sidecar, or all of it."""

    model_config = ConfigDict(frozen=True)

    @classmethod
    def strict(cls, values: dict[str, Any], **parts: Part) -> Self:
        """Return what is about to be written; a wrong type or an unknown key is our mistake.

        Parameters
        ----------
        values
            Anything that :func:`~film.clip.jsonable.plain` can make JSON of.
        parts
            Fields that are checked already.
        """
        return cls.model_validate(plain(values) | parts, strict=True, extra="forbid")

    def to_json(self) -> str:
        """Return it as JSON, with those of the fields that were set."""
        found = self.model_dump(mode="json", exclude_unset=True)
        return json.dumps(found, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


class Model(Part):
    """The model that was asked."""

    name: str
    label: str
    weight_digest: str


class Trace(Part):
    """A sentence that the model read, and its tokens: each with its id, its text, and which word it is of."""

    text: str
    tokens: list[list[int | str]] = []


class Beat(Part):
    """A step of the story, in seconds of the clip."""

    name: str
    caption: str
    start: Number
    end: Number


class Claim(Part):
    """Something that the narration may say where it holds."""

    claim: str
    holds: bool
    measured: str


class NumberEntry(Part):
    """A number on screen: how it is written, its value, where that comes from, and when it can be read.

    One in a still has no ``end``; an infinite value is ``"inf"`` or ``"-inf"``.
    """

    shown: str
    value: Number | str
    source: str
    start: Number
    end: Number = 0.0


class Drawing(Part):
    """What drew the frames."""

    surface: str = "raster"
    GL_RENDERER: str | None = None


class Encoding(Part):
    """How frames were encoded."""

    codec: str
    pixels: str
    options: dict[str, str]


class ClipFacts(Part):
    """A finished clip, what it is byte for byte, and which part of its scene it is.

    ``seconds`` is 0 for a picture. ``poster`` is the second that the poster shows, and ``of`` the seconds of the scene
    that the clip has, where it does not have all.
    """

    file: FileName
    format: str
    width: Side
    height: Side
    fps: Rate
    frames: FrameCount
    seconds: Seconds
    transparent: bool
    bytes: NonNegativeInt
    sha256: str
    still: bool = False
    at: Number | None = None
    beats: list[str] = []
    loop: bool = False
    poster: Number = 0.0
    of: list[Span] = []


class MadeBy(Part):
    """The version of this project that made a clip, and the digest of its code."""

    version: str
    code: str
