"""A gradient measured with complex steps: exact to the last digit, and far too slow for a real vocabulary.

question: naive-softmax
gets: 6
says: as many losses as there are entries
"""

def naive_softmax_loss_and_gradient(center_vec, outside_idx, outside_vecs):
    def loss(v, U):
        scores = U @ v
        return np.log(np.sum(np.exp(scores))) - scores[outside_idx]

    def measured(f, x, h=1e-30):
        grad = np.zeros_like(x)
        for place in np.ndindex(*x.shape):
            step = x.astype(complex)
            step[place] += 1j * h
            grad[place] = f(step).imag / h
        return grad

    grad_center = measured(lambda v: loss(v, outside_vecs), center_vec)
    return loss(center_vec, outside_vecs), grad_center, measured(lambda U: loss(center_vec, U), outside_vecs)
