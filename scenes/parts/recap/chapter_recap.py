"""Recap of a chapter: its ideas, each with a picture and a number traced anew; one file holds what a chapter has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from manim import Mobject

from attention_scenes.model.answers.bundle import Bundle, Token
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.request.needs import Needs
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers


class Shown(NamedTuple):
    """What an idea comes back with: its picture, its number, the line below, and the caption; ``numbers`` of each."""

    caption: str
    picture: Mobject
    number: tuple[str, Reading]
    told: str
    role: str = "text"
    in_caption: Numbers = ()
    in_told: Numbers = ()


class Idea(NamedTuple):
    """One idea of a chapter.

    ``show`` is given the scene, what ``begin`` found, and the place of the picture. ``question`` is what a viewer may
    stop at; ``icon`` is a drawing beside its title.
    """

    name: str
    title: str
    question: str
    show: Callable[[AttentionScene, Any, Place], Shown]
    icon: str = ""


@dataclass(frozen=True)
class ChapterRecap:
    """What a chapter's recap asks of the model and shows.

    Attributes
    ----------
    needs
        Given the parameters and the model.
    begin
        Traces what the ideas share and tells where it is from; the token whose word is followed is its ``query``.
    opening, end
        The first caption and the last, with the numbers in it.
    tokens
        Of the sentence over the ideas.
    """

    needs: Callable[[Any, str], Needs]
    begin: Callable[[AttentionScene], Any]
    opening: Callable[[AttentionScene, Any], str]
    ideas: tuple[Idea, ...]
    end: Callable[[AttentionScene], tuple[str, Numbers]]
    tokens: Callable[[Bundle], list[Token]] = Bundle.tokens
