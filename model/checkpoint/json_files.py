"""Read JSON files of a model folder; a bad one is refused in one line that says what is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from attention_scenes.model.errors import UserError

POINTER = b"version https://git-lfs"  # how the file begins that Git LFS leaves where the large one was not fetched
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
AGAIN = "Copy the file again from where the model came"


def read_object(path: Path) -> dict[str, Any]:
    """Return the object that a JSON file holds.

    Raises
    ------
    UserError
        A file that cannot be read, is no UTF-8, begins with a byte-order mark, is a pointer of Git LFS, is no JSON, or
        holds something else than an object.
    """
    check_start(path)
    try:
        found = json.loads(path.read_bytes().decode())
    except UnicodeDecodeError as error:
        raise UserError(f"Cannot read {path}: byte {error.start} is not UTF-8. {AGAIN}.") from None
    except RecursionError:
        raise UserError(f"Cannot read {path}: it is nested deeper than any settings are. {AGAIN}.") from None
    except ValueError as error:
        raise UserError(f"Cannot read {path}: it is no JSON ({error}). {AGAIN}.") from None
    if not isinstance(found, dict):
        raise UserError(f"Cannot read {path}: it holds no settings but {str(found)[:40]!r}. {AGAIN}.")
    return found


def check_start(path: Path) -> None:
    """Raise a UserError where a text file cannot be read, is empty, or begins with bytes that are no text."""
    try:
        with path.open("rb") as file:
            start = file.read(64)
    except OSError as error:
        raise UserError(f"Cannot read {path}: {error.strerror or error}.") from None
    refuse_pointer(path, start)
    if start.startswith(BYTE_ORDER_MARKS):
        raise UserError(f"Cannot read {path}: it begins with a byte-order mark. Save it as UTF-8 without one.")
    if not start.strip():
        raise UserError(f"Cannot read {path}: it is empty. {AGAIN}.")


def refuse_pointer(path: Path, start: bytes) -> None:
    """Raise a UserError where a file begins as a pointer of Git LFS does."""
    if start.startswith(POINTER):
        raise UserError(
            f"{path} is a pointer of Git LFS, not the file itself: run `git lfs pull` where the model was cloned, "
            "or copy the file from where the model came."
        )
