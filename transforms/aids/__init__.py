"""The modules that a run writes into a repository on request, as they are written there."""
