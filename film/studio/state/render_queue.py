"""Render queue of the studio: one clip at a time, in processes of its own, the same for every tab."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

from attention_scenes.film.jobs.processes import Job, run_job
from attention_scenes.film.studio.state.render_job import RenderJob, follow, note_cancelled
from attention_scenes.film.system.files import remove
from attention_scenes.model.errors import UserError

MOST_WAITING = 8
MOST_KEPT = 40  # renders in the list; older ones that are over leave it, their clips stay
LEAST_FREE = 500_000_000  # bytes of disk that a render must leave alone


class RenderQueue:
    """All renders of a studio, in the order they were asked for.

    Parameters
    ----------
    folder
        Below which every clip goes.
    child
        The command of a process that does one order, see :func:`film.jobs.child.serve`.
    most_bytes
        How large ``folder`` may be when another render begins.
    """

    def __init__(self, folder: Path, child: list[str], most_bytes: int) -> None:
        self.folder, self._child, self._most_bytes = folder, child, most_bytes
        self.all: list[RenderJob] = []
        self._numbers = itertools.count(1)
        self._lanes = {"bundle": asyncio.Semaphore(1), "clip": asyncio.Semaphore(1)}

    def find(self, number: int) -> RenderJob | None:
        return next((render for render in self.all if render.number == number), None)

    def place(self, scene: str, made_from: dict[str, Any]) -> Path:
        """The folder of a clip: the same for the same things, another for others."""
        digest = hashlib.sha256(json.dumps(made_from, sort_keys=True).encode()).hexdigest()
        return self.folder / f"{scene}-{digest[:10]}"

    async def check_disk(self) -> None:
        """Raise UserError where the disk, or the folder, takes no more."""
        there = next(place for place in (self.folder, *self.folder.parents) if place.exists())
        if (free := shutil.disk_usage(there).free) < LEAST_FREE:
            raise UserError(f"The disk has {free / 1e6:.0f} MB left and {LEAST_FREE / 1e6:.0f} must stay: free some.")
        if (size := await asyncio.to_thread(_size, self.folder)) > self._most_bytes:
            raise UserError(
                f"{self.folder} holds {size / 1e9:.1f} GB and may hold {self._most_bytes / 1e9:g}: "
                "remove clips, or start the studio with a larger --max-disk."
            )

    async def add(self, scene: str, kind: str, command: str, job: Job, folder: Path) -> RenderJob:
        """Put a clip at the end of the queue, unless it is there; UserError where there is no room."""
        await self.check_disk()
        if twin := next((r for r in self.all if not r.over and r.folder == folder), None):
            return twin
        if sum(not render.over for render in self.all) >= MOST_WAITING:
            raise UserError(f"{MOST_WAITING} clips are waiting already: let one end, or cancel one.")
        render = RenderJob(next(self._numbers), scene, kind, command, job, folder)
        self.all.append(render)
        for old in [r for r in self.all if r.over][: max(0, len(self.all) - MOST_KEPT)]:
            self.all.remove(old)
        render.task = asyncio.create_task(self._make(render))
        render.task.add_done_callback(lambda task: note_cancelled(render, task))
        return render

    async def again(self, render: RenderJob) -> None:
        """Put a render that failed into the queue once more in place of its row; UserError where there is no room."""
        if render in self.all:
            job = Job(render.job.name, render.job.steps, render.job.seconds)
            await self.add(render.scene, render.kind, render.command, job, render.folder)
            if render in self.all:
                self.all.remove(render)

    def cancel(self, render: RenderJob) -> None:
        """Stop a render, or take it out of the queue."""
        if render.task and not render.over:
            render.task.cancel()

    async def close(self) -> None:
        """Stop all of them and wait until no process is left."""
        tasks = [render.task for render in self.all if render.task and not render.task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _make(self, render: RenderJob) -> None:
        try:
            await run_job(render.job, self._child, self._lanes, lambda job, event: follow(render, event))
        finally:
            if not render.job.result and render.folder.is_dir():
                for part in render.folder.glob(".*.part*"):  # its process is gone, and the folder is its own
                    remove(part)
                if not any(render.folder.iterdir()):
                    render.folder.rmdir()


def _size(folder: Path) -> int:
    size = 0
    for where, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):  # renders make and remove files meanwhile
                size += os.lstat(os.path.join(where, name)).st_size
    return size
