"""From checked flags to finished files: all input is checked and all numbers are computed before a frame is drawn."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from film.catalog import SceneFile
from film.console import ClipBars, note, open_file, say, short, telling
from film.flags import file_format, layers, output_file, output_folder, pairs, picture_size
from model.errors import UserError, nearest
from model.needs import ARRAYS, DEFAULT_MODEL

Load = Callable[[SceneFile], Any]
DEVICES = ("auto", "gpu", "cpu")
MOST_TOLD = 20  # differences of one clip that are printed


@dataclass(frozen=True)
class Order:
    """A clip that is ready to be rendered: everything about it has been checked."""

    scene: SceneFile
    scene_class: Any
    params: Any
    needs: Any
    options: dict[str, Any]


def render(chosen: list[SceneFile], load: Load, known: list[str], flags: dict[str, Any], child: list[str]) -> None:
    """Render the chosen scenes: one in this process, several each in its own.

    Parameters
    ----------
    chosen
        The scenes, in the order of their clips.
    load
        Imports a scene's class.
    known
        The names of all scenes.
    flags
        The command line's options by name.
    child
        The command that renders one clip which it reads from stdin, see :func:`serve`.

    Raises
    ------
    UserError
        If any of the input will not do; then nothing has been written.
    """
    orders = take_orders(chosen, load, known, flags)
    for order in orders:
        with telling(order.scene.name) as tell:
            from model.bundle import ensure

            bundle = ensure(order.needs, tell)
        if hasattr(order.scene_class, "check"):
            order.scene_class.check(order.params, bundle)
    start = time.monotonic()
    with ClipBars() as bars:
        results = [_render_here(orders[0], bars)] if len(orders) == 1 else _render_apart(orders, child, bars)
    for result in results:
        how = "up to date" if result["skipped"] else f"{result['frames']} frames"
        say(f"{result['path']}  ({how})")
        if flags["preview"]:
            open_file(Path(result["path"]))
    note(f"{time.monotonic() - start:.0f} s")


def take_orders(chosen: list[SceneFile], load: Load, known: list[str], flags: dict[str, Any]) -> list[Order]:
    """Check all flags and parameters of all clips; a UserError at the first that will not do."""
    width, height, fps = picture_size(flags["quality"], flags["resolution"], flags["fps"])
    container, still = file_format(flags["container"], flags["transparent"], flags["save_last_frame"])
    if flags["device"] not in DEVICES:
        raise UserError(f"--device: there is no {short(flags['device'])}. {nearest(flags['device'][:60], DEVICES)}")
    options = {
        "out": str(output_folder(flags["out"])),
        "width": width,
        "height": height,
        "fps": fps,
        "format": container,
        "transparent": flags["transparent"],
        "still": still,
        "device": flags["device"],
        "encoder": pairs(flags["encoder"]),
        "force": flags["force"],
    }
    _try_out(options)
    # Imported late: a mistake in the flags is told before Manim has loaded.
    from film.parameters import check, gather, read_toml

    file = Path(flags["file"]) if flags["file"] is not None else None
    if file:
        read_toml(file)
    classes = {scene.name: load(scene) for scene in chosen}
    schemas = {name: scene_class.Params for name, scene_class in classes.items()}
    values = gather(schemas, known, file, flags["settings"])
    params = {name: check(name, schemas[name], values[name]) for name in schemas}
    model = flags["model"] or DEFAULT_MODEL
    return [
        Order(
            scene,
            classes[scene.name],
            params[scene.name],
            classes[scene.name].needs(params[scene.name], model),
            options,
        )
        for scene in chosen
    ]


def _try_out(options: dict[str, Any]) -> None:
    """Open the encoder, and the GPU where it must be one, before any time is spent."""
    from film import gpu
    from film.encoder import check_encoder, exact_rate
    from film.formats import check_size, target

    wanted = target(options["format"], options["transparent"], options["encoder"])
    check_size(wanted, options["width"], options["height"])
    if wanted.kind == "video":
        check_encoder(wanted, options["width"], options["height"], exact_rate(options["fps"]))
    if options["device"] == "gpu":
        gpu.choose("gpu")


def _render_here(order: Order, bars: ClipBars) -> dict[str, Any]:
    result = _render(order, lambda done, total, beat: bars.frame(order.scene.name, done, total, beat))
    bars.finish(order.scene.name)
    return result


def _render_apart(orders: list[Order], child: list[str], bars: ClipBars) -> list[dict[str, Any]]:
    from film.jobs import Job, run_all

    jobs = [
        Job(
            order.scene.name,
            child,
            {
                "scene": asdict(order.scene),
                "params": order.params.model_dump(mode="json"),
                "needs": order.needs.to_json(),
                "options": order.options,
            },
        )
        for order in orders
    ]

    def on_event(name: str, event: dict[str, Any]) -> None:
        if event["result"]:
            bars.finish(name)
        else:
            bars.frame(name, event["done"], event["total"], event["beat"])

    run_all(jobs, on_event)
    return [job.result for job in jobs if job.result]


def serve(load: Load) -> int:
    """Render the order on stdin and write its events to stdout, one line of JSON each; the child's side of a job."""
    from model.needs import Needs

    # The parent stops us by SIGINT, whatever the shell that started it made of that signal.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    order = json.load(sys.stdin)
    # What libraries print belongs to people: only events go where the parent listens.
    events = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)

    def send(**event: Any) -> None:
        events.write(json.dumps(event) + "\n")

    scene = SceneFile(**order["scene"])
    try:
        scene_class = load(scene)
        params = scene_class.Params.model_validate(order["params"])
        ready = Order(scene, scene_class, params, Needs.from_json(order["needs"]), order["options"])
        send(result=_render(ready, lambda done, total, beat: send(result=None, done=done, total=total, beat=beat)))
    except UserError as error:
        send(error=str(error))
        return 2
    except (KeyboardInterrupt, BrokenPipeError):
        return 130  # the parent says so, or was killed
    return 0


