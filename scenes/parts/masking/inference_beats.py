"""Beats: the mask in training and in use, what the model says without it, and what later words may still do."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Create, Group, RoundedRectangle, VGroup

from attention_scenes.model.answers.next_tokens import next_tokens, probabilities_of
from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.mobjects.attention.pattern_grid import PatternGrid
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.charts.distribution import Distribution, guessed
from attention_scenes.scenes.mobjects.marks.dots import DotField
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.tokens import TokenRow
from attention_scenes.scenes.parts.masking.alternatives import largest_difference, tinted
from attention_scenes.scenes.parts.masking.masking_data import MaskScene
from attention_scenes.scenes.parts.masking.unmasked_beats import LITTLE

FIRST = Place(-5.25, -2.3, -0.05, 2.0)  # the first grid's cells
LARGEST = (1.2, 0.85)  # a cell, where a sentence is short
SECOND = 1.95  # left edge of the second grid's cells
RIGHT_EDGE = SECOND - 1.2  # where what stands in the right half begins
OUTERMOST = 6.75  # and where it ends
STATES = ("", "open", "all")  # the mask on, off in one head, off in all
ROWS = 4
MOST, SOME = 15, 8  # tokens of a sentence, and of its beginning, whose names can be read side by side


def grid_at(scene: MaskScene, trace: str, count: int, cell: np.ndarray, left: float) -> PatternGrid:
    """A grid of the first tokens; its cells begin at ``left`` and hang from the same line as all others here."""
    width, height = count * cell
    grid = PatternGrid(scene.bundle.tokens(trace)[:count], (width, height), scene.params.convention)
    return grid.shift(np.array([left + width / 2, FIRST.top - height / 2, 0]) - grid.middle)


def headed(scene: MaskScene, grid: PatternGrid, text: str, numbers: list[tuple[str, Reading]] | None = None) -> Label:
    left = grid.lattice.get_left()[0] - 1.2
    label = fitted(scene.label(text, 0.34, numbers=numbers or []), min(6.0, OUTERMOST - left))
    return label.move_to(left * RIGHT, LEFT).stand_on(3.35)


def lines(scene: MaskScene, *texts: str) -> VGroup:
    """Sentences one below the other, in the right half."""
    found = VGroup(*[scene.label(text, 0.38) for text in texts]).arrange(DOWN, buff=0.28, aligned_edge=LEFT)
    return fitted(found, 5.7).move_to(scene.layout.stage.at(right=RIGHT_EDGE, up=0.1), LEFT)


def arriving(grid: PatternGrid, dots: DotField, run_time: float) -> Change:
    """Dots come query by query, as the sentence is read."""
    dots.growth[:] = 0
    return Change(dots, growth=1, delays=np.repeat(np.linspace(0, 1, grid.count), grid.count), run_time=run_time)


def show_training_and_use(scene: MaskScene) -> None:
    """The pattern of the whole sentence, and that of its beginning alone: where both are, they are the same."""
    whole, used = scene.closed[:MOST, :MOST], scene.of_head("pattern", "use")[:SOME, :SOME]
    count, some = len(whole), len(used)
    cell = np.minimum(np.array([FIRST.width, FIRST.height]) / count, LARGEST)
    left = grid_at(scene, "", count, cell, FIRST.left)
    right = grid_at(scene, "use", some, cell, SECOND)
    dots, again = left.dots(whole), right.dots(used)
    shown = label_text("training: the whole sentence")
    if count < len(scene.tokens):
        shown = label_text("training: the first {count} tokens", count=count)
    numbers = [] if count == len(scene.tokens) else [scene.counted(f"position.{count}")]
    heads = [headed(scene, left, shown, numbers), headed(scene, right, label_text("in use: the words so far"))]
    at = min(scene.focus, count - 2)
    word, later = scene.word(at), scene.word(at + 1)
    past = label_text("It may read “{first}” to “{word}”,", first=scene.word(0), word=word)
    example = lines(
        scene, label_text("“{word}” must predict “{later}”.", word=word, later=later),
        past if at else label_text("It may read only itself,"), label_text("and nothing later."),
    )  # fmt: skip
    frame = left.frame_of(at)
    with scene.beat("training", "In training, each word must predict the next; the mask hides it."):
        scene.play(FadeIn(left), FadeIn(heads[0]), FadeIn(left.hatching()), run_time=0.8)
        scene.play(arriving(left, dots, 1.6))
        scene.play(Create(frame), FadeIn(example), run_time=0.8)
        scene.wait(1)
    scene.play(FadeOut(frame), FadeOut(example), run_time=0.4)
    apart = largest_difference(used, whole[:some, :some])
    small = written(float(apart), 8)
    same = scene.claim("the pattern of a beginning alone is that of the whole", float(apart) < 1e-5, small)
    told = scene.label(
        label_text("largest difference: {difference}", difference=small), 0.3, "soft", numbers=[(small, apart)]
    )
    told.move_to(RIGHT_EDGE * RIGHT, LEFT).set_y(right.lattice.get_bottom()[1] - 0.45)
    kept = scene.label(label_text("earlier words keep theirs, whatever follows"), 0.3, "soft")
    fitted(kept, OUTERMOST - RIGHT_EDGE).next_to(told, DOWN, buff=0.15, aligned_edge=LEFT)
    corner = corner_frame(left, some), corner_frame(right, some)
    stays = phrased("In use, new words come one by one. The mask stays: the weights differ.")
    if same:
        stays = phrased("In use, new words come one by one. The mask stays: the same weights.")
    with scene.beat("use", stays):
        scene.play(FadeIn(right), FadeIn(heads[1]), FadeIn(right.hatching()), run_time=0.8)
        scene.play(arriving(right, again, 1.6))
        scene.play(*map(Create, corner), FadeIn(told), FadeIn(kept), run_time=0.8)
        scene.wait(1)
    scene.play(*scene.leave(), run_time=0.5)


def corner_frame(grid: PatternGrid, some: int) -> RoundedRectangle:
    """A box around the pairs of the first ``some`` tokens."""
    centers = grid.centers()[:some, :some].reshape(-1, 2)
    low, high = centers.min(axis=0) - grid.cell / 2, centers.max(axis=0) + grid.cell / 2
    width, height = high - low
    box = RoundedRectangle(corner_radius=0.06, width=width, height=height, color=grid.colors.focus, stroke_width=3)
    return box.move_to([*((low + high) / 2), 0]).shift(grid.middle)


def show_prediction(scene: MaskScene) -> None:
    """The likeliest next tokens with the mask on, off in this head, and off in all heads."""
    panels = predictions(scene)
    words = TokenRow(scene.tokens, 0.4).align_to(scene.layout.sentence.at(up=0.4), UP)
    heads = grouped(scene.bundle.count("n_heads") * scene.bundle.count("n_layers"))
    said = (
        (label_text("mask on"), ()), (label_text("off in this head"), ()),
        (label_text("off in all {count} heads", count=heads[0]), [heads]),
    )  # fmt: skip
    titles = Group(*[scene.label(text, 0.34, numbers=numbers) for text, numbers in said])
    for title, panel in zip(titles, panels, strict=True):
        title.move_to(panel.bars.origin[0] * RIGHT, LEFT).stand_on(1.75)
    note = scene.label(
        label_text("The last word has no future to hide. But the words it reads have looked ahead."), 0.3, "soft"
    )
    note.move_to(scene.layout.notes.at())
    captions = what_moves(scene)
    with scene.beat("one head", captions[0]):
        scene.play(FadeIn(words), run_time=0.5)
        for panel, title in zip(panels[:2], titles[:2], strict=True):
            names = [FadeIn(panel.names)] if panel is panels[0] else []
            scene.play(*names, FadeIn(panel.bars), FadeIn(panel.numbers), FadeIn(title), panel.grow(0.8))
    with scene.beat("all heads", captions[1]):
        scene.play(FadeIn(panels[2].bars), FadeIn(panels[2].numbers), FadeIn(titles[2]), panels[2].grow(0.8))
        scene.play(FadeIn(note), run_time=0.5)
        scene.wait(1)
    scene.play(*scene.leave(), run_time=0.5)


def what_moves(scene: MaskScene) -> tuple[str, str]:
    """What may be said of the prediction with the mask off in one head, and in all."""
    told = [next_tokens(scene.bundle, trace=trace) for trace in STATES]
    best = [following.tokens[0].id for following in told]
    likely = [dict(zip((t.id for t in f.tokens), f.probabilities.value, strict=True)) for f in told]
    most = [max(abs(p - other.get(token, 0.0)) for token, p in likely[0].items()) for other in likely[1:]]
    last = scene.word(len(scene.tokens) - 1)
    little = scene.claim(
        "the mask off in this head, no likely token's probability moves by 0.05", most[0] < LITTLE, f"{most[0]:.3f}"
    )
    another = scene.claim("the mask off in all heads, another token is the likeliest", best[2] != best[0], str(best))
    one = phrased("Mask off in this head: the guess after “{word}” moves.", word=last)
    if little:
        one = phrased("Mask off in this head: the guess after “{word}” barely moves.", word=last)
    if another:
        guess = guessed(told[0].tokens[0])
        return one, phrased("Off in all heads, “{guess}” is no longer the first guess.", guess=guess)
    return one, phrased("Off in all heads, the first guess stays.")


def predictions(scene: MaskScene) -> list[Distribution]:
    """For each state of the mask the same tokens' probabilities: the likeliest with the mask on."""
    told = [next_tokens(scene.bundle, trace=trace) for trace in STATES]
    places = [{token.id: i for i, token in enumerate(following.tokens)} for following in told]
    known = [token for token in told[0].tokens if all(token.id in place for place in places)]
    rows, full = (known or told[0].tokens)[:ROWS], 2.3 if known else 2.0
    others = scene.bundle.count("n_vocab") - len(rows)
    panels = []
    for index, trace in enumerate(STATES):
        listed = probabilities_of(scene.bundle, [token.id for token in rows], trace)
        shares = join([listed, -listed.sum() + 1.0])
        panel = Distribution([guessed(t) for t in rows], shares, others, full=full, em=0.34, step=0.7, widest=2.5)
        panels.append(panel.at(-3.75 + 3.6 * index, 1.15))
    return panels


