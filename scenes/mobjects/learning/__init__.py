"""A head that learns: its grid over checkpoints, the loss behind it, a step and what comes of it."""
