"""Train small models of our own, from a seed, until they can be shown."""
