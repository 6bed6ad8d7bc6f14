"""Bundle cache: find the bundles that answer a scene's needs, or compute them once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import overload

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.clip_answers import Answers, ClipAnswers
from attention_scenes.model.checkpoint.locate import digest, label, readable_errors
from attention_scenes.model.checkpoint.manifest import Progress, quiet
from attention_scenes.model.errors import UserError
from attention_scenes.model.files import cache_root
from attention_scenes.model.request.clip_needs import AnyNeeds, ClipNeeds
from attention_scenes.model.request.needs import Needs


def path_of(needs: Needs, weight_digest: str) -> Path:
    """Return the path of the cached bundle that answers ``needs``."""
    return file_of(needs.digest(weight_digest))


def file_of(digest: str) -> Path:
    """Return the path of the cached bundle of this digest."""
    return cache_root() / "bundles" / f"{digest}.safetensors"


@overload
def find(needs: Needs) -> Bundle | None: ...
@overload
def find(needs: ClipNeeds) -> ClipAnswers | None: ...
@overload
def find(needs: AnyNeeds) -> Answers | None: ...
def find(needs: AnyNeeds) -> Answers | None:
    """Return the cached answers to ``needs``, or None, also for a damaged file or one of other needs."""
    if isinstance(needs, Needs):
        return _find(needs)
    found: dict[str, Bundle] = {}
    for key, part in needs.models.items():
        with _of_model(key):
            if (bundle := _find(part)) is None:
                return None
            found[key] = bundle
    return ClipAnswers.of(found)


@overload
def ensure(needs: Needs, progress: Progress | None = None) -> Bundle: ...
@overload
def ensure(needs: ClipNeeds, progress: Progress | None = None) -> ClipAnswers: ...
@overload
def ensure(needs: AnyNeeds, progress: Progress | None = None) -> Answers: ...
def ensure(needs: AnyNeeds, progress: Progress | None = None) -> Answers:
    """Return the answers to ``needs``, from the cache, or computed and cached: a bundle, or one for each model.

    Raises
    ------
    UserError
        Bad needs (no such head or layer, unreadable text), no weights, no space; of several models it names the one.
    """
    progress = progress or quiet
    if isinstance(needs, Needs):
        return _ensure(needs, progress)
    found: dict[str, Bundle] = {}
    for key, part in needs.models.items():
        with _of_model(key):
            found[key] = _ensure(part, _naming(key, progress))
    return ClipAnswers.of(found)


def _find(needs: Needs) -> Bundle | None:
    weight_digest = digest(needs.model)
    if weight_digest is None:
        return None
    path = path_of(needs, weight_digest)
    with suppress(OSError, ValueError):
        found = Bundle.open(path)
        return _named_as_asked(found, needs) if found.digest == path.stem else None
    return None


def _named_as_asked(found: Bundle, needs: Needs) -> Bundle:
    """Return answers with the name by which their model is asked for now: the same weights lie in several folders."""
    if found.meta.get("model", needs.model) == needs.model:
        return found
    named = {"model": needs.model, "label": label(needs.model), "needs": needs.to_json()}
    return replace(found, meta=found.meta | named)


def _ensure(needs: Needs, progress: Progress) -> Bundle:
    if bundle := _find(needs):
        return bundle
    from attention_scenes.model.answers.compute import answer

    bundle = answer(needs, progress, _ensure)
    with readable_errors(cache_root()):
        path = path_of(needs, bundle.meta["weight_digest"])
        path.parent.mkdir(parents=True, exist_ok=True)
        bundle.save(path)
    return bundle


@contextmanager
def _of_model(key: str) -> Iterator[None]:
    """Name the model in what is refused: of several it is not plain which is meant."""
    try:
        yield
    except UserError as error:
        raise UserError(f"Model {key}: {error}") from None


def _naming(key: str, progress: Progress) -> Progress:
    return lambda message, part: progress(f"{key}: {message}", part)
