"""Beats: where the bends are, found by doubling what goes in; and the same MLP at each place, by turning the row."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group, Line, Rectangle

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.marks.bars import BarField
from attention_scenes.scenes.mobjects.marks.dots import CellField
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.number_format import decimals_of_small, written
from attention_scenes.scenes.mobjects.text.numbers import grid_centers
from attention_scenes.scenes.mobjects.text.token_names import role_of, spoken
from attention_scenes.scenes.parts.transformer_block.word_in_block import WordInBlock

BAR, APART_BARS = 0.44, 0.25  # how thick one is, and how far both are from their row's middle
BESIDE = 1.1  # room for a number beyond the longest bar
SAME = 1e-3  # of a number: what rounding may change
BENT = 0.05  # by so much something is not twice as much
APART = 0.05  # of the largest entry: more than this is another answer
SHOWN = 28  # entries of each answer that are drawn
NAMED, ROOM = 12, 1.25  # tokens that can have their names beside their rows, and how wide those may be
DARKEST = 0.1  # opacity of an entry of 0


def show_doubled(scene: AttentionScene, word: WordInBlock) -> None:
    """Double what goes into each part: a bar for what came out before, and one for what comes out now."""
    rows = doubled_rows(word)
    ratios = {name: float(ratio) for name, _, ratio, _ in rows}
    straight = scene.claim(
        "with its weights held, attention is linear in the values", abs(ratios["values"] - 2) < SAME,
        claim_text("values doubled: {ratio} times as long", ratio=f"{ratios['values']:.6f}"),
    )  # fmt: skip
    caption = phrased("Doubled: norm, softmax and MLP bend; the sum of values does not.")
    if not word.has_mlp:
        caption = phrased("Doubled: norm and softmax bend; the sum of values does not.")
    others = [ratio for name, ratio in ratios.items() if name != "values"]
    bent = scene.claim(
        "norm, softmax and MLP do not give twice as much", all(abs(ratio - 2) > BENT for ratio in others),
        claim_text("times as much: {ratios}", ratios=" · ".join(f"{ratio:.2f}" for ratio in others)),
    )  # fmt: skip
    if not straight:
        caption = phrased("Doubled: a bias stays single, so even the values give no doubled ΔE.")
    if not bent or not (straight or word.is_biased):
        caption = phrased("Doubled: how much comes out of each part, beside twice as much.")
    with scene.beat("doubled", caption):
        most = max(float(ratio) for *_, ratio, _ in rows)
        made = [doubled_row(scene, n, len(rows), most, *row) for n, row in enumerate(rows)]
        line = double_line(scene, len(rows), most)
        scene.play(FadeIn(*[each for (title, before, _), _ in made for each in (title, before)], line), run_time=0.4)
        for (_, _, number), bar in made:
            scene.play(FadeIn(number), Change(bar, growth=1.0), run_time=0.8)
        scene.wait(0.4)

    scene.make_way()


def doubled_rows(word: WordInBlock) -> list[tuple[str, str, Reading, str]]:
    """Return for each part its key, what is doubled, how many times as much comes out, and whose colour it has."""
    heads = range(word.bundle.meta["n_heads"])

    def weight(key: str, token: int) -> Reading:
        found = [word.bundle.read("pattern", word.layer, head, word.query, trace=key)[token] for head in heads]
        total = found[0]
        for each in found[1:]:
            total = total + each
        return total

    top = int(word.weights.value.argmax())
    rows = [
        ("norm", label_text("the stream → norm"), word.ratio("attn_in", "stream"), "data_low"),
        (
            "softmax",
            label_text("scores → softmax, largest weight"),
            weight("scores", top) / weight("once", top),
            "focus",
        ),
        ("values", label_text("values → attention, weights held"), word.ratio("attn_out", "values"), "update"),
    ]
    if word.has_mlp:
        rows.append(("mlp", label_text("normed vector → MLP"), word.ratio("mlp_out", "neurons"), "third"))
    return rows


def _places(scene: AttentionScene, count: int, most: float) -> tuple[float, float, float, float]:
    """Return left edge of the bars, width of a bar of 1, top row and step."""
    stage = scene.layout.stage
    if scene.layout.is_wide:
        left, unit, top, step = stage.left + 5.3, 1.45, stage.top - 1.1, (stage.height - 1.2) / max(count, 1)
    else:
        left, unit, top, step = stage.left + 0.2, 1.35, stage.top - 1.5, 0.86 * (stage.height - 1.5) / max(count, 1)
    return left, min(unit, (stage.right - left - BESIDE) / max(most, 2.0)), top, step


def doubled_row(
    scene: AttentionScene, n: int, count: int, most: float, key: str, name: str, ratio: Reading, role: str
) -> tuple[tuple[Label, Rectangle, Label], BarField]:
    """Return a row's words and the bar of what came out before, and that of what comes out now, at 0."""
    left, unit, top, step = _places(scene, count, most)
    y, layout, colors = top - n * step, scene.layout, scene.palette
    em = 0.38 if layout.is_wide else layout.em.word
    room = layout.stage.right - left - BESIDE
    before = Rectangle(width=unit, height=BAR, stroke_width=0, fill_opacity=0.75, fill_color=colors.faint)
    before.move_to([left, y + APART_BARS, 0], LEFT)
    after = BarField(ratio.reshape(1), np.array([y - APART_BARS]), unit, BAR, colors.rgba(role), room=room).shift(
        [left, 0, 0]
    )
    after.growth[:] = 0
    digits = written(float(ratio), 2)
    number = scene.label(f"× {digits}", 1.15 * em, role, numbers=[(digits, ratio)])
    number.move_to([left + max(float(ratio), 0.05) * unit + 0.2, y - APART_BARS, 0], LEFT)
    twice = left + 2 * unit
    if number.get_left()[0] < twice < number.get_right()[0]:  # the line would cross it
        number.shift((twice + 0.15 - number.get_left()[0]) * RIGHT)
    title = scene.label(name, em, "text")
    if layout.is_wide:
        fitted(title, left - layout.stage.left - 0.3).move_to([left - 0.25, y, 0], RIGHT)
    else:
        fitted(title, layout.stage.width).move_to([left, y + 0.85, 0], LEFT)
    return (title, before, number), after


