"""Beat: by how many hops the first word gets to the last one, through attention, a convolution, a recurrent net."""

from __future__ import annotations

from manim import linear

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.waiting.hop_lanes import HopLanes, Lane
from attention_scenes.scenes.parts.parallelism.waiting_facts import WaitingFacts
from attention_scenes.scenes.parts.parallelism.waiting_places import places_in
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.shared.stage_heading import heading_of

HOPS = 4.5  # seconds for all of them


def show_reach(scene: AttentionScene, facts: WaitingFacts) -> None:
    """Let the first word hop to the last one in each kind of net."""
    attention, convolution, recurrent = (grouped(facts.read("reach.rounds", n)) for n in range(3))
    taps = grouped(constant(scene.params.window))
    texts = (
        (label_text("recurrent net, steps: {count}", count=recurrent[0]), [recurrent], "recurrent", "first"),
        (label_text("convolution over {taps} words, layers: {count}", taps=taps[0], count=convolution[0]),
         [taps, convolution], "convolution", "third"),
        (label_text("attention, layers: {count}", count=attention[0]), [attention], "attention", "second"),
    )  # fmt: skip
    lanes = [Lane(facts.read(f"reach.{what}"), text, role, numbers) for text, numbers, what, role in texts]
    em, wide = scene.layout.em, scene.layout.is_wide
    drawn = HopLanes(
        facts.words, lanes, *places_in(scene.layout).hops.corners, em=em.word if wide else em.note,
        turn=50.0, apart=4.6,
    )  # fmt: skip
    caption = phrased("The first word changed: hops until the last one knows of it.")
    heading = heading_of(
        scene, label_text("attention, convolution: no word of a layer waits for another; recurrent net: each waits")
    )
    cut_to(scene, drawn, heading)
    with scene.beat("paths", caption):
        most = max(float(each[1]) for each in (attention, convolution, recurrent))
        scene.play(Change(drawn, told=1.0, run_time=0.6))
        scene.play(Change(drawn, tick=most, run_time=HOPS, rate_func=linear))
        scene.wait(0.8)
