"""Parts of single scenes: data and beats."""
