"""Beats: hands that turn by a word's place, fast and slow, and why a model has both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import LEFT, RIGHT, Group

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.places.hand_field import HandField
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight, Pose
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import decimals_of_small, written
from attention_scenes.scenes.mobjects.text.token_names import named_alone
from attention_scenes.scenes.parts.positions.order_facts import OrderFacts

ROWS = 8  # hands that are drawn, of all
WHOLE_TURN = 360.0
WITHIN = "5"  # degrees, as the probe has it
DIM = 0.3  # light of hands that are not spoken of
FEW, SLANTED = 10, 38.0  # names side by side that need not be slanted; degrees of those that are
TALL = {"apart": 1.0, "rise": 1.25, "slanted": 38.0}  # in a tall frame


@dataclass
class Hands:
    """The field of hands, and where the camera stands."""

    field: HandField
    pairs: list[int]
    pose: Pose

    def lit(self, *rows: int) -> np.ndarray:
        """Return the light of all rows, were these spoken of."""
        return np.where(np.isin(np.arange(len(self.pairs)), [row % len(self.pairs) for row in rows]), 1.0, DIM)


def show_hands(scene: AttentionScene, facts: OrderFacts) -> Hands:
    """Stand a column of hands on each word and turn them by its place, then step back until all rows are seen."""
    hands = made_hands(scene, facts)
    field = hands.field
    shown, pairs = (str(len(hands.pairs)), grouped(scene.bundle.count("d_head") / 2.0))
    drawn = label_text("{shown} of a head’s {count} hands are drawn", shown=shown, count=pairs[0])
    scene.change_provenance(drawn, [*constants(shown), pairs])
    field.turned[:] = 0
    near = field.seen(*box_of(scene), pitch=9, yaw=-14, rows=2)
    field.stand_at(near)
    with scene.beat("hands", phrased("So each word’s query and key are turned, like hands, by its place.")):
        scene.play(FadeIn(field), run_time=0.8)
        order = np.linspace(0, 1, len(hands.pairs))
        scene.play(
            CameraFlight(field, hands.pose, run_time=3.0), Change(field, turned=1.0, delays=order, run_time=3.0),
        )  # fmt: skip
    return hands


def made_hands(scene: AttentionScene, facts: OrderFacts) -> Hands:
    """Return the field: some of all pairs, the fastest and the slowest among them."""
    degrees = scene.bundle.probe("places.degrees")
    pairs = sorted({int(n) for n in np.linspace(0, len(degrees) - 1, min(ROWS, len(degrees))).round()})
    names = [named_alone(facts.tokens, n) for n in range(len(facts.tokens))]
    em = 0.36 if scene.layout.is_wide else scene.layout.em.note
    frame, is_wide = scene.layout.frame, scene.layout.is_wide
    low, high = (frame.left, scene.layout.stage.bottom), (frame.right, frame.top)
    given = {"apart": 1.45, "slanted": 0.0 if len(names) <= FEW else SLANTED} if is_wide else TALL
    field = HandField(join([degrees[n] for n in pairs]), names, low, high, em, **given)
    pitch, yaw = (13, -14) if is_wide else (24, -12)
    return Hands(field, pairs, field.seen(*box_of(scene), pitch=pitch, yaw=yaw))


def box_of(scene: AttentionScene) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the box that the hands fill."""
    stage: Place = scene.layout.stage
    if scene.layout.is_tall:
        return (stage.left + 0.5, stage.bottom + 2.8), (stage.right - 1.8, stage.top)
    return (stage.left + 0.1, stage.bottom + 0.75), (stage.right - 2.2, stage.top + 0.2)


def show_fast(scene: AttentionScene, hands: Hands) -> None:
    """Light the fastest row: every place has another direction, and the circle is soon full."""
    degrees = hands.field.readings[0]
    turn = (written(float(degrees), 1), degrees)
    again = whole_turn(degrees)
    round_again = scene.claim(
        "the fastest hand tells neighbours apart, and is round within the context",
        float(degrees) > float(WITHIN) and float(again[1]) < float(scene.bundle.count("n_context")),
        claim_text("a turn takes {places} places", places=again[0]),
    )  # fmt: skip
    caption = phrased("A fast hand tells neighbours apart; after {places} places it is round.", places=again[0])
    if not round_again:
        caption = phrased("The fastest hand needs {places} places for one turn.", places=again[0])
    tag = beside(scene, hands, 0, label_text("{degrees}° a place", degrees=turn[0]), [turn])
    with scene.beat("fast", caption, [again]):
        scene.play(Change(hands.field, opacities=hands.lit(0), run_time=0.9), FadeIn(tag, run_time=0.9))
        around = np.arange(hands.field.count) % max(round(float(again[1])), 1) == 0
        scene.play(Change(hands.field, glow=around.astype(float), run_time=0.8))
    scene.let_go(tag)


