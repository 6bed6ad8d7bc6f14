"""Studio: a local page to set scenes up and render them."""
