"""Beats: neurons switched off, the strongest first, beside as many drawn at random; and what falls with the fact."""

from __future__ import annotations

import numpy as np
from manim import LEFT

from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.facts.falling_curves import FallingCurves
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.label_numbers import percent
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.parts.glass_ball.step_facts import chance_of, chances
from attention_scenes.scenes.parts.mlp.fact_facts import FactFacts
from attention_scenes.scenes.parts.mlp.mlp_places import MlpPlaces
from attention_scenes.scenes.parts.mlp.off_curves import (
    LEAST,
    TOLD,
    Curve,
    all_curves,
    counts_off,
    draw_curves,
    other_kinds,
    share_left,
)
from attention_scenes.scenes.parts.mlp.prompt_facts import HALF

ASIDE = 0.35  # light of curves that are no longer spoken of
TURN = (4, -4)  # pitch and yaw by which the camera goes round as others come, degrees


def show_off(scene: AttentionScene, facts: FactFacts, places: MlpPlaces) -> tuple[list[Curve], FallingCurves]:
    """Switch off the neurons that speak most for the answer: its curve falls, those of random ones stay."""
    curves = all_curves(facts)
    drawn = draw_curves(facts, curves, places)
    own, random, active = (curves[n].left[TOLD] for n in (0, -2, -1))
    after, kept = (percent(share_left(curves[n])) for n in (0, -2))
    chance = chance_of(facts.chance)
    sharp = scene.claim(
        "the strongest neurons off take half of the chance, as many at random, or of the most active, do not",
        float(own) < HALF * float(facts.chance) < min(float(random), float(active)),
        chances(facts.chance, own, random, active),
    )  # fmt: skip
    [count] = constants(str(counts_off(facts)[TOLD]))
    what = {"count": count[0], "after": after[0], "chance": chance[0], "kept": kept[0]}
    caption = phrased("Its {count} strongest off leave {after} of the {chance}; random: {kept}.", **what)
    numbers = [count, after, chance, kept]
    if not sharp:
        numbers.remove(chance)
        caption = phrased("Its {count} strongest off leave {after} of it, as many random ones {kept}.", **what)
    text = label_text("what is left of each answer, {count} neurons off", count=count[0])
    heading = Label(text, scene.layout.em.heading, "soft", numbers=[count])
    heading = fitted(heading, scene.layout.stage.width)
    heading.move_to(scene.layout.sentence.at(LEFT), LEFT)
    draws = scene.counted("fact_off.draws")
    scene.change_provenance(label_text("random: means of {n} draws", n=draws[0]), [draws])
    shown = np.array([float(curve.kind in ("fact", "random")) for curve in curves])
    with scene.beat("off", caption, numbers):
        scene.play(
            FadeIn(drawn, heading, run_time=0.4),
            Change(drawn, grown=shown, run_time=2.2),
        )
        scene.play(Change(drawn, said=shown, run_time=0.5))
    return curves, drawn


def show_others(
    scene: AttentionScene, facts: FactFacts, places: MlpPlaces, curves: list[Curve], drawn: FallingCurves
) -> None:  # fmt: skip
    """Let the curves of other names, and of a fact of another kind, come; nothing where there are none."""
    elsewhere = [curve for curve in curves if curve.kind == "elsewhere"]
    if not any(curve.kind in ("name", "elsewhere") for curve in curves):
        scene.make_way()
        return
    random = np.array([curve.kind == "random" for curve in curves])
    spoken, light = (~random).astype(float), np.where(random, ASIDE, 1.0)
    sheets = np.array([float(curve.kind == "fact") for curve in curves])  # one behind the other they would be one grey
    pitch, yaw = np.add(places.curves_at, TURN if scene.layout.is_wide else (0, 0)).tolist()
    pose = drawn.seen(*places.curves.corners, pitch=pitch, yaw=yaw)
    with scene.beat("others", said_of_others(scene, facts, elsewhere)):
        scene.play(
            CameraFlight(drawn, pose, run_time=2.5),
            Change(drawn, grown=1.0, said=np.minimum(drawn.said, spoken), shade=sheets, opacities=light, run_time=2.2),
        )
        scene.play(Change(drawn, said=spoken, run_time=0.5))
    scene.make_way()


def said_of_others(scene: AttentionScene, facts: FactFacts, elsewhere: list[Curve]) -> str:
    """Return the caption: whether other names' answers fall with it, and whether facts of other kinds do."""
    names, others = what_is_left(facts, "names"), what_is_left(facts, "elsewhere", [*other_kinds(facts)])
    some = bool(len(names)) and scene.claim(
        "most other names lose half of their answer's chance where these neurons are off",
        bool((names < HALF).sum() > HALF * len(names)),
        claim_text("{some} of {all}", some=int((names < HALF).sum()), all=len(names)),
    )  # fmt: skip
    stays = bool(len(others)) and scene.claim(
        "facts of other kinds keep half of their chance", bool((others >= HALF).all()),
        claim_text("{some} of {all}", some=int((others >= HALF).sum()), all=len(others)),
    )  # fmt: skip
    word = elsewhere[0].name if elsewhere else ""
    if some and stays:
        return phrased("These neurons are shared by the names, less by {word}.", word=word)
    if some:
        return phrased("Other answers fall with it: these neurons are not for one fact.")
    if stays and not len(names):
        return phrased("Facts of other kinds, such as {word}, keep at least half.", word=word)
    return phrased("The same neurons off, and what is left of other answers.")


def what_is_left(facts: FactFacts, name: str, rows: list[int] | None = None) -> np.ndarray:
    """Return the share of each answer that is left at the point that is told; of those that are likely at first."""
    left = facts.probe(f"fact_off.{name}").value
    left = left[rows] if rows is not None else left[left[:, 0] >= LEAST]
    return left[:, TOLD] / left[:, 0]
