"""How large numbers are in checks of overflow."""

LARGE = 10_000.0
