"""ClipAnswers: the bundles of a clip that asks several models, by the models' keys."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.errors import nearest


@dataclass(frozen=True, eq=False)
class ClipAnswers:
    """Answers to a clip's needs of several models; ``answers["fr2en"].read(…)`` names its model in every source.

    Attributes
    ----------
    models
        The bundle of each model by its key; each knows its key.
    """

    models: Mapping[str, Bundle]

    @classmethod
    def of(cls, found: Mapping[str, Bundle]) -> ClipAnswers:
        """Return the answers with each bundle under its own key: on disk it has none, for other clips may share it."""
        return cls({key: replace(bundle, key=key) for key, bundle in found.items()})

    def __getitem__(self, key: str) -> Bundle:
        if key not in self.models:
            raise KeyError(f"no model has the key {key!r}. {nearest(key, self.models)}")
        return self.models[key]

    @property
    def digest(self) -> str:
        """Digest of all bundles, in the order of their keys."""
        digests = {key: bundle.digest for key, bundle in self.models.items()}
        return hashlib.sha256(json.dumps(digests, sort_keys=True).encode()).hexdigest()

    def with_times(self, times: Mapping[str, float]) -> ClipAnswers:
        """Return the same answers with the seconds that a sidecar states, by their sources, the models' keys first."""
        mine = {key: _under(key, times) for key in self.models}
        return replace(self, models={key: bundle.with_times(mine[key]) for key, bundle in self.models.items()})

    def sidecar(self) -> dict[str, Any]:
        """Return the sidecar entries of all models: under each key those that a clip of one model has by itself."""
        parts = {key: bundle.sidecar() for key, bundle in self.models.items()}
        versions: dict[str, str] = {}
        for part in parts.values():
            versions |= part.pop("versions")
        return {"models": parts, "bundle": self.digest, "versions": versions}


def _under(key: str, times: Mapping[str, float]) -> dict[str, float]:
    """Return the seconds of one model, by sources without its key."""
    begin = f"{key}/"
    return {source.removeprefix(begin): each for source, each in times.items() if source.startswith(begin)}


Answers = Bundle | ClipAnswers


def bundles(answers: Answers) -> Mapping[str, Bundle]:
    """Return the bundle of each model by its key, which is empty where a clip asks one model."""
    return answers.models if isinstance(answers, ClipAnswers) else {"": answers}
