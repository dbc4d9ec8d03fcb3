"""Starts threads without end.

question: sentence-features
gets: nothing
says: RuntimeError|more memory|took too long|ended
"""

import threading
import time

def sentence_features(token_idxs, word_vecs):
    while True:
        threading.Thread(target=time.sleep, args=(3600,)).start()
