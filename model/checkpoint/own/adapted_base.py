"""The model that an adapted one changes: its folder holds what was trained, and names what it is added to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attention_scenes.model.errors import UserError
from attention_scenes.model.own_models import OwnModel, is_own, own_model


def base_of(config: Mapping[str, Any]) -> OwnModel | None:
    """Return the model that a config.json says it adapts, None for most; one of our own alone can be adapted.

    Raises
    ------
    UserError
        No such model; one of other weights than those that it was trained on.
    """
    if (adapts := config.get("adapts")) is None:
        return None
    name, digest = (adapts.get(key) if isinstance(adapts, dict) else None for key in ("model", "digest"))
    if not isinstance(name, str) or not is_own(name):
        raise UserError(
            f"The model's config.json adapts {str(name)[:60]!r}: what is adapted is a model of our own, by its name."
        )
    if (base := own_model(name)).digest != digest:
        raise UserError(
            f"The model adapts {name} as it was, of digest {str(digest)[:12]}…, which is {base.digest[:12]}… now: "
            "train it anew, with `python render.py train adapted`."
        )
    return base
