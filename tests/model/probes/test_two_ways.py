"""Independence of a probe's two ways of measuring: no shared function, no torch."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from attention_scenes.model.probes import probe
from attention_scenes.model.probes.probe import Probe
from attention_scenes.model.probes.registry import head_rankings, probe_classes
from tests.conftest import ROOT

FILES = [Path(sys.modules[found.__module__].__file__ or "") for found in probe_classes().values()]
FILES += sorted((ROOT / "model/probes").rglob("*_again.py"))  # where a second way is too long for the probe's file


def functions(tree: ast.Module) -> dict[str, ast.FunctionDef]:
    """Return the functions and methods of a file by name."""
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def stored(node: ast.Assign) -> list[ast.Name]:
    """Return the names that a line sets, one or several at once."""
    return [name for target in node.targets for name in ast.walk(target) if isinstance(name, ast.Name)]


def names(node: ast.AST) -> set[str]:
    """Return the names and attributes that a function uses."""
    used = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    return used | {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_second_way_uses_nothing_of_the_first(path: Path) -> None:
    tree = ast.parse(path.read_bytes())
    own = {name for name in functions(tree) if not name.startswith("__")}
    own |= {name.id for node in tree.body if isinstance(node, ast.Assign) for name in stored(node)}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("attention_scenes."):
            own |= {alias.name for alias in node.names} - {*vars(probe)}
    for name, function in functions(tree).items():
        called = names(ast.Module(function.body, [])) & own
        is_second = name.endswith("_again")
        other = {one for one in called if one.lower().endswith("_again") is not is_second}
        assert not other, f"{name} uses {other} of the other way"


def test_a_probe_is_found_by_its_file_alone() -> None:
    assert {path.stem for path in FILES} >= {"adjectives", "contrasts", "leaks", "senses", "word_arithmetic"}
    assert all(issubclass(found, Probe) for found in probe_classes().values())
    assert {*head_rankings()} >= {"best:adjective", "best:carry", "best:leak"}


@pytest.mark.parametrize("module", ["probes.registry", "verify.probes_again", "verify.check"])
def test_probes_and_their_second_way_load_no_torch(module: str) -> None:
    code = (
        f"import sys; from attention_scenes.model.{module} import *\n"
        "from attention_scenes.model.probes.registry import probe_classes; probe_classes()\n"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
