"""The command line ``python render.py`` and ``attention-scenes``: its commands, and the scenes handed to them."""

from __future__ import annotations

import os
import sys
from functools import cache
from importlib import import_module
from typing import Any

from attention_scenes.film.system.missing_modules import remedy
from attention_scenes.film.system.program import INSTALLED, ROOT, child

try:
    from attention_scenes.film.catalog.app_context import AppContext
    from attention_scenes.film.catalog.scenes import SceneFile, scenes_in
    from attention_scenes.film.cli.command_classes import CommandEntry, LazyGroup
    from attention_scenes.film.system.errors import as_utf8, guarded, leave_on_sigterm, open_streams
except ModuleNotFoundError as missing:
    if (said := remedy(missing)) is None:
        raise
    print(f"render.py: {said}", file=sys.stderr)
    sys.exit(2)

HEADLINE = ("mole", "attention-pattern")
COMPLETE = "_ATTENTION_SCENES_COMPLETE"  # the variable with which a shell asks what could be typed

COMMANDS = {
    "render": CommandEntry("clips:render", "render [SCENE]...", "clips of scenes; where no command is named, too"),
    "batch": CommandEntry("clips:batch", "batch FILE.csv", "a clip for each row of a table, and which claims hold"),
    "list": CommandEntry("list_scenes:list_", "list", "the scenes there are"),
    "params": CommandEntry("list_scenes:params", "params SCENE", "what can be set about a scene, with defaults"),
    "storyboard": CommandEntry(
        "storyboard:storyboard", "storyboard SCENE...", "a scene at a glance: a PNG of some of its frames"
    ),
    "film": CommandEntry(
        "presentations:film", "film", "the chapters as one file: clips, title cards, chapter marks, subtitles"
    ),
    "slides": CommandEntry(
        "presentations:slides", "slides SCENE...", "the beats as a deck: a web page, PowerPoint, a handout"
    ),
    "gallery": CommandEntry("gallery:gallery", "gallery", "a page with all clips of a folder"),
    "captions": CommandEntry("captions:captions", "captions", "captions as a file to translate, for --captions"),
    "trace": CommandEntry(
        "model:trace", 'trace "TEXT"', "write the model's arrays for a text into a .safetensors file"
    ),
    "verify": CommandEntry("model:verify", "verify CLIP...", "compute every number of a clip again, by a second way"),
    "check": CommandEntry("check:check", "check", "what this machine has: GPU, encoders, fonts, weights"),
    "train": CommandEntry(
        "train.train_command:train", "train NAME", "train a small model of our own anew, and watch its loss"
    ),
    "weights": CommandEntry("model:weights", "weights", "fetch the model's weights now"),
    "cache": CommandEntry("cache_commands:cache", "cache", "what is kept where and how large; cache clear removes it"),
    "docs": CommandEntry("docs:docs", "docs", "write the scenes' pages in docs/scenes anew"),
    "studio": CommandEntry("studio:studio", "studio", "a local page: set a scene up, look at it, render it"),
    "one-clip": CommandEntry("clips:one_clip"),
    "cluster-worker": CommandEntry("clips:cluster_worker"),
    "studio-worker": CommandEntry("studio:worker"),
}


def load(scene: SceneFile) -> Any:
    """Import a scene's class."""
    return getattr(import_module(scene.module), scene.class_name)


def load_theme(palette: str) -> tuple[Any, Any]:
    """Use a palette from now on; return its background colour and the class of labels in its colours."""
    # By name: film imports no scene.
    palettes = import_module("attention_scenes.scenes.mobjects.basics.palette")
    labels = import_module("attention_scenes.scenes.mobjects.text.labels")
    return palettes.use_palette(palette).background, labels.Label


def program() -> LazyGroup:
    """Return the whole command line: rendering is meant where no command is named."""
    return LazyGroup(COMMANDS, default="render")


def run(arguments: list[str]) -> Any:
    """Run one command line, or complete it where a shell asks for that, and return what the command returns."""
    catalog = cache(lambda: scenes_in(ROOT / "scenes"))
    app = AppContext(ROOT, HEADLINE, catalog, load, load_theme, child("one-clip"))
    name = INSTALLED if os.environ.get(COMPLETE) else "render.py"
    return program().main(arguments, name, COMPLETE, standalone_mode=False, obj=app)


def main(arguments: list[str]) -> int:
    """Run one command line and return its exit code."""
    return guarded(lambda: run(arguments))


def console() -> None:
    """Run what was typed: the entry point of ``render.py`` and of an installed package."""
    open_streams()
    leave_on_sigterm()
    sys.exit(main([as_utf8(word) for word in sys.argv[1:]]))
