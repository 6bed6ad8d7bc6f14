"""The palettes there are: files in ``assets/palettes``."""

from __future__ import annotations

from attention_scenes.model.files import asset

PALETTES = asset("palettes")


def palettes() -> list[str]:
    """Return the names of the palettes there are."""
    return sorted(path.stem for path in PALETTES.glob("*.toml"))


def checked_palette(name: str) -> str:
    if name not in (known := palettes()):
        raise ValueError(f"known palettes: {', '.join(known)}")
    return name
