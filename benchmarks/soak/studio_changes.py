"""Changes in the studio, one after the other: memory stays flat, no file and no process is left.

The state of the studio and its processes are driven without a browser, by two tabs.
"""

from __future__ import annotations

import asyncio
import gc
import os
import random
import shutil
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from attention_scenes.film.catalog.app_context import AppContext
from attention_scenes.film.studio.state.export_choices import CHOICES, ExportChoices
from attention_scenes.film.studio.state.render_job import RenderJob
from attention_scenes.film.studio.state.session import Session
from attention_scenes.film.studio.state.settings import Settings
from attention_scenes.film.studio.state.shared import Studio
from attention_scenes.film.system.program import child
from attention_scenes.model.request.needs import DEFAULT_MODEL
from tests.helpers.tiny_scene import CATALOG

from .drawn_cases import TEXTS, WORDS
from .soak_records import Records
from .whole_files import faults, hidden

LOOK = 20  # changes between two looks at memory and files
RENDER = 15  # changes between two clips
GROWTH = 1.15  # of the memory of all processes, from the second quarter to the last
PATIENCE = 120.0  # seconds until a change is drawn


def soak(records: Records, seed: int, folder: Path) -> None:
    """Change things until the time is over, then close the studio."""
    out = folder / "studio"
    shutil.rmtree(out, ignore_errors=True)
    before = len(records.done)
    asyncio.run(_changes(records, seed, out))
    here = psutil.Process()
    found = [f"process {process.pid} is left" for process in here.children(recursive=True)]
    found += [f"left: {path}" for path in [*hidden(out), *Path(os.environ["TMPDIR"]).iterdir()]] + faults(out)
    looks = [case for case in records.done[before:] if case["kind"] == "look"]  # of this process
    for what in ("megabytes", "files", "tasks"):
        values = [look[what] for look in looks]
        early, late = values[len(values) // 4 : len(values) // 2], values[-len(values) // 4 :]
        if early and late and median(late) > GROWTH * median(early) + 2:
            found.append(f"{what} grow from {median(early):.0f} to {median(late):.0f}")
    records.add(len(records.done) + 1, "end", found)


async def _changes(records: Records, seed: int, out: Path) -> None:
    nothing: Any = None  # scenes are loaded by its processes
    app = AppContext(out, tuple(CATALOG), lambda: CATALOG, nothing, nothing, child("one-clip"))
    studio = Studio(app, Settings(out, 0, False, 4 * 10**9, DEFAULT_MODEL))
    tabs = [ExportChoices(Session(studio, "tiny")) for _ in range(2)]
    try:
        for tab in tabs:
            await tab.session.choose("tiny")
        for number in records.numbers():
            tab, chance = tabs[number % 2], random.Random(f"{seed}/{number}")
            what = await _change(tab, chance)
            found = await _settled(tab.session)
            if number % RENDER == 0:
                found += await _rendered(tab, chance)
            if found:
                records.add(number, "change", found, how=what)
            elif number % LOOK == 0:
                gc.collect()
                records.add(number, "look", [], **_look())
        if studio.notices:
            records.add(len(records.done) + 1, "notices", studio.notices)
    finally:
        await studio.close()


async def _change(tab: ExportChoices, chance: random.Random) -> str:
    """Change one thing, as a person does, and return what."""
    session = tab.session
    match what := chance.choice(("text", "text", "text", "steps", "side", "pace", "seek", "undo", "redo", "scene")):
        case "text":
            session.set("text", chance.choice((" ".join(chance.choices(WORDS, k=3)), chance.choice(TEXTS))))
        case "steps" | "side" | "pace":
            session.set(what, chance.choice({"steps": "123x", "side": ("left", "right"), "pace": "124"}[what]))
        case "seek":
            session.seek(chance.randrange(60))
        case "undo":
            session.undo()
        case "redo":
            session.redo()
        case "scene":
            await session.choose(chance.choice([*CATALOG]))
            session.reset()
    return what


async def _settled(session: Session) -> list[str]:
    """Wait until what was asked for is drawn or refused; return what went wrong."""
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            await asyncio.sleep(0.15)
            while session.status:
                await asyncio.sleep(0.01)
            return [words for lines in session.faults.values() for words in lines if "Error" in words]
    return [f"nothing was drawn in {PATIENCE:.0f} s: {session.status}"]


async def _rendered(tab: ExportChoices, chance: random.Random) -> list[str]:
    """Render a small clip, or cancel it; return what went wrong."""
    tab.chosen |= {"resolution": "96,64", "fps": "4", "format": chance.choice([*CHOICES])}
    render: RenderJob | None = await tab.render()
    if render is None or render.task is None:
        return [] if "Error" not in tab.fault else [tab.fault]
    if chance.random() < 0.3:
        await asyncio.sleep(chance.uniform(0, 3))
        tab.session.studio.render_queue.cancel(render)
    await asyncio.gather(render.task, return_exceptions=True)
    failure = render.job.failure
    return [f"a clip failed: {failure.why} {failure.traceback}"] if failure and failure.ours else []


def _look() -> dict[str, Any]:
    """Return what the studio and its processes hold now."""
    here = psutil.Process()
    family = [here, *here.children(recursive=True)]
    return {
        "megabytes": sum(process.memory_info().rss for process in family) / 1e6,
        "each": [round(process.memory_info().rss / 1e6) for process in family],
        "files": sum(process.num_fds() for process in family),
        "tasks": len(asyncio.all_tasks()),
    }
