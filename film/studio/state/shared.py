"""State shared by all tabs: scenes, workers, frame cache, render queue."""

from __future__ import annotations

import asyncio
import base64
from collections import OrderedDict
from collections.abc import Coroutine
from dataclasses import asdict
from typing import Any

from attention_scenes.film.catalog.app_context import AppContext
from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.studio.state.frame_cache import FrameCache
from attention_scenes.film.studio.state.preview import Preview
from attention_scenes.film.studio.state.render_queue import RenderQueue
from attention_scenes.film.studio.state.settings import Settings
from attention_scenes.film.studio.state.worker_client import Worker

MOST_MAPS = 20
ROLES = {"scene_worker": "process that draws previews", "model_worker": "process that asks the model"}


class Studio:
    """Made inside the running event loop; :meth:`close` leaves no process behind.

    Attributes
    ----------
    first
        The scene that a new tab shows.
    notices
        What happened that concerns every tab, oldest first.
    """

    def __init__(self, app: AppContext, settings: Settings) -> None:
        self.settings = settings
        self.catalog: dict[str, SceneFile] = app.catalog()
        self.first = app.headline[-1]
        self.notices: list[str] = []
        command = [*app.child[:-1], "studio-worker"]
        self.scene_worker, self.model_worker = (
            Worker([*command, role], ROLES[role], self.notices.append) for role in ROLES
        )
        self.frame_cache, self.preview = FrameCache(), Preview(self.scene_worker, self.model_worker)
        self.render_queue = RenderQueue(settings.out, app.child, settings.most_bytes)
        self._tasks = set[asyncio.Task[None]]()
        self._forms: dict[str, dict[str, Any]] = {}
        self._measured: list[list[list[str]]] | None = None
        self._measuring = asyncio.Lock()
        self._maps = OrderedDict[tuple[str, bool], dict[str, Any]]()

    def begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Begin work that ends with the studio at the latest."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def form(self, scene: str) -> dict[str, Any]:
        """The ``fields`` of a scene's form, and the ``most_tokens`` of its sentence (None: no bound of its own)."""
        if scene not in self._forms:
            self._forms[scene] = await self.preview.ask({"do": "form", "scene": asdict(self.catalog[scene])})
        return self._forms[scene]

    async def open(self, scene: str, data: bytes) -> dict[str, Any]:
        """The ``scene`` that a parameter file is about, this one if it may be, and the ``values`` it has for it."""
        catalog = {name: asdict(found) for name, found in self.catalog.items()}
        file = base64.b64encode(data).decode()
        return await self.preview.ask({"do": "open", "scene": scene, "catalog": catalog, "file": file})

    async def head_map(self, text: str, columns: bool) -> dict[str, Any]:
        """Return a picture of all heads' patterns, see :func:`film.studio.workers.model_worker.head_map`."""
        key = text, columns
        if key not in self._maps:
            question = {"do": "heads", "text": text, "columns": columns, "model": self.settings.model}
            self._maps[key] = await self.preview.ask_model(question)
            while len(self._maps) > MOST_MAPS:
                self._maps.popitem(last=False)
        return self._maps[key]

    async def measured(self) -> list[list[list[str]]]:
        """Return lines on what each head was measured to do, see :mod:`film.studio.workers.head_facts`."""
        async with self._measuring:
            if self._measured is None:
                question = {"do": "measured", "model": self.settings.model}
                self._measured = (await self.preview.ask_model_idly(question))["lines"]
        return self._measured

    async def count_tokens(self, text: str) -> int:
        """Return a text's count of tokens as scenes read it, with single spaces, the model's first one included."""
        question = {"do": "tokens", "text": " ".join(text.split()), "model": self.settings.model}
        return (await self.preview.ask_model(question))["count"]

    async def warm(self) -> None:
        """Start both workers before the first question."""
        await self.scene_worker.start()
        await self.model_worker.ask({"do": "warm", "model": self.settings.model})

    async def close(self) -> None:
        """Stop all work, the renders and the workers."""
        tasks = [*self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.render_queue.close()
        await self.scene_worker.close()
        await self.model_worker.close()
