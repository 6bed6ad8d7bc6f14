"""From the command line's words to checked orders: whatever is wrong with them is told before anything is drawn."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.frames.aspect import other_shape
from attention_scenes.film.inputs.excerpts import excerpt
from attention_scenes.film.inputs.flags import checked_theme, file_format, output_folder, pairs, picture_size
from attention_scenes.film.system.console import note, short
from attention_scenes.model.errors import UserError, nearest
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs

if TYPE_CHECKING:
    from attention_scenes.film.clip.render import ClipOptions, ClipResult

Load = Callable[[SceneFile], Any]
OnFrame = Callable[[int, int, str], None]
DEVICES = ("auto", "gpu", "cpu")


@dataclass(frozen=True)
class RenderRequest:
    """A clip that is ready to be rendered: everything about it has been checked but what the model will answer."""

    scene: SceneFile
    scene_class: Any
    params: Any
    needs: Needs
    options: dict[str, Any]

    @property
    def frames(self) -> int:
        """About how many there will be; 0 where nobody knows."""
        if self.options.get("beats"):
            return 0
        return 1 if self.options["still"] else round(self.scene_class.seconds * self.options["fps"])

    @property
    def stem(self) -> str:
        """The file's name without its suffix."""
        return self._clip_options().stem

    def find(self, bundle: Any) -> dict[str, Any] | None:
        """The result of a render that need not be made again, or None."""
        from attention_scenes.film.clip.render import find_clip

        result = find_clip(self.scene_class, self.params, bundle, self._clip_options())
        return _told(result) if result else None

    def draw(self, bundle: Any, on_frame: OnFrame) -> dict[str, Any]:
        """Render the clip, unless it is up to date, in this process."""
        from attention_scenes.film.clip.render import render_clip

        result = render_clip(
            self.scene_class,
            self.params,
            bundle,
            self._clip_options(),
            lambda event: on_frame(event.done, event.total, event.beat),
        )
        return _told(result)

    def steps(self, has_bundle: bool, threads: int) -> list[dict[str, Any]]:
        """What processes have to do for this clip, one after the other: see :func:`film.jobs.child.serve`."""
        needs = self.needs.to_json()
        clip = {
            "task": "clip",
            "scene": asdict(self.scene),
            "params": self.params.model_dump(mode="json"),
            "needs": needs,
            "options": self.options | {"threads": threads},
        }
        return [clip] if has_bundle else [{"task": "bundle", "needs": needs}, clip]

    def _clip_options(self) -> ClipOptions:
        from attention_scenes.film.inputs.clip_options import ClipOptions

        own = {"out": Path(self.options["out"]), "name": self.scene.name, "beats": tuple(self.options.get("beats", ()))}
        return ClipOptions(**self.options | own)


def _told(result: ClipResult) -> dict[str, Any]:
    return {"path": str(result.path), "frames": result.frames, "bytes": result.bytes, "skipped": result.skipped}


def clip_options(flags: dict[str, Any]) -> dict[str, Any]:
    """Check the flags that are about the picture; quick, and nothing heavy is imported.

    Returns
    -------
    dict
        JSON-able arguments of :class:`film.inputs.clip_options.ClipOptions`, all but the name.

    Raises
    ------
    UserError
        At the first that will not do.
    """
    container, still = file_format(flags["container"], flags["transparent"], flags["save_last_frame"])
    width, height, fps = picture_size(flags["quality"], flags["resolution"], flags["fps"], container)
    part = excerpt(flags.get("at"), flags.get("beat"), flags.get("loop", False), still)
    if flags["device"] not in DEVICES:
        raise UserError(f"--device: there is no {short(flags['device'])}. {nearest(flags['device'][:60], DEVICES)}")
    if said := other_shape(width, height):
        note(said)
    return {
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
        **part,
    }


def parse_requests(
    chosen: list[SceneFile],
    load: Load,
    known: list[str],
    flags: dict[str, Any],
    options: dict[str, Any],
    attempt: Callable[[str], AbstractContextManager[Any]],
) -> list[RenderRequest]:
    """Check all parameters of all clips.

    Parameters
    ----------
    chosen, load, known, flags
        As for :func:`film.jobs.run.render`.
    options
        What :func:`clip_options` made of the flags.
    attempt
        A context for what may go wrong with one clip alone, by the clip's name. Where it holds an exception back,
        there is no order for that clip.

    Raises
    ------
    UserError
        If any of the input will not do; then nothing has been written.
    """
    check_options(options)
    from attention_scenes.film.inputs.parameters import check, gather
    from attention_scenes.film.inputs.translations import file_of, read_captions
    from attention_scenes.film.system.input_files import read_toml
    from attention_scenes.model.checkpoint.locate import digest

    file = Path(flags["file"]) if flags["file"] is not None else None
    if file:
        read_toml(file)
    classes: dict[str, Any] = {}
    for scene in chosen:
        with attempt(scene.name):
            classes[scene.name] = load(scene)
    schemas = {name: scene_class.Params for name, scene_class in classes.items()}
    theme = [f"palette={checked_theme(flags['theme'])}"] if flags.get("theme") is not None else []
    values = gather(schemas, known, file, [*theme, *flags["settings"]])
    if flags.get("captions") is not None:
        captions = read_captions(file_of(flags["captions"]), chosen, known)
        for name in values.keys() & captions.texts.keys():
            values[name].setdefault("translations", captions.texts[name])
            values[name].setdefault("language", captions.language)
    params = {name: check(name, schemas[name], values[name]) for name in schemas}
    if options["force"]:
        digest(flags["model"] or DEFAULT_MODEL, anew=True)
    orders = []
    for scene in chosen:
        if scene.name in classes:
            with attempt(scene.name):
                scene_class, model = classes[scene.name], flags["model"] or DEFAULT_MODEL
                given = params[scene.name].for_model(model)
                needs = scene_class.needs(given, model)
                orders.append(RenderRequest(scene, scene_class, given, needs, options))
    return orders


def check_options(options: dict[str, Any]) -> None:
    """Open the encoder, and the GPU where it must be one, before any time is spent; UserError where that fails."""
    from attention_scenes.film.encode.formats import check_size, target
    from attention_scenes.film.encode.video import check_encoder, exact_rate
    from attention_scenes.film.frames import gpu_surface

    wanted = target(options["format"], options["transparent"], options["encoder"])
    check_size(wanted, options["width"], options["height"])
    if wanted.kind == "video":
        check_encoder(wanted, options["width"], options["height"], exact_rate(options["fps"]))
    if options["device"] == "gpu":
        gpu_surface.choose("gpu")
