"""Adapt the shown decoder to another task: all its numbers, a low-rank addition, or vectors before the text."""
