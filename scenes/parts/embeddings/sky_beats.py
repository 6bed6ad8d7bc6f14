"""Beats: a column becomes a star, every token stands round it at its true angle, and few are near."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import LEFT, RIGHT, UP, Animation, Create, Line, Mobject, Rectangle, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, exchange, late, window
from attention_scenes.scenes.mobjects.charts.ranking import RankedRow
from attention_scenes.scenes.mobjects.planes.word_plane import WordPlane
from attention_scenes.scenes.mobjects.sky.cosine_fan import CosineFan
from attention_scenes.scenes.mobjects.sky.token_cloud import TokenCloud, glide
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.numbers import CAP
from attention_scenes.scenes.mobjects.text.token_row import TokenBox
from attention_scenes.scenes.mobjects.vectors.vector_column import VectorColumn
from attention_scenes.scenes.parts.embeddings.embedding_places import places_in
from attention_scenes.scenes.parts.embeddings.embeddings_data import Asked
from attention_scenes.scenes.parts.embeddings.near_list import NearList
from attention_scenes.scenes.parts.embeddings.sky_views import (
    ANGLE,
    DISTANCE,
    SkyView,
    best_view,
    far_tokens,
    named_tokens,
    sky_layout,
)

FAR, TURNED = 4.3, 75.0  # where the flight begins: units away, and degrees round from where it ends
DRIFT = 20.0  # degrees round while all tokens come out of the star
TIGHT = 0.25  # of its size, when the cloud comes out of the star
LIGHT, FLAT_LIGHT, DENSE_LIGHT = 1.4, 0.6, 0.2  # of a token: where many lie together each gives less
DIM_LIGHT = 0.3 * FLAT_LIGHT  # behind thin arrows
STEP, ZERO = 0.8, 2.3  # scene units of the longest step along an axis, and from a column to where steps begin
WORD, NEAR, PLANE, SUM = 1, 2, 3, 4  # layouts of the cloud


class TokenSky:
    """The sky of all tokens. Call :meth:`open`, :meth:`approach` and :meth:`name_nearest`, then what comes after."""

    def __init__(self, scene: AttentionScene, asked: Asked, near: WordPlane, plane: WordPlane) -> None:
        self.scene, self.asked, self.bundle = scene, asked, scene.bundle
        frame, stage = scene.layout.frame, scene.layout.stage
        self.places = places = places_in(scene.layout)
        self.middle, self.room = places.middle, places.room
        word = sky_layout(self.bundle, 0)
        sums = [sky_layout(self.bundle, self.centre(each.query)) for each in asked.sums]
        self.cloud = TokenCloud(
            [word * TIGHT, word, self.flat(near), self.flat(plane), *sums],
            self.bundle.arrays["probe:sky.begins"] == 1,
            (frame.left, stage.bottom if scene.layout.is_wide else places.panel.bottom),
            (frame.right, frame.top),
            orbit=(0, 20, FAR),
            center=self.middle,
            angle=ANGLE,
        )
        if places.veil:
            self.cloud.veil = np.array(places.veil)
        if places.floor:
            self.cloud.floor = np.array(places.floor)
        self.near = named_tokens(self.bundle, scene.params.word)
        whole = [token for token in self.near if not token.name.endswith("…")]  # the list has its beginnings, too
        self.view = best_view(scene.params.word, whole, self.middle, self.room)

    def centre(self, query: str) -> int:
        """Return which of the probe's skies is that round a word or a sum."""
        return self.bundle.meta["probes"]["sky"]["centres"].index(query)

    def flat(self, plane: WordPlane) -> np.ndarray:
        """Return the places of all tokens in the plane, as the cloud's camera sees them when it looks straight on."""
        spots_V2 = self.bundle.arrays["probe:sky.plane"].astype(np.float32)
        zero = plane.place(np.zeros(2))[:2]
        across = plane.place(np.array([1.0, 1.0]))[:2] - zero
        lens = TokenCloud(
            [np.zeros((1, 3))], np.ones(1), (0, 0), (1, 1), orbit=(0, 0, DISTANCE), center=self.middle
        ).lens
        scale = lens.focal / DISTANCE
        places_V2 = (spots_V2 * across + (zero - self.middle)) / scale
        return np.column_stack([places_V2, np.zeros(len(places_V2))]).astype(np.float32)

    def fly(self, run_time: float, **arrays: Any) -> Change:
        """Return the animation of a flight, or of tokens on their way to another layout."""
        return Change(self.cloud, run_time=run_time, rate_func=glide, **arrays)

    def open(self, column: VectorColumn | None) -> None:
        """Show the word's column as a star that all tokens come out of; ``column`` is the word's on screen."""
        scene, names = self.scene, self.view.names
        size, width = scene.counted("d_model")
        large = VectorColumn(self.bundle.read("W_E", self.asked.word.id), *self.places.hero, decimals=2)
        large.move_to(self.places.hero_at)
        box = TokenBox(scene.params.word, "focus", 0.46).next_to(large.frame, UP, buff=0.2)
        box.align_to(large.frame, LEFT)
        axes = axis_steps(scene, large)
        names.opacities[:] = 0
        names.rings = names.heart = 0.0
        self.cloud.orbit = self.view.orbit + (-TURNED - DRIFT, 12, FAR - DISTANCE)
        self.cloud.light = DENSE_LIGHT
        caption = phrased("Each number is a step along an axis: {count} axes make a space.", count=size)
        with scene.beat("space", caption, [(size, width)]):
            self.bring(column, large, box, axes)
            meet = self.meeting(axes)
            scene.play(Create(meet, lag_ratio=0), run_time=0.4)
            scene.play(
                FadeIn(self.cloud, run_time=0.7),
                self.fly(1.6, layout=WORD, orbit=self.cloud.orbit + (DRIFT, 0, 0), light=LIGHT),
                FadeOut(meet, run_time=1.2),
                Change(names, heart=1.0, run_time=1.0),
            )

    def meeting(self, axes: VGroup) -> VGroup:
        """Return a line from each step along an axis to the star: one point is all of them together."""
        right, star = axes.get_right()[0] + 0.2, np.append(self.middle, 0)
        starts = [np.array([right, label.get_y(), 0]) for label in axes if isinstance(label, Label)]
        return VGroup(*[Line(start, star, stroke_width=2.5, color=self.scene.palette.focus) for start in starts])

    def bring(self, column: VectorColumn | None, large: VectorColumn, *beside: Mobject) -> None:
        """Bring the word's column to the left, large, with what stands beside it; all else goes."""
        scene = self.scene
        if column is None:
            scene.play(*scene.leave(), FadeIn(large, *beside, rate_func=late), run_time=1.2)
            return
        grown = column.animate(rate_func=glide).scale(large.frame.height / column.frame.height).move_to(large.frame)
        scene.play(*scene.leave(column), grown, FadeIn(*beside, run_time=0.7), run_time=0.8)
        scene.play(*exchange(column, large, run_time=0.25))
        scene.wait(0.15)

    def approach(self) -> None:
        """Say what a cosine is by arrows at their true angles; fly to where names can be read, and rings tell it."""
        scene, view, first = self.scene, self.view, self.asked.sums[0]
        far = far_tokens(self.bundle, scene.params.word, [word for word in (first.hoped, first.plus) if word])
        fan = CosineFan(scene.params.word, [*self.near, *far], *self.places.fan, em=0.38)
        fan.move_to(self.places.panel.at(LEFT), LEFT)
        self.tell_source(0)
        with scene.beat("angle", "How alike? Cosine: one, same direction; zero, at right angles."):
            going = scene.leave(self.cloud, view.names)
            rings = Change(view.names, rings=1.0, run_time=2.2, rate_func=late)
            scene.play(
                *going,
                FadeIn(fan.itself, fan.right_angle, fan.arc, fan.ends, run_time=0.7),
                FadeIn(fan.others, fan.names, run_time=1.0, rate_func=window(0.3, 0.6)),
                self.fly(2.2, orbit=view.orbit, front=0.12),
                rings,
            )

    def name_nearest(self) -> None:
        """Name the nearest tokens, each at its true angle, rank them by cosine, and say how few there are."""
        scene, names = self.scene, self.view.names
        others, close = grouped(self.bundle.count("n_vocab") - 1.0), grouped(self.bundle.probe("sky.close", 0))
        mean = self.bundle.probe("sky.mean", 0)
        digits = written(float(mean), 2)
        caption = phrased(
            "Cosine above 0.75: {some} of {count} others. The average: {mean}.",
            some=close[0], count=others[0], mean=digits,
        )  # fmt: skip
        numbers: list[tuple[str, Reading]] = [*constants("0.75"), close, others, (digits, mean)]
        title = label_text("nearest to “{word}”", word=scene.params.word)
        average = RankedRow(label_text("average"), mean, "soft")
        self.ranks = ranks = NearList(scene, title, self.near, last=[average], notes=[
            NearList.note(scene, label_text("bar: cosine with “{word}”", word=scene.params.word)),
            NearList.note(scene, label_text("true here: distance from the middle")),
            NearList.note(scene, label_text("blue: no space before it"), "piece"),
        ])  # fmt: skip
        with scene.beat("neighbours", caption, numbers):
            scene.make_way(self.cloud, names)
            come = np.linspace(0, 1, len(names.opacities))
            scene.play(*ranks.come(1.8), Change(names, opacities=1.0, delays=come, run_time=1.8))

    def tell_source(self, centre: int) -> None:
        """Say in the provenance line what the places of tokens round a centre mean."""
        share = self.bundle.probe("sky.share", centre)
        digits = f"{float(share):.0%}"
        self.scene.change_provenance(
            label_text(
                "distance: true angle · direction: {axes} main axes, {share} of the rest", axes="3", share=digits
            ),
            [*constants("3"), (digits, share)],
        )

    def flatten(self, *coming: Animation) -> None:
        """Lay all tokens out in the plane, while what lies in the sky leaves and other things come."""
        self.scene.change_provenance(label_text("embedding table, projected onto two directions"))
        flat = np.array([round(self.view.orbit[0] / 360) * 360.0, 0, DISTANCE])
        self.scene.play(
            FadeOut(self.view.names, run_time=1.0),
            self.fly(2.0, layout=NEAR, orbit=flat, front=1.0, light=FLAT_LIGHT),
            *coming,
        )

    def view_of_sum(self, number: int) -> SkyView:
        """Return the view of the sky round a sum, its names not shown yet."""
        each = self.asked.sums[number]
        tokens = named_tokens(self.bundle, each.query, each.hoped, 5)
        view = best_view(label_text("the sum"), tokens, self.middle, self.room)
        view.names.opacities[:] = 0
        view.names.rings = view.names.heart = 0.0
        return view

    def go_round(self, number: int, view: SkyView, run_time: float = 2.4) -> Change:
        """Return the animation that lays all tokens out round a sum."""
        return self.fly(run_time, layout=SUM + number, orbit=view.orbit, front=0.12, light=LIGHT)


