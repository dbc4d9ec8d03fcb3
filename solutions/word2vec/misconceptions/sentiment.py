"""Collect wrong implementations of notebook 5's functions, each with the sentence that names the idea."""

import numpy as np

from autograder.checks import misconception

WHICH = (
    "Each of the three splits has one job, named where the notebook introduces them. Which is for choosing?"
)


@misconception(
    "sentence-features",
    "sentence_features",
    "The vectors are summed; the mean keeps long sentences comparable with short ones.",
)
def features_summed(token_idxs, word_vecs):
    return np.sum(word_vecs[token_idxs], axis=0)


@misconception(
    "sentence-features",
    "sentence_features",
    "A word that occurs twice in the sentence counts twice in its mean.",
)
def features_of_different_words(token_idxs, word_vecs):
    return np.mean(word_vecs[np.unique(token_idxs)], axis=0)


@misconception(
    "sentence-features",
    "sentence_features",
    "The mean runs over the sentence's words; yours divides by the size of the vocabulary.",
)
def features_divided_by_the_vocabulary(token_idxs, word_vecs):
    return np.sum(word_vecs[token_idxs], axis=0) / len(word_vecs)


@misconception(
    "sentence-features",
    "sentence_features",
    "The mean runs over the words and has one number per dimension; yours has one number per word.",
)
def features_averaged_over_dimensions(token_idxs, word_vecs):
    return np.mean(word_vecs[token_idxs], axis=1)


@misconception("sentiment", "choose_regularization", WHICH)
def chosen_on_test(results):
    return max(results, key=lambda run: run["test"])


@misconception("sentiment", "choose_regularization", WHICH)
def chosen_on_train(results):
    return max(results, key=lambda run: run["train"])


@misconception(
    "sentiment",
    "choose_regularization",
    "The run with the lowest accuracy was chosen; a higher accuracy is better.",
)
def chosen_the_worst(results):
    return min(results, key=lambda run: run["dev"])


@misconception(
    "sentiment",
    "choose_regularization",
    "The weakest regularization was chosen, whatever the accuracies say.",
)
def chosen_by_regularization(results):
    return min(results, key=lambda run: run["regularization"])


@misconception(
    "sentiment",
    "choose_regularization",
    "The run with the smallest gap between train and dev was chosen; a bad classifier can have that, too.",
)
def chosen_by_the_smallest_gap(results):
    return min(results, key=lambda run: abs(run["train"] - run["dev"]))


@misconception(
    "sentence-features",
    "sentence_features",
    "The sum is divided by one less than the number of words, as for a variance; a mean is not.",
)
def features_divided_by_one_less(token_idxs, word_vecs):
    return np.sum(word_vecs[token_idxs], axis=0) / max(1, len(token_idxs) - 1)


@misconception(
    "sentence-features",
    "sentence_features",
    "The sum is divided by the length of a vector; the mean runs over the sentence's words.",
)
def features_divided_by_the_dimensions(token_idxs, word_vecs):
    return np.sum(word_vecs[token_idxs], axis=0) / word_vecs.shape[1]


@misconception(
    "sentence-features",
    "sentence_features",
    "The sum is divided by the number of different words; a word that occurs twice counts twice there, too.",
)
def features_divided_by_different_words(token_idxs, word_vecs):
    return np.sum(word_vecs[token_idxs], axis=0) / len(np.unique(token_idxs))


@misconception("sentiment", "choose_regularization", WHICH)
def chosen_by_the_mean_of_all_three(results):
    return max(results, key=lambda run: run["train"] + run["dev"] + run["test"])


@misconception(
    "sentiment",
    "choose_regularization",
    "Accuracies are rounded before they are compared; the best one is the best by every digit.",
)
def chosen_by_two_digits(results):
    return max(results, key=lambda run: round(run["dev"], 2))
