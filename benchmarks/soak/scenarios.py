"""Scenarios: command lines over the two tiny scenes of the tests, and what they make when they are left alone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from attention_scenes.model.files import cache_root
from tests.helpers.tiny_scene import Other, Tiny

from .forked_run import Program, Run, Sabotage, command
from .whole_files import contents, faults, hidden

PATIENCE = 300.0  # seconds of a run
SMALL = ("-r", "96,64", "--fps", "4", "--device", "cpu", "-o", "out")
VIDEO = (*SMALL, "--encoder", "threads=1")
TABLE = "scene,name,text\ntiny,ann,a blue bird\ntiny,bob,a red cat\nother,cat,a green tree\n"


@dataclass(frozen=True)
class Scenario:
    """Scenario: its command line, those that come before it, which files go away between, whether it has children."""

    words: Sequence[str]
    before: tuple[Sequence[str], ...] = ()
    removed: str = ""
    has_children: bool = False


SCENARIOS = {
    "clip": Scenario(("tiny", *VIDEO)),
    "clip anew": Scenario(("tiny", *VIDEO, "--force"), before=(("tiny", *VIDEO),)),
    "beside a clip": Scenario(("tiny", *VIDEO), before=(("tiny", *VIDEO),), removed="tiny.[vp]*"),
    "still": Scenario(("tiny", "-s", *SMALL)),
    "gif": Scenario(("tiny", "--format", "gif", *SMALL)),
    "apng": Scenario(("tiny", "--format", "apng", *SMALL)),
    "frames anew": Scenario(
        ("tiny", "--format", "png-sequence", *SMALL, "--force"), before=(("tiny", "--format", "png-sequence", *SMALL),)
    ),
    "page": Scenario(("tiny", "--format", "html", *SMALL)),
    "storyboard": Scenario(("storyboard", "tiny", "-o", "out")),
    "gallery": Scenario(("gallery", "-o", "out"), before=(("tiny", *VIDEO),)),
    "clips": Scenario(("tiny", "other", *VIDEO, "--jobs", "2"), has_children=True),
    "clips anew": Scenario(
        ("tiny", "other", *VIDEO, "--force"), before=(("tiny", "other", *VIDEO),), has_children=True
    ),
    "chunks": Scenario(("tiny", *VIDEO, "--chunks", "2", "--set", "steps=4"), has_children=True),
    "batch": Scenario(("batch", "../rows.csv", *VIDEO), has_children=True),
    "film": Scenario(("film", "other", "tiny", *VIDEO), has_children=True),
    "slides": Scenario(("slides", "other", "--to", "html,pptx", *VIDEO), has_children=True),
    "local:2": Scenario(("tiny", "other", *VIDEO, "--on", "local:2"), has_children=True),
}


def turn(number: int) -> str:
    """Return the scenario of a case: they take turns, those with children one in five, for they are slow."""
    names = [name for name in SCENARIOS if SCENARIOS[name].has_children == (number % 5 == 0)]
    return names[(number // 5 if number % 5 == 0 else number - number // 5) % len(names)]


@dataclass(frozen=True)
class Undisturbed:
    """What a scenario makes, by name, how many seconds it takes, and in how many steps of its first process."""

    whole: dict[str, str]
    seconds: float
    steps: int


Around = Callable[[Program], Program]


def _as_it_is(program: Program) -> Program:
    return program


class Stage:
    """Folders in which command lines run: ``place``, that of temporary files, and an empty cache.

    ``tiny`` says whether the scenes are those of the tests, as in :data:`SCENARIOS`, or the project's own.
    """

    def __init__(self, folder: Path, tiny: bool = True) -> None:
        self.folder, self.place, self.temporary = folder, folder / "place", Path(os.environ["TMPDIR"])
        self.kept, self.cache, self._tiny = cache_root(), folder / "cache", tiny
        self._known: dict[str, Undisturbed] = {}

    def empty(self) -> None:
        """Remove what lies in the folders, which may be the roots of disks."""
        for folder in (self.place, self.temporary, self.cache):
            folder.mkdir(parents=True, exist_ok=True)
            for path in folder.iterdir():
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def begin(self, scenario: Scenario, sabotage: Sabotage | None = None, around: Around = _as_it_is) -> Run:
        """Begin a scenario in empty folders, after what comes before it; ``around`` changes its program."""
        self.empty()
        (self.place.parent / "rows.csv").write_text(TABLE)
        for words in scenario.before:
            ended = self.run(words).over(PATIENCE)
            assert ended.code == 0, ended.err
        for path in (self.place / "out").glob(scenario.removed) if scenario.removed else ():
            path.unlink()
        return self.run(scenario.words, sabotage, around)

    def again(self, name: str) -> tuple[list[str], str]:
        """Run a scenario's command line once more, with what lies there; return what is wrong then, and what it says.

        Wrong is how it ends, what is left over, and what differs from the scenario that was left alone.
        """
        ended = self.run(SCENARIOS[name].words).over(PATIENCE)
        found = [f"again: exit code {ended.code}: {ended.err[-1000:]}"] if ended.code != 0 or ended.faults else []
        return [*found, *self.left(), *self.differences(name)], ended.out

    def undisturbed(self, name: str) -> Undisturbed:
        """Return what comes of a scenario that is left alone; it is run once."""
        if name not in self._known:
            ended = self.begin(SCENARIOS[name], Sabotage(self.folder)).over(PATIENCE)
            assert ended.code == 0 and not faults(self.place), (name, ended.code, ended.err)
            self._known[name] = Undisturbed(contents(self.place), ended.seconds, ended.steps)
        return self._known[name]

    def left(self) -> list[str]:
        """Return what is left over: unfinished files, and temporary ones."""
        return [f"left: {path}" for path in [*hidden(self.place), *sorted(self.temporary.iterdir())]]

    def differences(self, name: str) -> list[str]:
        """Return which files are others than those of the scenario that was left alone."""
        now, whole = contents(self.place), self.undisturbed(name).whole
        return [f"differs: {file}" for file in sorted(now.keys() | whole.keys()) if now.get(file) != whole.get(file)]

    def run(self, words: Sequence[str], sabotage: Sabotage | None = None, around: Around = _as_it_is) -> Run:
        """Begin a command line with what lies in the folders."""
        return Run(around(command(*words, tiny=self._tiny)), self.place, self.folder / "told", sabotage)


def warm_tiny() -> None:
    """Import all that runs of the tiny scenes import, and ask the model: forked processes share it."""
    import torch

    from attention_scenes.model.answers.store import ensure
    from attention_scenes.model.decoder.loaded_model import load_model
    from attention_scenes.model.request.needs import DEFAULT_MODEL

    torch.set_num_threads(1)  # a process with threads cannot be forked
    load_model(DEFAULT_MODEL)
    for scene in (Tiny, Other):
        ensure(scene.needs(scene.Params()))
