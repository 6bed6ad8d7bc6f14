"""Train an encoder–decoder to say what small pictures of two things show."""
