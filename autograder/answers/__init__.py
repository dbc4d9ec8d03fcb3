"""Final lines in LaTeX that check themselves: read, evaluated, and compared with the derivative of a declared loss."""
