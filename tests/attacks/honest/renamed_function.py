"""The function has another name.

question: sentence-features
gets: nothing
says: function|AttributeError
"""

features_of_sentence = sentence_features
del sentence_features
