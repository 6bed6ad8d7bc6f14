"""Kinds of models that read pictures, as config.json names them: their folders have no tokenizer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

OWN_VISION = "textbook-vision"  # of our own: tensors are called as those of a vit
VISION_KINDS = ("vit", "dinov2", OWN_VISION)
PREPROCESSOR = "preprocessor_config.json"


def reads_pictures(settings: Mapping[str, Any]) -> bool:
    """Check whether a config.json describes a vision transformer."""
    return settings.get("model_type") in VISION_KINDS
