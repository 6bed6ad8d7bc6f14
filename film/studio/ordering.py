"""From a session to clips and files: what is chosen below the frame, and what comes of it."""

from __future__ import annotations

from typing import Any

from film.jobs import Job
from film.orders import clip_options
from film.studio.render import Render
from film.studio.session import Session
from film.studio.strips import RATE
from film.studio.worker import Failed
from film.studio.written import command_line, parameter_file
from model.errors import UserError

MOMENT = "png-at"
DEFAULTS = {"quality": "m", "resolution": "", "fps": "", "format": "mp4"}
# What a person chooses, and what render.py calls it: container, transparent, save_last_frame.
FORMATS: dict[str, tuple[str, str | None, bool, bool]] = {
    "mp4": ("mp4", None, False, False),
    "webm": ("webm", "webm", False, False),
    "webm-alpha": ("webm, transparent", "webm", True, False),
    "mov-alpha": ("mov, transparent", None, True, False),
    "gif": ("gif", "gif", False, False),
    "png-sequence": ("PNG of every frame", "png-sequence", False, False),
    "png": ("PNG of the last frame", None, False, True),
    MOMENT: ("PNG of this moment", None, False, True),
}


class Ordering:
    """A session and the choices of its clips.

    Attributes
    ----------
    chosen
        What its fields say: ``quality``, ``resolution``, ``fps`` and ``format``.
    fault
        What will not do about them, if anything.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.chosen = dict(DEFAULTS)
        self.fault = ""

    def flags(self) -> dict[str, Any]:
        """What the export fields say, as ``render.py`` has it."""
        _, container, transparent, still = FORMATS[self.chosen["format"]]
        model = self.session.studio.settings.model
        return {
            "quality": self.chosen["quality"],
            "resolution": self.chosen["resolution"] or None,
            "fps": self.chosen["fps"] or None,
            "container": container,
            "transparent": transparent,
            "save_last_frame": still,
            "at": f"{self.session.at / RATE:.3f}" if self.chosen["format"] == MOMENT else None,
            "model": None if model == self.session.studio.default_model else model,
        }

    async def order(self) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """Return what a render takes and the checked options, or None where ``fault`` or the session says why."""
        made_from = {"scene": self.session.scene, "values": self.session.values, "flags": self.flags()}
        place = self.session.studio.renders.place(self.session.scene, made_from)
        flags = self.flags() | {"device": "auto", "encoder": (), "force": False, "out": str(place)}
        self.fault = ""
        try:
            options = clip_options(flags)
            answer = await self.session.studio.preview.ask(
                {"do": "order", "flags": flags} | self.session.asked().question()
            )
        except UserError as error:
            self.fault = str(error)
        except Failed as error:
            self.fault = error.failure.why
        else:
            if "faults" not in answer:
                return answer, options
            self.session.refuse(answer["faults"])
            self.fault = "; ".join(words for field, words in answer["faults"] if not field)
        self.session.refresh()
        return None

    async def render(self) -> Render | None:
        """Put the clip into the queue."""
        if (ready := await self.order()) is None:
            return None
        answer, options = ready
        kind = f"{options['width']} × {options['height']}, {FORMATS[self.chosen['format']][0]}"
        command = command_line(self.session.scene, answer["changed"], self.flags())
        job = Job(self.session.scene, answer["steps"])
        folder = self.session.studio.renders.folder / options["out"]
        try:
            return self.session.studio.renders.add(self.session.scene, kind, command, job, folder)
        except UserError as error:
            self.fault = str(error)
            self.session.refresh()
            return None

    async def command(self) -> str | None:
        """The command line that makes the same clip."""
        ready = await self.order()
        return command_line(self.session.scene, ready[0]["changed"], self.flags()) if ready else None

    async def file(self) -> str | None:
        """The parameter file that says what the form says."""
        ready = await self.order()
        return parameter_file(self.session.scene, ready[0]["changed"]) if ready else None
