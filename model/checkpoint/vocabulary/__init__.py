"""Vocabularies of byte pairs: the list of merges that made one."""
