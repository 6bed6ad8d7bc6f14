"""Patches in space: a picture is cut in order, slabs lift and turn, what is listed is what can be seen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.patches.class_bead import LEAST as LEAST_STRAND
from attention_scenes.scenes.mobjects.patches.patch_board import ANGLE, PatchBoard, apart, in_row, lying
from attention_scenes.scenes.mobjects.patches.patch_faces import MOST, PatchFaces
from attention_scenes.scenes.mobjects.patches.patch_grid import PatchGrid
from attention_scenes.scenes.mobjects.patches.slabs import Slabs, draw_slabs
from attention_scenes.scenes.mobjects.stage.pose import fitting
from attention_scenes.scenes.mobjects.stage.vector_wall import VectorWall

BOX = (-7.0, -4.0), (7.0, 4.0)


@pytest.fixture
def faces() -> PatchFaces:
    return PatchFaces(Reading.of(np.arange(64).reshape(8, 8, 1), "dots"), 2, 64.0)


def board(faces: PatchFaces, **more: Any) -> PatchBoard:
    corners = np.array([[x, 0, z] for x in (-2, 2) for z in (-2, 2)])
    return PatchBoard(faces, *BOX, fitting(corners, (-3, -3), (3, 3), pitch=60, yaw=0, angle=ANGLE), **more)


def sources(shown: Any) -> set[str]:
    return {reading.source for _, reading in shown.visible_numbers()}


def drawn(shown: Any) -> np.ndarray:
    surface = skia.Surface(280, 160)
    canvas = surface.getCanvas()
    canvas.clear(skia.ColorBLACK)
    canvas.translate(140, 80)
    canvas.scale(20, -20)
    shown.draw_skia(canvas)
    return np.asarray(surface.makeImageSnapshot().toarray()[..., :3])


def test_a_picture_is_cut_row_by_row_and_every_dot_is_in_one_patch(faces: PatchFaces) -> None:
    assert len(faces) == 16 and (faces.rows, faces.columns) == (4, 4)
    assert [reading.source for _, reading in faces.listed(5)] == [f"dots[{y},{x},0]" for y in (2, 3) for x in (2, 3)]
    listed = [reading.source for patch in range(16) for _, reading in faces.listed(patch)]
    assert len(listed) == len(set(listed)) == 64
    assert np.allclose(faces.middles[[0, 3, 12]], [[-1.5, 1.5], [1.5, 1.5], [-1.5, -1.5]]), "the first at the top left"


def test_of_a_photograph_each_patch_lists_its_largest_dot() -> None:
    dots = np.random.default_rng(0).integers(0, 255, (42, 42, 3))
    photo = PatchFaces(Reading.of(dots, "dots"), 14, 255.0)
    assert dots.size > MOST and len(photo) == 9
    [(_, reading)] = photo.listed(4)
    assert float(reading) == dots[14:28, 14:28].max()
    assert np.allclose(photo.means_P3[4], dots[14:28, 14:28].mean(axis=(0, 1)) / 255)


def test_more_ink_stands_out_more_and_an_empty_dot_can_still_be_seen(faces: PatchFaces) -> None:
    assert (np.diff(faces.cut_PSS3[0, 0, :, 0]) > 0).all() and faces.cut_PSS3.min() > 0.1


def test_a_slab_lies_with_its_face_up_or_stands_with_it_to_the_front() -> None:
    def slab(stand: float) -> np.ndarray:
        one, none = np.ones(1), np.zeros(1)
        made = Slabs(np.zeros(1, int), np.zeros((1, 3)), one, 0.2 * one, stand * one, one, none, none)
        return made.corners()[0]

    lying_down, standing = slab(0.0), slab(1.0)
    assert np.allclose(lying_down[:4, 1], 0) and np.allclose(lying_down[4:, 1], -0.2), "its back is under its face"
    assert np.allclose(standing[:4, 2], 0) and np.allclose(standing[4:, 2], 0.2), "its back is behind its face"
    assert lying_down[0, 2] > lying_down[2, 2] and standing[0, 1] > standing[2, 1], "the upper edge is farther, or up"


def test_a_slab_seen_from_behind_shows_no_picture(faces: PatchFaces) -> None:
    shown = board(faces)
    front = drawn(shown).max()
    shown.eye = shown.eye * [1, -1, 1]
    assert front > 200 > drawn(shown).max()


def test_what_is_blank_or_gone_is_not_listed(faces: PatchFaces) -> None:
    shown = board(faces)
    assert len(sources(shown)) == 64
    shown.blank[5], shown.shares[0] = 1.0, 0.0
    assert len(sources(shown)) == 56 and "dots[2,2,0]" not in sources(shown) and "dots[0,0,0]" not in sources(shown)
    before = drawn(shown)
    shown.blank[10] = 1.0
    assert (drawn(shown) != before).any()


def test_strands_and_towers_are_listed_with_their_weights(faces: PatchFaces) -> None:
    weights = Reading.of(np.full(16, 1 / 16), "weights")
    shown = board(faces, weights=weights)
    assert "weights[3]" not in sources(shown)
    shown.flow[3] = 1.0
    assert "weights[3]" in sources(shown) and "weights[4]" not in sources(shown)
    shown.flow[:], shown.towered = 0.0, 1.0
    assert {f"weights[{n}]" for n in range(16)} <= sources(shown)
    with pytest.raises(TypeError, match="needs a source"):
        board(faces, weights=np.ones(16))


def test_a_strand_is_as_wide_as_its_weight_and_none_is_drawn_of_nothing(faces: PatchFaces) -> None:
    def lit(weight: float) -> int:
        values = np.zeros(16)
        values[12] = weight
        shown = board(faces, weights=Reading.of(values, "weights"))
        empty = drawn(shown)
        shown.flow[:] = 1.0
        return int((drawn(shown) != empty).any(axis=-1).sum())

    assert lit(0.0) == lit(LEAST_STRAND / 2) == 0 < lit(0.1) < lit(0.5)


def test_vectors_are_listed_once_all_are_in_one_stage(faces: PatchFaces) -> None:
    stages = [Reading.of(np.ones((17, 3)), name) for name in ("before", "after")]
    wall = VectorWall(stages, ["data_high", "update"], np.zeros((17, 3)), np.array([1.0, 0, 0]), 2.0)
    shown = board(faces, columns=wall)
    assert not any(source.startswith("before") for source in sources(shown))
    shown.rise[:] = 1.0
    assert "before[16,2]" in sources(shown)
    shown.stage[:] = 0.5
    assert not {"before[16,2]", "after[16,2]"} & sources(shown)
    shown.stage[:] = 1.0
    assert "after[16,2]" in sources(shown)


def test_places_keep_the_order_of_tokens(faces: PatchFaces) -> None:
    row = in_row(16, 1.5, 0.5)
    assert np.allclose(np.diff(row[:, 0]), 1.5) and np.isclose(row[-1, 0], 12.0), "with a place free before them"
    wide, close = apart(faces, 0.5, 2.0), lying(faces)
    assert np.allclose(wide[:, [0, 2]], 1.5 * close[:, [0, 2]]) and (wide[:, 1] == 2).all()


def test_the_grid_has_a_column_for_each_query_and_colours_keys_that_come_later(faces: PatchFaces) -> None:
    pattern = Reading.of(np.full((17, 17), 1 / 17), "pattern")
    grid = PatchGrid(faces, pattern, (-4, -3), (4, 3), em=0.3)
    assert not {source for source in sources(grid) if source.startswith("pattern")}
    grid.growth[2] = 1.0
    assert {f"pattern[2,{key}]" for key in range(17)} == {s for s in sources(grid) if s.startswith("pattern")}
    grid.growth[:] = 1.0
    plain = drawn(grid)
    grid.later = 1.0
    assert (drawn(grid) != plain).any() and {text for text, *_ in grid.visible_texts()} == {"queries →", "keys ↓"}
    with pytest.raises(TypeError, match="needs a source"):
        PatchGrid(faces, np.ones((17, 17)), (-4, -3), (4, 3), em=0.3)  # type: ignore[arg-type]


def test_dots_take_no_bare_array() -> None:
    with pytest.raises(TypeError, match="needs a source"):
        PatchFaces(np.zeros((8, 8, 1)), 2, 16.0)  # type: ignore[arg-type]


def test_no_slab_draws_nothing(faces: PatchFaces) -> None:
    none = np.zeros(0)
    empty = Slabs(none.astype(int), np.zeros((0, 3)), none, none, none, none, none, none)
    surface = skia.Surface(8, 8)
    draw_slabs(surface.getCanvas(), board(faces).lens, faces, empty, "query", 0.0)
    assert not surface.makeImageSnapshot().toarray().any()
