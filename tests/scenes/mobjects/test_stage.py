"""The stage: arcs end as dots of their weight, what is masked is behind glass, and what is read has a source."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from attention_scenes.model.answers.bundle import Token
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.palette import use_palette
from attention_scenes.scenes.mobjects.creature.bead import Bead
from attention_scenes.scenes.mobjects.planes.contrast_plane import ContrastPlane
from attention_scenes.scenes.mobjects.planes.place_lights import PlaceLights
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.name_tag import Hold, NameTag
from attention_scenes.scenes.mobjects.space.tiles_in_space import strips
from attention_scenes.scenes.mobjects.stage.arcs_to_dots import ArcsToDots
from attention_scenes.scenes.mobjects.stage.floor import Floor
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight, Pose, angles, fitting, from_angle, glide
from attention_scenes.scenes.mobjects.stage.score_tiles import ScoreTiles
from attention_scenes.scenes.mobjects.stage.stage_grid import StageGrid
from attention_scenes.scenes.mobjects.stage.token_edges import overlapping
from attention_scenes.scenes.mobjects.stage.vector_wall import VectorWall
from attention_scenes.scenes.mobjects.stage.word_arcs import WordArcs
from attention_scenes.scenes.mobjects.stage.word_floor import WordFloor
from tests.helpers.scenes.pixels import drawn

BOX = ((-7.0, -3.0), (7.0, 4.0))
TOKENS = [Token(0, "<|endoftext|>", -1), Token(1, " one", 0), Token(2, " two", 1), Token(3, " three", 2)]
WEIGHTS = np.array([[1, 0, 0, 0], [0.5, 0.5, 0, 0], [0.25, 0.5, 0.25, 0], [0.1, 0.2, 0.3, 0.4]])


@pytest.fixture(autouse=True)
def on_black() -> None:
    """Whatever theme was drawn before."""
    use_palette("dark")


def reading(values: object, name: str) -> Reading:
    return Reading.of(np.asarray(values, dtype=float), name)


def scores() -> list[Reading]:
    raw = np.arange(16.0).reshape(4, 4)
    masked = np.where(np.tri(4, dtype=bool), raw, -np.inf)
    return [reading(raw, "raw_scores"), reading(raw / 2, "raw_scores"), reading(masked, "attn_scores")]


def over(grid: StageGrid) -> Pose:
    return fitting(grid.floor.lines().reshape(-1, 3), (-5, -2.4), (2, 2.4), pitch=50, yaw=8, angle=grid.angle)


def stage(convention: str = "columns", **arrays: object) -> StageGrid:
    """A grid from above: all of it there, no light on it."""
    grid = StageGrid(TOKENS, reading(WEIGHTS, "pattern"), scores(), 2, *BOX, width=12, convention=convention)  # type: ignore[arg-type]
    grid.eye, grid.aim, grid.center = over(grid)
    grid.edges, grid.lattice, grid.boxes = 1.0, 1.0, 0.0
    grid.grown[:] = grid.fold[:] = 1
    for name, value in arrays.items():
        start = getattr(grid, name)
        setattr(grid, name, np.full_like(start, value) if isinstance(start, np.ndarray) else value)
    return grid


def area(outline_N3: np.ndarray) -> float:
    """Of a polygon on the ground."""
    x, z = outline_N3[:, 0], outline_N3[:, 2]
    return abs(float(np.dot(x, np.roll(z, -1)) - np.dot(z, np.roll(x, -1)))) / 2


# -- where things are ---------------------------------------------------------------------------------------


def test_rows_are_the_exact_transpose_of_columns() -> None:
    columns, rows = (Floor(5, (4, 4), convention) for convention in ("columns", "rows"))  # type: ignore[arg-type]
    assert np.allclose(columns.centers(), rows.centers().swapaxes(0, 1))
    assert np.allclose(columns.centers()[3, 1], [0.8, 0, 0.8]), "query 3 is the fourth from the left, key 1 behind"
    assert np.allclose(columns.edge("queries"), rows.edge("keys"))
    assert np.allclose(columns.edge("keys"), rows.edge("queries"))
    assert np.allclose(columns.block((1, 2), (1, 4)).mean(axis=0), columns.centers()[1, 3])


def test_a_pose_fills_the_box_and_leaves_nothing_out() -> None:
    points = np.random.default_rng(2).uniform(-3, 3, (40, 3))
    pose = fitting(points, (-5, -2), (1, 2.5), pitch=40, yaw=20, angle=40)
    xy = Lens(pose.eye, pose.aim, 40, pose.center).project(points).xy_N2
    low, high = xy.min(axis=0), xy.max(axis=0)
    assert (low >= [-5.001, -2.001]).all() and (high <= [1.001, 2.501]).all()
    assert np.isclose(high - low, [6, 4.5], atol=1e-3).any(), "the nearest such pose"
    assert np.allclose((low + high) / 2, [-2, 0.25], atol=1e-6)


def test_a_flight_begins_and_ends_at_rest() -> None:
    assert (glide(0), glide(0.5), glide(1)) == (0, 0.5, 1)
    assert glide(0.01) < 1e-4 and 1 - glide(0.99) < 1e-4
    assert all(0 <= glide(t) <= 1 for t in np.linspace(0, 1, 50)), "no overshoot"


def test_a_flight_to_a_place_above_turns_evenly_and_ends_in_its_pose() -> None:
    grid = stage()
    grid.eye = from_angle(grid.aim, 12, 40, 24)
    above = fitting(grid.floor.lines().reshape(-1, 3), (-5, -2.4), (2, 2.4), pitch=89.9, yaw=0, angle=grid.angle)
    flight = CameraFlight(grid, above)
    flight.begin()
    yaws = []
    for alpha in (0.0, 0.5, 0.9, 1.0):
        flight.interpolate(alpha)
        yaws.append(float(angles(grid.eye, grid.aim)[2]))
    assert np.allclose(yaws, [24, 12, 24 * (1 - glide(0.9)), 0], atol=1e-6), "no spin near the end"
    assert np.allclose(grid.eye, above.eye) and np.allclose(grid.center, above.center)


def test_areas_from_above_are_those_of_the_weights() -> None:
    grid = stage()
    ground = grid.floor.lines().reshape(-1, 3)
    grid.eye, grid.aim, grid.center = fitting(ground, (-5, -2.4), (2, 2.4), pitch=89.9, yaw=0, angle=grid.angle)
    discs = grid.dots.discs(np.arange(10), grid.dots.radii(np.ones(10)))
    flat = [area(np.insert(grid.lens.project(disc).xy_N2, 1, 0, axis=1)) for disc in discs]
    assert np.allclose(np.array(flat) / flat[0], grid.dots.weights, atol=2e-3)


def test_a_name_is_where_it_is_held() -> None:
    tag = NameTag("forest", 0.3, np.ones(4))
    left, right = (tag.points(np.array([1.0, 2.0]), Hold(align)) for align in (-1, 1))
    assert left[:, 0].min() >= 1 - 0.02 and right[:, 0].max() <= 1 + 0.02
    assert np.allclose(left - right, [tag.width, 0])
    turned = tag.points(np.zeros(2), Hold(-1, 90))
    assert np.allclose(turned, (tag.points(np.zeros(2), Hold(-1)) @ [[0, 1], [-1, 0]]))
    assert not overlapping(np.array([[0, 0], [1, 1]]), np.array([[1.1, 0], [2, 1]]))
    assert overlapping(np.array([[0, 0], [1, 1]]), np.array([[0.9, 0.9], [2, 2]]))


# -- arcs and dots ------------------------------------------------------------------------------------------


def arcs() -> ArcsToDots:
    weights = np.array([0.25, 1.0])
    spots = np.array([[0.0, 0, 1], [2.0, 0, -1]])
    return ArcsToDots(
        weights, np.array([-3.0, 1]), np.array([2.0, 1]), (0.3, 3.0), spots, thick=0.2, full=0.5, highest=2
    )


def test_the_area_of_a_dot_is_its_weight() -> None:
    dots, both = arcs(), np.arange(2)
    areas = [area(each) for each in dots.discs(both, dots.radii(np.ones(2)))]
    assert areas[0] / areas[1] == pytest.approx(0.25) and areas[1] == pytest.approx(np.pi * 0.25, rel=0.01)
    assert area(dots.discs(both, dots.radii(np.full(2, 0.5)))[1]) == pytest.approx(areas[1] / 2)


def test_an_arc_is_as_wide_as_its_weight_and_ends_on_both_words() -> None:
    dots, both, ones = arcs(), np.arange(2), np.ones(2)
    ribbon = dots.ribbons(both, ones, np.zeros(2), dots.radii(ones))[0]
    one, other = ribbon[:33], ribbon[:32:-1]
    assert np.allclose(np.linalg.norm(one - other, axis=1), 0.2 * 0.25)
    assert np.allclose((one + other)[0] / 2, [-3, 0.3, 3]) and np.allclose((one + other)[-1] / 2, [2, 0.3, 3])
    assert ribbon[:, 1].max() < 0.3 + 2.1, "no higher than allowed"


def test_an_arc_that_is_folded_is_the_dot() -> None:
    dots, both, ones = arcs(), np.arange(2), np.ones(2)
    radii = dots.radii(ones)
    folded = dots.ribbons(both, ones, ones, radii)
    assert np.allclose(folded[:, :33], dots.discs(both, radii))
    assert np.allclose(folded[:, 33:], dots.spots[:, None]), "its inner side is the middle"


def test_half_an_arc_is_a_whole_one_half_as_wide() -> None:
    dots, both, ones = arcs(), np.arange(2), np.ones(2)
    whole, half = (dots.ribbons(both, ones * grown, 0 * ones, ones) for grown in (1, 0.5))
    assert np.allclose((half[:, 0] + half[:, -1]) / 2, (whole[:, 0] + whole[:, -1]) / 2), "from word to word"
    assert np.allclose(half[:, 0] - half[:, -1], (whole[:, 0] - whole[:, -1]) / 2)


def test_arcs_to_the_first_key_are_dimmer_than_its_dots_and_others_are_not() -> None:
    arc_to_dot = {}
    for first in (True, False):
        bright = []
        for fold in (0.0, 1.0):
            grid = stage(fold=fold, lattice=0.0, names=0.0)
            grid.drawn &= (grid.first == first) & ~grid.mine
            bright.append(int(drawn(grid.paint, 1280, 720)[..., :3].max()))
        arc_to_dot[first] = bright[0] / bright[1]
    assert 0.5 < arc_to_dot[True] < 0.9 and arc_to_dot[False] > 0.95, arc_to_dot


def test_dots_are_drawn_where_the_lens_sees_their_cells() -> None:
    grid = stage(names=0.0, lattice=0.0)
    pixels = drawn(grid.paint, 640, 360)[..., 0]
    for query, key in ((1, 0), (2, 1), (3, 3)):
        x, y = grid.lens.project(grid.floor.centers()[query, key]).xy_N2[0] * 45 * [1, -1] + [320, 180]
        assert pixels[int(y), int(x)] > 100
    x, y = grid.lens.project(grid.floor.centers()[1, 3]).xy_N2[0] * 45 * [1, -1] + [320, 180]
    assert pixels[int(y), int(x)] == 0, "the future has none"


# -- tiles, glass, walls, light -------------------------------------------------------------------------------


def test_larger_scores_are_brighter_and_infinite_ones_have_no_tile() -> None:
    tiles = ScoreTiles(scores()[2], Floor(4, (4, 4))).light.reshape(4, 4)
    assert (tiles[np.triu_indices(4, 1)] == 0).all()
    assert (np.diff(tiles[np.tril_indices(4)]) > 0).all()


def test_glass_hides_the_tiles_of_the_future() -> None:
    def light(**arrays: object) -> np.ndarray:
        return drawn(stage(names=0.0, growth=0.0, lattice=0.0, **arrays).paint, 640, 360)[..., 0].astype(int)

    open_, masked = light(tiles=1.0), light(tiles=1.0, curtain=1.0)
    grid = stage()
    for (query, key), same in {(3, 1): True, (1, 3): False}.items():
        x, y = grid.lens.project(grid.floor.centers()[query, key]).xy_N2[0] * 45 * [1, -1] + [320, 180]
        assert (open_[int(y), int(x)] == masked[int(y), int(x)]) == same
    assert light(curtain=1.0).any(), "glass can be seen, and is hatched"


def test_vectors_stand_as_high_as_they_have_risen() -> None:
    values = reading(np.random.default_rng(3).normal(size=(4, 8)), "q")
    wall = VectorWall([values, values], ["data_high", "query"], Floor(4, (4, 4)).far_edge(), np.array([1.0, 0, 0]), 2.0)
    tiles = strips(wall.bases, wall.along, wall.height, 8, np.array([1, 0.5, 0, 1]))
    assert tiles.shape == (4, 8, 4, 3)
    assert tiles[0, ..., 1].max() == pytest.approx(2, abs=0.05) and tiles[0, 0, 0, 1] > tiles[0, 7, 0, 1]
    assert tiles[1, ..., 1].max() == pytest.approx(1, abs=0.05) and not tiles[2, ..., 1].any()
    first, second = wall.readings(np.zeros(4)), wall.readings(np.ones(4))
    assert first is not None and second is not None
    assert wall.readings(np.full(4, 0.5)) is None and wall.readings(np.array([1.0, 1, 0, 0])) is None, "on their way"


def test_the_light_is_on_the_focus_alone() -> None:
    def yellow(grid: StageGrid) -> np.ndarray:
        pixels = drawn(grid.paint, 640, 360)[..., :3].astype(int)
        return pixels[..., 0] - pixels[..., 2]

    dark, lit = stage(names=0.0), stage(names=0.0, lit=1.0)
    assert np.abs(yellow(dark)).max() < 20
    x, y = lit.lens.project(lit.floor.centers()[2, 1]).xy_N2[0] * 45 * [1, -1] + [320, 180]
    assert yellow(lit)[int(y), int(x)] > 100
    x, y = lit.lens.project(lit.floor.centers()[0, 0]).xy_N2[0] * 45 * [1, -1] + [320, 180]
    assert yellow(lit)[int(y), int(x)] < 40


@pytest.mark.parametrize("convention", ["columns", "rows"])
def test_nothing_is_drawn_outside_its_box(convention: str) -> None:
    grid = stage(convention, lit=1.0, tiles=1.0, curtain=1.0)
    pixels = drawn(grid.paint)
    low, high = np.array(BOX) * 180 / 8 * [1, -1] + [160, 90]
    outside = np.ones((180, 320), bool)
    outside[int(high[1]) : int(low[1]) + 1, int(low[0]) : int(high[0]) + 1] = False
    assert pixels[..., :3].any() and not pixels[outside][..., :3].any()
    assert not drawn(stage(convention, opacity=0.0, lit=1.0).paint)[..., :3].any()


# -- what can be read ---------------------------------------------------------------------------------------


def sources(grid: StageGrid) -> list[tuple[str, str]]:
    return [(mark, reading.source) for mark, reading in grid.visible_numbers()]


def test_a_weight_is_read_as_an_arc_then_as_a_dot_and_on_its_way_not_at_all() -> None:
    assert ("⌒", "pattern[2,1]") in sources(stage(fold=0.0))
    assert ("●", "pattern[2,1]") in sources(stage())
    assert not sources(stage(fold=0.5)) and not sources(stage(growth=0.0)) and not sources(stage(opacity=0.0))
    assert not [source for _, source in sources(stage()) if source == "pattern[1,2]"], "no weight of the future"


def test_tiles_tell_the_scores_of_their_beat_and_none_behind_glass() -> None:
    assert ("■", "raw_scores[1,3]") in sources(stage(tiles=1.0, growth=0.0))
    masked = sources(stage(tiles=1.0, growth=0.0, curtain=1.0, score=2.0))
    assert ("■", "attn_scores[3,1]") in masked and not [s for _, s in masked if s == "attn_scores[1,3]"]


def test_vectors_can_be_read_when_they_stand() -> None:
    grid = stage(growth=0.0)
    entering, turned = reading(np.ones((4, 3)), "attn_in"), reading(np.ones((4, 3)), "rot_q")
    grid.stand(([entering, turned], [entering, turned]), (["text", "query"], ["text", "key"]), 2.0)
    assert not sources(grid)
    grid.rise[:] = 1
    assert sources(grid) == [("■", f"attn_in[{i},{j}]") for i in range(4) for j in range(3)] * 2
    state = grid.visible()
    grid.stage[:] = 1
    assert ("■", "rot_q[3,2]") in sources(grid) and not np.array_equal(state, grid.visible()), "the record is told"


def test_rescaled_weights_are_read_when_they_stand_and_the_first_key_is_gone() -> None:
    grid = stage()
    entries = np.flatnonzero(grid.pairs[:, 1] > 0)
    q, k = grid.pairs[entries].T
    grid.reweigh(reading(WEIGHTS / (1 - WEIGHTS[:, :1] + 1e-9), "rescaled")[q, k], entries)
    assert ("●", "pattern[2,0]") in sources(grid)
    grid.rescaled = 0.5
    assert not sources(grid)
    grid.rescaled = 1.0
    assert ("●", "rescaled[2,1]") in sources(grid) and not [s for _, s in sources(grid) if s.startswith("pattern")]


def test_each_token_is_named_once_in_the_row_and_twice_on_the_edges() -> None:
    row = [text for text, *_ in stage(edges=0.0).visible_texts()]
    both = [text for text, *_ in stage(headings=1.0).visible_texts()]
    assert row == ["start", "one", "two", "three"]
    assert both == [*row, *row, "keys ↓", "queries →"]


def test_a_bare_array_is_refused() -> None:
    with pytest.raises(TypeError, match="source"):
        StageGrid(TOKENS, WEIGHTS, scores(), 2, *BOX, width=12)  # type: ignore[arg-type]


def test_a_long_sentence_hangs_from_its_row_and_stays_in_the_frame() -> None:
    tokens = [Token(i, f" word{i}", i) for i in range(27)]
    many = np.tril(np.ones((27, 27))) / np.arange(1, 28)[:, None]
    grid = StageGrid(tokens, reading(many, "pattern"), [reading(many, "raw_scores")], 5, *BOX, width=12)
    assert grid.tokens.hangs and np.ptp(grid.tokens.row[:, 0]) < 12
    names = grid.tokens.placed(Lens((0, 1, -8), (0, 0, 3)), "queries", 0.0, np.zeros(27))
    assert not any(overlapping(one.box(), other.box()) for one, other in pairwise(names)), "turned, each has its room"


def test_a_head_without_its_mask_has_dots_of_later_words_and_the_lit_column_goes_to_its_end() -> None:
    open_ = np.full((4, 4), 0.25)
    grid = StageGrid(TOKENS, reading(open_, "open"), scores(), 1, *BOX, width=12, every=True)  # type: ignore[arg-type]
    grid.grown[:] = grid.fold[:] = 1
    shown = [reading.source for mark, reading in grid.visible_numbers() if mark == "●"]
    assert len(shown) == 16 and "open[0,3]" in shown
    grid.growth = np.where(grid.later, 0.0, 1.0)
    assert not any(reading.source == "open[0,3]" for mark, reading in grid.visible_numbers() if mark == "●")


def test_glass_that_is_spoken_of_gleams() -> None:
    dull, bright = stage(curtain=1.0), stage(curtain=1.0, gleam=1.0)
    assert drawn(bright.paint).sum() > drawn(dull.paint).sum()


def words_on_a_floor() -> tuple[WordFloor, WordArcs]:
    places = np.array([[-4.0, -1.2], [-2.0, -1.6], [0.0, -2.0], [2.0, -1.6]])
    roles = ["start", "token", "piece", "piece"]
    floor = WordFloor(["start", "one", "two", "three"], roles, [], 2, places, 0.4, *BOX, pitch=17)
    return floor, WordArcs(reading(WEIGHTS, "pattern"), floor, floor.feet[2] + [0, 1.5, 0])


def test_words_stand_on_the_floor_where_they_are_seen_and_the_farther_ones_higher() -> None:
    floor, _ = words_on_a_floor()
    assert np.allclose(floor.feet[:, 1], 0) and floor.feet[2, 2] < floor.feet[1, 2] < floor.feet[0, 2]
    assert np.allclose(floor.lens.project(floor.feet).xy_N2[[0, 1, 3]], floor.places[[0, 1, 3]])
    assert floor.places[2, 1] < -2, "the name of the one that asks is under what stands on it"


def test_arcs_of_the_word_that_asks_lead_from_earlier_words_to_its_heart_and_tell_what_is_seen() -> None:
    _, arcs = words_on_a_floor()
    assert all(k < q for q, k in arcs.pairs) and arcs.visible_numbers() == []
    own = [i for i, (q, _) in enumerate(arcs.pairs) if q == 2]
    starts, ends = arcs.ways[own, 0], arcs.ways[own, -1]
    assert np.allclose(ends, arcs.heart) and np.allclose(starts[:, [0, 2]], arcs.feet[:2, [0, 2]])
    arcs.growth = arcs.own.copy()
    assert sorted(r.source for _, r in arcs.visible_numbers()) == ["pattern[2,0]", "pattern[2,1]"]
    dark = drawn(arcs.draw_skia)
    arcs.lamps = 1.0
    assert drawn(arcs.draw_skia).sum() > dark.sum()
    with pytest.raises(TypeError, match="source"):
        WordArcs(WEIGHTS, words_on_a_floor()[0], (0, 1, 0))  # type: ignore[arg-type]


def test_a_bead_has_the_colour_that_is_measured_and_a_plain_one_tells_nothing() -> None:
    tint = reading([0.0, 1.0], "probe:attribute.place")
    bead = Bead(tint, "green", 2.0)
    grey = drawn(bead.draw_skia)[..., :3].reshape(-1, 3).sum(0).astype(float)
    bead.state = 1.0
    red, green, blue = drawn(bead.draw_skia)[..., :3].reshape(-1, 3).sum(0).tolist()
    assert green > 1.3 * max(red, blue) and np.ptp(grey) < 0.1 * grey.mean()
    assert [r.source for _, r in bead.visible_numbers()] == ["probe:attribute.place[1]"]
    assert Bead(None).visible_numbers() == []
    with pytest.raises(ValueError, match="names no colour"):
        Bead(tint, "loud")


def test_lights_stand_at_their_places_and_tell_only_those_that_are_seen() -> None:
    plane = ContrastPlane(np.zeros((1, 2)), (-3, -2), (2, 2), (("a", "b"), ("c", "d")), 4)
    places = reading(np.linspace(-0.4, 0.4, 4).reshape(2, 2), "place")
    lights = PlaceLights(plane, places, ["first", "second"])
    assert np.allclose(lights.xy, [plane.place(at)[:2] for at in places.value]) and lights.visible_numbers() == []
    lights.opacities[1] = 1
    assert [number.source for _, number in lights.visible_numbers()] == ["place[1,0]", "place[1,1]"]
    with pytest.raises(TypeError, match="source"):
        PlaceLights(plane, places.value, ["first", "second"])  # type: ignore[arg-type]


def test_a_ring_holds_what_is_no_farther_than_its_radius_on_both_axes() -> None:
    plane = ContrastPlane(np.zeros((1, 2)), (-3, -2), (2, 2), (("a", "b"), ("c", "d")), 4)
    ring = plane.ring(np.array([0.2, 0.1]), 0.1)
    assert np.allclose(ring.get_right(), plane.place(np.array([0.3, 0.1])), atol=0.01)
    assert np.allclose(ring.get_top(), plane.place(np.array([0.2, 0.2])), atol=0.01)
