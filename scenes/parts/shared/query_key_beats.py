"""What a query and a key say in words of ours, and the root of a size as it is written."""

from __future__ import annotations

from attention_scenes.scenes.captions import bubble_text
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus


def spoken_words(focus: HeadFocus) -> tuple[str, str]:
    """Return, in words of ours, what the query asks and what its partner's key answers."""
    before = focus.holds and focus.partner == focus.query - 1
    question = bubble_text("any adjectives before me?") if focus.holds else bubble_text("who matters to me?")
    return question, bubble_text("I am one, right before you") if before else bubble_text("maybe I do")


def rooted(size: int) -> str:
    """Return √size as text, with decimals only where it has some."""
    return written(size**0.5, 0 if size**0.5 % 1 == 0 else 2)
