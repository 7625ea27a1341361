"""The slow proofs: the whole open corpus, opt-in."""
