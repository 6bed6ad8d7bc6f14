"""Films, decks, galleries and pages, made of clips and scenes."""
