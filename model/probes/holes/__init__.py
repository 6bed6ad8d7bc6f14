"""What is measured where one word of a sentence is hidden, and where a word's sense is told later."""
