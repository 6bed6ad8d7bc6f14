"""Mutants: change one line of the first way while a test checks that ``verify`` notices."""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType, FunctionType
from typing import Any


@contextmanager
def replaced(where: str, old: str, new: str) -> Iterator[None]:
    """Run with a function whose source has ``new`` for ``old``; ``where`` is ``"transformer:rms_norm"``."""
    function = function_at(where)
    lines, start = inspect.getsourcelines(function)
    text = "".join(lines)
    assert text.count(old) == 1, f"{where} has {old!r} {text.count(old)} times"
    with running(function, module_with(function, start, text.replace(old, new))):
        yield


def module_with(function: FunctionType, start: int, text: str) -> ast.Module:
    """Return the module of a function, parsed, with other lines for that function's."""
    lines = inspect.getsource(sys.modules[function.__module__]).splitlines(keepends=True)
    length = len(inspect.getsourcelines(function)[0])
    return ast.parse("".join([*lines[: start - 1], text, *lines[start - 1 + length :]]))


@contextmanager
def running(function: FunctionType, module: ast.Module) -> Iterator[None]:
    """Run with the code that a changed module has for this function, wherever its name was imported to."""
    honest = function.__code__
    function.__code__ = _code(compile(module, honest.co_filename, "exec"), function.__qualname__)
    forget_all()
    try:
        yield
    finally:
        function.__code__ = honest
        forget_all()


def function_at(where: str) -> FunctionType:
    """Return the function of ``"bundle:Bundle.read"``, without any wrappers around it."""
    module, _, name = where.partition(":")
    found: Any = importlib.import_module(f"attention_scenes.model.{module}")
    for part in name.split("."):
        found = inspect.getattr_static(found, part)
    return bare(found)


def bare(found: Any) -> FunctionType:
    """Return a function without caches, class methods and other wrappers around it."""
    for inner in ("fget", "func", "__func__", "__wrapped__"):
        if (below := getattr(found, inner, None)) is not None and not isinstance(found, functools.partial):
            return bare(below)
    return found


def forget_all() -> None:
    """Empty every cache of the first way: a changed function must not answer from before."""
    for name, module in list(sys.modules.items()):
        if name.startswith("attention_scenes.model.") and not name.startswith("attention_scenes.model.verify"):
            for value in vars(module).values():
                if (
                    hasattr(value, "cache_clear")
                    and getattr(value, "__module__", "") == name != "attention_scenes.model.verify.recompute"
                ):
                    value.cache_clear()


def _code(inside: CodeType, qualname: str) -> CodeType:
    waiting = [inside]
    while waiting:
        code = waiting.pop()
        if code.co_qualname == qualname:
            return code
        waiting += [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    raise LookupError(qualname)
