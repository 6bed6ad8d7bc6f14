"""Render job of the studio: one clip and its progress."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from attention_scenes.film.jobs.processes import Event, Job

State = Literal["waiting", "computing", "drawing", "done", "failed", "cancelled"]
OVER = ("done", "failed", "cancelled")


@dataclass
class RenderJob:
    """One clip to be rendered, and its progress.

    Attributes
    ----------
    number
        Names it in addresses.
    scene, kind, command
        What it is of, what it becomes ("1280 × 720, mp4"), and the command line that makes the same.
    job
        Its steps, and its result or failure.
    folder
        Where its files go: its own, named after all that it is made from.
    state, words, part
        How it goes: what happens, the beat or the reason, and how far from 0 to 1.
    """

    number: int
    scene: str
    kind: str
    command: str
    job: Job
    folder: Path
    state: State = "waiting"
    words: str = ""
    part: float = 0.0
    task: asyncio.Task[None] | None = field(default=None, repr=False)

    @property
    def over(self) -> bool:
        return self.state in OVER

    @property
    def path(self) -> Path | None:
        """The clip, once there is one."""
        return Path(self.job.result.path) if self.job.result else None


def note_cancelled(render: RenderJob, task: asyncio.Task[None]) -> None:
    """Note the end of a task that was cancelled."""
    if task.cancelled():  # it may not even have begun
        render.state, render.words = "cancelled", ""


def follow(render: RenderJob, event: Event) -> None:
    """Note an event of a render's process."""
    match event["event"]:
        case "start":
            render.state, render.words = ("computing", "") if event["task"] == "bundle" else ("drawing", "starting")
        case "computing":
            render.words, render.part = event["message"], event["fraction"] or 0.0
        case "frame":
            total = max(event["total"], event["done"])
            render.words = ", ".join(filter(None, [event["beat"], f"frame {event['done']} of about {total}"]))
            render.part = min(event["done"] / total, 0.99)
        case "end" if failure := render.job.failure:
            render.state, render.words = "failed", failure.why
        case "end" if render.job.result:
            skipped = render.job.result.skipped
            render.state, render.part = "done", 1.0
            render.words = "was up to date" if skipped else f"{render.job.result.frames} frames"