def axis_steps(scene: AttentionScene, column: VectorColumn) -> VGroup:
    """Return a step along its axis for each number of a column, to the left where it is negative."""
    size, width = scene.counted("d_model")
    field, right = column.numbers, column.frame.get_right()[0]
    ys, values = field.place(field.centers)[:, 1].tolist(), column.entries.value.tolist()
    numbers = [*constants(*[str(n) for n in range(1, len(ys))]), (size, width)]
    longest = max(map(abs, values)) or 1.0
    steps = VGroup()
    for y, value, number in zip(ys, values, numbers, strict=True):
        label = Label(label_text("axis {number}", number=number[0]), 0.32, "soft", numbers=[number])
        steps.add(label.next_to([right, y, 0], RIGHT, buff=0.2).stand_on(y - CAP / 2 * 0.32))
        long = abs(value) / longest * STEP
        bar = Rectangle(width=max(long, 0.02), height=0.22, stroke_width=0, fill_opacity=0.85)
        bar.set_fill(scene.palette.data_low)
        zero = np.array([right + ZERO, y, 0])
        steps.add(bar.next_to(zero, RIGHT if value >= 0 else LEFT, buff=0))
    zero_line = Line([right + ZERO, ys[0] + 0.25, 0], [right + ZERO, ys[-1] - 0.25, 0], stroke_width=2)
    return steps.add(zero_line.set_color(scene.palette.faint))
