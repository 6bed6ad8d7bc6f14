"""Beats: the query and some keys as arrows at their true angles; their scores as bars, and those before turning."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import DOWN, IN, LEFT, OUT, RIGHT, Group

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.query_key.key_arrows import LENGTH, KeyArrows, around_the_query
from attention_scenes.scenes.mobjects.query_key.score_bars import ScoreBars
from attention_scenes.scenes.mobjects.sky.label_places import Box
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight, Pose, fitting
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus

MOST = 4  # keys
WORDS = -62.0  # degrees round the query: where the keys of words are put
PITCH, YAW = 24.0, -12.0  # from where all of it is seen
FLAT = 10.0  # degrees from a right angle, within which a key lies almost flat


@dataclass(frozen=True)
class ArrowPlaces:
    """The box of the frame that arrows fill alone, the one beside the chart of scores, and the chart's."""

    alone: Place
    beside: Place
    chart: Place

    @classmethod
    def of(cls, scene: AttentionScene) -> ArrowPlaces:
        stage = scene.layout.stage
        if scene.layout.is_wide:
            return cls(
                Place(stage.left + 1.3, stage.bottom + 0.75, stage.right - 1.3, stage.top),
                Place(stage.left + 0.7, stage.bottom + 1.1, -0.9, stage.top - 0.3),
                Place(0.75, stage.bottom + 1.3, stage.right, stage.top - 0.3),
            )
        alone = Place(stage.left + 0.5, stage.bottom + 2.2, stage.right - 0.9, stage.top - 0.4)
        if scene.layout.is_tall:
            upper, lower = stage.part(0.03, 0.45), stage.part(0.5, 0.86)
            return cls(alone, Place(stage.left + 0.6, upper.bottom, stage.right - 1.0, upper.top), lower)
        middle = stage.left + 0.52 * stage.width
        return cls(
            alone,
            Place(stage.left + 0.5, stage.bottom + 2.2, middle - 1.2, stage.top - 0.6),
            Place(middle + 0.1, stage.bottom + 2.2, stage.right, stage.top - 0.6),
        )

    def pose(self, arrows: KeyArrows, room: Place) -> Pose:
        """Return from where all arrows and the whole plane lie within a box."""
        rim = LENGTH * np.array([RIGHT, LEFT, OUT, IN])
        points = np.concatenate([arrows.tips, rim])
        return fitting(points, *room.corners, pitch=PITCH, yaw=YAW, angle=arrows.angle)


def show_arrows(scene: AttentionScene, focus: HeadFocus, other: int | None) -> Group:
    """Show query and keys as arrows, then their scores as bars; return both as they are at the end."""
    keys = keys_shown(focus, other)
    places = ArrowPlaces.of(scene)
    arrows, missed = arrows_of(scene, focus, keys)
    scene.add(arrows)
    arrows.stand_at(places.pose(arrows, places.alone))
    away = np.abs(arrows.angles.value[[n for n, key in enumerate(keys) if key]] - 90)
    flat = scene.claim(
        "the keys of the words shown lie almost at a right angle to the query",
        bool(len(away)) and float(away.max()) < FLAT,
        claim_text("{degrees}° from it at most", degrees=f"{away.max(initial=0.0):.1f}"),
    )
    scene.claim(
        "directions round the query show the angles between the keys as well as space allows",
        missed < 15,
        claim_text("missed by {degrees}° at most", degrees=f"{missed:.1f}"),
    )
    caption = phrased("As arrows: each length is true, and each angle to the query.")
    if flat:
        caption = phrased("As arrows, at true angles: keys of words lie almost flat.")
        if small_angles_count(scene, focus, keys):
            caption = phrased("Keys of words lie almost flat; long arrows make small angles count.")
    size = scene.counted("d_head")
    told = under(
        scene,
        label_text(
            "arrows of {count} numbers · plane: at a right angle to the query · round it: as near as space allows",
            count=size[0],
        ),
        [size],
    )
    with scene.beat("arrows", caption):
        order = np.linspace(0, 1, len(arrows.grown))
        coming = Change(arrows, ground=1.0, run_time=0.8), Change(arrows, grown=1.0, delays=order, run_time=2.0)
        scene.play(*coming, FadeIn(told, run_time=0.8))
        scene.play(Change(arrows, named=1.0, run_time=0.5))
    scene.let_go(told)
    chart = show_scores(scene, focus, arrows, places, keys, other)
    scene.make_way()
    return Group(arrows, chart)


def small_angles_count(scene: AttentionScene, focus: HeadFocus, keys: list[int]) -> bool:
    """Return whether the scores of the words shown lie so far apart that their weights differ by more than e times."""
    scores = focus.read("attn_scores").value[focus.query, [key for key in keys if key]]
    apart = float(np.ptp(scores)) if len(scores) else 0.0
    return scene.claim(
        "the scores of the words shown lie so far apart that one weight is more than e times another",
        apart > 1,
        claim_text("scaled, {apart} apart", apart=f"{apart:.1f}"),
    )


