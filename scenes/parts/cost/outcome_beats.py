"""Beat: what rounding does to the loss and to the next word."""

from __future__ import annotations

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.charts.distribution import LINE_BREAK, guessed
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, percent
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.cost.bar_chart import BarLine, chart_of
from attention_scenes.scenes.parts.cost.cost_data import TokenCost
from attention_scenes.scenes.parts.cost.speed_beats import grow

ROLES = ("text", "focus", "third", "third")


def place_of(scene: AttentionScene) -> Place:
    stage = scene.layout.stage
    return Place(stage.left + 0.3, stage.bottom + 0.2, stage.right, stage.top - 0.1)


def way_of(cost: TokenCost, n: int) -> tuple[str, list[tuple[str, Reading]]]:
    """Return what the model as it is, or one way to round it, is called, and the numbers in that."""
    if n == 1 and cost.in_blocks:
        own = grouped(cost.rungs[0])
        return label_text("its own {rungs} rungs, so exact", rungs=own[0]), [own]
    return cost.rounding(n - 1) if n else (label_text("as it is"), [])


def told(value: Reading, digits: int = 2) -> tuple[str, Reading]:
    return written(float(value), digits), value


def show_loss(scene: AttentionScene, cost: TokenCost) -> None:
    """Compare the loss on prose, and the likeliest next word, with all maps rounded."""
    loss = cost.probe("weight_blocks.loss")
    pieces = loss.shape[1]
    means = [loss[n].sum() / float(pieces) for n in range(len(loss))]
    chance = scene.bundle.count("n_vocab").log()
    rows = [*(loss_row(scene, cost, n, mean) for n, mean in enumerate(means)), chance_row(scene, chance)]
    chart = chart_of(scene, place_of(scene), join([*means, chance]), rows, 0.42)
    read = grouped(cost.probe("weight_blocks.read")[0])
    scene.change_provenance(label_text("loss on {count} tokens of prose", count=read[0]), [read])
    with scene.beat("loss", *caption_of_loss(scene, cost, [float(mean) for mean in means], float(chance))):
        grow(scene, chart)
    scene.make_way()


def loss_row(scene: AttentionScene, cost: TokenCost, n: int, mean: Reading) -> BarLine:
    """Return the bar of a loss; over it the likeliest next word, and how likely it is."""
    texts = scene.bundle.meta["probes"]["rounded_guess"]["best"]
    best = guessed(scene.bundle.tokens()[0]._replace(text=texts[n]))
    loss, share = told(mean), percent(cost.probe("rounded_guess.best_chance")[n])
    way, counts = way_of(cost, n)
    name = label_text("{way}: next word “{word}”, {share}", way=way, word=best, share=share[0])
    if best is LINE_BREAK:
        name = label_text("{way}: next a line break, {share}", way=way, share=share[0])
    return BarLine(name, loss[0], [loss], ROLES[n], [*counts, share])


def chance_row(scene: AttentionScene, chance: Reading) -> BarLine:
    """Return the bar of a guess at random, where each word of the vocabulary is as likely."""
    words = grouped(scene.bundle.count("n_vocab"))
    name = label_text("a guess at random among {count} tokens", count=words[0])
    return BarLine(name, told(chance)[0], [told(chance)], "soft", [words])


def caption_of_loss(
    scene: AttentionScene, cost: TokenCost, means: list[float], chance: float
) -> tuple[str, list[tuple[str, Reading]]]:
    """Return what rounding costs: nothing at 16 rungs, for the weights lie on them, much at 4; and its numbers."""
    lost = scene.claim(
        "with 4 rungs the loss is higher than that of a guess at random",
        means[3] > chance,
        claim_text("{loss} against {chance}", loss=written(means[3]), chance=written(chance)),
    )
    most, least = grouped(cost.rungs[0]), grouped(cost.rungs[-1])
    if cost.in_blocks and lost:
        counts = {"most": most[0], "least": least[0]}
        return phrased("Mean loss: its own {most} rungs are exact; {least} are worse than chance.", **counts), [
            most,
            least,
        ]
    if cost.in_blocks:
        return phrased("Mean loss: its own {most} rungs are exact, fewer cost something.", most=most[0]), [most]
    return phrased("Mean loss on prose, with all maps rounded: what each rung less costs."), []