def _render(order: Order, on_frame: Callable[[int, int, str], None]) -> dict[str, Any]:
    from film.clip import ClipOptions, render_clip
    from model.bundle import ensure

    options = ClipOptions(**order.options | {"out": Path(order.options["out"]), "name": order.scene.name})
    result = render_clip(
        order.scene_class,
        order.params,
        ensure(order.needs),
        options,
        lambda event: on_frame(event.done, event.total, event.beat),
    )
    return {"path": str(result.path), "frames": result.frames, "skipped": result.skipped}


def trace(text: str, out: str, layer_list: str | None, only: str | None, model: str | None) -> None:
    """Write the arrays of one text into a file and say where and what."""
    path = output_file(out)
    names = [name.strip() for name in only.split(",")] if only is not None else None
    for name in names or ():
        if name not in ARRAYS:
            raise UserError(f"--only: no array is called {short(name)}. {nearest(name[:60], ARRAYS)}")
    wanted = layers(layer_list)
    if not text.strip():
        raise UserError("The text is empty: give a sentence to trace.")
    from model.trace import write

    with telling("trace") as tell:
        found = write(text, path, wanted, names, model or DEFAULT_MODEL, tell)
    say(f"{path}  ({len(found.tokens)} tokens, {path.stat().st_size / 1e6:.1f} MB: {', '.join(sorted(found.arrays))})")


def verify(files: tuple[str, ...]) -> int:
    """Check sidecars one after the other; 1 where a number differs."""
    from model.verify import check

    failed = 0
    for file in files:
        sidecar = read_sidecar(Path(file))
        with telling(Path(file).name) as tell:
            differences = check(sidecar, tell)
        for difference in differences[:MOST_TOLD]:
            say(f"{file}: {difference}")
        if len(differences) > MOST_TOLD:
            say(f"{file}: … and {len(differences) - MOST_TOLD} more")
        count = len(sidecar["numbers"])
        say(
            f"{file}: "
            + (f"{len(differences)} of {count} numbers differ" if differences else f"all {count} numbers hold")
        )
        failed |= bool(differences)
    return failed


def read_sidecar(path: Path) -> dict[str, Any]:
    """Return what a clip's sidecar says; a clip may be named in its place."""
    if path.suffix != ".json" and path.with_suffix(".json").is_file():
        path = path.with_suffix(".json")
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"{short(str(path))} cannot be read: {error.strerror}. Give a clip's .json file.") from None
    except ValueError as error:
        raise UserError(f"{short(str(path))} is not JSON ({error}): render the clip again.") from None
    if not isinstance(found, dict) or not isinstance(found.get("numbers"), list):
        raise UserError(f"{short(str(path))} is no clip's sidecar: it has no list of numbers.")
    return found


def fetch(model: str | None) -> None:
    """Make sure that the weights are here, whole."""
    from model.weights import locate

    with telling("weights") as tell:
        source = locate(model or DEFAULT_MODEL, tell)
    say(f"{source.folder}  ({source.label})")
