"""Bundle cache: find the bundle that answers a scene's needs, or compute it once."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.checkpoint.locate import digest, readable_errors
from attention_scenes.model.checkpoint.manifest import Progress, quiet
from attention_scenes.model.files import cache_root
from attention_scenes.model.request.needs import Needs


def path_of(needs: Needs, weight_digest: str) -> Path:
    """Return the path of the cached bundle that answers ``needs``."""
    return cache_root() / "bundles" / f"{needs.digest(weight_digest)}.safetensors"


def find(needs: Needs) -> Bundle | None:
    """Return the cached bundle that answers ``needs``, or None, also for a damaged file or one of other needs."""
    weight_digest = digest(needs.model)
    if weight_digest is None:
        return None
    path = path_of(needs, weight_digest)
    with suppress(OSError, ValueError):
        found = Bundle.open(path)
        return found if found.digest == path.stem else None
    return None


def ensure(needs: Needs, progress: Progress | None = None) -> Bundle:
    """Return the bundle that answers ``needs``, from the cache, or computed and cached.

    Raises
    ------
    UserError
        Bad needs (no such head or layer, unreadable text), no weights, no space.
    """
    progress = progress or quiet
    if bundle := find(needs):
        return bundle
    from attention_scenes.model.answers.compute import answer

    bundle = answer(needs, progress, ensure)
    with readable_errors(cache_root()):
        path = path_of(needs, bundle.meta["weight_digest"])
        path.parent.mkdir(parents=True, exist_ok=True)
        bundle.save(path)
    return bundle
