"""Parse flags into checked render requests, before anything is drawn."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.inputs.flags import checked_theme
from attention_scenes.film.jobs.picture_options import check_options, warn_of_bands
from attention_scenes.film.jobs.render_flags import RenderFlags
from attention_scenes.film.jobs.tasks import BundleTask, ChunkTask, ClipTask, RenderResult, Step, Task
from attention_scenes.model.request.clip_needs import AnyNeeds, by_key

if TYPE_CHECKING:
    from attention_scenes.film.clip.render import ChunkResult, ClipResult

Load = Callable[[SceneFile], Any]
LoadTheme = Callable[[str], tuple[Any, Any]]  # a palette: its background, and what makes a mobject of a text
OnFrame = Callable[[int, int, str], None]


@dataclass(frozen=True)
class RenderRequest:
    """Render request: a clip of which everything is checked that can be before the model has run."""

    scene: SceneFile
    scene_class: Any
    params: Any
    needs: AnyNeeds
    options: ClipOptions

    @property
    def frames(self) -> int:
        """Return the estimated number of frames; 0 where there is no estimate."""
        return self.options.frames_in(self.scene_class)

    def find(self, bundle: Any) -> RenderResult | None:
        """Return the result of an earlier render that is up to date, or None."""
        from attention_scenes.film.clip.render import find_clip

        found = find_clip(self.scene_class, self.params, bundle, self.options)
        return _result(found) if found else None

    def has_clip(self, bundle: Any) -> bool:
        """Return whether the clip is up to date and at most files beside it are missing."""
        from attention_scenes.film.clip.render import has_clip

        return has_clip(self.scene_class, self.params, bundle, self.options)

    def draw(self, bundle: Any, on_frame: OnFrame, chunks: int = 1) -> RenderResult:
        """Render the clip, unless it is up to date, in this process; or join it of its chunks."""
        from attention_scenes.film.clip.render import render_clip

        asked = self.scene_class, self.params, bundle, self.options
        return _result(render_clip(*asked, lambda event: on_frame(*event), chunks))

    def draw_chunk(self, bundle: Any, number: int, chunks: int, on_frame: OnFrame) -> ChunkResult:
        """Draw one of the chunks of the clip in this process."""
        from attention_scenes.film.clip.render import render_chunk

        asked = self.scene_class, self.params, bundle, self.options
        return render_chunk(*asked, number, chunks, lambda event: on_frame(*event))

    def steps(self, has_bundle: bool, threads: int) -> list[Task]:
        """Return the tasks of the processes that make this clip, one after the other."""
        bundle = [] if has_bundle else [BundleTask(needs=self.needs.to_json())]
        return [*bundle, ClipTask(**self._task(threads, 1))]

    def steps_in_chunks(self, has_bundle: bool, threads: int, chunks: int) -> list[Step]:
        """Return the same where the clip is cut into ``chunks``, which are drawn side by side."""
        if chunks == 1:
            return [*self.steps(has_bundle, threads)]
        *bundle, _ = self.steps(has_bundle, threads)
        task = self._task(threads, chunks)
        return [*bundle, tuple(ChunkTask(**task, number=number) for number in range(chunks)), ClipTask(**task)]

    def _task(self, threads: int, chunks: int) -> dict[str, Any]:
        return {
            "scene": self.scene,
            "params": self.params.model_dump(mode="json"),
            "needs": self.needs.to_json(),
            "options": replace(self.options, threads=threads),
            "chunks": chunks,
        }


def _result(clip: ClipResult) -> RenderResult:
    return RenderResult(str(clip.path), clip.frames, clip.bytes, clip.skipped)


def parse_requests(
    chosen: list[SceneFile],
    load: Load,
    known: list[str],
    flags: RenderFlags,
    options: ClipOptions,
    attempt: Callable[[str], AbstractContextManager[Any]],
) -> list[RenderRequest]:
    """Check all parameters of all clips and return the render requests.

    Parameters
    ----------
    chosen, load, known, flags
        As for :func:`film.jobs.run.render`.
    options
        What :func:`film.jobs.picture_options.clip_options` made of the flags.
    attempt
        A context for what may go wrong with one clip alone, by the clip's name. Where it holds an exception back,
        there is no request for that clip.

    Raises
    ------
    UserError
        If any of the input will not do; then nothing has been written.
    """
    check_options(options)
    from attention_scenes.film.inputs.parameters import check

    check_file(flags)
    classes: dict[str, Any] = {}
    for scene in chosen:
        with attempt(scene.name):
            classes[scene.listed] = load(scene)
    loaded = [scene for scene in chosen if scene.listed in classes]
    values = shared_values(loaded, classes, known, flags)
    params = {
        s.name: check(s.name, classes[s.listed].Params, {**values[s.listed], **s.presets}) for s in loaded
    }  # fmt: skip
    return make_requests(loaded, classes, params, flags, options, attempt)


def check_file(flags: RenderFlags) -> None:
    """Refuse a parameter file that cannot be read, before anything takes time."""
    from attention_scenes.film.system.input_files import read_toml

    if flags.file is not None:
        read_toml(Path(flags.file))


def shared_values(
    chosen: list[SceneFile], classes: dict[str, Any], known: list[str], flags: RenderFlags
) -> dict[str, dict[str, Any]]:
    """Return the raw parameters that flags give each scene, by its name in the catalog, as its ``classes`` are."""
    from attention_scenes.film.inputs.parameters import gather
    from attention_scenes.film.inputs.translations import file_of, read_captions

    schemas = {scene.listed: classes[scene.listed].Params for scene in chosen}
    file = Path(flags.file) if flags.file is not None else None
    theme = [f"palette={checked_theme(flags.theme)}"] if flags.theme is not None else []
    values = gather(schemas, known, file, [*theme, *flags.settings])
    if flags.captions is not None:
        listed = {scene.listed: replace(scene, name=scene.listed) for scene in chosen}
        captions = read_captions(file_of(flags.captions), listed.values(), known)
        for name in values.keys() & captions.texts.keys():
            values[name].setdefault("translations", captions.texts[name])
            values[name].setdefault("language", captions.language)
    return values


def make_requests(
    chosen: list[SceneFile],
    classes: dict[str, Any],
    params: dict[str, Any],
    flags: RenderFlags,
    options: ClipOptions,
    attempt: Callable[[str], AbstractContextManager[Any]],
) -> list[RenderRequest]:
    """Return the render requests of clips whose parameters are checked.

    Parameters
    ----------
    chosen, flags, options, attempt
        As for :func:`parse_requests`.
    classes, params
        The scenes' classes by name in the catalog, and the parameters by the clip's name.
    """
    from attention_scenes.film.inputs.models import chosen_models, params_for

    warn_of_bands(classes, options)
    models = chosen_models(classes, flags.model)
    requests = []
    read: set[str] = set()
    for scene in chosen:
        with attempt(scene.name):
            scene_class = classes[scene.listed]
            given = params_for(scene_class, params[scene.name], models[scene.listed])
            needs = scene_class.needs(given, models[scene.listed])
            if options.force:
                read |= read_anew(needs, but=read)
            requests.append(RenderRequest(scene, scene_class, given, needs, replace(options, name=scene.name)))
    return requests


def read_anew(needs: AnyNeeds, but: Collection[str] = ()) -> set[str]:
    """Read the weights of all models again, even of folders that look unchanged, ``but`` these; return their names."""
    from attention_scenes.model.checkpoint.locate import digest

    names = {part.model for part in by_key(needs).values()} - set(but)
    for name in names:
        digest(name, anew=True)
    return names