def double_line(scene: AttentionScene, count: int, most: float) -> Group:
    """Return the upright line at twice as much."""
    left, unit, top, step = _places(scene, count, most)
    x = left + 2 * unit
    line = Line(
        [x, top + (0.7 if scene.layout.is_wide else 0.45), 0],
        [x, top - (count - 1) * step - 0.6, 0],
        stroke_width=2,
        color=scene.palette.faint,
    )
    em = 0.34 if scene.layout.is_wide else scene.layout.em.word
    name = scene.label(label_text("× 2"), em, "soft", numbers=constants("2"))
    name.next_to(line, UP if scene.layout.is_wide else DOWN, buff=0.12)
    return Group(line, name)


def show_turned(scene: AttentionScene, word: WordInBlock) -> None:
    """Reverse the row of words: the MLP's answers are reversed with it, attention's are not."""
    pairs = [("mlp_out", "turned")] if word.has_mlp else []
    pairs.append(("attn_out", "mixed"))
    found = {array: word.turned_apart(array, key) for array, key in pairs}
    stays = not word.has_mlp or scene.claim(
        "reversed, each token's MLP output is the same", _share(found["mlp_out"]) < SAME,
        claim_text("at most {gap} of the largest entry apart", gap=f"{_share(found['mlp_out']):.1e}"),
    )  # fmt: skip
    moves = scene.claim(
        "reversed, attention gives something else", _share(found["attn_out"]) > APART,
        claim_text("at most {gap} of the largest entry apart", gap=f"{_share(found['attn_out']):.1e}"),
    )  # fmt: skip
    caption = phrased("One MLP for every place: reverse the words, its answers reverse too.")
    if not word.has_mlp:
        caption = phrased("Reverse the words: attention gives other answers.")
    if not (stays and moves):
        caption = phrased("Reverse the words: how far do the answers follow?")
    names = {
        "mlp_out": label_text("MLP: works within each word") if stays else label_text("MLP"),
        "attn_out": label_text("attention: moves between words") if moves else label_text("attention"),
    }
    both = [
        answers(scene, word, n, len(pairs), array, key, names[array], found[array])
        for n, (array, key) in enumerate(pairs)
    ]
    with scene.beat("turned", caption):
        scene.play(FadeIn(*[as_it_is for as_it_is, _ in both]), run_time=0.8)
        for _, turned in both:
            scene.play(FadeIn(turned), run_time=0.8)
        scene.wait(0.5)
    scene.make_way()


