"""Uses the standard library.

question: sentence-features
gets: everything
"""

import collections
import fractions
import functools
import itertools
import json
import math
import operator
import random
import statistics

def sentence_features(token_idxs, word_vecs):
    total = functools.reduce(operator.add, [word_vecs[i] for i in itertools.chain(token_idxs)])
    return total / fractions.Fraction(len(token_idxs)).numerator
