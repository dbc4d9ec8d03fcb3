"""The checks, one file per question."""
