"""Parse ``--model``: ``NAME`` for a scene that asks one model, ``KEY=NAME`` for one that asks several."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from attention_scenes.film.system.console import note, short
from attention_scenes.model.errors import UserError, nearest
from attention_scenes.model.request.clip_needs import KEY
from attention_scenes.model.request.needs import DEFAULT_MODEL

Models = str | Mapping[str, str]  # the name or folder of a scene's model, or of each of its models by key
Several = Mapping[str, Mapping[str, str]]  # of each scene that asks several models, its own by key


def chosen_models(classes: Mapping[str, Any], given: Iterable[str]) -> dict[str, Models]:
    """Return for each scene the models that it is to ask.

    Parameters
    ----------
    classes
        The chosen scenes' classes by name. One that asks several models has its own in ``models``, by key.
    given
        What ``--model`` says: ``NAME``, ``KEY=NAME``, or for several models a folder that holds a folder for each key.

    Raises
    ------
    UserError
        If no chosen scene can take something.
    """
    several = {scene: own for scene, one in classes.items() if (own := one.models)}
    more = {scene: classes[scene].more_models for scene in several}
    plain, named = _read(given, several, more)
    found: dict[str, Models] = dict.fromkeys(classes, plain or DEFAULT_MODEL)
    for scene, own in several.items():
        folders = {} if plain is None else {key: Path(plain).expanduser() / key for key in own}
        if lacking := [key for key, folder in folders.items() if not folder.is_dir()]:
            why = (
                f"--model {short(plain)}: {_asking({scene: own}, more)}. Give --model KEY=NAME for each, or a folder "
                f"that holds a folder for each: {lacking[0]} is not there."
            )
            if len(several) == len(classes):
                raise UserError(why)
            note(f"{why} It goes to the other clips.")
            folders = {}
        found[scene] = {
            **own,
            **{key: str(folder) for key, folder in folders.items()},
            **_of({*own, *more[scene]}, named),
        }
    return found


def params_for(scene_class: Any, params: Any, models: Models) -> Any:
    """Return a scene's parameters as they are for these models: a head is searched for in others than its own."""
    is_own = not isinstance(models, str) and dict(models) == dict(scene_class.models)
    return params if is_own else params.for_model(models)


def _read(
    given: Iterable[str], several: Several, more: Mapping[str, Iterable[str]]
) -> tuple[str | None, dict[str, str]]:
    """Return the last model without a key, and the models by key; UserError where no scene has such a key."""
    plain: str | None = None
    named: dict[str, str] = {}
    keys = {key for scene, own in several.items() for key in (*own, *more[scene])}
    for text in given:
        key, equals, name = text.partition("=")
        if equals and key in keys:
            named[key] = name
        elif equals and keys and KEY.fullmatch(key) and not Path(text).is_dir():
            raise UserError(f"--model {short(text)}: {_asking(several, more)}. {nearest(key, keys)}")
        else:
            plain = text
    return plain, named


def _of(own: Collection[str], named: Mapping[str, str]) -> dict[str, str]:
    return {key: name for key, name in named.items() if key in own}


def _asking(several: Several, more: Mapping[str, Iterable[str]]) -> str:
    """Return which models scenes ask: ``compare asks for old, new``; those that need not be given come last."""
    optional = {scene: f", and takes {', '.join(keys)}" if (keys := tuple(more[scene])) else "" for scene in several}
    return "; ".join(f"{scene} asks for {', '.join(own)}{optional[scene]}" for scene, own in several.items())
