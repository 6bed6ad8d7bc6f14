"""Clips for the rows of a table, and a report of what holds on which row."""
