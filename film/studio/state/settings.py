"""Settings that the studio is started with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from attention_scenes.film.inputs.flags import output_folder
from attention_scenes.film.system.console import short
from attention_scenes.model.errors import UserError
from attention_scenes.model.request.needs import DEFAULT_MODEL

FOLDER = "studio"
LARGEST_BODY = 1 << 20  # bytes of a request; a parameter file is far smaller


@dataclass(frozen=True)
class Settings:
    """Folder of clips, port (0: a free one), whether to open a browser, most bytes of clips, and model."""

    out: Path
    port: int
    browser: bool
    most_bytes: int
    model: str


def settings(out: str, port: str | None, no_open: bool, max_disk: str, model: str | None) -> Settings:
    """Check the command line's settings; UserError if one is invalid."""
    if port is not None and not (re.fullmatch(r"\d{1,5}", port) and 1024 <= int(port) <= 65535):
        raise UserError(f"--port needs a whole number from 1024 to 65535; got {short(port)}.")
    if not re.fullmatch(r"\d{1,6}(\.\d{1,3})?", max_disk) or not float(max_disk):
        raise UserError(f"--max-disk needs a number of gigabytes above 0, such as 4 or 0.5; got {short(max_disk)}.")
    folder = output_folder(out) / FOLDER
    return Settings(folder, int(port or 0), not no_open, round(float(max_disk) * 1e9), model or DEFAULT_MODEL)
