"""Child process that does one task and reports its progress: the other side of :mod:`film.jobs.processes`."""

from __future__ import annotations

import signal
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any

from attention_scenes.film.jobs.json_lines import ToParent, messages
from attention_scenes.film.jobs.processes import Failure
from attention_scenes.film.jobs.requests import Load, OnFrame, RenderRequest
from attention_scenes.film.jobs.tasks import (
    ANY_TASK,
    BundlesTask,
    BundleTask,
    ChunkTask,
    ClipTask,
    RenderResult,
    SceneTask,
)
from attention_scenes.model.checkpoint.locate import state_weights
from attention_scenes.model.request.clip_needs import needs_from_json

Send = Callable[..., None]


def serve(load: Load) -> int:
    """Do the task on stdin and write its events to stdout, one line of JSON each; return an exit code.

    Events are ``computing`` (``message``, ``fraction``, and ``clip`` where the task is for several), ``frame``
    (``done``, ``total``, ``beat``; of a chunk, its own) and at last either ``result`` or ``failed`` with a
    :class:`~film.jobs.processes.Failure`.
    """
    # The parent stops us by SIGINT, whatever the shell that started it made of that signal.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    message, send = next(messages(), None), ToParent().send
    try:
        task = ANY_TASK.validate_python(message)
        state_weights(task.weights)
        match task:
            case BundleTask():
                result = _bundle(task, send)
            case BundlesTask():
                result = _bundles(task, send)
            case ChunkTask():
                result = _chunk(task, load, send)
            case ClipTask():
                result = asdict(_clip(task, load, send))
        send("result", result=result)
        return 0
    except (KeyboardInterrupt, BrokenPipeError):
        return 130  # the parent says so, or was killed
    except Exception as error:
        failure = Failure.of(error)
        send("failed", failure=asdict(failure))
        return 1 if failure.ours else 2


def _bundle(task: BundleTask, send: Send) -> dict[str, Any]:
    from attention_scenes.model.answers.store import ensure

    ensure(needs_from_json(task.needs), lambda message, part: send("computing", message=message, fraction=part))
    return {}


def _bundles(task: BundlesTask, send: Send) -> dict[str, Any]:
    """Compute what can be; what cannot is computed again for its clip alone, which says why."""
    for name, needs in task.needs.items():
        try:
            _bundle(BundleTask(needs=needs), partial(send, clip=name))
        except BrokenPipeError:
            raise  # the parent has gone
        except Exception:
            continue
    return {}


def _clip(task: ClipTask, load: Load, send: Send) -> RenderResult:
    request, bundle = _asked(task, load)
    return request.draw(bundle, _frame_sender(send), task.chunks)


def _chunk(task: ChunkTask, load: Load, send: Send) -> dict[str, Any]:
    request, bundle = _asked(task, load)
    request.draw_chunk(bundle, task.number, task.chunks, _frame_sender(send))
    return {}


def _asked(task: SceneTask, load: Load) -> tuple[RenderRequest, Any]:
    """Return the request of a task, and the model's answers to it."""
    from attention_scenes.model.answers.store import ensure

    scene_class = load(task.scene)
    params = scene_class.Params.model_validate(task.params)
    request = RenderRequest(task.scene, scene_class, params, needs_from_json(task.needs), task.options)
    return request, ensure(request.needs)


def _frame_sender(send: Send) -> OnFrame:
    return lambda done, total, beat: send("frame", done=done, total=total, beat=beat)
