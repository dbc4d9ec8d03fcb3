"""Wrong implementations, each with the sentence that names the idea that is missing."""

from autograder.checks import misconception


@misconception("squared-error", "squared_error_and_gradient", "A gradient points to where the loss grows.")
def downhill_in_place_of_uphill(w, x, y):
    error = w @ x - y
    return error**2 / 2, -error * x
