"""Recompute a clip of several models: each source is looked up in the model whose key it begins with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from attention_scenes.model.verify.error_bound import Bounded
from attention_scenes.model.verify.recompute import Again


@dataclass(frozen=True)
class AllAgain:
    """All models of a clip, computed again on demand, by key; the key is ``""`` where there is one."""

    models: Mapping[str, Again]

    def look_up(self, name: str, index: tuple[int, ...]) -> Bounded:
        """Return the entry that a source names, as :meth:`Again.look_up`; KeyError where no model has its key."""
        key, _, bare = name.rpartition("/")
        if key in self.models:
            return self.models[key].look_up(bare, index)
        if key or not _of_no_model(bare):
            raise KeyError(f"no model has the key {key!r}; there are {', '.join(self.models)}")
        return self._anywhere(bare)

    def shared_by(self, key: str) -> int:
        """Return how many query heads read a key/value head in the model of a key."""
        weights = self.models[key].weights
        return weights.n_heads // weights.n_groups

    def _anywhere(self, name: str) -> Bounded:
        """Return what is the same in every model, or the size of something in one of them."""
        for again in self.models.values():
            try:
                return again.look_up(name, ())
            except KeyError as error:
                why = error
        raise why


def _of_no_model(name: str) -> bool:
    """Whether a source needs no key: a citation, and a vector's length, which a mobject states that knows no model."""
    kind, _, what = name.partition(":")
    return kind == "cited" or (kind == "count" and what.isdecimal())
