"""Worker for scenes: check a form's values and draw frames."""

from __future__ import annotations

import base64
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.inputs.models import Models, params_for
from attention_scenes.film.inputs.parameters import attempt, from_tables
from attention_scenes.film.jobs.picture_options import check_options, clip_options
from attention_scenes.film.jobs.render_flags import RenderFlags
from attention_scenes.film.jobs.requests import Load, RenderRequest
from attention_scenes.film.playback.manim_config import manim_settings
from attention_scenes.film.playback.sampled_renderer import SampledFrame
from attention_scenes.film.studio.state.caption_languages import CODE, TRANSLATIONS, code_of, language_of
from attention_scenes.film.studio.state.form_schema import about, describe, from_form, in_form
from attention_scenes.film.studio.state.frame_cache import RATE
from attention_scenes.film.studio.state.serialise import changed
from attention_scenes.film.studio.workers.frame_renderer import AllDrawn, FrameRenderer, jpeg
from attention_scenes.film.studio.workers.loop import Reply
from attention_scenes.film.system.input_files import parse_toml
from attention_scenes.model.answers.clip_answers import bundles
from attention_scenes.model.answers.store import find
from attention_scenes.model.errors import UserError
from attention_scenes.model.request.clip_needs import AnyNeeds, by_key

if TYPE_CHECKING:
    from manim import ManimColor

WIDTH, HEIGHT = 960, 540  # pixels of a frame


class SceneWorker:
    """Answers questions about scenes by ``do``: ``form``, ``frames``, ``export`` and ``open``."""

    def __init__(self, load: Load) -> None:
        self._load = load

    def answer(self, question: dict[str, Any], reply: Reply) -> dict[str, Any]:
        """Answer one question; invalid values come back as ``faults``, pairs of a field and a message."""
        match question["do"]:
            case "form":
                scene_class = self._load(SceneFile(**question["scene"]))
                return {"fields": describe(scene_class.Params), "most_tokens": most_tokens(scene_class)}
            case "open":
                return self._open(question)
        case = CheckedForm(SceneFile(**question["scene"]), self._load, question)
        if not case.faults:
            try:
                return _send_frames(case, question, reply) if question["do"] == "frames" else _export(case, question)
            except UserError as error:
                case.fault(str(error))
        return {"faults": case.faults}

    def _open(self, question: dict[str, Any]) -> dict[str, Any]:
        """Return the scene that a parameter file is for, this one if possible, and its form's values."""
        name, scene, catalog = "The file", question["scene"], question["catalog"]
        tables = parse_toml(base64.b64decode(question["file"]), name)
        if scene not in tables and (others := [key for key in tables if key in catalog]):
            scene = others[0]
        schema = self._load(SceneFile(**catalog[scene])).Params
        mine = {key: value for key, value in tables.items() if key == scene or key not in catalog}
        given = from_tables({scene: schema}, set(catalog), mine, name)[scene]
        kinds = {field["name"]: field["kind"] for field in describe(schema)}
        values = {key: in_form(kinds[key], value) for key, value in given.items()}
        for key, value in values.items():
            if kinds[key] == "language":
                values[key] = language_of(given[key], SceneFile(**catalog[scene]), value)
        return {"scene": scene, "values": values}


class CheckedForm:
    """Checked values of a scene's form."""

    def __init__(self, scene: SceneFile, load: Load, question: dict[str, Any]) -> None:
        self.scene, self.scene_class = scene, load(scene)
        schema = self.scene_class.Params
        self.params, self.faults = None, list[tuple[str, str]]()
        self._fields = describe(schema)
        values = {}
        for field in self._fields:
            given = question["values"].get(field["name"], field["value"])
            if given == field["value"]:
                continue  # not set by hand: another model may have another default
            try:
                values[field["name"]] = from_form(field, given, scene)
            except UserError as error:
                self.fault(str(error), field["name"])
        if code := code_of(question["values"].get(TRANSLATIONS, ""), scene):
            values[CODE] = code
        if not self.faults:
            self.params, wrong = attempt(scene.name, schema, values)
            for name, words in wrong:
                self.fault(words, name)
        # The studio is started with one model: a scene of several asks its own.
        self._models: Models = self.scene_class.models or question["model"]
        self.params = self.params and params_for(self.scene_class, self.params, self._models)

    def fault(self, words: str, field: str = "") -> None:
        """Note what is wrong with a field."""
        self.faults.append((field or about(words, self.scene.name, self._fields), words))

    @cached_property
    def needs(self) -> AnyNeeds:
        return self.scene_class.needs(self.params, self._models)


def _export(case: CheckedForm, question: dict[str, Any]) -> dict[str, Any]:
    """The ``steps`` of a render, see :mod:`film.jobs.requests`, and the parameters that are ``changed``."""
    options = clip_options(RenderFlags(**question["flags"]), case.scene.name)
    check_options(options)
    bundle = find(case.needs)
    if bundle:
        case.scene_class.check(case.params, bundle)
    request = RenderRequest(case.scene, case.scene_class, case.params, case.needs, options)
    steps = [task.model_dump(mode="json") for task in request.steps(bundle is not None, threads=0)]
    return {"steps": steps, "changed": changed(case.params)}


def _send_frames(case: CheckedForm, question: dict[str, Any], reply: Reply) -> dict[str, Any]:
    """Send the frames at ``timestamps``; unless ``only`` they are wanted, return length and beats, too.

    Where the model must be asked first the answer is what it ``needs``.
    """
    answers = find(case.needs)
    if answers is None:
        return {"needs": case.needs.to_json()}
    case.scene_class.check(case.params, answers)

    def show(frame: SampledFrame) -> None:
        reply.send("frame", at=frame.seconds, jpeg=base64.b64encode(jpeg(frame.pixels)).decode())

    with manim_settings(ClipOptions(Path(), "", WIDTH, HEIGHT, RATE, still=True)):
        renderer = FrameRenderer(question["timestamps"], show, reply.still_wanted, question["only"])
        scene = case.scene_class(params=case.params, bundle=answers, renderer=renderer)
        scene.record.note = scene.record.note_changes = lambda *_, **__: None  # numbers shown are for a clip's sidecar
        try:
            scene.render()
        except AllDrawn:
            return {}
    beats = [{"name": b.name, "caption": b.caption, "start": b.start, "end": b.end} for b in scene.record.beats]
    texts = (trace["text"] for one in bundles(answers).values() for trace in one.meta["traces"].values())
    return {
        "beats": beats,
        "seconds": float(scene.time),
        "head": scene.bundle.head,
        "text": next(texts, ""),
        "poster": getattr(case.scene_class, "poster", ""),
        "light": is_light(scene.camera.background_color),
    }


def most_tokens(scene_class: Any) -> int | None:
    """Return how many tokens a scene's ``text`` may have, the model's first one included; None: as many as it reads."""
    sentences = [needs.traces.get("") for needs in by_key(scene_class.needs(scene_class.Params())).values()]
    texts = [sentence for sentence in sentences if sentence and sentence.parameter == "text"]
    return min((most for text in texts if (most := text.longest()) is not None), default=None)


def is_light(colour: ManimColor) -> bool:
    """Return whether text on this background must be dark."""
    red, green, blue = map(float, colour.to_rgb())
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.5