def show_scores(
    scene: AttentionScene, focus: HeadFocus, arrows: KeyArrows, places: ArrowPlaces, keys: list[int], other: int | None
) -> ScoreBars:
    """Show the scores as bars beside the arrows, the other word's among them; then those before turning."""
    scores = focus.read("raw_scores")[focus.query]
    worse = other is not None and scene.claim(
        "the other word's score is smaller",
        bool(scores.value[other] < scores.value[focus.partner]),
        claim_text("{one} against {other}", one=f"{scores.value[other]:.2f}",
                   other=f"{scores.value[focus.partner]:.2f}"),
    )  # fmt: skip
    caption = phrased("A tip’s height over the plane, times the query’s length: the score.")
    if other is not None:
        word = focus.word(other)
        caption = phrased("The same query meets “{word}”: here the score is no lower.", word=word)
        if worse:
            caption = phrased("The same query meets “{word}”: a lower score, a worse fit.", word=word)
        if worse and scores.value[other] < 0 < scores.value[focus.partner]:
            caption = phrased("“{word}” lies under the plane: a lower score, a worse fit.", word=word)
    of_words = scores.value[1 : focus.query + 1].max(initial=-np.inf)
    line = label_text("score = height over the plane × length of the query")
    if 0 in keys and scene.claim(
        "the first token scores more than all words",
        bool(scores.value[0] > of_words),
        claim_text("{one} against {other}", one=f"{scores.value[0]:.2f}", other=f"{of_words:.2f}"),
    ):
        line = label_text("score = height over the plane × length of the query; why “start” has most: another scene")
    ordered = sorted(keys, key=lambda key: -float(scores.value[key]))
    before = before_turning(focus)[ordered] if scene.rotary else None
    chart = ScoreBars(
        [focus.word(key) for key in ordered], ["key" if key else "soft" for key in ordered], scores[ordered], before,
        scene.layout.em.word, places.chart.width, places.chart.height,
    )  # fmt: skip
    chart.shift([places.chart.left, places.chart.top, 0])
    flight = CameraFlight(arrows, places.pose(arrows, places.beside), run_time=1.4)
    with scene.beat("other", caption):
        scene.play(Change(arrows, named=0.0, run_time=0.2))
        arrows.bare = 1.0
        scene.play(flight, FadeIn(chart.now, run_time=1.4), FadeIn(under(scene, line), run_time=1.4))
        scene.play(Change(arrows, stems=1.0, named=1.0, run_time=0.6))
    show_places(scene, focus, chart)
    return chart


def show_places(scene: AttentionScene, focus: HeadFocus, chart: ScoreBars) -> None:
    """Say whether the same word fits best before turning, which position alone decides."""
    words = list(range(1, focus.query))
    if not scene.rotary or len(words) < 2:
        return
    before, after = before_turning(focus).value[words], focus.read("raw_scores").value[focus.query, words]
    first, best = words[int(before.argmax())], words[int(after.argmax())]
    other = scene.claim(
        "turning by position makes another word fit best",
        first != best,
        claim_text(
            "“{word}” {one} before, {other} after", word=focus.word(best),
            one=f"{before[best - 1]:+.2f}", other=f"{after[best - 1]:+.2f}",
        ),
    )  # fmt: skip
    caption = phrased("Of the words “{word}” fits best, before turning and after.", word=focus.word(best))
    if other:
        caption = phrased(
            "Best word, not turned: “{first}”; turned: “{word}”. So place counts.",
            first=focus.word(first), word=focus.word(best),
        )  # fmt: skip
    with scene.beat("place", caption):
        scene.play(FadeIn(chart.then), run_time=0.8)


def before_turning(focus: HeadFocus) -> Reading:
    """Return the query times each key as both are before positions turn them, ``[T]``."""
    query, keys = focus.read("q")[focus.query], focus.read("k")
    return join([(query * key).sum() for key in keys])


def show_so_far(scene: AttentionScene, shown: Group) -> None:
    """Stop where queries and keys are done: what is handed over comes later."""
    scene.make_way()
    with scene.beat("so far", "So far: query · key says who reads whom, not yet what is read."):
        scene.play(FadeIn(shown), run_time=1.0)


def keys_shown(focus: HeadFocus, other: int | None) -> list[int]:
    """Return the partner, the other word, the first token and the next best fit, each once."""
    scores = focus.read("raw_scores").value[focus.query]
    best = sorted(range(1, focus.query), key=lambda k: -float(scores[k]))
    wanted = [focus.partner, *([] if other is None else [other]), 0, *best]
    return list(dict.fromkeys(wanted))[:MOST]


def arrows_of(scene: AttentionScene, focus: HeadFocus, keys: list[int]) -> tuple[KeyArrows, float]:
    """Return query and keys as arrows, and by how many degrees an angle between keys is missed at most."""
    query, turned = focus.read("rot_q")[focus.query], focus.read("rot_k")[keys]
    scores = focus.read("raw_scores")[focus.query, keys]
    lengths = join([query.norm(), *[key.norm() for key in turned]])
    angles = (scores / (lengths[1:] * lengths[0])).angle()
    around, missed = around_the_query(query.value.astype(float), turned.value.astype(float))
    words = [n for n, key in enumerate(keys) if key]
    around = around - (float(np.mean(around[words])) if words else 0.0)
    if 0 in keys and (around[keys.index(0)] % 360) < 180:
        around = -around  # its mirror image is as true: the first token to the left
    frame, room, layout = scene.layout.frame, scene.layout.words, scene.layout
    low = layout.stage.bottom + (0.0 if layout.is_wide else 0.55)
    arrows = KeyArrows(
        [label_text("query: {word}", word=focus.word(focus.query)),
         *[label_text("key: {word}", word=focus.word(key)) if key == focus.partner else focus.word(key)
           for key in keys]],
        ["query", *["key" if key else "soft" for key in keys]], lengths, angles, around + WORDS,
        (frame.left, low), (frame.right, frame.top), layout.em.word * 1.15,
        Box(room.left, low + (0.75 if layout.is_wide else 1.5), room.right, layout.stage.top + 0.35),
    )  # fmt: skip
    return arrows, missed


def under(scene: AttentionScene, text: str, numbers: Numbers = ()) -> Label | Lines:
    """Return small print under the arrows."""
    layout = scene.layout
    line = scene.note(text, 0.3, layout.words.width - 0.4, 0, role="text", numbers=numbers)
    return line.move_to(layout.stage.at(DOWN, up=0.12 if layout.is_wide else 0.7), DOWN)
