"""The part of the course that students receive besides the assignment."""
