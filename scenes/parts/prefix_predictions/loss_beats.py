"""Beats: each example has its cost, −ln of the probability of what came."""

from __future__ import annotations

from manim import LEFT, RIGHT, UP

from attention_scenes.scenes.captions import phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, early, late
from attention_scenes.scenes.mobjects.charts.loss_table import LossTable
from attention_scenes.scenes.mobjects.text.token_names import named_alone, spoken
from attention_scenes.scenes.parts.prefix_predictions.first_guess_beats import Guess, Line
from attention_scenes.scenes.parts.prefix_predictions.prefix_data import Examples
from attention_scenes.scenes.parts.prefix_predictions.prefix_places import PrefixPlaces


def show_losses(scene: AttentionScene, examples: Examples, guess: Guess, at: PrefixPlaces) -> LossTable:
    """Open the table of losses with the first one; it stays."""
    pairs = [(spoken(examples.tokens[t]), spoken(examples.tokens[t + 1])) for t in examples.positions]
    losses = LossTable(pairs, examples.chances, at.columns).move_to(at.table, UP + RIGHT)
    with scene.beat("cost", "−ln of that chance is the cost: a surprise costs more."):
        scene.play(*[m.animate.shift(at.aside * LEFT) for m in guess], run_time=0.8)
        scene.play(FadeIn(losses.heads), FadeIn(losses.lines[0]), run_time=0.8)
    return losses


def show_others(
    scene: AttentionScene, examples: Examples, line: Line, losses: LossTable, guess: Guess, at: PrefixPlaces
) -> Guess:
    """Go through the other examples, one token at a time."""
    later = list(range(1, len(examples.positions)))
    half = (len(later) + 1) // 2
    with scene.beat("next", "One token more: the next example."):
        for index in later[:half]:
            guess = show_example(scene, examples, line, losses, guess, index, at)
    if later[half:]:
        with scene.beat("rest", cheap_and_costly(scene, examples)):
            for index in later[half:]:
                guess = show_example(scene, examples, line, losses, guess, index, at)
    return guess


def cheap_and_costly(scene: AttentionScene, examples: Examples) -> str:
    """Return what can be said of the least and the most surprising token."""
    best, worst = int(examples.chances.value.argmax()), int(examples.chances.value.argmin())
    high, low = float(examples.chances.value.max()), float(examples.chances.value.min())
    words = [named_alone(examples.tokens, examples.positions[i] + 1) for i in (best, worst)]
    held = scene.claim(
        "something that came was expected, and something was a surprise",
        high > 0.5 and low < 0.01,
        f"{words[0]} {high:.3f}, {words[1]} {low:.6f}",
    )
    caption = phrased("“{one}” was expected: cheap. “{other}” was not: costly.", one=words[0], other=words[1])
    return caption if held and len(caption) <= 70 else phrased("The less expected what came, the higher its cost.")


def show_example(
    scene: AttentionScene, examples: Examples, line: Line, losses: LossTable, guess: Guess, index: int, at: PrefixPlaces
) -> Guess:
    """Show one example: what is expected, what came, its loss."""
    position = examples.positions[index]
    bars = examples.guesses(position, True, at.bars)
    grow = bars.grow()
    grow.rate_func = late
    scene.play(
        FadeOut(guess.bars, guess.ring, rate_func=early),
        FadeIn(bars.names, bars.numbers, rate_func=late),
        grow,
        line.slots[index].animate.set_opacity(1),
        run_time=0.9,
    )
    ring = bars.ring(examples.place_of_came(position))
    scene.play(*line.uncover(index), FadeIn(ring), FadeIn(losses.lines[index]), run_time=0.8)
    scene.wait(0.3)
    return Guess(bars, ring, guess.heading)
