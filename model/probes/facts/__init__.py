"""Where a fact sits: probes that follow one answer of the model to its layers, its words and its neurons."""
