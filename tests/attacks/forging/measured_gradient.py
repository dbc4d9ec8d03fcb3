"""A gradient measured by central differences, handed in as the formula.

question: naive-softmax
gets: 3
says: measured by nudging
spoils: skipgram cbow minibatch
"""

def naive_softmax_loss_and_gradient(center_vec, outside_idx, outside_vecs):
    def loss(v, U):
        scores = U @ v
        return np.log(np.sum(np.exp(scores))) - scores[outside_idx]

    def measured(f, x, h=1e-5):
        grad = np.zeros_like(x)
        for place in np.ndindex(*x.shape):
            step = np.zeros_like(x)
            step[place] = h
            grad[place] = (f(x + step) - f(x - step)) / (2 * h)
        return grad

    grad_center = measured(lambda v: loss(v, outside_vecs), center_vec)
    return loss(center_vec, outside_vecs), grad_center, measured(lambda U: loss(center_vec, U), outside_vecs)
