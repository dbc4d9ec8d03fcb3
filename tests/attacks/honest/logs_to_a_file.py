"""Keeps notes in a file. (Another user in an empty root can write none.)

question: sentence-features
gets: everything
on other-user: nothing, only computes|OSError
"""

def sentence_features(token_idxs, word_vecs):
    with open("log.txt", "a") as file:
        file.write("called")
    return word_vecs[token_idxs].mean(axis=0)
