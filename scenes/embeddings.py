"""A sentence becomes vectors, and directions between vectors mean something."""

from __future__ import annotations

from scenes.steps.embedding_scene import EmbeddingScene
from scenes.steps.token_table import TokenTable
from scenes.steps.word_space import WordSpace
from scenes.steps.word_sums import WordSums
from scenes.steps.words import show_tokens


class Embeddings(EmbeddingScene):
    """Tokens take their columns out of the embedding table; directions between columns carry meaning."""

    seconds = 70

    def construct(self) -> None:
        self.provenance("embedding table")
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
