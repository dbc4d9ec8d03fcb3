"""What a student's function is called, takes and returns: the names that messages speak of."""

PAIR = ("loss", "grad_center", "grad_outside")
WINDOW = ("loss", "grad_center_vecs", "grad_outside_vecs")
WINDOW_ARGS = ("center_idx", "outside_idxs", "center_vecs", "outside_vecs", "negative_idxs")

ARGUMENTS = {
    "softmax": ("x",),
    "sigmoid": ("x",),
    "sigmoid_grad": ("s",),
    "numerical_gradient": ("f", "x", "h"),
    "network_loss_and_gradient": ("x", "labels", "params", "dims"),
    "normalize_rows": ("x",),
    "naive_softmax_loss_and_gradient": ("center_vec", "outside_idx", "outside_vecs"),
    "negative_sampling_loss_and_gradient": ("center_vec", "outside_idx", "outside_vecs", "negative_idxs"),
    "skipgram_loss_and_gradient": WINDOW_ARGS,
    "cbow_loss_and_gradient": WINDOW_ARGS,
    "minibatch_loss_and_gradient": ("centers", "contexts", "center_vecs", "outside_vecs", "negatives"),
    "sgd": ("loss_and_gradient", "x0", "step", "num_steps", "postprocess", "anneal_every"),
    "sentence_features": ("token_idxs", "word_vecs"),
    "choose_regularization": ("results",),
}

OUTPUTS = {
    "network_loss_and_gradient": ("loss", "grad"),
    "naive_softmax_loss_and_gradient": PAIR,
    "negative_sampling_loss_and_gradient": PAIR,
    "skipgram_loss_and_gradient": WINDOW,
    "cbow_loss_and_gradient": WINDOW,
    "minibatch_loss_and_gradient": WINDOW,
}
"""Functions that return several values, and their names; all others return one."""

WORDS = {"center_idx": "the center word", "outside_idx": "the outside word", "outside_idxs": "an outside word", "negative_idxs": "a negative"}
ROWS = {  # (function, output): the arguments that say which of its rows are which words
    ("naive_softmax_loss_and_gradient", "grad_outside"): ("outside_idx",),
    ("negative_sampling_loss_and_gradient", "grad_outside"): ("negative_idxs", "outside_idx"),
    ("skipgram_loss_and_gradient", "grad_center_vecs"): ("center_idx",),
    ("skipgram_loss_and_gradient", "grad_outside_vecs"): ("negative_idxs", "outside_idxs"),
    ("cbow_loss_and_gradient", "grad_center_vecs"): ("outside_idxs",),
    ("cbow_loss_and_gradient", "grad_outside_vecs"): ("negative_idxs", "center_idx"),
}
