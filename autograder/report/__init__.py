"""Results made readable: each renderer is a pure function of results."""
