"""Train a model step by step, with its state on disk: a run that is killed goes on where it was kept last."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from attention_scenes.model.cache_files import read_kept, write_kept
from attention_scenes.model.errors import UserError
from attention_scenes.model.file_locks import exclusive_lock
from attention_scenes.training.recipe import Recipe, Run, Scores

if TYPE_CHECKING:
    from collections.abc import Iterator

STATE = "unfinished.safetensors"
LOCK = ".in-use"
KEPT_EVERY = 50  # steps: as many are done again at most
DONE = "finished.json"  # of how many steps the run was
WEIGHTS = "model.safetensors"


@dataclass
class Progress:
    """How far a run is: the loss of each step, and held-out scores by the step that they were measured after."""

    steps: int
    resumed_from: int = 0
    losses: list[float] = field(default_factory=list)
    scores: dict[int, Scores] = field(default_factory=dict)

    @property
    def step(self) -> int:
        return len(self.losses)


Watch = Callable[[Progress], None]


def folder_of(folder: Path, name: str, seed: int, step: int | None = None) -> Path:
    """Return where a run's files go: ``DIR/decoder/seed2``, and of one step ``DIR/decoder/seed2/step500``."""
    run = folder / name / f"seed{seed}"
    return run if step is None else run / f"step{step}"


def train(name: str, recipe: Recipe, seed: int, steps: int, folder: Path, watch: Watch) -> Scores:
    """Train a model, or go on where a run of the same seed and steps was interrupted; return its last scores.

    Parameters
    ----------
    name, recipe
        What is trained.
    seed, steps
        Of the run.
    folder
        Where ``NAME/seedN`` goes.
    watch
        Called after each step.

    Raises
    ------
    UserError
        Another process trains the same; a run of another length was finished there; a disk that takes no more.
    """
    place = folder_of(folder, name, seed)
    place.mkdir(parents=True, exist_ok=True)
    with _alone(place):
        if _length(place) not in (None, steps):
            raise UserError(f"{place} holds a run of {_length(place)} steps: choose another folder (-o).")
        (place / DONE).unlink(missing_ok=True)
        run, progress = _begun(recipe, place, name, seed, steps)
        due = recipe.kept_steps(steps)
        while True:
            if run.step in due:
                _save(run, folder_of(folder, name, seed, run.step))
            if run.step % KEPT_EVERY == 0 or run.step == steps:
                progress.scores[run.step] = run.measure()
                _keep(place / STATE, run, progress, _key(name, seed, steps))
            watch(progress)
            if run.step >= steps:
                break
            progress.losses.append(run.advance())
        (place / DONE).write_text(json.dumps({"steps": steps}))
        (place / STATE).unlink(missing_ok=True)
    return progress.scores[steps]


def is_done(folder: Path, name: str, seed: int, steps: int) -> bool:
    """Check for the last model of a run of so many steps: a longer one's model of that step came another way."""
    place, last = folder_of(folder, name, seed), folder_of(folder, name, seed, steps) / WEIGHTS
    return last.is_file() and _length(place) == steps and not place.joinpath(STATE).exists()


def _length(place: Path) -> int | None:
    """Return of how many steps the run is that was finished in a folder; None where none was."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        return int(json.loads((place / DONE).read_text())["steps"])
    return None


def _begun(recipe: Recipe, place: Path, name: str, seed: int, steps: int) -> tuple[Run, Progress]:
    """Return a run and how far it is: taken up again where its state was kept by the same code, else new."""
    with suppress(OSError, ValueError, KeyError):
        return _taken_up(recipe, place, _key(name, seed, steps))
    return recipe.start(seed, steps), Progress(steps)


def _taken_up(recipe: Recipe, place: Path, key: Mapping[str, Any]) -> tuple[Run, Progress]:
    """Return a run as it was kept; OSError, ValueError or KeyError where none of this key was, or not whole."""
    arrays, facts = read_kept(place / STATE)
    if facts["of"] != key:
        raise ValueError(f"{place / STATE} is of another run")
    run, progress = recipe.start(key["seed"], key["steps"]), Progress(key["steps"])
    progress.losses = arrays.pop("losses").tolist()
    single = set(facts["single"])
    run.restore(facts["step"], {name: a.reshape(()) if name in single else a for name, a in arrays.items()})
    progress.scores = {int(step): scores for step, scores in facts["scores"].items()}
    progress.resumed_from = run.step
    return run, progress


def _keep(path: Path, run: Run, progress: Progress, key: Mapping[str, Any]) -> None:
    arrays = {**run.state(), "losses": np.array(progress.losses)}
    single = [name for name, array in arrays.items() if not array.ndim]  # a file has no arrays without an axis
    scores = {str(step): each for step, each in progress.scores.items()}
    facts = {"of": key, "step": run.step, "scores": scores, "single": single}
    write_kept(path, {name: np.atleast_1d(array) for name, array in arrays.items()}, facts)


def _save(run: Run, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    (folder / WEIGHTS).unlink(missing_ok=True)  # none of another run stands beside half a new one
    run.save(folder)


def _key(name: str, seed: int, steps: int) -> dict[str, Any]:
    """Return what has to be the same for a kept state to be gone on with."""
    import torch

    return {"name": name, "seed": seed, "steps": steps, "torch": str(torch.__version__), "code": code()}


@cache
def code() -> str:
    """Return a digest of the files that take the steps: other code might take others."""
    here = Path(__file__).parent
    rooms = ("decoder", "translator", "vision", "probes/translation", "probes/adapting", "probes/captioning",
             "probes/holes")  # fmt: skip
    below = (here, *(here.parent / "model" / room for room in rooms))
    files = [path for folder in below for path in sorted(folder.rglob("*.py"))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Hold a run's folder for this process alone."""
    try:
        with exclusive_lock(place / LOCK):
            yield
    except BlockingIOError:
        raise UserError(f"Another process trains in {place}: wait for it, or choose another folder (-o).") from None
