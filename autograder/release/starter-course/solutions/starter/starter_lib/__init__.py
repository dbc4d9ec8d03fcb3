"""The functions of the course."""

from .model import squared_error_and_gradient

__all__ = ["squared_error_and_gradient"]
