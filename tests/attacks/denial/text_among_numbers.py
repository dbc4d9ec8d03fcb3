"""A reply of 64 kB whose texts and numbers NumPy would make one array of, gigabytes of text.

question: softmax
gets: nothing
says: not made of real numbers
"""


def softmax(x):
    count = 1000
    return [["a" * 31000] + [True] * (count - 1)] + [np.zeros(count, np.int8) for _ in range(30)]
