"""The command line: it joins model, scenes and film, and nothing else does."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

from attention_scenes.film.system.missing_modules import remedy
from attention_scenes.film.system.program import ROOT, child

try:
    from attention_scenes.film.catalog.app_context import AppContext, Command
    from attention_scenes.film.catalog.scenes import SceneFile, scenes_in
    from attention_scenes.film.system.errors import as_utf8, guarded, leave_on_sigterm, open_streams
except ModuleNotFoundError as missing:
    if (said := remedy(missing)) is None:
        raise
    print(f"render.py: {said}", file=sys.stderr)
    sys.exit(2)

HEADLINE = ("mole", "attention-pattern")

COMMANDS = {
    "list": Command("list_scenes", "list_", "list", "the scenes there are"),
    "params": Command("list_scenes", "params", "params SCENE", "what can be set about a scene, with defaults"),
    "storyboard": Command(
        "storyboard", "storyboard", "storyboard SCENE", "a scene at a glance: a PNG of some of its frames"
    ),
    "film": Command("movie", "film", "film", "the chapters as one file: clips, title cards, chapter marks, subtitles"),
    "slides": Command("slides", "slides", "slides SCENE...", "the beats as a deck: a web page, PowerPoint, a handout"),
    "gallery": Command("gallery", "gallery", "gallery", "a page with all clips of a folder"),
    "captions": Command("captions", "captions", "captions", "captions as a file to translate, for --captions"),
    "trace": Command("model", "trace", 'trace "TEXT"', "write the model's arrays for a text into a .safetensors file"),
    "verify": Command("model", "verify", "verify CLIP", "compute every number of a clip again, by a second way"),
    "check": Command("check", "check", "check", "what this machine has: GPU, encoders, fonts, weights"),
    "weights": Command("model", "weights", "weights", "fetch the model's weights now"),
    "cache": Command("cache_commands", "cache", "cache", "what is kept where and how large; cache clear removes it"),
    "docs": Command("docs", "docs", "docs", "write the scenes' pages in docs/scenes anew"),
    "studio": Command("studio", "studio", "studio", "a local page: set a scene up, look at it, render it"),
    "one-clip": Command("check", "one_clip"),
    "studio-worker": Command("studio", "worker"),
}
CLIPS = Command("clips", "clips")  # where no command is named


def load(scene: SceneFile) -> Any:
    """Import a scene's class."""
    return getattr(import_module(scene.module), scene.class_name)


def load_theme(palette: str) -> tuple[Any, Any]:
    """Put a palette to use; return its background colour and what writes words in its colours."""
    # By name: what films scenes imports none of them.
    palettes = import_module("attention_scenes.scenes.mobjects.basics.palette")
    labels = import_module("attention_scenes.scenes.mobjects.text.labels")
    return palettes.use_palette(palette).background, labels.Label


def command_of(arguments: list[str]) -> tuple[str, list[str], Any]:
    """The command's name, what it is given, and the command itself, imported."""
    name, rest = (arguments[0], arguments[1:]) if arguments and arguments[0] in COMMANDS else ("", arguments)
    wanted = COMMANDS.get(name, CLIPS)
    return name, rest, getattr(import_module(f"attention_scenes.film.cli.{wanted.module}"), wanted.function)


def run(arguments: list[str]) -> Any:
    """Do what one command line says."""
    app = AppContext(ROOT, HEADLINE, lambda: scenes_in(ROOT / "scenes"), load, load_theme, COMMANDS, child("one-clip"))
    name, rest, command = command_of(arguments)
    return command.main(rest, f"render.py {name}".strip(), standalone_mode=False, obj=app)


def main(arguments: list[str]) -> int:
    """Run one command line and return its exit code."""
    return guarded(lambda: run(arguments))


def console() -> None:
    """Run what was typed, as ``render.py`` and as the command of an installed package."""
    open_streams()
    leave_on_sigterm()
    sys.exit(main([as_utf8(word) for word in sys.argv[1:]]))
