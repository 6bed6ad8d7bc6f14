"""Scenes that are measured: their beats and their bundles."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path
from typing import Any

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.clip_answers import Answers, ClipAnswers, bundles
from attention_scenes.model.answers.store import ensure

from .work import ROOT, Result, Spec, run

HEADLINE = ("attention-pattern", "mole")
TAKE_TEXT = ("attention-pattern", "masking")  # scenes that --text is for


def known() -> list[str]:
    """Return the names of all scenes."""
    from attention_scenes.film.catalog.scenes import scenes_in

    return list(scenes_in(ROOT / "scenes"))


def spec_for(scene: str, given: argparse.Namespace, folder: Path) -> Spec:
    """Return the settings of a task about a scene; its bundle is computed where none was given."""
    from attention_scenes.film.catalog.scenes import pick, scenes_in

    found = pick((scene,), scenes_in(ROOT / "scenes"))[0]
    spec = {
        "scene": scene, "module": found.module, "class": found.class_name,
        "beats": given.beats.split(",") if given.beats else None,
        "width": given.width, "height": given.height, "fps": given.fps, "encoder": given.encoder,
        "device": given.device, "seconds": given.seconds,
        "params": {"text": given.text} if given.text and scene in TAKE_TEXT else {},
        "bundle": str(folder / f"{scene}.safetensors"),
    }  # fmt: skip
    if scene in given.bundle:
        spec["bundle"] = str(Path(given.bundle[scene]).resolve())
    elif not Path(spec["bundle"]).exists():
        run(prepare, spec, scene)
    return spec


def scene_class(spec: Spec) -> Any:
    return getattr(importlib.import_module(spec["module"]), spec["class"])


def prepare(spec: Spec) -> Result:
    """Compute a scene's answers and save them to ``spec["bundle"]``: a file, or a folder of one for each model."""
    scene, path = scene_class(spec), Path(spec["bundle"])
    answers = ensure(scene.needs(scene.Params(**spec["params"])))
    if isinstance(answers, ClipAnswers):
        path.mkdir()
    for n, (key, bundle) in enumerate(bundles(answers).items()):
        bundle.save(path / f"{n} {key}" if key else path)
    return {}


def answers_of(spec: Spec) -> Answers:
    """Return the answers that stand at ``spec["bundle"]``."""
    path = Path(spec["bundle"])
    if path.is_dir():
        files = sorted(path.iterdir(), key=lambda file: int(file.name.split()[0]))  # the first is asked by its place
        return ClipAnswers.of({file.name.partition(" ")[2]: Bundle.open(file) for file in files})
    return Bundle.open(path)
