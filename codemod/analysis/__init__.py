"""What programs do with values, on ``ast`` alone: scan one module, link the repository."""
