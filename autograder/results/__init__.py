"""Results as plain data, and the functions that show them: in a terminal, as HTML, as pictures."""
