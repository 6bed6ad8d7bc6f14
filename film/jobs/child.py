"""The other side of :mod:`film.jobs.processes`: a process that does one order and says how it goes."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TextIO

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.jobs.processes import Failure
from attention_scenes.film.jobs.requests import Load, RenderRequest
from attention_scenes.model.request.needs import Needs

Send = Callable[..., None]


def serve(load: Load) -> int:
    """Do the order on stdin and write its events to stdout, one line of JSON each; return an exit code.

    Events are ``computing`` (``message``, ``fraction``), ``frame`` (``done``, ``total``, ``beat``) and at last either
    ``result`` or ``failed`` with a :class:`~film.jobs.processes.Failure`.
    """
    # The parent stops us by SIGINT, whatever the shell that started it made of that signal.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    order, events = json.load(sys.stdin), events_alone()

    def send(event: str, **what: Any) -> None:
        events.write(json.dumps({"event": event, **what}) + "\n")

    try:
        send("result", result=_bundle(order, send) if order["task"] == "bundle" else _clip(order, load, send))
        return 0
    except (KeyboardInterrupt, BrokenPipeError):
        return 130  # the parent says so, or was killed
    except Exception as error:
        failure = Failure.of(error)
        send("failed", failure=asdict(failure))
        return 1 if failure.ours else 2


def events_alone() -> TextIO:
    """Return stdout for events; what libraries print belongs to people and goes to stderr from now on."""
    events = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)
    return events


def _bundle(order: dict[str, Any], send: Send) -> dict[str, Any]:
    """Compute what a clip needs, into the cache: all of it that takes torch."""
    from attention_scenes.model.answers.store import ensure

    ensure(Needs.from_json(order["needs"]), lambda message, part: send("computing", message=message, fraction=part))
    return {}


def _clip(order: dict[str, Any], load: Load, send: Send) -> dict[str, Any]:
    from attention_scenes.model.answers.store import ensure

    scene = SceneFile(**order["scene"])
    scene_class = load(scene)
    params = scene_class.Params.model_validate(order["params"])
    ready = RenderRequest(scene, scene_class, params, Needs.from_json(order["needs"]), order["options"])
    return ready.draw(ensure(ready.needs), lambda done, total, beat: send("frame", done=done, total=total, beat=beat))
