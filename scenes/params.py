"""What can be set about a scene: one declaration checks it, documents it and describes a form."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from model.needs import BEST

PALETTES = Path(__file__).parents[1] / "assets" / "palettes"
LONGEST = 2000  # characters; no scene shows more of a sentence


def checked_text(text: str, longest: int = LONGEST) -> str:
    """Refuse what cannot be shown: nothing at all, control characters, or far too much."""
    if not text.strip():
        raise ValueError("the sentence is empty; write at least one word")
    if len(text) > longest:
        raise ValueError(f"{len(text):,} characters are too many; at most {longest:,} can be shown")
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cs"):
            raise ValueError(f"it holds the control character U+{ord(character):04X}; use plain text on one line")
    return " ".join(text.split())


def checked_head(head: str) -> str:
    """``"19.8"`` (layer, head) or one of the ``"best:…"`` that the model's probes rank."""
    head = head.strip()
    layer, dot, number = head.partition(".")
    if head in BEST or (dot and layer.isdecimal() and number.isdecimal() and len(head) < 10):
        return head
    raise ValueError(f"give layer.head, both counted from 0, such as 19.8, or one of {', '.join(BEST)}")


def checked_palette(name: str) -> str:
    known = sorted(path.stem for path in PALETTES.glob("*.toml"))
    if name not in known:
        raise ValueError(f"known palettes: {', '.join(known)}")
    return name


Sentence = Annotated[str, AfterValidator(checked_text)]
HeadChoice = Annotated[str, AfterValidator(checked_head)]


class SceneParams(BaseModel):
    """Parameters that every scene has."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    captions: bool = Field(True, description="Show the captions on screen (the sidecar has them either way).")
    pace: float = Field(1.0, ge=0.25, le=4, description="How fast: 2 is twice as fast, 0.5 half as fast.")
    palette: Annotated[str, AfterValidator(checked_palette)] = Field("dark", description="A file of assets/palettes.")
