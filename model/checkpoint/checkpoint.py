"""A model's files on disk: folder, config.json, digest of the weights and name on screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from attention_scenes.model.checkpoint.json_files import read_object
from attention_scenes.model.checkpoint.label import label_of


@dataclass(frozen=True)
class Checkpoint:
    """A model whose files are on this disk; ``locate`` makes it once and hands it to everything else.

    Attributes
    ----------
    folder
        The folder of its files.
    config
        The content of its config.json.
    digest
        The SHA-256 that stands for its weights.
    label
        Its name on screen.
    """

    folder: Path
    config: Mapping[str, Any] = field(hash=False, repr=False)
    digest: str
    label: str

    @classmethod
    def read(cls, folder: Path, digest: str, name: str) -> Checkpoint:
        """Read the config.json of the folder of model ``name``; a UserError where it is no JSON object."""
        config = read_object(folder / "config.json")
        return cls(folder, config, digest, label_of(name, folder, config))
