"""The studio's parts without a browser: workers that end, what is asked meanwhile, and where things go."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
from inspect import iscoroutinefunction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

pytest.importorskip("nicegui")

import uvicorn
from fastapi import FastAPI

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.studio.page.scrubber import Scrubber
from attention_scenes.film.studio.server import _listen, _run, application
from attention_scenes.film.studio.state.export_choices import ExportChoices
from attention_scenes.film.studio.state.frame_cache import STEP, FrameCache, SceneFrames
from attention_scenes.film.studio.state.render_queue import RenderQueue
from attention_scenes.film.studio.state.session import Session
from attention_scenes.film.studio.state.settings import Settings
from attention_scenes.film.studio.state.shared import Studio
from attention_scenes.film.studio.state.worker_client import Failed, Worker
from attention_scenes.film.studio.workers.loop import listen
from attention_scenes.model.request.needs import DEFAULT_MODEL
from tests.conftest import ROOT
from tests.helpers.tiny_scene import CATALOG

FORMS = {
    name: {"fields": [{"name": "text", "value": name, "kind": "sentence"}], "most_tokens": None}
    for name in ("tiny", "other")
}


class Desk(Studio):
    """A studio whose workers are not there: ``answers`` says what is answered, and when."""

    def __init__(self, out: Path) -> None:
        self.settings = Settings(out, 0, False, 10**9, DEFAULT_MODEL)
        self.catalog: dict[str, SceneFile] = CATALOG
        self.frame_cache, self.render_queue = FrameCache(), RenderQueue(out, ["sleep", "60"], 10**9)
        self.preview: Any = SimpleNamespace(learn=self.never, draw=self.never, fill=self.never, ask=self.ask)
        self.may_answer = dict.fromkeys(FORMS, asyncio.Event())
        self.meanwhile: Any = lambda: None
        self._tasks = set()

    async def never(self, *asked: Any) -> None:
        await asyncio.Event().wait()

    async def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        self.meanwhile()
        return {"steps": [{"task": "bundle", "needs": {}}], "changed": {"text": question["values"]["text"]}}

    async def form(self, scene: str) -> dict[str, Any]:
        await self.may_answer[scene].wait()
        return FORMS[scene]

    async def close(self) -> None:
        await self.render_queue.close()
        for task in self._tasks:
            task.cancel()


def test_what_the_page_loads_is_found_in_the_event_loop(tmp_path: Path) -> None:
    """In a thread a scene_frames that is begun meanwhile would break the search."""
    app: Any = None
    app = application(app, Settings(tmp_path, 0, False, 1, ""))
    found = {getattr(route, "path", ""): getattr(route, "endpoint", None) for route in app.routes}
    for path in ("/frame/{request}/{number}", "/clip/{number}/{kind}"):
        assert iscoroutinefunction(found[path])


def test_a_browser_is_opened_once_the_studio_answers_and_nobody_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser of the console returns when it is left."""
    opened, left, returned = (threading.Event() for _ in range(3))
    listening = _listen(0)
    base = f"http://127.0.0.1:{listening.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(FastAPI(), log_level="critical"))

    def browse(address: str) -> None:
        assert address == base
        if server.started:
            opened.set()
        left.wait(300)
        returned.set()

    async def open_and_leave() -> None:
        run = asyncio.create_task(_run(server, listening, base))
        assert await asyncio.to_thread(opened.wait, 300)
        async with httpx.AsyncClient() as client:
            assert (await client.get(base)).status_code == 404
        server.should_exit = True
        await run

    monkeypatch.setattr("webbrowser.open", browse)
    asyncio.run(open_and_leave())
    assert not returned.is_set()
    left.set()


def test_a_worker_that_is_closed_is_not_started_again(tmp_path: Path) -> None:
    started, died = tmp_path / "started", list[str]()
    begin = f"import sys; open({str(started)!r}, 'a').write('x'); sys.stdin.read()"

    async def close_early() -> None:
        worker = Worker([sys.executable, "-c", begin], "worker", died.append)
        asking = [asyncio.create_task(worker.ask({})) for _ in range(2)]
        while not started.exists():
            await asyncio.sleep(0.01)
        await worker.close()
        for task in asking:
            with pytest.raises(Failed, match="being closed"):
                await task
        with pytest.raises(Failed, match="being closed"):
            await worker.start()

    async def close_at_once() -> None:
        worker = Worker([sys.executable, "-c", begin], "worker", died.append)
        starting = asyncio.create_task(worker.start())
        await asyncio.sleep(0)
        await worker.close()
        with pytest.raises(Failed, match="being closed"):
            await starting
        assert worker._child and worker._child.process.returncode is not None

    asyncio.run(close_early())
    assert started.read_text() == "x" and not died
    asyncio.run(close_at_once())


def test_work_ends_with_the_studio(tmp_path: Path) -> None:
    async def close() -> None:
        studio = Desk(tmp_path)
        studio.scene_worker = studio.model_worker = Worker([], "worker", lambda words: None)
        task = studio.begin(studio.never())
        await Studio.close(studio)
        assert task.cancelled()

    asyncio.run(close())


def test_a_worker_leaves_when_its_parent_is_killed_in_the_middle_of_a_line() -> None:
    begin = f"from {listen.__module__} import listen; raise SystemExit(listen(lambda question, line: {{'right': 1}}))"
    worker = subprocess.run(
        [sys.executable, "-c", begin],
        cwd=ROOT,
        input='{"number": 7}\n{"numb',
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert (worker.returncode, worker.stderr) == (0, "")
    assert json.loads(worker.stdout) == {"event": "done", "number": 7, "right": 1}


def test_the_scene_that_was_clicked_last_is_shown(tmp_path: Path) -> None:
    async def click() -> None:
        studio = Desk(tmp_path)
        studio.may_answer = {name: asyncio.Event() for name in FORMS}
        session = Session(studio, "tiny")
        clicks = [asyncio.create_task(session.choose(name)) for name in ("other", "tiny")]
        await asyncio.sleep(0)
        for name in ("tiny", "other"):
            studio.may_answer[name].set()
            await asyncio.sleep(0.01)
        await asyncio.gather(*clicks)
        assert (session.scene, session.values) == ("tiny", {"text": "tiny"})
        await studio.close()

    asyncio.run(click())


def test_a_clip_is_what_it_was_when_it_was_asked_for_and_its_folder_may_be_relative(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    async def order() -> None:
        studio = Desk(Path("clips/studio"))
        studio.may_answer["tiny"].set()
        session = Session(studio, "tiny")
        await session.choose("tiny")
        session.set("text", "a red cat")
        choices = ExportChoices(session)

        def change() -> None:
            session.set("text", "two cats")
            session.scene = "other"
            choices.chosen |= {"format": "gif", "quality": "l"}

        studio.meanwhile = change
        render = await choices.render()
        assert render and render.folder.parent == Path("clips/studio")
        assert (render.scene, render.kind) == ("tiny", "1280 × 720, mp4")
        assert render.command == "python render.py tiny --set 'text=a red cat'"
        ready = await choices.request()
        assert ready and (ready.scene, ready.made) == ("other", "gif")
        await studio.close()

    asyncio.run(order())


def test_playing_steps_from_one_frame_of_a_strip_to_the_next() -> None:
    places = list[int]()
    scrubber = Scrubber.__new__(Scrubber)
    played = SceneFrames(seconds=10.0)
    for here in (STEP + 3, 2 * STEP):
        session = SimpleNamespace(moment=lambda here=here: here, played=played, seek=places.append)
        scrubber._session = session  # type: ignore[assignment]
        scrubber._tick()
    assert places == [2 * STEP, 3 * STEP]
