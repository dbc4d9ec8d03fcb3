"""The part of the tiny course that students receive besides the assignment."""
