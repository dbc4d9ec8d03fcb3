"""Pages over a whole submission and a whole class, made from the gradebook and the records in graded cells."""
