"""Steps that wait: a relay of beads, floors of words that light up, and hops from the first word to the last."""
