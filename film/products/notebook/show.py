"""Scenes in notebooks: ``Masking.show(text="…")`` renders a clip, or finds it, and shows it below the cell.

It is rendered by a process of its own, as several clips are: Manim's settings in the notebook stay as they are.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import asdict, replace
from importlib.util import find_spec
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Any

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.clip.sidecar_schema import ClipSidecar
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.inputs.models import chosen_models, params_for
from attention_scenes.film.inputs.naming import beside
from attention_scenes.film.inputs.parameter_schema import table
from attention_scenes.film.inputs.parameters import check
from attention_scenes.film.jobs.picture_options import clip_options, warn_of_bands
from attention_scenes.film.jobs.processes import Job
from attention_scenes.film.jobs.render_flags import RenderFlags
from attention_scenes.film.jobs.requests import RenderRequest, read_anew
from attention_scenes.film.products.notebook.display import ClipDisplay, progress
from attention_scenes.film.products.notebook.live_display import PageDisplay
from attention_scenes.film.system.console import short
from attention_scenes.film.system.program import child
from attention_scenes.model.errors import UserError
from attention_scenes.model.files import cache_folder

# What show() takes besides the scene's own parameters.
PICTURE: dict[str, tuple[Any, str]] = {
    "quality": ("l", "l (854 x 480, 15 frames a second), m, h, p or k, as after -q"),
    "resolution": (None, 'width and height in pixels, such as "640,360", in place of the quality\'s'),
    "fps": (None, "frames a second, in place of the quality's"),
    "still": (False, "only the last frame, as a picture"),
    "live": (False, "a page in place of a video: sharp at any size, and it tells where each number comes from"),
    "at": (None, "only the frame at this second, as a picture"),
    "model": (None, "a local folder or hub name of another Llama- or GPT-2-family model; of several, a dict by key"),
    "force": (False, "render even what is up to date"),
}
SHORT = 60  # characters of a default that the signature shows


class _Long:
    """Placeholder in a signature for a long default, which the docstring's table has."""

    def __repr__(self) -> str:
        return "…"


def shower(scene_class: Any) -> Callable[..., Any]:
    """Return ``show`` for a scene's class, with its parameters in signature and docstring."""

    def show(**given: Any) -> Any:
        return _show(scene_class, given)

    own = signature(scene_class.Params).parameters
    defaults = {name: own[name].default for name, *_ in table(scene_class.Params)}
    defaults |= {name: default for name, (default, _) in PICTURE.items()}
    listed = {name: default if len(repr(default)) <= SHORT else _Long() for name, default in defaults.items()}
    parameters = [Parameter(name, Parameter.KEYWORD_ONLY, default=default) for name, default in listed.items()]
    show.__signature__ = Signature(parameters, return_annotation=ClipDisplay)  # type: ignore[attr-defined]
    show.__qualname__ = f"{scene_class.__name__}.show"
    show.__doc__ = _explained(scene_class)
    return show


def _explained(scene_class: Any) -> str:
    lines = [(scene_class.__doc__ or "").partition("\n")[0], "", "Parameters", "----------"]
    for name, kind, default, allowed, words in table(scene_class.Params):
        facts = [f"{kind} ({allowed})" if allowed else kind, f"default {' | '.join(default.splitlines())}"]
        lines += [f"{name} : {', '.join(facts if default else facts[:1])}", f"    {words}"]
    for name, (default, words) in PICTURE.items():
        lines += [f"{name} : default {default}", f"    {words}"]
    return "\n".join(lines)


def _show(scene_class: Any, given: dict[str, Any]) -> Any:
    """Render a clip or picture, unless an up-to-date one exists, and return its display; of a page, its widget."""
    picture = {name: given.pop(name, default) for name, (default, _) in PICTURE.items()}
    request = _request(scene_class, given, picture)
    job = Job(request.scene.name)
    from attention_scenes.film.jobs.run import make_apart

    with progress(scene_class.__name__) as show:
        make_apart([request], {job.name: job}, lambda name: nullcontext(), child("one-clip"), None, show, False)
    if job.failure and job.failure.ours:
        raise RuntimeError(f"{job.failure.why}\n{job.failure.traceback}")
    if job.failure:
        raise UserError(job.failure.why)
    assert job.result
    path = Path(job.result.path)
    sidecar = ClipSidecar.read(beside(path, "json"))
    label = ", ".join(dict.fromkeys(model.label for model in sidecar.computed_by))
    found = path, request.scene.summary, request.params, label, request.options.at
    return live(PageDisplay(*found)) if picture["live"] else ClipDisplay(*found)


def live(page: PageDisplay) -> Any:
    """Return the widget of a page, or the page in a frame where nothing that shows widgets is installed."""
    if find_spec("anywidget") is None:
        return page
    from attention_scenes.film.products.notebook.live_widget import LiveClip

    return LiveClip(page)


def _request(scene_class: Any, given: dict[str, Any], picture: dict[str, Any]) -> RenderRequest:
    """Check all that can be checked before the model runs, and return the request."""
    if scene_class.__module__ == "__main__":
        raise UserError(f"{scene_class.__name__} is written in this notebook: put it into a file in scenes/.")
    name, model = _typed(scene_class.__name__), picture["model"] or ()
    options = _options(picture)
    warn_of_bands({name: scene_class}, options)
    by_key = [f"{key}={place}" for key, place in model.items()] if isinstance(model, Mapping) else ()
    models = chosen_models({name: scene_class}, by_key or ([model] if model else ()))
    params = params_for(scene_class, check(name, scene_class.Params, given), models[name])
    needs = scene_class.needs(params, models[name])
    if options.force:
        read_anew(needs)
    whole = {key: value for key, value in asdict(options).items() if key not in ("out", "name", "threads", "force")}
    made_from = [scene_class.__module__, scene_class.__name__, params.model_dump(mode="json"), needs.to_json(), whole]
    key = hashlib.sha256(json.dumps(made_from, sort_keys=True).encode()).hexdigest()[:16]
    summary = (scene_class.__doc__ or "").partition("\n")[0]
    scene = SceneFile(f"{name}-{key}", scene_class.__module__, scene_class.__name__, summary)
    return RenderRequest(scene, scene_class, params, needs, replace(options, name=scene.name))


def _options(picture: dict[str, Any]) -> ClipOptions:
    at = picture["at"]
    if at is not None and not (isinstance(at, (int, float)) and 0 <= at < math.inf):
        raise UserError(f"at= needs a second of the clip, from 0 on, such as at=12.5; got {short(at)}.")
    if at is not None and picture["still"]:
        raise UserError("still=True is the last frame and at= another one: leave out one of them.")
    if picture["live"] and (picture["still"] or at is not None):
        raise UserError("live=True is a page that plays: leave it out for a picture, or leave out still= and at=.")
    resolution, fps = (None if picture[key] is None else str(picture[key]) for key in ("resolution", "fps"))
    flags = RenderFlags(
        quality=str(picture["quality"]),
        resolution=resolution,
        fps=fps,
        container="html" if picture["live"] else None,
        save_last_frame=bool(picture["still"]) or at is not None,
        out=str(cache_folder("notebooks")),
        force=bool(picture["force"]),
    )
    return replace(clip_options(flags), at=None if at is None else float(at))


def _typed(class_name: str) -> str:
    """Return a scene's name on the command line: ``Mole`` is ``mole``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", class_name).lower()
