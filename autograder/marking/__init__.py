"""The page on which people mark written answers: by question, with items, suggestions and groups."""
