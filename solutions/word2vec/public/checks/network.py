"""Checks of network_loss_and_gradient. Parameters are packed: W1, b1, W2, b2."""

import numpy as np

from autograder.checks import FAR, agree, check, expect_formula, expect_slope, unchanged

NETWORK = "network_loss_and_gradient"
OUTPUTS = {NETWORK: ("loss", "grad")}
SLOPES = {"grad": "params"}


def a_network(draw, N=4, dims=(4, 3, 5)):
    """Draw (x (N, Dx), labels (N, Dy), params, dims)."""
    Dx, H, Dy = dims
    labels = np.eye(Dy)[draw.numbers(0, Dy, N)]
    return draw.normal(N, Dx), labels, draw.normal((Dx + 1) * H + (H + 1) * Dy) / 2, dims


def block_of(entry, dims):
    """Return which of W1, b1, W2, b2 an entry of the packed parameters is in."""
    Dx, H, Dy = dims
    ends = np.cumsum([Dx * H, H, H * Dy, Dy])
    return ("W1", "b1", "W2", "b2")[int(np.searchsorted(ends, entry, side="right"))]


def a_far_network(x, labels, params, dims):
    """Stretch some inputs, shrink others, and their weights the other way round.

    Hidden values stay what they are. Returns the network, and the factors that make its gradient ordinary
    again.
    """
    Dx, H, _ = dims
    stretched = FAR ** np.linspace(-1, 1, Dx)
    factor = np.ones_like(params)
    factor[: Dx * H] = np.repeat(1 / stretched, H)
    return (x * stretched, labels, params * factor, dims), {"grad": factor}


@check("network")
def loss_is_the_summed_cross_entropy(student, expected, draw):
    """The loss is the cross-entropy of every example, summed over the batch."""
    for N, dims in [(4, (4, 3, 5)), (1, (2, 5, 3)), (3, (3, 3, 3))]:
        agree(student, expected, NETWORK, *a_network(draw, N, dims), only=("loss",))


@check("network", after=loss_is_the_summed_cross_entropy)
def gradient_is_the_slope_of_the_loss(student, expected, draw):
    """Nudging any parameter changes your loss exactly as much as the gradient says."""
    networks = [a_network(draw, N, dims) for N, dims in [(4, (4, 3, 5)), (1, (2, 4, 3))]]

    def ordinary():
        for network in networks:
            dims = network[-1]

            def belongs_to(place, dims=dims):
                return f", which belongs to {block_of(place[0], dims)},"

            expect_slope(student, expected, NETWORK, network, "params", "grad", belongs_to)

    expect_formula(student, expected, NETWORK, [a_far_network(*networks[0])], ordinary)


@check("network", after=loss_is_the_summed_cross_entropy)
def leaves_its_inputs_alone(student, expected, draw):
    """The function changes neither the examples, nor the labels, nor the parameters."""
    unchanged(student, (NETWORK, *a_network(draw)))


def probe(draw):
    return [(NETWORK, a_network(draw, 6, (4, 2, 3))), (NETWORK, a_network(draw, 2, (3, 7, 4)))]


def sizes(x, labels, params, dims):
    return {"the number of examples": len(x)} | dict(zip(("D_x", "H", "D_y"), dims, strict=True))


def situations(draw):
    return {
        "usual": [
            (NETWORK, a_network(draw, N, dims))
            for N, dims in ((6, (2, 3, 4)), (3, (2, 5, 4)), (1, (4, 2, 3)))
        ]
    }


SMALL = [
    (NETWORK, (np.array([[1.0]]), np.array([[1.0, 0.0]]), np.ones(6), (1, 1, 2))),
    (NETWORK, (np.array([[1.0], [2.0]]), np.array([[1.0, 0.0], [0.0, 1.0]]), np.arange(6.0) / 4, (1, 1, 2))),
]
