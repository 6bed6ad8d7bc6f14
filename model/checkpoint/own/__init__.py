"""What only small models of our own have: a vocabulary of whole words."""
