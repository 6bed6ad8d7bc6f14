"""What draws itself is drawn where it says, also on a plane that is seen in perspective."""

from __future__ import annotations

import numpy as np
import pytest
import skia
from manim import Mobject, Square

from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.film.frames.drawable import EVERYWHERE, Quad, SkiaDrawable, bounding_box, is_drawable
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.marks.dots import CellField
from attention_scenes.scenes.mobjects.text.numbers import NumberField, grid_centers
from tests.helpers.gallery import Disc, at, shot, small_frame

PLANE = np.array([[-2.0, 1], [1, 1.5], [-2, -1], [1, -2.5]])  # a wall whose right edge is nearer
RED = np.array([[1.0, 0, 0, 1]])


class Wall(Mobject, SkiaDrawable):
    """A red wall on ``PLANE``."""

    def draw_skia(self, canvas: skia.Canvas) -> None:
        canvas.concat(Quad(PLANE).matrix(skia.Rect.MakeWH(1, 1)))
        canvas.drawRect(skia.Rect.MakeWH(1, 1), skia.Paint(Color4f=skia.Color4f(1, 0, 0, 1)))

    def paint_bounds(self) -> Quad:
        return Quad(PLANE)


def cells() -> CellField:
    """Two red cells side by side in the box from (0, 0) to (2, 1)."""
    field = CellField(Reading.of(np.ones(2), "x"), np.array([[0.5, 0.5], [1.5, 0.5]]), (1, 1), RED.repeat(2, axis=0))
    field.low, field.high = np.zeros(2), np.array([2.0, 1])
    return field.reset_points()


def on(field: CellField | NumberField, corners: np.ndarray) -> None:
    field.points = np.column_stack((corners, np.zeros(4)))


def test_a_data_mobject_implements_the_protocol_and_a_square_does_not() -> None:
    assert is_drawable(cells()) and is_drawable(Disc()) and not is_drawable(Square())
    assert Disc().paint_bounds() is EVERYWHERE and not Disc().raster_cost and not Disc().visible_numbers()
    assert cells().raster_cost == 2 * CellField.entry_cost


def test_the_bounds_of_a_quad_are_its_bounding_box() -> None:
    assert tuple(bounding_box(Quad(PLANE)) or ()) == (-2, -2.5, 1, 1.5)
    assert bounding_box(None) is None


def test_corners_that_are_nowhere_have_no_map() -> None:
    assert Quad(np.full((4, 2), np.nan)).matrix(skia.Rect.MakeWH(1, 1)) is None


def test_only_the_box_around_a_quad_is_drawn_anew() -> None:
    with small_frame():
        camera = SkiaCamera()
        boxes = camera.draw([Wall()])
        scale = camera.pixel_width / camera.frame_width
        middle = np.array([camera.pixel_width, camera.pixel_height, camera.pixel_width, camera.pixel_height]) / 2
        assert boxes[0] == pytest.approx(middle + scale * np.array([-2, -1.5, 1, 2.5]) + [-1, -1, 1, 1])
        pixels = camera.pixel_array
        assert at(pixels, 0.8, -2)[0] == 255 and at(pixels, -1.8, -1.5)[0] == 0


def test_a_field_is_painted_on_a_plane_in_space() -> None:
    """The line between two equal cells is at the middle of the wall, which is not the middle of its picture."""
    with small_frame():
        field = cells()
        field.colors[0] = [0, 1, 0, 1]
        on(field, PLANE)
        pixels = shot(SkiaCamera(), [field])
        diagonals = np.array([PLANE[3] - PLANE[0], -(PLANE[2] - PLANE[1])]).T
        middle = PLANE[0] + np.linalg.solve(diagonals, PLANE[1] - PLANE[0])[0] * (PLANE[3] - PLANE[0])
        assert field.place(np.array([[1, 0.5]]))[0, :2] == pytest.approx(middle, abs=1e-5)
        assert middle[0] < -0.6
        assert at(pixels, middle[0] - 0.1, middle[1])[1] == 255 and at(pixels, middle[0] + 0.1, middle[1])[0] == 255
        assert field.place(np.array([[0, 1], [2, 1], [0, 0], [2, 0]]))[:, :2] == pytest.approx(PLANE, abs=1e-5)


def test_numbers_on_a_plane_stand_where_they_are_drawn() -> None:
    with small_frame():
        numbers = NumberField(Reading.of(np.ones(4), "x"), grid_centers(2, 2, (1, 1)), 0.4, RED)
        on(numbers, PLANE)
        places = np.concatenate([points for _, points, _ in numbers.visible_texts()])
        pixels = shot(SkiaCamera(), [numbers])
        rows, columns = np.nonzero(pixels[..., 0] > 128)
        scale = pixels.shape[1] / 128 * 9
        drawn = np.stack((columns - pixels.shape[1] / 2, pixels.shape[0] / 2 - rows), axis=1) / scale
        assert drawn.min(axis=0) == pytest.approx(places.min(axis=0), abs=0.25)
        assert drawn.max(axis=0) == pytest.approx(places.max(axis=0), abs=0.25)


def test_a_field_on_a_plane_is_drawn_inside_its_bounds() -> None:
    with small_frame():
        camera, numbers = SkiaCamera(), NumberField(Reading.of(np.ones(4), "x"), grid_centers(2, 2, (1, 1)), 0.4, RED)
        on(numbers, PLANE)
        box = camera.draw([numbers])[0]
        rows, columns = np.nonzero(camera.pixel_array[..., 0])
        assert box[0] <= columns.min() and columns.max() <= box[2] and box[1] <= rows.min() and rows.max() <= box[3]
        assert box[2] - box[0] < 1.5 * (columns.max() - columns.min())


def test_a_field_seen_from_its_edge_draws_nothing() -> None:
    with small_frame():
        field = cells()
        on(field, np.array([[0.0, 1], [0, 2], [0, -1], [0, -2]]))
        assert (shot(SkiaCamera(), [field])[..., :3] == 0).all()
