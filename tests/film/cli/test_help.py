"""Help of the command line: it ends with examples that can be typed, fits 80 columns, and loads nothing heavy."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from attention_scenes.film.catalog.app_context import AppContext
from attention_scenes.film.catalog.scenes import scenes_in
from attention_scenes.film.cli import main as cli
from attention_scenes.film.cli.command_classes import Command
from attention_scenes.model.errors import UserError
from tests.helpers.command_line import Run

CATALOG = scenes_in(cli.ROOT / "scenes")
TYPED = [(), *((name,) for name, entry in cli.COMMANDS.items() if entry.summary), ("cache", "clear")]


def parse(words: list[str]) -> click.Context:
    """Read a command line as far as Click reads it, and return the context of the command that would run."""
    program = cli.program()
    app = AppContext(cli.ROOT, cli.HEADLINE, lambda: CATALOG, cli.load, cli.load_theme, [])
    context: Any = click.Context(program, info_name="render.py", obj=app)
    words = program.with_default(words)
    while isinstance(context.command, click.Group) and words:
        name, command, words = context.command.resolve_command(context, words)
        assert command
        if isinstance(command, click.Group):
            context = click.Context(command, parent=context, info_name=name)
        else:
            context, words = command.make_context(name, words, parent=context), []
    return context


def examples(typed: tuple[str, ...]) -> list[str]:
    command: Any = cli.program()
    for word in typed or ("render",):
        command = command.get_command(click.Context(command), word)
    assert isinstance(command, Command)
    return command.examples


@pytest.mark.parametrize("typed", TYPED, ids=" ".join)
def test_help_ends_with_two_to_four_examples(run: Run, typed: tuple[str, ...]) -> None:
    code, out, _ = run(*typed, "--help")
    assert code == 0 and 2 <= len(examples(typed)) <= 4
    assert out.rstrip().endswith("\n".join(f"  {line}" for line in examples(typed)))


@pytest.mark.parametrize("typed", TYPED, ids=" ".join)
def test_help_fits_a_terminal_of_80_columns(run: Run, monkeypatch: pytest.MonkeyPatch, typed: tuple[str, ...]) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert [line for line in run(*typed, "--help")[1].splitlines() if len(line) > 80] == []


@pytest.mark.parametrize("line", [line for typed in TYPED for line in examples(typed)])
def test_an_example_can_be_typed(line: str, elsewhere: Path) -> None:
    words = shlex.split(line.partition(" > ")[0].partition(" | ")[0], comments=True)
    assert words[:2] == ["python", "render.py"]
    parse(words[2:])


@pytest.mark.parametrize("line", ["moles", "mole --sett a=b", "cache clean", "params mole mole", "mole --theme lihgt"])
def test_what_is_no_example_cannot(line: str) -> None:
    with pytest.raises((UserError, click.ClickException)):
        parse(line.split())


def test_rendering_is_meant_where_no_command_is_named(run: Run) -> None:
    _, named, _ = run("render", "--help")
    for words in (["--help"], ["tiny", "--help"], ["-ql", "tiny", "-h"]):
        code, out, _ = run(*words)
        assert code == 0 and out.startswith("Usage: render.py [OPTIONS] [SCENE]...\n")
        assert out.split("\n\n", 1)[1] == named.split("\n\n", 1)[1]


@pytest.mark.parametrize("words", ["--help", "mole --help", "slides --help", "verify --help", "check --help"])
def test_help_imports_the_typed_command_and_nothing_heavy(root: Path, words: str) -> None:
    code = (
        "import sys; from attention_scenes.film.cli import main as cli; code = cli.main(sys.argv[1:]);"
        "heavy = {'numpy', 'manim', 'torch', 'rich', 'av', 'skia'} & set(sys.modules);"
        "rooms = [name.rsplit('.', 1)[1] for name in sys.modules if name.startswith('attention_scenes.film.cli.')];"
        "print(heavy or '', *sorted(rooms), file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words.split()], cwd=root, capture_output=True, text=True, check=False
    )
    typed = {"slides": "presentations", "verify": "model", "check": "check"}.get(words.split()[0], "clips")
    always = ["command_classes", "main", "options", "parameter_types"]
    assert done.returncode == 0
    assert set(done.stderr.split()) - set(always) == {typed}
