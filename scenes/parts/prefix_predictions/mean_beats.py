"""Beats: the mean of the losses, and all examples in one pass."""

from __future__ import annotations

from manim import LEFT, UP

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, early, late
from attention_scenes.scenes.mobjects.charts.loss_table import LossTable
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.token_names import named_alone, readable
from attention_scenes.scenes.parts.prefix_predictions.first_guess_beats import Guess
from attention_scenes.scenes.parts.prefix_predictions.prefix_data import Examples
from attention_scenes.scenes.parts.prefix_predictions.prefix_places import PrefixPlaces


def show_mean(scene: AttentionScene, examples: Examples, losses: LossTable, guess: Guess, at: PrefixPlaces) -> None:
    """Show the mean of the losses, then all prefixes side by side."""
    told, tokens = grouped(examples.count), scene.counted("n_vocab")
    blind = tokens[1].log()
    cost = written(float(blind), 2)
    even = fitted(scene.note(
        evenly(scene, examples, tokens[0], cost, float(blind)), 0.3, at.note_width, numbers=[tokens, (cost, blind)],
    ), at.note_width).move_to(at.note, LEFT).stand_on(at.note[1])  # fmt: skip
    left_out = scene.note(label_text("the start token’s own guess is left out"), 0.3, at.note_width)
    left_out.move_to(at.note, LEFT).stand_on(at.note[1])
    with scene.beat("mean", "The mean cost is the loss. Training makes it smaller."):
        scene.play(FadeIn(losses.result), FadeIn(even), run_time=0.8)
        scene.wait(1)
    wholes = ["".join(t.text for t in examples.tokens[1 : at + 1]).strip() for at in examples.positions]
    lasts = [examples.tokens[at].text.strip() for at in examples.positions]
    starts = [readable(whole.removesuffix(last)) for whole, last in zip(wholes, lasts, strict=True)]
    caption = phrased("{count} examples in one pass: the mask hides each one’s future.", count=told[0])
    with scene.beat("one pass", caption, [told]):
        moved = [losses.animate.shift(at.rise * UP)] if at.rise else []
        scene.play(FadeOut(*guess, even), *moved, run_time=0.5)
        prefixes = losses.prefixes(starts, [readable(whole) for whole in wholes], at.note[0])
        gone = FadeOut(losses.cut, rate_func=early)
        scene.play(gone, FadeIn(prefixes, *losses.so_far, left_out, rate_func=late), run_time=1)
        scene.wait(1)


def evenly(scene: AttentionScene, examples: Examples, count: str, evenly_cost: str, blind: float) -> str:
    """Return what blind guessing would cost, and which surprise cost more, where there was one."""
    at = int(examples.chances.value.argmin())
    cost, came = -float(examples.chances[at].log()), named_alone(examples.tokens, examples.positions[at] + 1)
    worse = cost > blind
    scene.claim("a token that came cost more than blind guessing", worse, f"{came} {cost:.2f}, {blind:.2f}")
    what = {"count": count, "cost": evenly_cost}
    if not worse:
        return label_text("if all {count} tokens were equally likely: {cost}", **what)
    return label_text("if all {count} tokens were equally likely: {cost}; “{word}” cost more", word=came, **what)
