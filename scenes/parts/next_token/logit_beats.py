"""Beat: softmax makes probabilities of all logits, as light that is shared out."""

from __future__ import annotations

from typing import NamedTuple

from manim import LEFT, RIGHT, Mobject, ReplacementTransform, VGroup

from attention_scenes.model.answers.next_tokens import next_tokens
from attention_scenes.model.numbers.sourced_array import join
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, exchange
from attention_scenes.scenes.mobjects.charts.distribution import Distribution
from attention_scenes.scenes.mobjects.charts.temperature import TemperatureBars
from attention_scenes.scenes.mobjects.sky.logit_sky import LogitSky
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.parts.next_token.next_token_data import LastToken
from attention_scenes.scenes.parts.next_token.next_token_places import places_in
from attention_scenes.scenes.parts.next_token.sky_beats import Logits


class Shares(NamedTuple):
    """Probabilities on screen: the sky, bars, what a temperature changes of them, the headings, a note below."""

    sky: LogitSky
    bars: Distribution
    tempered: TemperatureBars
    heading: VGroup
    note: Mobject


def show_softmax(scene: AttentionScene, last: LastToken, shown: Logits) -> Shares:
    """Turn all logits into probabilities: bars grow, and the light of the sky goes to who has them."""
    follow, at_one = last.next, scene.params.temperatures.index(1.0)
    shares, scaled = [], []
    for temperature in scene.params.temperatures:
        found = next_tokens(scene.bundle, temperature=temperature)
        shares.append(join([found.probabilities, found.rest]))
        scaled.append(follow.logits if temperature == 1 else follow.logits / temperature)
    at = places_in(scene.layout)
    bars = Distribution(
        last.names, shares[at_one], follow.others, full=at.full, step=at.step, widest=at.names,
        room=at.bars_left - at.names_left - at.names,
    ).at(at.bars_left, at.top)  # fmt: skip
    tempered = TemperatureBars(bars, shares, scaled, at.logits_x, at_one)
    heading = scene.label(label_text("probabilities"), 0.32, "soft").move_to(at.bars_left * RIGHT, LEFT)
    heading.stand_on(at.top + 0.52)
    total = scene.counted("n_vocab")
    formula = label_text("softmax: {power} ÷ the sum of all {count} such powers", power='$e^"logit"$', count=total[0])
    note = fitted(
        scene.label(formula, 0.36, markup=True, numbers=[total]),
        min(max(at.note_width, 6.4 if scene.layout.is_wide else 8.6), scene.layout.words.width),
    )
    note.move_to([at.note_left, at.note_y, 0], LEFT)
    with scene.beat("softmax", "Softmax turns all logits into probabilities that sum to one."):
        named = zip(shown.rows.names, bars.names, strict=False)
        scene.play(
            *[ReplacementTransform(a, b) for a, b in named], *exchange(shown.note, note), FadeIn(bars.names[-1]),
            FadeIn(heading), run_time=0.8,
        )  # fmt: skip
        scene.remove(shown.numbers)
        scene.add(tempered.logits[at_one])
        scene.play(bars.grow(1.2), Change(shown.sky, shared=1.0, rays=0.0, heart=0.0, run_time=1.2))
        scene.play(FadeIn(bars.numbers), run_time=0.4)
    shown.sky.layout = 2.0 + at_one  # the same places: its neighbours are other temperatures now
    return Shares(shown.sky, bars, tempered, VGroup(shown.heading, heading), note)
