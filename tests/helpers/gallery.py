"""Pictures of each kind of object that a camera draws, and their comparison with golden pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import skia
from manim import (
    BLUE,
    DOWN,
    GREEN,
    LEFT,
    ORANGE,
    PURPLE,
    RED,
    RIGHT,
    UP,
    YELLOW,
    Annulus,
    Arrow,
    CapStyleType,
    Circle,
    DashedLine,
    ImageMobject,
    LineJointType,
    Mobject,
    PMobject,
    Square,
    Star,
    Text,
    VGroup,
    VMobject,
    config,
    tempconfig,
)
from manim.camera.camera import Camera
from manim.mobject.types.image_mobject import AbstractImageMobject
from PIL import Image, ImageChops
from PIL.Image import Resampling

from attention_scenes.film.frames.aspect import film_frame
from attention_scenes.film.frames.drawable import SkiaDrawable

WIDTH, HEIGHT = 480, 270
GOLDEN = Path(__file__).parents[1] / "scenes" / "golden"
AS_LIT = 0.15  # of the light of a golden frame's part whose digits vary: other digits change less
Box = tuple[float, float, float, float]  # left, top, right, bottom in parts of a picture's sides


@contextmanager
def small_frame(**settings: object) -> Iterator[None]:
    with tempconfig({**film_frame(WIDTH, HEIGHT), **settings}):
        yield


def zigzag(cap: CapStyleType, joint: LineJointType) -> VMobject:
    line = VMobject().set_points_as_corners([[-6, 0, 0], [-5, 1, 0], [-4.8, -1, 0], [-3, 0, 0]])
    line.set_stroke(ORANGE, 14).set_cap_style(cap)
    line.joint_type = joint
    return line


def picture(side: int = 12) -> np.ndarray:
    y, x = np.mgrid[0:side, 0:side] * (255 // side)
    return np.dstack([x, y, 255 - x, np.full_like(x, 255)]).astype(np.uint8)


def images() -> list[Mobject]:
    plain = ImageMobject(picture(), resampling_algorithm=Resampling.BILINEAR)
    blocks = ImageMobject(picture(4), resampling_algorithm=Resampling.NEAREST)
    plain.scale_to_fit_height(2).shift(LEFT * 3).set_opacity(0.6)
    blocks.scale_to_fit_height(2).rotate(0.3).shift(RIGHT * 3)
    return [Circle(1.5, fill_opacity=1).shift(LEFT * 3), plain, blocks]


def pictured() -> list[Mobject]:
    behind = Image.fromarray(picture(240)).resize((WIDTH, HEIGHT))
    return [Star(fill_opacity=1, stroke_width=4).scale(3).color_using_background_image(behind)]


def outlined() -> list[Mobject]:
    words = Text("Attention, is?", stroke_width=0).scale(1.5)
    return [words.set_stroke(RED, 8, background=True), words.copy().shift(DOWN * 2).set_opacity(0.3)]


def dots() -> list[Mobject]:
    cloud = PMobject(stroke_width=4)
    cloud.add_points([[x / 3, np.sin(x), 0] for x in np.arange(-18, 18)], color=GREEN)
    return [Square(3, fill_opacity=0.4), cloud]


GALLERY: dict[str, Callable[[], list[Mobject]]] = {
    "shapes": lambda: [Square(2, fill_opacity=0.5, color=BLUE), Star(7, fill_opacity=1, color=YELLOW).shift(4 * RIGHT)],
    "holes": lambda: [Annulus(0.5, 1.5, fill_opacity=0.7), DashedLine(LEFT * 6, RIGHT * 6).shift(DOWN * 2)],
    "gradients": lambda: [
        Circle(1.5, fill_opacity=1, stroke_width=10).set_color([RED, GREEN, YELLOW]).shift(LEFT * 3),
        Square(3, fill_opacity=1).set_sheen(-0.5, UP).shift(RIGHT * 3),
    ],
    "text": lambda: [Text("the verdant forest"), Arrow(LEFT * 3, RIGHT * 3).shift(UP * 2)],
    "outlined": outlined,
    "round": lambda: [zigzag(CapStyleType.ROUND, LineJointType.ROUND).shift(RIGHT * 4)],
    "square": lambda: [zigzag(CapStyleType.SQUARE, LineJointType.BEVEL).shift(RIGHT * 4)],
    "miter": lambda: [zigzag(CapStyleType.AUTO, LineJointType.AUTO).shift(RIGHT * 4)],
    "order": lambda: [
        Square(3, fill_opacity=1, color=RED).set_z_index(2),
        Circle(2, fill_opacity=1, color=BLUE),
        VGroup(Square(5, fill_opacity=1, color=PURPLE).set_z_index(-1), Star(fill_opacity=1).scale(3)),
    ],
    "images": images,
    "dots": dots,
    "pictured": pictured,
}


class Disc(AbstractImageMobject, SkiaDrawable):
    """Draws itself with Skia: a disc whose colour differs between top and bottom."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(scale_to_resolution=0, **kwargs)

    def get_pixel_array(self) -> np.ndarray:
        return np.zeros((2, 2, 4), dtype=np.uint8)

    def draw_skia(self, canvas: skia.Canvas) -> None:
        canvas.drawRect(skia.Rect.MakeLTRB(-1, 0, 1, 2), skia.Paint(Color4f=skia.Color4f(1, 0, 0, 1)))
        canvas.drawRect(skia.Rect.MakeLTRB(-1, -2, 1, 0), skia.Paint(Color4f=skia.Color4f(0, 1, 0, 1)))
        canvas.translate(100, 100)


