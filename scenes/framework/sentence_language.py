"""Detect whether a sentence is in English, the language of the sentences that heads are tested on."""

from __future__ import annotations

import re
from functools import cache

WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
STRANGE = 0.4  # of the words in small letters: a sentence with more that no dictionary has is in another language


def is_english(text: str) -> bool:
    """Return whether most of the words are in an English dictionary.

    Names count little: words in capitals are passed over where there are others, and one strange word among others
    makes no sentence foreign. So an English sentence is seldom taken for another (none of 44 with names, loan words
    and rare nouns was), and a short one in another language may pass for English (14 of 64 did, all of two to four
    words).
    """
    words = WORD.findall(text)
    plain = [word for word in words if not word[0].isupper()] or words
    strange = [word for word in plain if word.lower().replace("’", "'") not in _dictionary()]
    return len(strange) <= STRANGE * len(plain) or (len(strange) == 1 and len(words) > 1)


@cache
def _dictionary() -> frozenset[str]:
    from spellchecker import SpellChecker  # read where a sentence of one's own is shown, and not before

    return frozenset(SpellChecker(language="en").word_frequency.words())
