"""A linear model of one example."""


def squared_error_and_gradient(w, x, y):
    """Compute half the squared error of one example, and its gradient.

    Args:
        w: (D,) weights.
        x: (D,) features of the example.
        y: float, the value to predict.

    Returns:
        loss: float, J = (w·x - y)² / 2.
        grad_w: (D,) dJ/dw.
    """
    ### BEGIN SOLUTION
    error = w @ x - y
    return error**2 / 2, error * x
    ### END SOLUTION
