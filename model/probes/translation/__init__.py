"""What is measured on a translator of our own: its grammar, its sentences, and what it says of them."""
