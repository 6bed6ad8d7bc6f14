"""Gallery page of a folder of clips: they can be seen, taken away and traced to what they were made from."""
