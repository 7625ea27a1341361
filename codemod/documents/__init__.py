"""Documents that are not Python: manifests, read into entries and edited at exact places."""
