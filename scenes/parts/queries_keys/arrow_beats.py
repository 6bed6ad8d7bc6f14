"""Beats: the query and some keys as arrows at their true angles; where the tips stand is what the score says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import DOWN, IN, LEFT, OUT, RIGHT, VGroup

from attention_scenes.model.numbers.sourced_array import join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.query_key.key_arrows import LENGTH, KeyArrows, around_the_query
from attention_scenes.scenes.mobjects.sky.label_places import Box
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight, Pose, fitting
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus

MOST = 4  # keys
WORDS = -62.0  # degrees round the query: where the keys of words are put; from there the plane is seen from its side
FLAT = 10.0  # degrees from a right angle, within which a key lies almost flat


@dataclass(frozen=True)
class ArrowPlaces:
    """The box of the frame that arrows fill, and the poses from which they do."""

    room: Place

    @classmethod
    def of(cls, scene: AttentionScene) -> ArrowPlaces:
        stage = scene.layout.stage
        if scene.layout.is_wide:
            return cls(Place(stage.left + 1.3, stage.bottom + 0.75, stage.right - 1.3, stage.top))
        return cls(Place(stage.left + 0.5, stage.bottom + 2.2, stage.right - 0.9, stage.top - 0.4))

    def whole(self, arrows: KeyArrows) -> Pose:
        rim = LENGTH * np.array([RIGHT, LEFT, OUT, IN])
        return self._seen(arrows, np.concatenate([arrows.tips, rim]), 24.0, -12.0)

    def horizon(self, arrows: KeyArrows) -> Pose:
        """Return where the plane is seen almost as a line, with the tips above it and below."""
        near = np.concatenate([arrows.tips[1:], arrows.feet(), np.zeros((1, 3))])
        return self._seen(arrows, near, 3.0, WORDS)

    def _seen(self, arrows: KeyArrows, points: np.ndarray, pitch: float, yaw: float) -> Pose:
        return fitting(points, *self.room.corners, pitch=pitch, yaw=yaw, angle=arrows.angle)


def show_arrows(scene: AttentionScene, focus: HeadFocus, other: int | None) -> KeyArrows:
    """Show query and keys as arrows, then from the height of the plane: what is above it scores more than 0."""
    keys = keys_shown(focus, other)
    places = ArrowPlaces.of(scene)
    arrows, missed = arrows_of(scene, focus, keys)
    scene.add(arrows)
    whole = places.whole(arrows)
    arrows.stand_at(whole)
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
    told = under(scene, label_text("plane: all at a right angle to the query · round it: as near as space allows"))
    with scene.beat("arrows", caption):
        order = np.linspace(0, 1, len(arrows.grown))
        coming = Change(arrows, ground=1.0, run_time=0.8), Change(arrows, grown=1.0, delays=order, run_time=2.0)
        scene.play(*coming, FadeIn(told, run_time=0.8))
        scene.play(Change(arrows, named=1.0, run_time=0.5))
    scene.let_go(told)
    show_heights(scene, focus, arrows, places, keys, other)
    return arrows


def show_heights(
    scene: AttentionScene, focus: HeadFocus, arrows: KeyArrows, places: ArrowPlaces, keys: list[int], other: int | None
) -> None:
    """Sink to the plane: the height of a tip, times the length of the query, is the score."""
    scores = focus.read("raw_scores").value[focus.query]
    worse = other is not None and scene.claim(
        "the other word's score is smaller",
        scores[other] < scores[focus.partner],
        claim_text("{one} against {other}", one=f"{scores[other]:.2f}", other=f"{scores[focus.partner]:.2f}"),
    )
    caption = phrased("A tip’s height over the plane, times the query’s length: the score.")
    if other is not None:
        word = focus.word(other)
        caption = phrased("The same query meets “{word}”: here the score is no lower.", word=word)
        if worse:
            caption = phrased("The same query meets “{word}”: a lower score, a worse fit.", word=word)
    lines = [label_text("score = height over the plane × length of the query")]
    of_words = scores[1 : focus.query + 1].max(initial=-np.inf)
    if 0 in keys and scene.claim(
        "the first token scores more than all words",
        bool(scores[0] > of_words),
        claim_text("{one} against {other}", one=f"{scores[0]:.2f}", other=f"{of_words:.2f}"),
    ):
        lines.append(label_text("“start” scores more than all words: another scene says why"))
    flight = CameraFlight(arrows, places.horizon(arrows), named=0.0, scored=1.0, run_time=2.6)
    with scene.beat("other", caption):
        scene.play(flight)
        more = FadeIn(under(scene, *lines), run_time=0.8)
        scene.play(Change(arrows, stems=1.0, run_time=0.8), Change(arrows, named=1.0, run_time=0.8), more)
    scene.make_way()


def show_so_far(scene: AttentionScene, arrows: KeyArrows) -> None:
    """Stop where queries and keys are done: what is handed over comes later."""
    scene.make_way()
    with scene.beat("so far", "So far: query · key says who reads whom, not yet what is read."):
        scene.play(FadeIn(arrows), run_time=1.0)


def keys_shown(focus: HeadFocus, other: int | None) -> list[int]:
    """Return the partner, the other word, the first token and the next best fit, each once."""
    scores = focus.read("raw_scores").value[focus.query]
    best = sorted(range(1, focus.query), key=lambda k: -float(scores[k]))
    wanted = [focus.partner, *([] if other is None or other > focus.query else [other]), 0, *best]
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
        [focus.word(focus.query), *[focus.word(key) for key in keys]],
        ["query", *["key" if key else "soft" for key in keys]], lengths, angles, scores, around + WORDS,
        (frame.left, low), (frame.right, frame.top), layout.em.word * 1.15,
        Box(room.left, low + (0.75 if layout.is_wide else 1.5), room.right, layout.stage.top + 0.35),
    )  # fmt: skip
    return arrows, missed


def under(scene: AttentionScene, *texts: str) -> VGroup:
    """Return small print under the arrows."""
    layout = scene.layout
    lines = [scene.note(text, 0.3, layout.words.width - 0.4, 0, role="text") for text in texts]
    place = layout.stage.at(DOWN, up=0.02 if layout.is_wide else 0.7)
    return VGroup(*lines).arrange(DOWN, buff=0.14).move_to(place, DOWN)
