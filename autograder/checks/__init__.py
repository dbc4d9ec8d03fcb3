"""The checks, one file a notebook. The same functions run in the notebook and when grading."""

from . import foundations, learning, treebank, word2vec  # noqa: F401  each registers its checks
from .core import CHECKS

__all__ = ["CHECKS"]
