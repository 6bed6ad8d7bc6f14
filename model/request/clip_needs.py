"""ClipNeeds: what a clip needs of several models, each under a key that names it in every source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from attention_scenes.model.request.needs import Needs

KEY = re.compile(r"[a-z][a-z0-9_\-]*")


@dataclass(frozen=True)
class ClipNeeds:
    """The needs of a clip that asks several models.

    Parameters
    ----------
    models
        The needs of each model by its key, small letters, digits, ``-`` and ``_``. Sources begin with the key:
        ``fr2en/pattern[1,1,3,2]``. Checkpoints of one training run are models like others: ``step-0``, ``step-100``.
    """

    models: Mapping[str, Needs]

    def __post_init__(self) -> None:
        if not self.models:
            raise ValueError("a clip needs one model at least")
        for key in self.models:
            if not KEY.fullmatch(key):
                raise ValueError(f"{key!r} is no key of a model: small letters, digits, - and _, a letter first")

    def to_json(self) -> dict[str, Any]:
        """Return a dict of JSON types."""
        return {"models": {key: needs.to_json() for key, needs in self.models.items()}}


AnyNeeds = Needs | ClipNeeds


def needs_from_json(data: Mapping[str, Any]) -> AnyNeeds:
    """Return the inverse of ``to_json()`` of either kind of needs."""
    if "models" not in data:
        return Needs.from_json(data)
    return ClipNeeds({key: Needs.from_json(needs) for key, needs in data["models"].items()})


def by_key(needs: AnyNeeds) -> Mapping[str, Needs]:
    """Return the needs of each model by its key, which is empty where a clip asks one model."""
    return needs.models if isinstance(needs, ClipNeeds) else {"": needs}
