"""A measured gradient whose step grows with the vectors.

question: naive-softmax
gets: 3
says: measured by nudging
"""

def naive_softmax_loss_and_gradient(center_vec, outside_idx, outside_vecs):
    def loss(v, U):
        scores = U @ v
        return np.log(np.sum(np.exp(scores))) - scores[outside_idx]

    def measured(f, x):
        grad, h = np.zeros_like(x), 1e-3 * np.max(np.abs(x))
        for place in np.ndindex(*x.shape):
            step = np.zeros_like(x)
            step[place] = h
            grad[place] = (8 * (f(x + step) - f(x - step)) - (f(x + 2 * step) - f(x - 2 * step))) / (12 * h)
        return grad

    grad_center = measured(lambda v: loss(v, outside_vecs), center_vec)
    return loss(center_vec, outside_vecs), grad_center, measured(lambda U: loss(center_vec, U), outside_vecs)
