"""The part of the word2vec course that students receive besides the assignment."""
