"""A sentence becomes vectors, and directions between vectors mean something."""

from __future__ import annotations

from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.parts.embeddings.analogy_beats import WordSums
from attention_scenes.scenes.parts.embeddings.embeddings_data import EmbeddingScene
from attention_scenes.scenes.parts.embeddings.plane_beats import WordSpace
from attention_scenes.scenes.parts.embeddings.table_beats import TokenTable
from attention_scenes.scenes.parts.shared.token_beats import show_tokens


class Embeddings(EmbeddingScene):
    """Tokens take their columns out of the embedding table; directions between columns carry meaning.

    A sentence is cut into the model's own tokens. Each takes its column out of the table of embeddings, the column
    becomes an arrow in a plane, and sums of words are walked tip to tail; the nearest tokens to each sum are listed.

    Answers: Does a model read words or tokens? What is a space of 576 axes, and what is a direction in it?

    Measured: The cut, every entry of a column, every cosine, and the plane, which is a true projection onto two
    differences of words. The words that a sum is made of stay in its list of neighbours, and one of the three sums
    fails.

    Told: That an arrow "is" its word: a drawing of two dimensions of many.

    Yours: Give another `text`, `word`, `analogies` or `pairs`. Each sum is called a success only where its nearest
    token is the one hoped for, and pairs are counted. A word that is no single token is refused and its pieces are
    named.
    """

    seconds = 70
    poster = "columns"

    def construct(self) -> None:
        self.provenance(label_text("embedding table"))
        table = TokenTable(self, show_tokens(self))
        table.show()
        table.take_out()
        space = WordSpace(self)
        space.neighbours(table.column_of_hero())
        space.arrow()
        space.direction()
        sums = WordSums(space)
        sums.walk()
        sums.rankings()
        table.come_back()
