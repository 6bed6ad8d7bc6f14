"""JSON tasks and results of child processes, between :mod:`film.jobs.processes` and its children."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

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

    task: Literal["bundle", "bundles", "clip"]
    weights: dict[str, tuple[str, str]] = {}


class BundleTask(Task):
    """Task: compute what a clip needs of the model into the cache, all work that takes torch."""

    task: Literal["bundle"] = "bundle"
    needs: dict[str, Any]


class BundlesTask(Task):
    """Task: the same for many clips, by name, in one process that loads the model once."""

    task: Literal["bundles"] = "bundles"
    needs: dict[str, dict[str, Any]]


class ClipTask(Task):
    """Task: render a clip, a scene with its parameters, what it needs of the model, and what to write."""

    task: Literal["clip"] = "clip"
    scene: SceneFile
    params: dict[str, Any]
    needs: dict[str, Any]
    options: ClipOptions


ANY_TASK: TypeAdapter[BundleTask | BundlesTask | ClipTask] = TypeAdapter(
    Annotated[BundleTask | BundlesTask | ClipTask, Field(discriminator="task")]
)


@dataclass(frozen=True)
class RenderResult:
    """Result of a render: the clip's file, its length and size, and whether it was up to date."""

    path: str
    frames: int
    bytes: int
    skipped: bool
