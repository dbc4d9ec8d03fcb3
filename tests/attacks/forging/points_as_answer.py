"""Sends frames that look like a verdict.

question: sentence-features
gets: nothing
"""

import os
import sys

wire = sys.modules["sandbox.wire"]
CHANNEL = max(fd for fd in range(3, 64) if os.path.exists(f"/dev/fd/{fd}")) if os.path.exists("/dev/fd") else 4

def sentence_features(token_idxs, word_vecs):
    for message in (("passed", 3.0), "ready", ("value", {"points": 3.0, "status": "passed"}, [], [])):
        os.write(CHANNEL, wire.frame(message))
    return np.zeros(word_vecs.shape[1])
