"""Evaluate a source again: names looked up, arithmetic repeated, and no constant that the scene did not declare."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from attention_scenes.model.verify.error_bound import Bounded

LookUp = Callable[[str, tuple[int, ...]], Bounded]

# const:0.5; count:tokens, cited:Brown2020,table2.1.d_model; pattern[19,8,5,4], b.embed[3,17], probe:leak.leak[19,8]; of
# one model among several with its key before it, fr2en/pattern[1,1,3,2]. What comes before a division ends in no letter
# that could begin a key: it is a number, or has a name of one of these forms, which is read first.
ATOM = re.compile(
    r"const:(?P<constant>-?\d+(?:\.\d+)?(?:e[+\-]?\d+)?)"
    r"|(?P<model>(?<![\w.])[a-z][\w\-]*/)?"
    r"(?:(?P<fact>(?:count|cited):\w+(?:[.,]\w+)*)|(?P<name>[A-Za-z][\w:.\-]*)\[(?P<index>\d+(?:,\d+)*)\])"
)
OPERATORS: Mapping[type, Callable] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def angle(cosine: float) -> float:
    """Return the degrees between two directions; a cosine that rounding put beyond 1 is 1."""
    return math.degrees(math.acos(max(-1.0, min(1.0, cosine))))


FUNCTIONS: Mapping[str, Callable[[float], float]] = {
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
    "abs": abs,
    "angle": angle,
}
LONGEST = 1_000_000  # characters


def evaluate(source: str, look_up: LookUp, declared: Collection[float]) -> Bounded:
    """Evaluate a source again: its atoms through ``look_up(name, indices)``, then the arithmetic.

    A name begins with its model's key and a stroke where the source has them.

    ``declared`` are the constants that the scene brings in. A number by itself is no source, nor is a constant that is
    added to something multiplied by 0.

    Raises
    ------
    ValueError
        If ``source`` holds anything else, a constant that is not declared, or nothing but bare numbers.
    """
    if len(source) > LONGEST:
        raise ValueError(f"a source of {len(source):,} characters is too long")
    atoms: list[Bounded] = []

    def take(match: re.Match[str]) -> str:
        if constant := match["constant"]:
            atoms.append(Bounded(_declared(float(constant), declared)))
        else:
            index = tuple(int(i) for i in match["index"].split(",")) if match["index"] else ()
            atoms.append(look_up((match["model"] or "") + (match["fact"] or match["name"]), index))
        return f"_{len(atoms) - 1}"

    try:
        tree = ast.parse(ATOM.sub(take, source), mode="eval").body
    except (SyntaxError, RecursionError, MemoryError) as error:
        raise ValueError(f"{source[:80]!r} is no source: {error}") from None
    if not atoms:
        raise ValueError(f"{source[:80]!r} is a bare number, which nothing computed")
    return _Walk(source, atoms, declared).of(tree)


def names_of(source: str, model: str) -> list[str]:
    """Return what a source names of the model with this key, each without the key: ``a.pattern[1,1,3,2]``."""
    found = (match for match in ATOM.finditer(source) if match["name"] and (match["model"] or "/")[:-1] == model)
    return [f"{match['name']}[{match['index']}]" for match in found]


class _Walk:
    """The arithmetic of one source."""

    def __init__(self, source: str, atoms: list[Bounded], declared: Collection[float]) -> None:
        self.source, self.atoms, self.declared = source, atoms, declared

    def of(self, node: ast.AST) -> Bounded:
        match node:
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                return Bounded(_declared(float(number), self.declared))
            case ast.Name(id=name) if re.fullmatch(r"_\d+", name):
                return self.atoms[int(name[1:])]
            case ast.BinOp():
                return self._chain(node)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self.of(operand)
            case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in FUNCTIONS:
                return self.of(argument).through(FUNCTIONS[name])
        raise self._refusal()

    def _chain(self, node: ast.AST) -> Bounded:
        """Evaluate a chain in a loop down the left side: a sum of a thousand terms is a thousand levels deep."""
        steps: list[tuple[type, ast.AST]] = []
        while isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
            steps.append((type(node.op), node.right))
            node = node.left
        if not steps:
            raise self._refusal()
        total, is_zeroed = self.of(node), _zeroed(node) or _is_zero(node)
        for op, right in reversed(steps):
            if op in (ast.Add, ast.Sub) and is_zeroed != _zeroed(right):
                raise ValueError(f"{self.source[:80]!r} adds to something multiplied by 0")
            added = self.of(right)
            if op in (ast.Add, ast.Sub):
                self._check_sum((node, total), (right, added))
            total = OPERATORS[op](total, added)
            is_zeroed = is_zeroed or (op is ast.Mult and _is_zero(right))
        return total

    def _check_sum(self, *sides: tuple[ast.AST, Bounded]) -> None:
        """Refuse a bare number beside what was computed, but for 1, the whole of a distribution."""
        for (node, bare), (_, other) in (sides, sides[::-1]):
            if isinstance(node, ast.Constant) and bare.value != 1 and other.error:
                raise ValueError(f"{self.source[:80]!r} adds {bare.value:.12g} to what is no count")

    def _refusal(self) -> ValueError:
        return ValueError(f"{self.source[:80]!r} is no source: names with whole indices, + - * / and known functions")


def _declared(number: float, declared: Collection[float]) -> float:
    if number not in declared:
        raise ValueError(f"it brings in {number:.12g}, a constant that the scene does not declare")
    return number


def _is_zero(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value == 0


def _zeroed(node: Any) -> bool:
    """Return whether nothing is left of a term, since it is multiplied by 0."""
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div | ast.Add | ast.Sub):
        if isinstance(node.op, ast.Mult) and (_is_zero(node.right) or _is_zero(node.left)):
            return True
        node = node.left
    return isinstance(node, ast.UnaryOp) and _zeroed(node.operand)
