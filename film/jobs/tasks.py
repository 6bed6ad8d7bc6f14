"""JSON tasks and results of child processes, between :mod:`film.jobs.processes` and its children."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt, PositiveInt, TypeAdapter

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.inputs.clip_options import ClipOptions


class Task(BaseModel):
    """Task of one child process.

    Attributes
    ----------
    task
        Its kind.
    weights
        Digest and label of weights that lie on another machine, by the model's name: the answers came along.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: Literal["bundle", "bundles", "chunk", "clip"]
    weights: dict[str, tuple[str, str]] = {}

    @property
    def mark(self) -> dict[str, int]:
        """What its events are marked with: the number of a chunk."""
        return {}


class BundleTask(Task):
    """Task: compute what a clip needs of the model into the cache, all work that takes torch."""

    task: Literal["bundle"] = "bundle"
    needs: dict[str, Any]


class BundlesTask(Task):
    """Task: the same for many clips, by name, in one process that loads the model once."""

    task: Literal["bundles"] = "bundles"
    needs: dict[str, dict[str, Any]]


class SceneTask(Task):
    """Task: draw a scene with its parameters, what it needs of the model, and what to write.

    ``chunks`` says into how many its clip is cut.
    """

    scene: SceneFile
    params: dict[str, Any]
    needs: dict[str, Any]
    options: ClipOptions
    chunks: PositiveInt = 1


class ChunkTask(SceneTask):
    """Task: draw one chunk of a clip, that of this ``number`` from 0 on, into files of its own."""

    task: Literal["chunk"] = "chunk"
    number: NonNegativeInt

    @property
    def mark(self) -> dict[str, int]:
        return {"chunk": self.number}


class ClipTask(SceneTask):
    """Task: render a clip; where it is cut join its chunks, and draw those that are not there."""

    task: Literal["clip"] = "clip"


AnyTask = BundleTask | BundlesTask | ChunkTask | ClipTask
ANY_TASK: TypeAdapter[AnyTask] = TypeAdapter(Annotated[AnyTask, Field(discriminator="task")])
Step = Task | tuple[Task, ...]  # several are done side by side


@dataclass(frozen=True)
class RenderResult:
    """Result of a render: the clip's file, its length and size, and whether it was up to date."""

    path: str
    frames: int
    bytes: int
    skipped: bool
