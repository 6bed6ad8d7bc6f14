"""Scenes that are measured: their beats and their bundles."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path
from typing import Any

from attention_scenes.model.answers.store import ensure

from .work import ROOT, Order, Result, run

HEADLINE = ("attention-pattern", "mole")


def known() -> list[str]:
    """The scenes there are."""
    from attention_scenes.film.catalog.scenes import scenes_in

    return list(scenes_in(ROOT / "scenes"))


def order_for(scene: str, given: argparse.Namespace, folder: Path) -> Order:
    """What a task has to know about a scene; its bundle is computed where none was given."""
    from attention_scenes.film.catalog.scenes import pick, scenes_in

    found = pick((scene,), scenes_in(ROOT / "scenes"))[0]
    order = {
        "scene": scene, "module": found.module, "class": found.class_name,
        "beats": given.beats.split(",") if given.beats else None,
        "width": given.width, "height": given.height, "fps": given.fps, "encoder": given.encoder,
        "device": given.device, "seconds": given.seconds,
        "params": {"text": given.text} if given.text and scene == "attention-pattern" else {},
        "bundle": str(folder / f"{scene}.safetensors"),
    }  # fmt: skip
    if scene in given.bundle:
        order["bundle"] = str(Path(given.bundle[scene]).resolve())
    elif not Path(order["bundle"]).exists():
        run(prepare, order, scene)
    return order


def scene_class(order: Order) -> Any:
    return getattr(importlib.import_module(order["module"]), order["class"])


def prepare(order: Order) -> Result:
    """Compute a scene's bundle and save it to ``order["bundle"]``."""
    scene = scene_class(order)
    ensure(scene.needs(scene.Params(**order["params"]))).save(Path(order["bundle"]))
    return {}