def _share(found: tuple[Reading, np.ndarray, np.ndarray]) -> float:
    return float(found[0]) / max(float(np.abs(found[1]).max()), 1e-9)


def answers(
    scene: AttentionScene, word: WordInBlock, n: int, count: int, array: str, key: str, name: str,
    found: tuple[Reading, np.ndarray, np.ndarray],
) -> tuple[Group, Group]:  # fmt: skip
    """Return one part's answers to all tokens in their order, and in the other order with what differs."""
    layout, stage, colors = scene.layout, scene.layout.stage, scene.palette
    as_it_is = word.bundle.read(array, word.layer, trace="once")
    turned = word.bundle.read(array, word.layer, trace=key)
    tokens, shown = as_it_is.shape[0], min(SHOWN, as_it_is.shape[1])
    if layout.is_wide:
        width, x0, y0 = stage.width / count, stage.left + n * stage.width / count, stage.at()[1]
        tall = stage.height - 2.1
    else:
        width, x0, tall = stage.width, stage.left, stage.height / count - 2.3
        y0 = stage.top - (n + 0.5) * stage.height / count
    scale = float(np.abs(as_it_is.value[:, :shown]).max())
    em, few = 0.36 if layout.is_wide else layout.em.word, tokens <= NAMED
    aside = ROOM if few else 0.0
    cell = ((width - 0.8 - 2 * aside) / 2 / shown, min(tall / tokens, 0.55))
    patches, names = [], []
    for side, readings in ((0, as_it_is), (1, turned)):
        part = readings[:, :shown]
        tint = np.tile(colors.rgba("update"), (part.value.size, 1))
        tint[:, 3] = DARKEST + (1 - DARKEST) * np.clip(np.abs(part.value.ravel()) / scale, 0, 1) ** 0.7
        patch = CellField(part, grid_centers(tokens, shown, cell), cell, tint)
        left = x0 + 0.2 + side * (width - 0.4) / 2 + aside
        patches.append(patch.move_to([left, y0, 0], LEFT))
        text = label_text("reversed") if side else label_text("as it is")
        over = fitted(scene.label(text, em, "soft"), patch.width).next_to(patch, UP, buff=0.16)
        names.append(Group(over, *(_token_names(scene, word, patch, cell[1], bool(side)) if few else [])))
    title = scene.label(name, 0.46 if layout.is_wide else 0.42, "text")
    title.move_to([x0 + width / 2, names[0][0].get_top()[1] + 0.42, 0])
    gap = float(found[0])
    line = scene.label(label_text("put back in order: the same"), em, "text")
    if gap:
        digits = written(gap, decimals_of_small(gap, 1, 6))
        told = label_text("put back in order, at most {gap} apart", gap=digits)
        line = scene.label(told, em, "text", numbers=[(digits, found[0])])
    line = fitted(line, width - 0.5).next_to(Group(*patches), DOWN, buff=0.25).set_x(x0 + width / 2)
    return Group(title, patches[0], names[0]), Group(patches[1], names[1], line)


def _token_names(scene: AttentionScene, word: WordInBlock, patch: CellField, step: float, turned: bool) -> list[Label]:
    """Return the tokens' names at the left of their rows."""
    order = list(enumerate(word.tokens))[::-1] if turned else list(enumerate(word.tokens))
    found, top = [], float(patch.get_top()[1])
    for row, (index, token) in enumerate(order):
        role = "focus" if index == word.query else role_of(word.tokens, index)
        label = fitted(scene.label(spoken(token), min(0.34, 0.8 * step), role), ROOM - 0.15)
        found.append(label.move_to([patch.get_left()[0] - 0.12, top - (row + 0.5) * step, 0], RIGHT))
    return found
