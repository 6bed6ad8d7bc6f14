"""Train an encoder–decoder to translate sentences of a small grammar from English to French."""
