"""Causal tracing as a map in depth: tokens across, layers away, as high and bright as a cell brings an answer back."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import name_part, polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.facts.board_marks import Jump, draw_jump, draw_static, draw_static_over
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import draw_lamp, fill_paint, stroke_paint
from attention_scenes.scenes.mobjects.space.name_tag import Hold, NameTag, with_tags
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.space.tiles_in_space import on_floor
from attention_scenes.scenes.mobjects.stage.pose import Pose, fitting
from attention_scenes.scenes.mobjects.text.shaping import least_em, readable

ANGLE = 42.0
DEPTH = 0.62  # units of space from layer to layer
WIDE, LONG = 0.84, 0.52  # of a cell: of what is between two tokens, and in units of space
HIGH = 2.9  # of a cell that brings back all
GLASS, RIM = 0.085, 0.2  # opacity of a dark cell, and of its edge
FLOOR, FRONT, SIDE, TOP = 0.75, 0.34, 0.2, 0.95  # opacity that light adds to a cell, and of the faces of a pillar
LEAST, LAMP = 0.5, 0.9  # light of the farthest layer, radius of the light over a pillar
DIM = 0.06  # of all that comes back: what is less has no pillar
EVERY, TURN = 5, 32  # every so many layers have their number; by how many degrees names are turned
LINE = 0.95  # em from a name to the next at least
SIDE_MARGIN = 0.35  # scene units that words keep from the side of the box
UNDER = 0.28  # scene units from a layer's side to its number, which no pillar may swallow
BEFORE = 1.1  # units of space from the first layer to the names


class TracingBoard(Space):
    """L layers of T cells: a cell's height and light are the answer's chance where that cell alone is clean.

    Parameters
    ----------
    chances
        ``[L, T]``.
    ceiling
        The chance of the clean prompt: what is as high as that is as bright as can be.
    names, roles
        Of the tokens, in front of the first layer.
    layers
        The layers' numbers, L counts.
    noisy
        The tokens under noise.
    jump
        What is read from token to token in a layer; None for nothing.
    low, high
        The box of the frame it is seen in.
    em
        Of the names, in scene units; less where they stand closer.
    apart
        Units of space from token to token.

    Attributes
    ----------
    grown
        ``[L T]`` from 0, not tried, to 1.
    floor
        ``[L]`` opacity of the layers' cells.
    static, said, rails
        How dense the static is over the noisy tokens, in all layers; opacity of names and of layers' numbers.
    reached, cut
        How far the jump has come, and how far it is cut.
    """

    def __init__(
        self, chances: Reading, ceiling: Reading, names: Sequence[str], roles: Sequence[str], layers: Sequence[Reading],
        low: Sequence[float], high: Sequence[float], *, noisy: Sequence[int] = (), jump: Jump | None = None,
        em: float = 0.36, apart: float = 1.0,
    ) -> None:  # fmt: skip
        if not isinstance(chances, Reading):
            raise TypeError("a cell on screen needs a source: give a Reading")
        self.readings, self.layers, self.noisy, self.jump = chances, tuple(layers), tuple(noisy), jump
        self.n_layers, self.count = chances.value.shape
        self.shares = np.clip(chances.value.ravel() / max(float(ceiling), 1e-9), 0, 1)
        self.x, self.wide = (np.arange(self.count) - (self.count - 1) / 2) * apart, WIDE * apart
        self.z = np.arange(self.n_layers) * DEPTH
        self.tags = tuple(NameTag(name, em, palette().rgba(role)) for name, role in zip(names, roles, strict=True))
        self.grown, self.opacities = np.zeros(self.n_layers * self.count), np.ones(1)
        self.floor, self.static, self.said, self.rails = np.ones(self.n_layers), 0.0, 1.0, 1.0
        self.reached, self.cut = 0.0, 0.0
        super().__init__(low, high, eye=[0, 5, -12], aim=[0, 1, 0], angle=ANGLE)

    def seen(
        self,
        low: Sequence[float],
        high: Sequence[float],
        *,
        pitch: float,
        yaw: float,
        layers: tuple[int, int] = (0, -1),
    ) -> Pose:
        """Return the pose from which some layers, from the first to the last, fill a box of the frame."""
        first, last = (self.z[n] for n in layers)
        xs, zs = self.x[[0, -1]] + [-0.6, 0.6], (first - (BEFORE if not layers[0] else 0.4), last + 0.3)
        corners = [[x, 0, z] for x in xs for z in zs] + [[0, HIGH, z] for z in (first, last)]
        return fitting(np.array(corners), low, high, pitch=pitch, yaw=yaw, angle=ANGLE)

    def top_of_jump(self) -> np.ndarray:
        """Return where in the frame the jump is highest, ``[2]``."""
        assert self.jump is not None
        return self.lens.project(self.jump.way(self.x, self.z)).xy_N2[len(self.jump.way(self.x, self.z)) // 2]

    # -- what is drawn ----------------------------------------------------------------------------------

    def paint(self, canvas: skia.Canvas) -> None:
        lens = self.lens
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(*self.low.tolist(), *self.high.tolist()))
        self._paint_floor(canvas, lens)
        if self.static > FAINT:
            cells = [[self.x[n], 0.0, z] for z in self.z for n in self.noisy]
            draw_static(canvas, lens, np.array(cells), (self.wide, LONG), self.static * self.opacity)
        for layer in range(self.n_layers - 1, -1, -1):
            self._paint_pillars(canvas, lens, layer)
            if self.jump and self.jump.layer == layer and self.reached > FAINT:
                draw_jump(canvas, lens, self.jump.way(self.x, self.z), self.reached, self.cut, self.opacity)
        canvas.restore()
        for tag, at, share, hold in self._tags(lens):
            tag.draw(canvas, at, share, hold)
            if self.static * self.said > FAINT and any(tag is self.tags[n] for n in self.noisy):
                draw_static_over(canvas, tag.points(at, hold), self.static * share)

    def _paint_floor(self, canvas: skia.Canvas, lens: Lens) -> None:
        """Draw the cells of all layers, row by row: dark glass, and light by what each brings back."""
        glass = 1.7 if palette().on_white else 1.0
        for layer in range(self.n_layers):
            share = float(self.floor[layer]) * self.opacity * self._far(layer)
            if share < FAINT:
                continue
            tiles = on_floor(self.x, np.full(self.count, self.z[layer]), self.wide, LONG, 0.0)
            path = polygons(lens.project(tiles.reshape(-1, 3)).xy_N2.reshape(-1, 4, 2))
            canvas.drawPath(path, fill_paint(palette().rgba("data_low", glass * GLASS * share)))
            canvas.drawPath(path, stroke_paint(palette().rgba("data_low", RIM * share), 0.012))

    def _paint_pillars(self, canvas: skia.Canvas, lens: Lens, layer: int) -> None:
        """Draw a layer's pillars, the farthest from the eye first."""
        cells = slice(layer * self.count, (layer + 1) * self.count)
        lights = self.shares[cells] * self.grown[cells]
        drawn = np.flatnonzero(lights > FAINT)
        focus = palette().rgba("focus")
        for token in sorted(drawn.tolist(), key=lambda n: -abs(self.x[n] - lens.eye[0])):
            name_part(canvas, (layer, token))
            share = float(self.floor[layer]) * self.opacity * self._far(layer)
            light = float(lights[token])
            parts = (FLOOR, SIDE, FRONT, TOP) if light > DIM else (FLOOR,)
            for face, part in zip(self._faces(token, layer, light), parts, strict=False):
                xy = lens.project(face).xy_N2
                rgba = focus * [1, 1, 1, share * part * min(1.0, 1.1 * light)]
                canvas.drawPath(polygons(xy[None]), fill_paint(rgba))
            if light <= DIM:
                continue
            top = lens.project([[self.x[token], HIGH * light, self.z[layer]]])
            draw_lamp(canvas, top.xy_N2[0], LAMP * float(top.scale_N[0]), focus * [1, 1, 1, 0.5 * share * light])
        name_part(canvas, None)

    def _faces(self, token: int, layer: int, light: float) -> list[list[list[float]]]:
        """Corners of a pillar's foot, of the side that the eye sees, of its front and of its top."""
        x, z, top = float(self.x[token]), float(self.z[layer]), HIGH * light
        left, right, near, far = x - self.wide / 2, x + self.wide / 2, z - LONG / 2, z + LONG / 2
        side = right if self.eye[0] > x else left
        return [
            [[left, 0, near], [right, 0, near], [right, 0, far], [left, 0, far]],
            [[side, 0, near], [side, 0, far], [side, top, far], [side, top, near]],
            [[left, 0, near], [right, 0, near], [right, top, near], [left, top, near]],
            [[left, top, near], [right, top, near], [right, top, far], [left, top, far]],
        ]

    def _far(self, layer: int) -> float:
        return 1 - (1 - LEAST) * layer / max(self.n_layers - 1, 1)

    def _tags(self, lens: Lens) -> list[tuple[NameTag, np.ndarray, float, Hold]]:
        """The names before the first layer, and layers' numbers at the side that is nearer to the eye."""
        found = []
        turned = self.eye[0] < 0
        front = np.column_stack([self.x, np.zeros(self.count), np.full(self.count, -0.6)])
        places = lens.project(front).xy_N2
        turn = self._turn(places)
        room = self._room(places, -turn if turned else turn)
        for tag, at, most in zip(self.tags, places, room, strict=True):
            smaller = min(1.0, most / tag.em)
            hold = Hold(-1.0, -turn, smaller) if turned else Hold(1.0, turn, smaller)
            found.append((tag, at + [-0.1 if turned else 0.1, -0.12 - 0.006 * turn], self.said * self.opacity, hold))
        shown = self._numbered()
        for n, at in self._sides(lens).items():
            text = label_text("layer {layer}", layer=n) if n in (shown[0], shown[-1]) else str(n)
            tag = NameTag(text, readable(0.34), palette().rgba("soft"))
            if not turned:
                at = np.minimum(at, [self.high[0] - SIDE_MARGIN - tag.width, np.inf])
            found.append((tag, at - [0, UNDER], self.rails * self.opacity, Hold(1.0 if turned else -1.0)))
        return [each for each in found if each[2] > FAINT]

    def _sides(self, lens: Lens) -> dict[int, np.ndarray]:
        """Return where in the frame the sides of numbered layers are, ``[2]`` each; those outside of it left out."""
        shown, x = self._numbered(), self.x[-1] + 0.75 if self.eye[0] >= 0 else self.x[0] - 0.75
        at_side = np.array([[x, 0, self.z[n]] for n in shown]).reshape(-1, 3)
        places = zip(shown, lens.project(at_side).xy_N2 if shown else [], strict=True)
        return {n: at for n, at in places if (self.low + 0.3 < at).all() and (at < self.high - 0.3).all()}

    @staticmethod
    def _room(places: np.ndarray, turn: float) -> list[float]:
        """Return with which em, at most, each name touches neither neighbour where all are turned so far."""
        (x, y), way = np.diff(places, axis=0).T, np.deg2rad(turn)
        apart = np.concatenate([[np.inf], np.abs(x * np.sin(way) - y * np.cos(way)), [np.inf]])
        return [max(float(each) / LINE, least_em()) for each in np.minimum(apart[:-1], apart[1:])]

    def _turn(self, places: np.ndarray) -> float:
        """Return by how many degrees names are turned: less where they stand more above than beside each other."""
        along = np.abs(places[-1] - places[0])
        return float(TURN * np.clip(1.5 * along[0] / max(along.sum(), 1e-9), 0, 1))

    def _numbered(self) -> list[int]:
        return [n for n in range(self.n_layers) if n % EVERY == 0 and self.floor[n] > VISIBLE]

    def paint_bounds(self) -> skia.Rect | None:
        return with_tags(self, super().paint_bounds(), self._tags(self.lens))

    # -- what is read -----------------------------------------------------------------------------------

    def visible(self) -> np.ndarray:
        """Return the cells that can be read, then the numbered layers, then the jump's weight."""
        if self.opacity < VISIBLE:
            return np.arange(0)
        cells = np.flatnonzero(self.grown > VISIBLE)
        sides = self._sides(self.lens) if self.rails * self.opacity > VISIBLE else {}
        rails = np.array([*sides], dtype=int) + len(self.grown)
        jump = [len(self.grown) + self.n_layers] if self.jump and self.reached > VISIBLE else []
        return np.concatenate([cells, rails, jump]).astype(int)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        flat, size, found = self.readings.reshape(-1), len(self.grown), []
        for i in self.visible().tolist():
            if i < size:
                found.append(("■", flat[i]))
            elif i < size + self.n_layers:
                found.append((str(i - size), self.layers[i - size]))
            elif self.jump:
                found.append(("⌒", self.jump.weight))
        return found

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        return [tag.read_on(self, at, hold) for tag, at, share, hold in self._tags(self.lens) if share > VISIBLE]