def shot(camera: Camera, mobjects: list[Mobject]) -> np.ndarray:
    """Return the pixels of these mobjects alone."""
    camera.reset()
    camera.capture_mobjects(mobjects)
    return camera.pixel_array.copy()


def at(pixels: np.ndarray, x: float, y: float) -> list[int]:
    """Return the RGBA of a point of the scene."""
    height, width = pixels.shape[:2]
    column = int((x / config.frame_width + 0.5) * width)
    return pixels[int((0.5 - y / config.frame_height) * height), column].tolist()


def blobs(first: np.ndarray, second: np.ndarray, level: int = 48, side: int = 3) -> int:
    """Count windows of ``side`` pixels in which every pixel differs by more than ``level``: edges may, areas not."""
    differs = np.abs(first.astype(int) - second.astype(int)).max(axis=-1) > level
    windows = np.lib.stride_tricks.sliding_window_view(differs, (side, side))
    return int(windows.all(axis=(2, 3)).sum())


def mean_difference(first: np.ndarray, second: np.ndarray) -> float:
    return float(np.abs(first.astype(int) - second.astype(int)).mean())


def same_as_golden(
    picture: Image.Image, name: str, request: pytest.FixtureRequest, varying: Sequence[Box] = ()
) -> None:
    """Compare a picture with the one kept under ``name``; where they differ, fail and save what is different.

    In ``varying`` stand digits that are another machine's own, such as those of a rounding error: there as much is to
    be lit, and everywhere else the pictures are to be the same.
    """
    kept = GOLDEN / f"{name}.png"
    if request.config.getoption("--update-golden"):
        kept.parent.mkdir(exist_ok=True)
        picture.save(kept, optimize=True)
        return
    golden = Image.open(kept).convert("RGB")
    difference = ImageChops.difference(picture, golden)
    for box in varying:
        place = pixels_of(box, picture)
        now, before = (float(np.asarray(each.crop(place)).mean()) for each in (picture, golden))
        assert abs(now - before) < AS_LIT * before, f"{kept.name}: {now:.1f} lit in {box} where it was {before:.1f}"
        difference.paste(0, place)
    mean = float(np.asarray(difference).mean())
    if mean > 0.6:
        seen = Path("build") / kept.name
        seen.parent.mkdir(exist_ok=True)
        difference.point(lambda v: min(255, 4 * v)).save(seen)
        pytest.fail(f"{kept.name} differs by {mean:.2f} of 255 on average: see {seen}")


def pixels_of(box: Box, picture: Image.Image) -> tuple[int, int, int, int]:
    """Return a box given in parts of a picture's sides as pixels."""
    left, top, right, bottom = box
    width, height = picture.size
    return round(left * width), round(top * height), round(right * width), round(bottom * height)
