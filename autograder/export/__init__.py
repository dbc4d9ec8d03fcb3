"""Takes grades out again, as platforms import them, and the grading itself to where others run it."""
