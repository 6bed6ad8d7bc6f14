"""Stills of random scenes, parameters and flags: each is whole or refused in plain words, and leaves nothing over."""

from __future__ import annotations

from collections import Counter
from importlib import import_module
from pathlib import Path

from attention_scenes.film.catalog.scenes import SceneFile, scenes_in

from ..work import ROOT
from .drawn_cases import drawn_case
from .forked_run import Ended, marked
from .scenarios import PATIENCE, Stage
from .soak_records import Records
from .whole_files import faults

LONG, MOST_LONG = 20.0, 5  # seconds of a case that is long; how many such a scene is given
VERIFIED = 10  # one in so many is computed again


def soak(records: Records, seed: int, folder: Path) -> None:
    """Draw and run cases until the time is over."""
    catalog = scenes_in(ROOT / "scenes")
    _warm(catalog)
    stage = Stage(folder, tiny=False)
    long = Counter(case["scene"] for case in records.done if case["seconds"] > LONG)
    for number in records.numbers():
        scene, words = drawn_case(seed, number, catalog)
        if long[scene] >= MOST_LONG:
            continue
        ended, found = still(words, stage, verified=number % VERIFIED == 0)
        long[scene] += ended.seconds > LONG
        kind = {0: "drawn", 2: "refused", None: "too long"}.get(ended.code, "failed")
        said = ended.err[-3000:] if found else ""
        records.add(number, kind, found, scene=scene, words=words, seconds=round(ended.seconds, 2), said=said)


def still(words: list[str], stage: Stage, verified: bool) -> tuple[Ended, list[str]]:
    """Run one case in empty folders; return how it ended, and its faults."""
    stage.empty()
    run = stage.run([*words, "-o", "out"])
    ended = run.over(PATIENCE)
    found = [f"it took over {PATIENCE:.0f} s"] if ended.code is None else ended.faults
    found += faults(stage.place)
    if ended.code is not None:
        found += stage.left()
        found += [f"process {pid} is left" for pid in marked(run.pid)]
    made = list(stage.place.rglob("*.json"))
    if ended.code == 0 and not made:
        found.append("nothing was made")
    if verified and made and ended.code == 0:
        again = stage.run(["verify", str(made[0])]).over(PATIENCE)
        if again.code not in (0, 3, None):
            found.append(f"verify: {again.code}: {again.out[-500:]} {again.err[-500:]}")
    return ended, found


def _warm(catalog: dict[str, SceneFile]) -> None:
    """Import all that a run imports, and load the model: forked processes share both."""
    import torch

    from attention_scenes.film.verify import report  # noqa: F401
    from attention_scenes.model.decoder.loaded_model import load_model
    from attention_scenes.model.request.needs import DEFAULT_MODEL

    torch.set_num_threads(1)  # a process with threads cannot be forked
    for scene in catalog.values():
        import_module(scene.module)
    load_model(DEFAULT_MODEL)
