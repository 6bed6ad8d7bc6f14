"""A whole transformer in space: a slab of glass for each layer, real arcs in it, vectors running through."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import name_part
from attention_scenes.model.answers.bundle import Token
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.depth.floor_words import FloorWords
from attention_scenes.scenes.mobjects.depth.layer_arcs import LEAST, ArcSheet
from attention_scenes.scenes.mobjects.depth.layer_places import Layers, layer_places
from attention_scenes.scenes.mobjects.depth.layer_threads import EXIT, LayerThreads
from attention_scenes.scenes.mobjects.depth.slab import draw_pane, draw_slabs, near_light
from attention_scenes.scenes.mobjects.depth.stack_tags import LEFT, Tag, stack_tags, tag_below
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.stage.pose import fitting, from_angle
from attention_scenes.scenes.mobjects.text.token_names import role_of, spoken

ANGLE = 42.0  # of the lens, degrees
WIDE, CLOSE = 6.2, 0.8  # of all threads, and between two at most, in units of space
TOP, FLOOR, ASIDE = 1.85, -0.2, 0.55  # of a slab: its upper and lower edge, and how far it goes beyond the threads
EM, ENTRY = 0.8, 0.5  # of the words, in parts of the way between two threads; from a word to the first slab
TOGETHER = 3  # closed slabs that are drawn at once
UNREACHED = 0.75  # how bright a slab is that no vector has come to

Item = tuple[float, Callable[[skia.Canvas], None]]


class LayerStack(Space):
    """L layers as slabs of glass, attention half before MLP half; T vectors run through them as threads.

    Closed, a layer's attention half shows one pattern. An opened one stands apart, its halves parted; where
    ``heads`` has its patterns, its attention half is a sheet for each head. The record lists, of each layer that is
    seen, the followed token's arcs, and of a lit sheet every arc.

    For instance, with the answers ``bundle`` to a trace of ``pattern``::

        patterns = bundle.read("pattern")  # [L, H, T, T]
        layers = [bundle.count(f"layer.{n}") for n in range(len(patterns))]
        stack = LayerStack(bundle.tokens(), patterns[:, 8], layers, (-7, -3), (7, 4), heads={19: patterns[19]})
        scene.play(Change(stack, reach=len(layers)))  # the sentence runs through
        scene.play(Change(stack, **stack.open(19)))

    Parameters
    ----------
    tokens
        ``T`` tokens.
    patterns
        ``[L, T, T]``, row = query: what is drawn in each layer.
    layers
        The layers' numbers, L counts.
    low, high
        The box of the frame it is seen in, ``[2]`` each, in scene units.
    query
        The token that is followed; the last one where None.
    heads
        ``[H, T, T]`` by layer, of layers that will be opened.
    ceiling
        What of the box names reach no higher than.

    Attributes
    ----------
    reach
        How many layers the vectors have passed, perhaps between two; below 0 they are not there yet.
    opened
        ``[L]`` from 0, closed, to 1.
    sheets
        ``[H]`` light of each head's sheet in what is opened.
    mlp_lit
        Light of the MLP half of what is opened.
    on_faces
        Whether the halves' names stand on them, not below.
    opacities
        ``[L]`` of the layers.
    rails
        Opacity of the layers' numbers.
    first
        How much light is left to closed layers' arcs to the first token, where most weight rests; without them a
        frame costs a third less.
    said
        Opacity of the words.
    glow
        ``[T]`` how much light each thread gives; ``words_lit`` is that of the words.
    """

    def __init__(
        self, tokens: Sequence[Token], patterns: Reading, layers: Sequence[Reading], low: Sequence[float],
        high: Sequence[float], *, query: int | None = None, heads: Mapping[int, Reading] | None = None,
        ceiling: float = np.inf,
    ) -> None:  # fmt: skip
        if not isinstance(patterns, Reading):
            raise TypeError("an arc on screen needs a source: give a Reading")
        self.readings, self.layers, self.heads = patterns, tuple(layers), dict(heads or {})
        self.ceiling = ceiling
        self.n_layers, count = patterns.value.shape[:2]
        self.query = count - 1 if query is None else query
        step = min(CLOSE, WIDE / max(count - 1, 1))
        self.x = (np.arange(count) - (count - 1) / 2) * step
        self._threads = LayerThreads(self.x)
        # In tuples, and so not copied with the mobject: they never change.
        self._arcs = tuple(ArcSheet(self.x, each, self.query) for each in patterns.value)
        self._of_heads = {
            layer: tuple(ArcSheet(self.x, each, self.query) for each in found.value)
            for layer, found in self.heads.items()
        }
        self.opened = np.zeros(self.n_layers)
        self.sheets = np.ones(max((len(each) for each in self.heads.values()), default=1))
        self.opacities = np.ones(self.n_layers)
        self.reach, self.glow, self.words_lit = -1.0, np.zeros(count), 0.0
        self.first = self.rails = self.said = 1.0
        self.mlp_lit, self.on_faces = 0.0, False
        self.followed_arcs = patterns.value[:, self.query] >= LEAST  # [L, T], those that are drawn
        self.followed_arcs[:, self.query :] = False
        roles = [role_of(tokens, i) for i in range(count)]
        eye, aim = from_angle(np.zeros(3), 14.0, 25, 40).tolist(), (0.0, 0.0, 0.0)
        self.words = FloorWords(
            [spoken(token) for token in tokens], self.x, min(0.6, EM * step), low, high, eye=eye, aim=aim,
            roles=roles, end=-ENTRY - 0.15,
        )  # fmt: skip
        super().__init__(low, high, eye=eye, aim=aim, angle=ANGLE)
        for name, value in self.whole(low, high).items():
            setattr(self, name, value)

    # -- what it can be changed to ----------------------------------------------------------------------

    def open(self, layer: int) -> dict[str, np.ndarray]:
        """Return the arrays of a stack in which this layer alone is open, for ``Change(stack, **stack.open(19))``."""
        opened = np.zeros(self.n_layers)
        opened[layer] = 1
        return {"opened": opened}

    def whole(
        self, low: Sequence[float], high: Sequence[float], opened: np.ndarray | None = None, *, pitch: float = 23,
        yaw: float = 52,
    ) -> dict[str, np.ndarray]:  # fmt: skip
        """Return eye, aim and center from which all of it, opened so far, fills a box of the frame."""
        places = layer_places(self.opened if opened is None else opened)
        box = self._box(0.0, float(places.out[-1]))
        pose = fitting(
            np.concatenate([_corners(box), self.words.starts()]), low, high, pitch=pitch, yaw=yaw, angle=ANGLE
        )
        return pose._asdict()

    def entrance(
        self, low: Sequence[float], high: Sequence[float], *, pitch: float = 42, yaw: float = 30
    ) -> dict[str, np.ndarray]:
        """Return eye, aim and center from which the words fill a box of the frame, the first layer behind them."""
        behind = [[x, y, z] for x in (self.x[0], self.x[-1]) for y, z in ((0, 0), (0.5, 0.4))]
        return fitting(
            np.concatenate([behind, self.words.starts()]), low, high, pitch=pitch, yaw=yaw, angle=ANGLE
        )._asdict()

    def before(
        self, layer: int, low: Sequence[float], high: Sequence[float], *, pitch: float = 15, yaw: float = 57
    ) -> dict[str, np.ndarray]:
        """Return eye, aim and center from which a layer, once it is open, fills a box of the frame."""
        places = layer_places(self.open(layer)["opened"])
        box = self._box(float(places.attention[layer, 0]), float(places.mlp[layer, 1]))
        return fitting(_corners(box), low, high, pitch=pitch, yaw=yaw, angle=ANGLE)._asdict()

    @property
    def places(self) -> Layers:
        """Where the layers lie now."""
        return layer_places(self.opened)

    def end_of(self, token: int) -> np.ndarray:
        """Return the place in the frame where a token's thread ends behind the last layer, ``[2]``."""
        return self.lens.project([self.x[token], 0, self.places.out[-1] + EXIT]).xy_N2[0]

    def _box(self, start: float, end: float) -> np.ndarray:
        return np.array([[self.x[0] - ASIDE, FLOOR, start], [self.x[-1] + ASIDE, TOP, end]])

    # -- what is drawn ----------------------------------------------------------------------------------

    def paint(self, canvas: skia.Canvas) -> None:
        lens = self.lens
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(*self.low.tolist(), *self.high.tolist()))
        for _, draw in sorted(self._items(lens), key=lambda item: -abs(item[0] - lens.eye[2])):
            draw(canvas)
        self.words.lit = self.words_lit
        self.words.draw(canvas, lens, self.opacity * self.said)
        canvas.restore()
        if self.rails * self.opacity > FAINT:
            for tag in self._rails(lens):
                tag.name.draw(canvas, tag.at, self.rails * self.opacity, LEFT)
        for tag in self._followed(lens):
            tag.name.draw(canvas, tag.at, float(self.sheets.max()) * self.opacity, LEFT)

    def _bright(self, lens: Lens) -> np.ndarray:
        """How bright each layer is: farther ones less, and those that no vector has come to."""
        z = self.places.attention[:, 0]
        near = near_light(lens, np.column_stack([np.zeros_like(z), np.full_like(z, TOP / 2), z]))
        return near * (UNREACHED + (1 - UNREACHED) * self._reached) * self.opacities * self.opacity

    @property
    def _reached(self) -> np.ndarray:
        return np.clip(self.reach - np.arange(self.n_layers), 0, 1)

    def _items(self, lens: Lens) -> list[Item]:
        """What is drawn, each with the depth it is drawn at."""
        places, bright = self.places, self._bright(lens)
        reached = self._reached
        found = self._slabs(lens, places, bright)
        for layer in range(self.n_layers):
            share, open_ = float(bright[layer]), float(self.opened[layer])
            if share <= FAINT:
                continue
            light = share * float(reached[layer]) * (1 - open_ if layer in self.heads else 1)
            if light > FAINT:
                z = float(places.attention[layer, 0])
                found.append((z - 1e-4, self._sheet(lens, layer, self._arcs[layer], z, light)))
            if open_ > 0 and layer in self.heads:
                found += self._opened_heads(lens, layer, share * open_ * float(reached[layer]))
            if open_ > 0:
                z = float(places.mlp[layer].mean())
                found.append((z, self._threads.walls(lens, z, share * open_ * float(reached[layer]))))
        if self.opacity > FAINT:
            found += self._threads.items(lens, places, -ENTRY, self.reach, self.opacity, self.glow)
        return found

    def _slabs(self, lens: Lens, places: Layers, bright: np.ndarray) -> list[Item]:
        """Slabs of closed layers, some at once, and the halves of all others one by one."""
        closed = self.opened == 0
        steps = np.flatnonzero(np.diff(closed) | (np.arange(1, self.n_layers) % TOGETHER == 0)) + 1
        found: list[Item] = []
        for some in np.split(np.arange(self.n_layers), steps):
            if closed[some[0]]:
                z = np.column_stack([places.attention[some, 0], places.mlp[some, 1]])
                found.append(self._slab(lens, z, float(bright[some].mean())))
                continue
            for depths, lit in ((places.attention, 0.0), (places.mlp, self.mlp_lit)):
                found += [self._slab(lens, depths[n : n + 1], float(bright[n]), lit) for n in some.tolist()]
        return found

    def _slab(self, lens: Lens, z_S2: np.ndarray, share: float, lit: float = 0.0) -> Item:
        rgba = (1 - lit) * palette().rgba("data_high", share) + lit * palette().rgba("focus", share)
        boxes = np.stack([self._box(start, end) for start, end in z_S2.tolist()])
        return float(z_S2[0, 0]), lambda canvas: draw_slabs(canvas, lens, boxes, rgba, lit)

    def _sheet(
        self, lens: Lens, name: Hashable, arcs: ArcSheet, z: float, light: float, lit: float | None = None
    ) -> Callable[[skia.Canvas], None]:
        first, own = (self.first, 0.0) if lit is None else (1.0, lit)

        def drawn(canvas: skia.Canvas) -> None:
            name_part(canvas, name)
            arcs.draw(canvas, lens, z, light, first, own)
            name_part(canvas, None)

        return drawn

    def _opened_heads(self, lens: Lens, layer: int, light: float) -> list[Item]:
        """The sheets of an opened layer's heads, each with its arcs: those of lit sheets stand out."""
        arcs, depths = self._of_heads[layer], self.sheet_depths(layer)
        found: list[Item] = []
        for head, (z, lit) in enumerate(zip(depths.tolist(), self.sheets.tolist(), strict=False)):
            face = lens.project(_corners(self._box(z, z))[:4]).xy_N2
            found.append((z, self._pane(face, light * (0.35 + 0.65 * lit), lit)))
            found.append((z - 1e-4, self._sheet(lens, (layer, head), arcs[head], z, light * (0.12 + 0.88 * lit), lit)))
        return found

    def sheet_depths(self, layer: int) -> np.ndarray:
        """Return the z of each head's sheet in a layer, ``[H]``."""
        start, end = self.places.attention[layer]
        count = len(self._of_heads[layer])
        return start + (end - start) * (np.arange(count) + 0.5) / count

    def _pane(self, face: np.ndarray, light: float, lit: float) -> Callable[[skia.Canvas], None]:
        rgba = (1 - lit) * palette().rgba("data_high") + lit * palette().rgba("focus")
        return lambda canvas: draw_pane(canvas, face, rgba * [1, 1, 1, light], lit)

    def _rails(self, lens: Lens) -> list[Tag]:
        """Numbers of the first, the last and the opened layers over their slabs, and an opened one's halves below."""
        opened = np.flatnonzero((self.opened > 0.5) & (self.opacities > VISIBLE)).tolist()
        tags = stack_tags(lens, self.places, self._box(0, 0), opened, self.on_faces)
        found = [tag.held(self.high[0], self.ceiling) for tag in tags]
        return [tag for tag in found if tag.is_within(self.low, self.high)]

    def _followed(self, lens: Lens) -> list[Tag]:
        """The followed token's name, below its thread at the lit sheet of an opened layer."""
        if not self.query or self.sheets.max() * self.opacity < VISIBLE:
            return []
        found = []
        for layer in sorted({*np.flatnonzero(self.opened > 0.5).tolist()} & {*self.heads}):
            z = float(self.sheet_depths(layer)[int(self.sheets.argmax())])
            found.append(tag_below(lens, self.words.texts[self.query], [float(self.x[self.query]), FLOOR, z]))
        return [tag for tag in found if tag.is_within(self.low, self.high)]

    # -- what is read -----------------------------------------------------------------------------------

    def visible(self) -> np.ndarray:
        """Entries of the patterns that are read now; behind the last of them those of lit heads, then the layers."""
        size, count = self.readings.value.size, self.readings.value.shape[-1]
        seen = (self.opacities * self.opacity > VISIBLE) & (self.reach >= np.arange(self.n_layers) + 1)
        closed = seen & ~((self.opened > 0.5) & np.isin(np.arange(self.n_layers), list(self.heads)))
        drawn = self.followed_arcs & ((np.arange(count) > 0) | (self.first > VISIBLE))
        layers, keys = np.nonzero(closed[:, None] & drawn)
        found, at = [(layers * count + self.query) * count + keys], size
        for layer, patterns in self.heads.items():
            if seen[layer] and not closed[layer]:
                drawn = (np.tril(patterns.value, -1) >= LEAST) & (self.sheets[: len(patterns), None, None] > 0.5)
                found.append(at + np.flatnonzero(drawn))
            at += len(patterns) * count**2
        if self.rails * self.opacity > VISIBLE:
            found.append(
                at + np.array([tag.layer for tag in self._rails(self.lens) if tag.layer is not None], dtype=int)
            )
        return np.concatenate(found)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        parts = [("⌒", self.readings.reshape(-1)), *(("⌒", each.reshape(-1)) for each in self.heads.values())]
        ends = np.cumsum([len(part) for _, part in parts])
        found = []
        for entry in self.visible().tolist():
            part = int(np.searchsorted(ends, entry, side="right"))
            if part == len(parts):
                layer = entry - int(ends[-1])
                found.append((str(layer), self.layers[layer]))
            else:
                mark, readings = parts[part]
                found.append((mark, readings[entry - int(ends[part] - len(readings))]))
        return found

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        found = self.words.seen_words(self.lens, self.opacity * self.said)
        if self.rails * self.opacity > VISIBLE:
            found += [(tag.name.text, tag.name.points(tag.at, LEFT), tag.name.em) for tag in self._rails(self.lens)]
        found += [(tag.name.text, tag.name.points(tag.at, LEFT), tag.name.em) for tag in self._followed(self.lens)]
        return [(text, self.place(points)[:, :2], em * self.zoom) for text, points, em in found]


def _corners(box_23: np.ndarray) -> np.ndarray:
    """The eight corners of a box, ``[8, 3]``; those of its near face first, in order round it."""
    (x0, y0, z0), (x1, y1, z1) = box_23.tolist()
    return np.array([[x, y, z] for z in (z0, z1) for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))])
