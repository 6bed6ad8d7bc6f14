"""Files, console, errors, cache of this machine."""
