"""A sentence as the model's tokens: boxes in a row, and how each token is written."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from manim import DL, DOWN, DR, Line, RoundedRectangle, VGroup

from attention_scenes.model.answers.bundle import Token
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.labels import Label

START = label_text("start")
BYTES = re.compile(r"(?:<0x[0-9A-F]{2}>)+")  # how the model's tokenizer writes bytes that are no character alone


def spoken(token: Token) -> str:
    """Return how a token is written on screen: no leading space, and "start" for the first one.

    Bytes that are no character alone are written ``0xF0``: nothing that a person types is cut into such a token.
    """
    if token.word < 0:
        return START
    return BYTES.sub(lambda run: f" {hexadecimal(run[0])} ", token.text).strip() or "␣"


def readable(text: str) -> str:
    """Lay tokens' texts end to end, as a person reads them: bytes that make characters together are these."""
    return BYTES.sub(lambda run: characters(run[0]), text)


def hexadecimal(run: str) -> str:
    """Write ``<0xF0><0x9F>`` as ``0xF09F``."""
    return "0x" + "".join(re.findall("0x(..)", run))


def characters(run: str) -> str:
    """Write ``<0xC3><0xA9>`` as ``é``; bytes that make no characters as ``0xC3``."""
    try:
        return bytes(int(byte, 16) for byte in re.findall("0x..", run)).decode()
    except UnicodeDecodeError:
        return f" {hexadecimal(run)} "


def called(tokens: Sequence[Token], index: int, longest: int = 10) -> str:
    """Return how a token is called in a sentence: a piece of a word never looks like a word.

    A word's last piece stands for it, for it alone has read the others: it is called by all of them, ``ver·d·ant``,
    where they are no more than ``longest`` characters. Other pieces have "…" where their word goes on.
    """
    word = [i for i, token in enumerate(tokens) if token.word == tokens[index].word]
    text = spoken(tokens[index])
    if tokens[index].word < 0 or len(word) == 1:
        return text
    whole = "·".join(spoken(tokens[i]) for i in word)
    if index == word[-1] and len(whole) <= longest:
        return whole
    return f"{'…' * (index > word[0])}{text}{'…' * (index < word[-1])}"


def named_alone(tokens: Sequence[Token], index: int) -> str:
    """Return how a token is named in a narrow row: a piece by itself, with "…" where its word goes on."""
    return called(tokens, index, 0)


def words_of(tokens: Sequence[Token]) -> list[list[int]]:
    """Return the indices of tokens, grouped into the words they belong to (the first token is left out)."""
    words: dict[int, list[int]] = {}
    for index, token in enumerate(tokens):
        if token.word >= 0:
            words.setdefault(token.word, []).append(index)
    return list(words.values())


def role_of(tokens: Sequence[Token], index: int) -> str:
    """Return the colour role of a token: the first one and pieces of a cut word stand out."""
    if tokens[index].word < 0:
        return "start"
    cut = sum(token.word == tokens[index].word for token in tokens) > 1
    return "piece" if cut else "token"


class TokenRow(VGroup):
    """Boxes side by side; pieces of one word stand close, with a line under them.

    ``boxes[i]`` and ``labels[i]`` belong to token ``i``. A row wider than ``width`` is scaled down; where that would
    make it smaller than ``smallest`` em it is broken into lines between words.
    """

    def __init__(self, tokens: Sequence[Token], em: float = 0.5, width: float = 12.6, smallest: float = 0.3) -> None:
        colors = palette()
        self.labels = VGroup(*[Label(spoken(t), em, role_of(tokens, i)) for i, t in enumerate(tokens)])
        self.boxes, self.joiners = VGroup(), VGroup()
        for index, label in enumerate(self.labels):
            color = getattr(colors, role_of(tokens, index))
            box = RoundedRectangle(
                corner_radius=0.16 * em, width=label.width + 0.6 * em, height=1.55 * em,
                stroke_color=color, stroke_width=1.5, stroke_opacity=0.7, fill_color=color, fill_opacity=0.12,
            )  # fmt: skip
            label.move_to(box).stand_on(box.get_center()[1] - 0.22 * em)
            self.boxes.add(box)
        joined = [i > 0 and tokens[i].word == tokens[i - 1].word for i in range(len(tokens))]
        gaps = np.array([0.05 if close else 0.32 for close in joined]) * em
        lengths = np.array([box.width for box in self.boxes]) + gaps
        for count in range(1, len(tokens) + 1):
            longest = self.set_in_lines(lengths, joined, lengths.sum() / count, em)
            if em * width / longest >= smallest:
                break
        for word in words_of(tokens):
            if len(word) > 1:
                ends = self.boxes[word[0]].get_corner(DL), self.boxes[word[-1]].get_corner(DR)
                self.joiners.add(Line(*(e + 0.14 * em * DOWN for e in ends), stroke_width=2.5, color=colors.piece))
        super().__init__(self.boxes, self.labels, self.joiners)
        self.center()
        if self.width > width:
            self.scale(width / self.width)

    def set_in_lines(self, lengths: np.ndarray, joined: Sequence[bool], about: float, em: float) -> float:
        """Lay the boxes into centred lines of about this length, broken between words; return the longest."""
        rows: list[list[int]] = [[]]
        for index, length in enumerate(lengths):
            full = lengths[rows[-1]].sum() + length / 2 > about
            if rows[-1] and full and not joined[index]:
                rows.append([])
            rows[-1].append(index)
        for number, row in enumerate(rows):
            pen = -lengths[row].sum() / 2
            for index in row:
                box = self.boxes[index]
                pen += lengths[index]
                place = np.array([pen - box.width / 2, -2.2 * em * number, 0])
                shift = place - box.get_center()
                box.shift(shift)
                self.labels[index].shift(shift)
        return max(lengths[row].sum() for row in rows)

    @property
    def xs(self) -> np.ndarray:
        """Where each token stands, ``[T]``."""
        return np.array([box.get_center()[0] for box in self.boxes])

    def token(self, index: int) -> VGroup:
        return VGroup(self.boxes[index], self.labels[index])


class TokenBox(VGroup):
    """One token on its own, in a colour of the palette."""

    def __init__(self, text: str, role: str, em: float = 0.5, width: float | None = None) -> None:
        color = getattr(palette(), role)
        label = Label(text, em, "text")
        box = RoundedRectangle(
            corner_radius=0.16 * em, width=width or label.width + em, height=1.7 * em,
            stroke_color=color, stroke_width=2, fill_color=color, fill_opacity=0.14,
        )  # fmt: skip
        if label.width > box.width - 0.4 * em:
            label.scale((box.width - 0.4 * em) / label.width)
        super().__init__(box, label.move_to(box).stand_on(-0.22 * em))
        self.label = label
