"""Takes downloads of learning platforms apart: who handed what in, and when; the newest upload counts.

Nobody gets lost: everybody ends in submitted/, or in a list with the reason.
"""

from .everybody import NothingToCollect, collect
from .report import Outcome, Report

__all__ = ["NothingToCollect", "Outcome", "Report", "collect"]
