"""Recap of meaning: a word's pieces, its column, the angles between columns, all layers, and the next token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import DOWN

from attention_scenes.model.answers.bundle import Token
from attention_scenes.model.answers.next_tokens import next_tokens
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.request.needs import Needs, TraceNeed
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.pattern_claims import find_word, known_adjectives, written_word
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.charts.distribution import guessed
from attention_scenes.scenes.mobjects.sky.label_places import Box
from attention_scenes.scenes.mobjects.sky.logit_sky import ANGLE, LogitSky, Stars
from attention_scenes.scenes.mobjects.sky.named_tokens import NamedToken, NamedTokens
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.text.label_numbers import percent
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.token_names import called, role_of, words_of
from attention_scenes.scenes.mobjects.tiles.tiles import TileRow
from attention_scenes.scenes.mobjects.vectors.embedding_table import EmbeddingTable
from attention_scenes.scenes.parts.next_token.next_token_data import stack_of
from attention_scenes.scenes.parts.recap.chapter_recap import ChapterRecap, Idea, Shown
from attention_scenes.scenes.parts.recap.idea_cards import within
from attention_scenes.scenes.parts.recap.recap_places import MOST_TOKENS

ROWS = 24  # of a column that are drawn
PIECE = 0.7  # em of a piece, at most
SKY = 0.5  # scale of the small sky: its names are as large as notes
DEGREES = 90.0  # from the middle of the small sky to its edge
NEAREST = 5  # tokens that are named there
STACK = 34.0, 16.0  # degrees from above and from the right, from where the layers are seen: they run upwards
TOP = 3  # stars over the sky of logits
DISC, HIGH = 0.92, 2.45  # of the panel's width, the disc that all tokens stand on; units of space in its height
PITCH = 16.0  # degrees from above


@dataclass(frozen=True)
class FollowedWord:
    """A sentence and the word of it that is followed: its last token is the ``query``."""

    tokens: list[Token]
    query: int

    @property
    def word(self) -> str:
        return called(self.tokens, self.query)


def followed_word(params: Any) -> str:
    """Return the word that is named, else the first one behind a run of adjectives, else the last."""
    if params.focus:
        return str(params.focus)
    words = [word.strip(".,;:!?\"'()") for word in params.text.split()]
    known = {*known_adjectives(), *params.adjectives.lower().replace(",", " ").split()}
    is_known = [word.lower() in known for word in words]
    after = [n for n in range(1, len(words)) if is_known[n - 1] and not is_known[n]]
    return words[after[0]] if after else words[-1]


def needs(params: Any, model: str) -> Needs:
    whole = TraceNeed(params.text, ("embed", "pattern", "resid_post"), top=TOP, most=MOST_TOKENS)
    return Needs(model=model, traces={"": whole, "alone": TraceNeed(followed_word(params), ("resid_post",))})


def followed_word_in(scene: AttentionScene) -> FollowedWord:
    tokens = scene.bundle.tokens()
    found = find_word(tokens, followed_word(scene.params))
    return FollowedWord(tokens, len(tokens) - 1 if found is None else found)


def begin(scene: AttentionScene) -> FollowedWord:
    scene.provenance(label_text("embedding table and all layers"))
    return followed_word_in(scene)


def opening(scene: AttentionScene, found: FollowedWord) -> str:
    return phrased("What a sentence is to the model, and what happens to “{word}”.", word=found.word)


def show_pieces(scene: AttentionScene, found: FollowedWord, place: Place) -> Shown:
    """Show the pieces of the word that is cut into the most tokens."""
    tokens, count = found.tokens, scene.counted("tokens")
    words = words_of(tokens)
    cut = max(words, key=len, default=[len(tokens) - 1])
    caption = phrased("Text is cut into tokens; here each word is one.")
    numbers = []
    if len(cut) > 1:
        numbers = [scene.counted(f"word.{tokens[cut[0]].word}.tokens")]
        caption = phrased("Text is cut into tokens: “{word}” is {count} of them.", word=written_word(tokens, cut),
                          count=numbers[0][0])  # fmt: skip
    tiles = TileRow([tokens[n].text.strip() or tokens[n].text for n in cut], [0] * len(cut),
                    [role_of(tokens, n) for n in cut], (10.0, 1.5), PIECE)  # fmt: skip
    if tiles.width > place.width:
        tiles.arrange(DOWN, buff=0.12)
    return Shown(caption, within(tiles, place), count, label_text("tokens, “start” among them"), "text", numbers)


def show_column(scene: AttentionScene, found: FollowedWord, place: Place) -> Shown:
    """Show the column that each token takes out of the table, the followed one lit."""
    embed, width = scene.bundle.read("embed"), scene.counted("d_model")
    lit = ["focus" if n == found.query else "" for n in range(len(found.tokens))]
    table = EmbeddingTable(list(embed), lit, (place.width, place.height), min(ROWS, embed.shape[1]))
    table.remove(table.symbol)
    caption = phrased("Each takes its learned column out of a table: {count} numbers.", count=width[0])
    told = label_text("numbers: the column of “{word}”", word=found.word)
    return Shown(caption, within(table, place), width, told, "focus", [width])


def show_space(scene: AttentionScene, found: FollowedWord, place: Place) -> Shown:
    """Show the other tokens of the sentence round the followed one, each as far as its angle to it."""
    embed, query = scene.bundle.read("embed"), found.query
    own, ids = embed[query], {found.tokens[query].id}
    others: list[NamedToken] = []
    for n, token in enumerate(found.tokens):
        if token.word >= 0 and token.id not in ids:
            ids.add(token.id)
            cosine = cosine_of(embed[n], own)
            no_axes = cosine.reshape(1)[:0]  # which way it lies is drawn
            role = role_of(found.tokens, n)
            others.append(NamedToken(called(found.tokens, n), cosine, cosine.angle(), no_axes, role))
    others = sorted(others, key=lambda each: -float(each.cosine))[:NEAREST]
    nearest = others[0].cosine if others else cosine_of(own, own)
    middle, (low, high) = place.at()[:2], (np.array(each) for each in place.corners)
    half = (high - low) / 2 / SKY
    turns = np.pi / 2 + np.pi / 6 + 2 * np.pi * np.arange(len(others)) / max(len(others), 1)
    sky = NamedTokens(
        found.word, others, turns, float(half.min()) / DEGREES, middle, tuple(middle - half), tuple(middle + half)
    )
    sky.rings = 0.0
    digits = written(float(nearest), 2)
    told = label_text("its cosine with itself")
    if others:
        told = label_text("the largest cosine: “{word}”", word=others[0].name)
    caption = phrased("Columns are directions; the cosine says how alike two of them are.")
    return Shown(caption, sky.scale(SKY).move_to(place.at()), (digits, nearest), told)


def show_layers(scene: AttentionScene, found: FollowedWord, place: Place) -> Shown:
    """Show all layers; that words before change the word is what its vector, beside that of the word alone, shows."""
    last = scene.bundle.meta["n_layers"] - 1
    alone = len(scene.bundle.tokens("alone")) - 1
    cosine = cosine_of(
        scene.bundle.read("resid_post", last)[found.query], scene.bundle.read("resid_post", last, trace="alone")[alone]
    )
    layers = scene.counted("n_layers")
    stack = stack_of(scene)
    stack.low, stack.high = (np.array(each) for each in place.corners)
    stack.reset_points()
    stack.said = stack.rails = 0.0
    stack.reach = stack.n_layers + 1.0
    stack.glow = np.eye(len(stack.x))[found.query]
    for name, value in stack.whole(*place.corners, pitch=STACK[0], yaw=STACK[1]).items():
        setattr(stack, name, value)
    moved = scene.claim(
        "its neighbours change the word's last vector", float(cosine) < 0.995, written(float(cosine), 2)
    )
    caption = phrased(
        "{layers} layers change “{word}”, also by the words before it.", layers=layers[0], word=found.word
    )
    if not moved:
        caption = phrased("{layers} layers: here nothing before “{word}” changes it.", layers=layers[0],
                          word=found.word)  # fmt: skip
    if len(caption) > 70:
        caption = phrased("{layers} layers change a word, also by the words before it.", layers=layers[0])
    told = label_text("layers; each adds to its vector")
    return Shown(caption, stack, layers, told, "text", [layers])


def show_next(scene: AttentionScene, found: FollowedWord, place: Place) -> Shown:
    """Show all tokens as high as their logits, the likeliest as stars."""
    after = next_tokens(scene.bundle)
    names = tuple(guessed(token) for token in after.tokens)
    stars = Stars(names, tuple(token.id for token in after.tokens), (after.logits,), (after.probabilities,))
    unit = min(DISC * place.width / 2, place.height / HIGH)
    distance = Lens((0, 0, -1), (0, 0, 0), ANGLE).focal / unit
    sky = LogitSky(
        scene.bundle.arrays["last_logits"].astype(np.float64), (1.0,), 0, stars, *place.corners,
        orbit=(0, PITCH, distance), center=place.at(up=-0.3 * place.height)[:2],
        room=Box(place.left, place.bottom, place.right, place.top),
    )  # fmt: skip
    sky.layout, sky.light, sky.shared = 1.0, 0.5, 0.6
    sky.raised[:], sky.rays[:] = 1, 1
    sky.veil, sky.floor = np.array([place.left - 2, place.left - 1]), np.array([place.bottom - 2, place.bottom - 1])
    share = percent(after.probabilities[0])
    last = called(found.tokens, len(found.tokens) - 1)
    caption = phrased("The vector of “{word}”, the last, gives each token a probability.", word=last)
    if len(caption) > 70:
        caption = phrased("The last vector gives each token a probability.")
    return Shown(caption, sky, share, label_text("the likeliest next: “{token}”", token=names[0]), "focus")


def cosine_of(one: Reading, other: Reading) -> Reading:
    return (one * other).sum() / (one.norm() * other.norm())


def end(scene: AttentionScene) -> tuple[str, Numbers]:
    """Say what comes: what changes a word."""
    return phrased("What one head does to a word comes next."), []


MEANING = ChapterRecap(needs, begin, opening, (
    Idea("tokens", label_text("tokens"), label_text("Why is one word cut, and another not?"), show_pieces),
    Idea("vectors", label_text("vectors"), label_text("Where do a column’s numbers come from?"), show_column),
    Idea("space", label_text("space"), label_text("What does a cosine of 0 say, what one of 1?"), show_space),
    Idea("layers", label_text("layers"), label_text("Who wrote what was added on the way?"), show_layers),
    Idea("next token", label_text("next token"), label_text("Why is only the last vector used?"), show_next),
), end)  # fmt: skip
