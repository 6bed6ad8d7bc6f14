"""Tests of the Makefile and of the hooks before a commit: what they call is there."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from attention_scenes.film.cli import main as cli
from tests.conftest import ROOT

MAKEFILE = ROOT.joinpath("Makefile").read_text(encoding="utf-8")
RECIPES = dict(re.findall(r"^([\w-]+):.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE))
FAST = re.search(r"^FAST := (.*)$", MAKEFILE, re.MULTILINE)
PROJECT = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text(encoding="utf-8"))
TOOLS = {re.split(r"[<>=]", package)[0] for package in PROJECT["dependency-groups"]["dev"] if isinstance(package, str)}

BRINGS = {"cyclonedx-bom": "cyclonedx-py"}  # packages whose command has another name


def command_exists(words: list[str], given: set[str]) -> bool:
    """Whether a command line starts with something that the project or its environment has."""
    if words[:3] == ["./setup.sh", "python", "render.py"]:
        return words[3] in cli.COMMANDS
    if words[:3] == ["./setup.sh", "python", "-m"]:
        place = ROOT.joinpath(*words[3].split("."))
        return place.with_suffix(".py").is_file() or (place / "__main__.py").is_file()
    if words[0] == "./setup.sh":
        return ROOT.joinpath(words[0]).is_file() and (len(words) == 1 or words[1] in TOOLS)
    if words[0] == "env":
        return command_exists([word for word in words[1:] if "=" not in word], given)
    if words[0].startswith((".venv/bin/", "build/tools/bin/")):
        return Path(words[0]).name in TOOLS | given
    return shutil.which(words[0]) is not None


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_says_what_it_does_and_its_commands_exist(name: str) -> None:
    assert re.search(rf"^{name}:.* ## \w", MAKEFILE, re.MULTILINE), "a recipe has a comment of one line"
    assert re.search(rf"^\.PHONY:.* {name}\b", MAKEFILE, re.MULTILINE), "no recipe makes a file"
    lines = [line.strip().lstrip("@") for line in RECIPES[name].splitlines()]
    brought = {BRINGS.get(each, each) for each in re.findall(r" install .*?([\w-]+)$", RECIPES[name], re.MULTILINE)}
    for line in lines:
        assert command_exists(line.split(), brought | {"python"}), line


def test_the_recipes_that_a_contributor_looks_for_are_there() -> None:
    wanted = {
        "setup",
        "test",
        "test-fast",
        "lint",
        "types",
        "docs",
        "golden",
        "bench",
        "studio",
        "fuzz",
        "licences",
        "sbom",
    }
    assert wanted <= RECIPES.keys()


def test_the_fast_tests_are_folders_of_tests() -> None:
    assert FAST
    assert all(list(ROOT.joinpath(folder).glob("test_*.py")) for folder in FAST[1].split())


def test_hooks_call_tools_of_the_environment() -> None:
    [local] = yaml.safe_load(ROOT.joinpath(".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert local["repo"] == "local", "others are fetched from a network"
    assert {hook["id"] for hook in local["hooks"]} == {"ruff", "ruff-format", "mypy", "codespell"}
    for hook in local["hooks"]:
        assert hook["language"] == "system" and command_exists(hook["entry"].split(), set()), hook["id"]


def test_spelling() -> None:
    codespell = ROOT / ".venv" / "bin" / "codespell"
    if not codespell.is_file():
        pytest.skip("codespell is not installed")
    done = subprocess.run([codespell], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
