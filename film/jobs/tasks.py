"""Tasks of child processes and their results: the JSON between :mod:`film.jobs.processes` and its children."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.inputs.clip_options import ClipOptions


class Task(BaseModel):
    """Something that one process does."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: Literal["bundle", "clip"]


class BundleTask(Task):
    """Compute what a clip needs of the model, into the cache: all of it that takes torch."""

    task: Literal["bundle"] = "bundle"
    needs: dict[str, Any]


class ClipTask(Task):
    """Render a clip: a scene with its parameters, what it needs of the model, and what to write."""

    task: Literal["clip"] = "clip"
    scene: SceneFile
    params: dict[str, Any]
    needs: dict[str, Any]
    options: ClipOptions


ANY_TASK: TypeAdapter[BundleTask | ClipTask] = TypeAdapter(
    Annotated[BundleTask | ClipTask, Field(discriminator="task")]
)


@dataclass(frozen=True)
class RenderResult:
    """A clip that is there: its file, how long and how large it is, and whether it was up to date."""

    path: str
    frames: int
    bytes: int
    skipped: bool
