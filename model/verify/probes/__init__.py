"""The second way: what a clip's numbers are checked by, and nothing that the first way runs."""
