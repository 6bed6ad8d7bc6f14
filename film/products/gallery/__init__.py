"""A page on which a folder's clips can be seen, taken away and traced to what they were made from."""
