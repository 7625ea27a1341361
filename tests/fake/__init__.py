"""A local server that speaks the wire protocols, so that whole programs can run against it."""
