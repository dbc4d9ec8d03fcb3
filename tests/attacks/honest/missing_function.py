"""The function was deleted.

question: sentence-features
gets: nothing
says: was it renamed or|does not|AttributeError|function
"""

del sentence_features
