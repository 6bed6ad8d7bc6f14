"""A scene of three beats that decks are made of, and what a deck must show of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from manim import LEFT, RIGHT, Square
from PIL import Image

from attention_scenes.film.catalog.chapters import Place
from attention_scenes.film.clip.sidecar_schema import ClipSidecar
from attention_scenes.film.products.slides.steps import Step, steps_of
from tests.helpers.file_decoders import frames
from tests.helpers.tiny_scene import Other

FPS = 4
CAPTION = 'a<b> & "c"'


class Talk(Other):
    """A square that comes, goes and grows.

    It grows twice as
    large.

    Answers: Where is it?

    Measured: Its corners.

    Told: Its colour.

    Yours: Nothing.
    """

    def construct(self) -> None:
        square = Square(3, color=self.palette.text, fill_opacity=1).shift(4 * LEFT)
        self.claim("a square has four corners", True, "4 of 4")
        with self.beat("comes", CAPTION):
            self.play(square.animate.shift(3 * RIGHT), run_time=0.5)
        self.play(square.animate.shift(3 * RIGHT), run_time=0.5)
        with self.beat("goes"):
            self.play(square.animate.shift(3 * RIGHT), run_time=0.5)
        with self.beat("grows", "larger"):
            self.play(square.animate.scale(2), run_time=0.5)


def steps_and_frames(folder: Path) -> tuple[list[Step], list[np.ndarray]]:
    """The steps of the clip in ``folder``, and all of its frames."""
    steps = steps_of(Place("talk", "Talk"), ClipSidecar.read(folder / "talk.json"))
    return steps, frames(folder / "talk.mp4")


def apart(picture: Image.Image, frame: np.ndarray) -> float:
    """How far a picture of any size is from a frame, 0 to 255."""
    height, width = frame.shape[:2]
    return float(np.abs(np.asarray(picture.convert("RGB").resize((width, height)), int) - frame).mean())
