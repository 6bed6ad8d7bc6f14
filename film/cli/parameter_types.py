"""Parameter types of the command line: text is converted as it is parsed, and a shell completes it.

What will not do is a ``UserError``, which Click lets pass: the message is the same as in a notebook or the studio.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import click
from click.shell_completion import CompletionItem

from attention_scenes.film.catalog.scenes import SceneFile, pick
from attention_scenes.film.system.console import short
from attention_scenes.model.errors import UserError

SECONDS = {"h": 3600, "d": 86_400, "w": 7 * 86_400}


class SceneName(click.ParamType):
    """The name of a scene, converted to its file."""

    name = "scene"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, SceneFile) or ctx is None:
            return value
        catalog, program = ctx.obj.catalog(), ctx.find_root().command
        if value not in catalog and isinstance(program, click.Group) and value in program.list_commands(ctx):
            raise UserError(f"{value!r} is a command and comes first: python render.py {value} ...")
        [scene] = pick((value,), catalog)
        return scene

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        scenes = ctx.obj.catalog().values()
        return [CompletionItem(scene.name, help=scene.summary) for scene in scenes if scene.name.startswith(incomplete)]


class Text(click.ParamType):
    """Text that a function reads, and words that a shell offers for it.

    Parameters
    ----------
    parse
        Converts the text, or raises a ``UserError``; without it the text is kept, and read by whoever takes it.
    words
        Returns what can be typed.
    commas
        Whether several words can be, with commas between.
    """

    name = "text"

    def __init__(
        self,
        parse: Callable[[str], Any] = str,
        words: Callable[[], Iterable[str]] = tuple,
        commas: bool = False,
    ) -> None:
        self.parse, self.words, self.commas = parse, words, commas

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return self.parse(value) if isinstance(value, str) else value

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        before, comma, last = incomplete.rpartition(",") if self.commas else ("", "", incomplete)
        return [CompletionItem(f"{before}{comma}{word}") for word in self.words() if word.startswith(last)]


class PathText(Text):
    """A path, kept as text; ``kind`` is what a shell offers for it, ``file`` or ``dir``, besides the words."""

    def __init__(
        self, kind: str, parse: Callable[[str], Any] = str, words: Callable[[], Iterable[str]] = tuple
    ) -> None:
        super().__init__(parse, words)
        self.kind = kind

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        # First the path: bash forgets what came before it.
        return [CompletionItem(incomplete, type=self.kind), *super().shell_complete(ctx, param, incomplete)]


def seconds(age: str) -> float:
    """Return ``"30d"`` in seconds; UserError where it is no such time."""
    match = re.fullmatch(r"(\d{1,6})([hdw])", age.strip())
    if not match:
        raise UserError(f"--older-than needs hours, days or weeks, such as 12h, 30d or 2w; got {short(age)}.")
    return int(match[1]) * SECONDS[match[2]]
