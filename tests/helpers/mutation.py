"""Mutation testing: draw faults in the first way's functions, and count how many ``verify`` notices.

    python -m tests.helpers.mutation --draw 100 --seed 0

A fault is one operator, comparison, number or flag of one function changed, and the small models of test_mutation.py
run with it, in this process: a fault takes a second, where tools that start Python anew for each take ten.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import inspect
import random
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FunctionType
from typing import Any, NamedTuple

from attention_scenes.model.verify import check
from tests.helpers import mutants, mutation_screen

MODULES = (
    "decoder.transformer", "decoder.state_dict", "decoder.assemble", "decoder.position_codes",
    "decoder.architectures.read_config", "decoder.architectures.tensor_names", "checkpoint.tokenizer",
    "decoder.activation_recorder", "decoder.trace", "decoder.hooks", "decoder.intervene", "answers.compute",
    "answers.derive", "answers.traces", "answers.next_tokens", "numbers.sourced_array", "numbers.counts",
    "answers.bundle", "answers.score_parts", "answers.score_terms", "request.needs", "request.trace_need",
    "request.interventions", "request.intervention_base",
    "probes.adjectives", "probes.contrasts", "probes.leaks", "probes.neurons", "probes.senses", "probes.sentences",
    "probes.vectors", "probes.word_arithmetic",
)  # fmt: skip
OTHER: dict[type, type] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mod,
    ast.Mod: ast.FloorDiv, ast.Pow: ast.Mult, ast.MatMult: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.USub: ast.UAdd,
}  # fmt: skip
PATIENCE = 60  # seconds for one fault


class Fault(NamedTuple):
    """One place of one function: the n-th node that can be changed."""

    where: str
    place: int


def functions() -> Iterator[tuple[str, FunctionType]]:
    """Yield the functions and methods that the first way defines, by module and name."""
    for name in MODULES:
        module = importlib.import_module(f"attention_scenes.model.{name}")
        for owner in [module, *(v for v in vars(module).values() if inspect.isclass(v))]:
            for attribute in list(vars(owner).values()):
                found = mutants.bare(attribute)
                if isinstance(found, FunctionType) and found.__module__ == module.__name__ and _is_first(found):
                    yield f"{name}:{found.__qualname__}", found


def _is_first(function: FunctionType) -> bool:
    """Check that a function is written out under its own name, in its module, and not for the second way."""
    if function.__name__.endswith("_again"):
        return False
    written = function.__code__.co_filename == inspect.getsourcefile(sys.modules[function.__module__])
    return written and not {"<lambda>", "<locals>"}.intersection(function.__qualname__.split("."))


def changeable(tree: ast.FunctionDef) -> list[tuple[ast.AST, Callable[[], None]]]:
    """Return the nodes of a function that can be changed, in order, each with the function that changes it."""
    found: list[tuple[ast.AST, Callable[[], None]]] = []
    for node in (node for part in tree.body for node in ast.walk(part)):
        if isinstance(node, ast.BinOp | ast.UnaryOp | ast.BoolOp) and type(node.op) in OTHER:
            found.append((node, lambda node=node: setattr(node, "op", OTHER[type(node.op)]())))
        elif isinstance(node, ast.Compare) and type(node.ops[0]) in OTHER:
            found.append((node, lambda node=node: node.ops.__setitem__(0, OTHER[type(node.ops[0])]())))
        elif isinstance(node, ast.Constant) and isinstance(node.value, bool | int | float):
            value = not node.value if isinstance(node.value, bool) else node.value + 1
            found.append((node, lambda node=node, value=value: setattr(node, "value", value)))
    return found


def changed(function: FunctionType, place: int) -> tuple[ast.Module, str]:
    """Return the function's module with that one change, and the change in words."""
    module = ast.parse(Path(inspect.getsourcefile(function)).read_text(encoding="utf-8"))  # type: ignore[arg-type]
    node, change = changeable(_definition(module, function))[place]
    before = ast.unparse(node)
    change()
    return module, f"line {node.lineno}: {before} -> {ast.unparse(node)}"  # type: ignore[attr-defined]


def _definition(module: ast.Module, function: FunctionType) -> ast.FunctionDef:
    """Return the function's definition in its module."""
    found: Any = module
    for name in function.__qualname__.split("."):
        found = next(node for node in found.body if getattr(node, "name", "") == name)
    return found


def places() -> list[Fault]:
    """Return every fault that can be drawn."""
    found = []
    for where, function in functions():
        module = ast.parse(Path(inspect.getsourcefile(function)).read_text(encoding="utf-8"))  # type: ignore[arg-type]
        found += [Fault(where, n) for n in range(len(changeable(_definition(module, function))))]
    return found


def judged(fault: Fault, honest: dict[Path, dict[str, Any]]) -> tuple[str, str]:
    """Return the result of a fault, ``refused``, ``unchanged``, ``noticed`` or ``missed``, and the fault in words."""
    function = mutants.function_at(fault.where)
    module, words = changed(function, fault.place)
    result = "unchanged"
    for folder, before in honest.items():
        try:
            with mutants.running(function, module), patience():
                after = mutation_screen.shown_of(folder)
        except Exception:  # any error: there is no clip
            result = "refused" if result == "unchanged" else result
            continue
        if mutation_screen.changed(before, after):
            return ("noticed" if check.check(after) else "missed"), words
    return result, words


@contextmanager
def patience() -> Iterator[None]:
    """Give up on a fault that never ends."""

    def give_up(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)


def draw(count: int, seed: int) -> Counter[str]:
    """Draw so many faults out of all, judge and print each, and count the results."""
    from tests.model.verify.test_mutation import folders

    small = folders(Path(tempfile.mkdtemp(prefix="attention-mutation-")))
    honest = {folder: mutation_screen.shown_of(folder) for folder in small.values()}
    everything = places()
    found: Counter[str] = Counter()
    for fault in random.Random(seed).sample(everything, min(count, len(everything))):
        result, words = judged(fault, honest)
        found[result] += 1
        print(f"{result:9}  {fault.where}  {words}", flush=True)
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draw", type=int, default=100, help="how many faults")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    counts = draw(given.draw, given.seed)
    print(", ".join(f"{number} {result}" for result, number in sorted(counts.items())))
    raise SystemExit(counts["missed"] > 0)
