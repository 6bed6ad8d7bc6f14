"""Refuse a scene that asks an encoder what only a model that goes on with a text can answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attention_scenes.model.checkpoint.checkpoint import Checkpoint
from attention_scenes.model.decoder.architectures.families import ENCODERS
from attention_scenes.model.errors import UserError
from attention_scenes.model.request.needs import Needs


def is_encoder(settings: Mapping[str, Any]) -> bool:
    """Check whether a config.json describes a model that reads whole sentences: it says no next word."""
    return settings.get("model_type") in ENCODERS or "mask_token" in settings


def refuse_next_words(needs: Needs, checkpoint: Checkpoint) -> None:
    """Raise a UserError unless probes of encoders, and no others, are asked: a scene for encoders has one at least."""
    for_encoders = [getattr(probe, "of_encoders", False) for probe in needs.probes]
    if not for_encoders or not all(for_encoders):
        raise UserError(
            f"{checkpoint.label} is an encoder: it reads whole sentences and says no next word, which this scene asks "
            "for. Take a model that goes on with a text, such as ours:decoder, or the scene encoder-decoder."
        )