def show_later_words(scene: MaskScene) -> None:
    """A short sentence whose later word matters: which way it may flow, and which way it may not."""
    opened, every = scene.of_head("pattern", "asked_open"), scene.bundle.read("pattern", trace="asked")
    ahead = np.triu(opened.value, 1)
    ahead[0] = 0  # the first token only gathers attention
    query, key = (int(i) for i in np.unravel_index(ahead.argmax(), ahead.shape))
    back = every.value[:, :, key, query]
    layer, head = (int(i) for i in np.unravel_index(back.argmax(), back.shape))
    first, then = scene.word(query, "asked"), scene.word(key, "asked")
    grids = [
        grid_at(scene, "asked", len(opened), np.array([3.8, 4.0]) / len(opened), left)
        for left in (FIRST.left + 0.6, SECOND + 0.6)
    ]
    dots = [tinted(grids[0], opened), grids[1].dots(every[layer, head])]
    where = [(str(layer), scene.bundle.count(f"layer.{layer}"))]
    heads = (
        headed(scene, grids[0], label_text("this head, mask off")),
        headed(scene, grids[1], label_text("another head, of layer {layer}, mask on", layer=layer), where),
    )
    cells = grids[0].cell_frame(query, key), grids[1].cell_frame(key, query)
    shares = [opened[query, key], every[layer, head, key, query]]
    told = [written(float(share)) for share in shares]
    would = scene.claim("the earlier word would read the later one", float(shares[0]) >= LITTLE, told[0])
    what = {"earlier": first, "later": then, "share": told[0]}
    caption = phrased("Mask off, “{earlier}” would hardly read “{later}”: {share}.", **what)
    if would:
        caption = phrased("Mask off, “{earlier}” would read “{later}”, with weight {share}.", **what)
    asked = lines(
        scene, label_text("“{text}”:", text=scene.bundle.text("asked")), label_text("do later words not matter?")
    )
    scene.play(FadeIn(asked), run_time=0.5)
    with scene.beat("later words", caption, [(told[0], shares[0])]):
        scene.play(FadeIn(grids[0]), FadeIn(heads[0]), run_time=0.6)
        scene.play(arriving(grids[0], dots[0], 1.2))
        scene.play(Create(cells[0]), run_time=0.6)
        scene.wait(1)
    scene.play(FadeOut(asked), run_time=0.4)
    both = phrased("Mask on, “{earlier}” never reads “{later}”; the other way: {share}.", **what | {"share": told[1]})
    if len(both) > 70:
        both = phrased("“{later}” reads “{earlier}”: {share}. Never the other way.", **what | {"share": told[1]})
    scene.remove(*filter(None, [scene.source_line]))
    where = [*where, (str(head), scene.bundle.count(f"head.{head}"))]
    mine = [scene.counted("head.layer"), scene.counted("head.head")]
    scene.provenance(
        label_text(
            "left: layer {layer} · head {head}; right: layer {other_layer} · head {other_head}",
            layer=scene.layer,
            head=scene.head,
            other_layer=layer,
            other_head=head,
        ),
        [*mine, *where],
    )
    with scene.beat("earlier words", both, [(told[1], shares[1])]):
        scene.play(FadeIn(grids[1]), FadeIn(heads[1]), FadeIn(grids[1].hatching()), run_time=0.6)
        scene.play(arriving(grids[1], dots[1], 1.2))
        scene.play(Create(cells[1]), run_time=0.6)
        scene.wait(1.5)
