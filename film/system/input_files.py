"""Read the user's TOML and JSON files, with limits on their kind, size and nesting."""

from __future__ import annotations

import json
import os
import re
import stat
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attention_scenes.film.system.console import file_size, short
from attention_scenes.model.errors import UserError

LARGEST_TOML, LARGEST_JSON = 1_000_000, 100_000_000  # bytes
DEEPEST = 20  # lists and tables in one another
LARGEST_NUMBER = 2**63  # TOML's own; and JSON of ours has none beyond
KEY = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+"""
DOTTED = re.compile(rf"(?m)(?:^|[\[{{,])[ \t]*+(?:{KEY}\.[ \t]*+){{{DEEPEST}}}")  # a key of many parts


def read_input(path: Path, what: str, largest: int) -> bytes:
    """Return the content of a file.

    Parameters
    ----------
    path
        As a person named it.
    what
        How a message calls it, such as ``The parameter file``.
    largest
        Bytes that it may hold.

    Raises
    ------
    UserError
        If it is no regular file (a pipe or a device may never end), holds more, or cannot be read.
    """
    try:
        # Not to be waited for: a pipe opens only when somebody writes into it.
        with open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK)) as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                kind = "a pipe" if stat.S_ISFIFO(found.st_mode) else "a device"
                raise UserError(f"{what} {_named(path)} is {kind}: give a file.")
            data = file.read(largest + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise UserError(f"{what} {_named(path)} cannot be read: {why}.") from None
    if len(data) > largest:
        raise UserError(f"{what} {_named(path)} has more than {file_size(largest)}: it is not what it should be.")
    return data


def _named(path: Path) -> str:
    return short(str(path), 200)


def read_toml(file: Path) -> dict[str, Any]:
    """Read the tables of a TOML file; a UserError names the fault and its line."""
    return parse_toml(read_input(file, "The parameter file", LARGEST_TOML), str(file))


def parse_toml(data: bytes, name: str) -> dict[str, Any]:
    """Parse the content of a TOML file called ``name`` and return its tables."""
    if len(data) > LARGEST_TOML:
        raise UserError(f"{name} has more than {file_size(LARGEST_TOML)}: it is not what it should be.")
    try:
        return _limited(lambda: _toml(_text(data, name)), name)
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{name} is not valid TOML: {error}.") from None


def toml_value(text: str, name: str) -> Any:
    """Parse ``text`` as a TOML value; ``tomllib.TOMLDecodeError`` where it is none."""
    return _limited(lambda: _toml(f"value = {text}"), name)["value"]


def read_json(file: Path, what: str) -> Any:
    """Read and parse a JSON file; UserError where it cannot be read or is none."""
    data, name = read_input(file, what, LARGEST_JSON), f"{what} {_named(file)}"
    try:
        return _limited(lambda: json.loads(_text(data, name)), name)
    except json.JSONDecodeError as error:
        raise UserError(f"{name} is not JSON ({error}).") from None


def _text(data: bytes, name: str) -> str:
    """Decode UTF-8, with or without the byte order mark of editors on Windows."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(f"{name} is not UTF-8 text (byte {error.start}): save it as UTF-8.") from None


def _toml(text: str) -> dict[str, Any]:
    if DOTTED.search(text):  # the library takes a time that grows with the square of the parts of a key
        raise RecursionError
    return tomllib.loads(text)


def _limited(parse: Callable[[], Any], name: str) -> Any:
    try:
        found = parse()
    except RecursionError:
        raise UserError(f"{name} is nested too deep: at most {DEEPEST} lists and tables in one another.") from None
    except (tomllib.TOMLDecodeError, json.JSONDecodeError):
        raise
    except ValueError:  # Python converts no number of so many digits
        raise UserError(f"{name} has a whole number that is too large: at most {LARGEST_NUMBER - 1:,}.") from None
    _check_tree(found, name)
    return found


def _check_tree(found: Any, name: str) -> None:
    """Check that a value is not nested too deep and not too large to work with; UserError where it is."""
    level = [found]
    for _ in range(DEEPEST + 1):
        level = [part for whole in level if isinstance(whole, dict | list) for part in _parts(whole)]
        if any(isinstance(part, int) and not -LARGEST_NUMBER <= part < LARGEST_NUMBER for part in level):
            raise UserError(f"{name} has a whole number that is too large: at most {LARGEST_NUMBER - 1:,}.")
        if not level:
            return
    raise UserError(f"{name} is nested too deep: at most {DEEPEST} lists and tables in one another.")


def _parts(whole: dict[str, Any] | list[Any]) -> list[Any]:
    return list(whole.values()) if isinstance(whole, dict) else whole