def show_slow(scene: AttentionScene, hands: Hands) -> None:
    """Light the slowest row: places look alike, and it does not come round."""
    degrees = hands.field.readings[len(hands.pairs) - 1]
    digits = written(float(degrees), decimals_of_small(float(degrees), 1, 8))
    again = whole_turn(degrees)
    slow = scene.claim(
        "the slowest hand makes no whole turn in the context",
        float(again[1]) > float(scene.bundle.count("n_context")),
        claim_text("a turn takes {places} places", places=again[0]),
    )  # fmt: skip
    caption = phrased("A slow hand: {places} places for one turn; it does not come round.", places=again[0])
    if not slow:
        caption = phrased("The slowest needs {places} places for one turn.", places=again[0])
    tag = beside(scene, hands, -1, label_text("{degrees}° a place", degrees=digits), [(digits, degrees)])
    with scene.beat("slow", caption, [again]):
        scene.play(
            Change(hands.field, opacities=hands.lit(-1), glow=0.0, run_time=1.0), FadeIn(tag, run_time=1.0)
        )  # fmt: skip
    scene.let_go(tag)


def show_both(scene: AttentionScene, hands: Hands) -> None:
    """Count how many distances one hand alone takes for another, and how many all hands do."""
    alike, together = scene.bundle.probe("places.alike"), scene.bundle.probe("places.alike_all", 0)
    rows = (0, len(hands.pairs) - 1)
    counts = [grouped(alike[hands.pairs[row]]) for row in rows]
    every = grouped(together)
    unique = scene.claim(
        "each hand alone confuses distances, all together none",
        float(together) == 0 and float(alike.value.min()) > 0,
        claim_text("at least {least} each, together {all}", least=f"{float(alike.value.min()):.0f}", all=every[0]),
    )  # fmt: skip
    what = {"fast": counts[0][0], "slow": counts[-1][0]}
    caption = phrased("Why both? Fast alone confuses {fast} distances, slow {slow}; all, none.", **what)
    numbers = [counts[0], counts[-1]]
    if not unique:
        caption = phrased("Distances confused: fast alone {fast}, slow {slow}; all hands {all}.", **what, all=every[0])
        numbers = [*numbers, every]
    tags = [
        beside(scene, hands, row, label_text("{count} alike", count=count[0]), [count])
        for row, count in zip(rows, counts, strict=True)
    ]
    with scene.beat("both", caption, numbers):
        scene.play(
            Change(hands.field, opacities=hands.lit(*rows), run_time=0.9), FadeIn(*tags, run_time=0.9),
            FadeIn(how_counted(scene, hands), run_time=0.9),
        )  # fmt: skip
        scene.play(Change(hands.field, opacities=1.0, run_time=1.4))
    scene.make_way()


def how_counted(scene: AttentionScene, hands: Hands) -> Lines:
    """Return what is counted: distances that one hand cannot tell from a distance of 1."""
    others = grouped(scene.bundle.count("n_context") - 1.0)
    text = label_text("so many of {count} distances look like 1 place apart, within {degrees}°", count=others[0],
                      degrees=WITHIN)  # fmt: skip
    layout, stage = scene.layout, scene.layout.stage
    numbers = [*constants(WITHIN, "1"), others]
    if layout.is_wide:
        lines = Lines(text, 0.36, 2.7, "soft", edge=1, numbers=numbers)
        last, front = (float(hands.field.beside(row, hands.pose)[1]) for row in (len(hands.pairs) - 1, 0))
        y = (last + front) / 2 if last - front > 1.5 * lines.height else last + 0.75 * lines.height
        if y + lines.height / 2 > stage.top:
            y = stage.bottom + lines.height / 2
        return lines.move_to([layout.words.right, y, 0], RIGHT)
    return Lines(text, layout.em.word, layout.words.width, "soft", numbers=numbers).move_to([0, stage.bottom + 0.9, 0])


def beside(scene: AttentionScene, hands: Hands, row: int, text: str, numbers: list[tuple[str, Reading]]) -> Group:
    """Return a label at the right of a row of hands."""
    row %= len(hands.pairs)
    x, y = hands.field.beside(row, hands.pose).tolist()
    em = 0.42 if scene.layout.is_wide else scene.layout.em.word
    label = scene.label(text, em, "first" if row == 0 else "second", numbers=numbers)
    right = scene.layout.words.right
    return fitted(label, right - x - 0.15).move_to([x + 0.15, y, 0], LEFT)


def whole_turn(degrees: Reading) -> tuple[str, Reading]:
    """Return how many places one turn takes; tenths where these are few."""
    places = Reading.constant(WHOLE_TURN) / degrees
    value = float(places)
    return (written(value, 1) if value < 100 else f"{round(value):,}"), places
