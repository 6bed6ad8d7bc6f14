"""Another digit, one that is read wrong, and pictures of one's own: dark on light, on nothing, and in colour."""

from __future__ import annotations

from pathlib import Path

PICTURES = Path(__file__).parent / "pictures"  # of a seven that is read as another digit


def drawn(name: str = "seven.png") -> str:
    """Return the file of a picture: dark on paper; also ``seven-on-nothing.png``, and ``seven.jpg`` in CMYK."""
    return str(PICTURES / name)


CASES = [
    {},
    {"picture": "7"},
    {"picture": drawn()},
    {"picture": drawn("seven-on-nothing.png")},
    {"picture": drawn("seven.jpg")},
]
