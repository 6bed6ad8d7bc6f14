"""Shell completion: what a shell offers at ``attention-scenes mo<TAB>``, and the lines that set it up."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete, get_completion_class

from attention_scenes.film.catalog.app_context import AppContext
from attention_scenes.film.catalog.scenes import scenes_in
from attention_scenes.film.cli import main as cli
from attention_scenes.film.encode.formats import CHOICES
from attention_scenes.film.inputs.flags import themes

CATALOG = scenes_in(cli.ROOT / "scenes")


def offered(line: str) -> list[str]:
    """What is offered for the last word of a line that begins with the program's name."""
    _, *words, last = line.split(" ")
    app = AppContext(cli.ROOT, cli.HEADLINE, lambda: CATALOG, cli.load, cli.load_theme, [])
    shell = ShellComplete(cli.program(), {"obj": app}, "attention-scenes", cli.COMPLETE)
    return [item.value if item.type == "plain" else item.type for item in shell.get_completions(words, last)]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("attention-scenes mol", ["mole"]),
        ("attention-scenes s", ["storyboard", "slides", "studio", "shapes", "soft-lookup", "superposition"]),
        ("attention-scenes -ql ma", ["masking"]),
        ("attention-scenes mole attention-p", ["attention-pattern"]),
        ("attention-scenes --th", ["--theme"]),
        ("attention-scenes mole --theme ", themes()),
        ("attention-scenes --theme l", ["light"]),
        ("attention-scenes mole --theme=l", ["light"]),
        ("attention-scenes mole --format ", list(CHOICES)),
        ("attention-scenes mole --captions ", ["file", "fr"]),
        ("attention-scenes mole -o ", ["dir"]),
        ("attention-scenes params mol", ["mole"]),
        ("attention-scenes film --chapter ", ["1", "2", "3", "4", "5", "6", "7"]),
        ("attention-scenes slides mole --to html,p", ["html,pptx", "html,pdf"]),
        ("attention-scenes trace text --only q,pat", ["q,pattern"]),
        ("attention-scenes cache ", ["clear"]),
        ("attention-scenes cache clear bu", ["bundles"]),
        ("attention-scenes verify ", ["file"]),
    ],
)
def test_a_word_is_completed(line: str, words: list[str]) -> None:
    assert offered(line) == words


def test_the_first_word_is_a_command_or_a_scene_and_none_that_is_hidden() -> None:
    commands = {name for name, entry in cli.COMMANDS.items() if entry.summary}
    assert set(offered("attention-scenes ")) == commands | set(CATALOG)
    assert set(offered("attention-scenes mole ")) == set(CATALOG)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_answered_in_its_own_form(shell: str, root: Path) -> None:
    assert get_completion_class(shell)
    words = {"bash": "plain,mole", "zsh": "plain\nmole\n", "fish": "plain"}[shell]
    typed = {"COMP_WORDS": "attention-scenes mol", "COMP_CWORD": "mol" if shell == "fish" else "1"}
    for instruction, says in (("complete", words), ("source", "attention-scenes")):
        done = subprocess.run(
            [sys.executable, "-m", "attention_scenes"], cwd=root, capture_output=True, text=True, check=False,
            env=os.environ | typed | {cli.COMPLETE: f"{shell}_{instruction}"},
        )  # fmt: skip
        assert done.returncode == 0 and done.stderr == ""
        assert says in done.stdout and "torch" not in done.stdout


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_bash_completes_after_the_documented_line(root: Path, tmp_path: Path) -> None:
    """The documents' line is run as it stands, with a command of that name."""
    command = tmp_path / "attention-scenes"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m attention_scenes "$@"\n')
    command.chmod(0o755)
    page = (root / "docs" / "reference.md").read_text(encoding="utf-8")
    [line] = [line.partition("#")[0].strip() for line in page.splitlines() if "=bash_source" in line]
    script = (
        f"{line}\nCOMP_WORDS=(attention-scenes mol); COMP_CWORD=1; _attention_scenes_completion attention-scenes\n"
        'echo "${COMPREPLY[@]}"'
    )
    environment = os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(root)}
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout == "mole\n", done.stderr
