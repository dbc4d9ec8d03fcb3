"""The functions of the tiny course."""

from .pair import pair_loss_and_gradient

__all__ = ["pair_loss_and_gradient"]
