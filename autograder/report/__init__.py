"""Pages over a submission and over a class, made from the gradebook and the records in graded cells."""
