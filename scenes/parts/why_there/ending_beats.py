"""Beat: both walls side by side, and in how many tiles half of the light of each is."""

from __future__ import annotations

from typing import Any

from manim import DOWN, Group, VGroup

from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, late
from attention_scenes.scenes.mobjects.depth.term_wall import HIGHEST, TermWall
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight, Pose
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.token_names import called
from attention_scenes.scenes.parts.why_there.reason_beats import like
from attention_scenes.scenes.parts.why_there.score_pair import ScorePair
from attention_scenes.scenes.parts.why_there.why_places import WhyPlaces

PITCH, TURN = 34.0, 24.0  # degrees: from above, and of each of two walls towards the other


def show_end(
    scene: AttentionScene, pair: ScorePair, places: WhyPlaces, both: tuple[TermWall, TermWall | None], now: TermWall,
    labels: VGroup,
) -> None:  # fmt: skip
    """Set the score's wall and that of "start" side by side, seen from aside, with what half of their light takes."""
    first, second = both[0].copy(), both[1].copy() if both[1] else None
    like(first, now)
    walls = [first, *([second] if second else [])]
    for wall in walls:
        wall.by_query = wall.by_key = 0.0
    caption = phrased("It says which parts. What they mean, no sum can say.")
    rooms: tuple[Place, ...] = places.halves if second else (places.stage.part(0.0, 0.8),)
    named = zip(walls, rooms, (pair.words[1], called(pair.tokens, 0)), strict=False)
    said = Group(*[under(scene, wall, room, name) for wall, room, name in named])
    if second and pair.start:
        many, few = float(pair.terms.half), float(pair.start.half)
        scene.claim(
            "half of the score, signs aside, takes at least ten times as many tiles as for “start”",
            many >= 10 * few,
            claim_text("{many} against {few}", many=f"{many:.0f}", few=f"{few:.0f}"),
        )
    with scene.beat("two walls", caption):
        scene.play(FadeOut(now), FadeOut(labels), FadeIn(first), run_time=0.8)
        moves: list[Any] = [CameraFlight(first, from_aside(first, rooms[0], -TURN), rise=1.0, run_time=2.8)]
        if second:
            second.rise = 0.0
            second.stand_at(from_aside(second, rooms[1], TURN))
            moves += [FadeIn(second, run_time=2.8, rate_func=late), Change(second, rise=1.0, run_time=2.8)]
        scene.play(*moves)
        scene.play(FadeIn(said), run_time=0.8)
        scene.wait(0.4)


def from_aside(wall: TermWall, room: Place, yaw: float) -> Pose:
    """Return the pose from which a wall with its pillars fills a room."""
    highest = HIGHEST * float(abs(wall.values).max()) / wall.tallest
    return wall.pose(*room.corners, PITCH, yaw, highest)


def under(scene: AttentionScene, wall: TermWall, room: Place, word: str) -> VGroup:
    """Return the key's word and in how many tiles half of its light is, below a wall."""
    em, half = scene.layout.em, grouped(wall.terms.half)
    name = fitted(scene.label(word, em.heading, "key"), room.width / 2)
    text, numbers = label_text("half of it, signs aside: {half} tiles", half=half[0]), [half]
    if half[0] == "1":
        text, numbers = label_text("half of it, signs aside: one tile"), []
    line = scene.label(text, 1.2 * em.word, numbers=numbers)
    both = VGroup(name, line).arrange(DOWN, buff=0.16)
    below = room.bottom - 0.1
    return both.next_to([(room.left + room.right) / 2, below, 0], DOWN, buff=0)
