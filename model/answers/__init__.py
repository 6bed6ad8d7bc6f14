"""Answer what a scene asks; keep the answers."""
