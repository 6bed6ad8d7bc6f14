"""Export choices of a session: format, quality and size, and the clips and files made with them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from attention_scenes.film.encode.formats import FLAGS, STILL, default_format
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.jobs.picture_options import clip_options
from attention_scenes.film.jobs.processes import Job
from attention_scenes.film.jobs.render_flags import RenderFlags
from attention_scenes.film.jobs.tasks import ANY_TASK, Task
from attention_scenes.film.studio.state.caption_languages import CODE, TRANSLATIONS, languages
from attention_scenes.film.studio.state.frame_cache import RATE
from attention_scenes.film.studio.state.render_job import RenderJob
from attention_scenes.film.studio.state.serialise import command_line, parameter_file
from attention_scenes.film.studio.state.session import Session
from attention_scenes.film.studio.state.worker_client import Failed
from attention_scenes.model.errors import UserError
from attention_scenes.model.request.needs import DEFAULT_MODEL

MOMENT = "png-at"
DEFAULTS = {"quality": "m", "resolution": "", "fps": "", "format": "mp4"}
# What a person chooses, and what render.py calls it: container, transparent, save_last_frame.
CHOICES: dict[str, tuple[str, str | None, bool, bool]] = {
    flag + "-alpha" * transparent: (
        (flag if row.suffix else row.label) + ", transparent" * transparent,
        None if row.name == default_format(transparent) else flag,
        transparent,
        False,
    )
    for flag, row in FLAGS.items()
    for transparent in row.offered
} | {
    STILL: ("PNG of the last frame", None, False, True),
    MOMENT: ("PNG of this moment", None, False, True),
}


@dataclass(frozen=True)
class ExportRequest:
    """Checked request for a clip, with the values at the time of asking.

    Attributes
    ----------
    scene, made
        Its scene's name, and its kind of file in words.
    flags, options
        As ``render.py`` has them, and what :func:`film.jobs.picture_options.clip_options` made of them.
    answer
        ``steps`` of the job and the parameters that are ``changed``.
    """

    scene: str
    made: str
    flags: RenderFlags
    options: ClipOptions
    answer: dict[str, Any]

    def kind(self) -> str:
        """What it becomes, in words."""
        return f"{self.options.width} × {self.options.height}, {self.made}"

    def command(self) -> str:
        """Return the command line that makes the same clip."""
        changed = dict(self.answer["changed"])
        if self.flags.captions:
            for said_by_its_name in (TRANSLATIONS, CODE):
                changed.pop(said_by_its_name, None)
        return command_line(self.scene, changed, self.flags)

    def file(self) -> str:
        """Return a parameter file with the form's values."""
        return parameter_file(self.scene, self.answer["changed"])


class ExportChoices:
    """Export choices of a session.

    Attributes
    ----------
    chosen
        The values of its fields: ``quality``, ``resolution``, ``fps`` and ``format``.
    fault
        What is wrong with them; empty if nothing is.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.chosen = dict(DEFAULTS)
        self.fault = ""

    def flags(self) -> RenderFlags:
        """What the export fields say, as ``render.py`` has it."""
        _, container, transparent, still = CHOICES[self.chosen["format"]]
        model, language = self.session.studio.settings.model, self.session.values.get(TRANSLATIONS, "")
        return RenderFlags(
            quality=self.chosen["quality"],
            resolution=self.chosen["resolution"] or None,
            fps=self.chosen["fps"] or None,
            container=container,
            transparent=transparent,
            save_last_frame=still,
            at=f"{self.session.moment() / RATE:.3f}" if self.chosen["format"] == MOMENT else None,
            model=() if model == DEFAULT_MODEL else (model,),
            captions=language if language in languages() else None,
        )

    async def request(self) -> ExportRequest | None:
        """Check the choices and return a request; None if they are wrong, and ``fault`` or the session says why."""
        session, studio = self.session, self.session.studio
        request, flags, (kind, *_) = session.frame_request(), self.flags(), CHOICES[self.chosen["format"]]
        made_from = {"scene": session.scene, "values": request.values, "flags": asdict(flags)}
        asked = replace(flags, out=str(studio.render_queue.place(session.scene, made_from)))
        self.fault = ""
        try:
            options = clip_options(asked)
            answer = await studio.preview.ask({"do": "export", "flags": asdict(asked)} | request.question())
        except UserError as error:
            self.fault = str(error)
        except Failed as error:
            self.fault = error.failure.why
        else:
            if "faults" not in answer:
                return ExportRequest(request.scene.name, kind, flags, options, answer)
            same = session.frame_request() == request  # else its fields are others now
            if same:
                session.refuse(answer["faults"])
            self.fault = "; ".join(words for field, words in answer["faults"] if not (same and field))
        session.refresh()
        return None

    async def render(self) -> RenderJob | None:
        """Put the clip into the queue."""
        if (ready := await self.request()) is None:
            return None
        steps: list[Task] = [ANY_TASK.validate_python(step) for step in ready.answer["steps"]]
        job, folder = Job(ready.scene, steps), ready.options.out
        try:
            return await self.session.studio.render_queue.add(ready.scene, ready.kind(), ready.command(), job, folder)
        except UserError as error:
            self.fault = str(error)
            self.session.refresh()
            return None
