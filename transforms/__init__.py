"""What the migration knows about the world: surfaces, providers, and the rules between them."""
