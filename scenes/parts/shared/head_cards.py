"""Head cards out of a bundle: what its probes measured of a head, each with its control."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.attention.head_card import HeadCard, Measured
from attention_scenes.scenes.mobjects.text.label_numbers import grouped


def reads_adjectives(bundle: Bundle, layer: int, head: int) -> Measured:
    """Return the weight of nouns on adjectives before them, and on other words in their place."""
    some, others = (grouped(bundle.count(f"adjective.{what}")) for what in ("sentences", "controls"))
    return Measured(
        label_text("a noun’s weight, one word back:"),
        [(label_text("an adjective"), bundle.probe("adjective.look", layer, head)),
         (label_text("another word"), bundle.probe("adjective.control", layer, head))],
        label_text("means of {some} and {others} sentences", some=some[0], others=others[0]), [some, others],
    )  # fmt: skip


def looks_ahead(bundle: Bundle, layer: int, head: int) -> Measured:
    """Return the weight on later words with the mask off, what an even spread gives them, and the mean of all heads."""
    leaks, count, heads = bundle.probe("leak.leak"), grouped(bundle.count("leak.sentences")), all_heads(bundle)
    return Measured(
        label_text("weight on later words, mask off:"),
        [(label_text("this head"), leaks[layer, head]), (label_text("all words alike"), bundle.probe("leak.even", 0)),
         (label_text("mean of {count}", count=heads[0]), leaks.sum() / heads[1])],
        label_text("means over {count} sentences", count=count[0]), [count], [heads],
    )  # fmt: skip


def reads_the_word_before(bundle: Bundle, layer: int, head: int) -> Measured:
    """Return the weight on the word before in prose, whatever it is, and the mean of all heads."""
    weights, count = bundle.probe("kind.previous"), grouped(bundle.count("kind.sentences"))
    heads = all_heads(bundle)
    return Measured(
        label_text("weight on the word before, any:"),
        [(label_text("this head"), weights[layer, head]),
         (label_text("mean of {count}", count=heads[0]), weights.sum() / heads[1])],
        label_text("in prose, {count} sentences", count=count[0]), [count], [heads],
    )  # fmt: skip


def all_heads(bundle: Bundle) -> tuple[str, Reading]:
    """Return how many heads the model has: the digits, and the Reading."""
    return grouped(bundle.count("n_heads") * bundle.count("n_layers"))


def head_label(bundle: Bundle, layer: int, head: int) -> tuple[str, list[tuple[str, Reading]]]:
    """Return what a head is called, by its layer and its number, and both numbers."""
    numbers = [(str(layer), bundle.count(f"layer.{layer}")), (str(head), bundle.count(f"head.{head}"))]
    return label_text("layer {layer} · head {head}", layer=layer, head=head), numbers


def head_card(
    scene: AttentionScene, layer: int, head: int, measures: Sequence[Callable[[Bundle, int, int], Measured]],
    why: str = "", *, width: float = 4.4, em: float = 0.44, role: str = "focus",
) -> HeadCard:  # fmt: skip
    """Return the card of a head, with what the probes of the scene's needs measured of it.

    For instance, where the needs have an ``AdjectiveProbe()``::

        card = head_card(scene, 19, 8, [reads_adjectives], label_text("here: it reads what “{word}” asks for", word=…))
        scene.play(FadeIn(card.move_to(scene.layout.side.at())))
    """
    name, numbers = head_label(scene.bundle, layer, head)
    measured = [measure(scene.bundle, layer, head) for measure in measures]
    return HeadCard(name, numbers, measured, why, width=width, em=em, role=role)
