"""Make what students receive from a course's sources: stubs, notebooks, expected values, the zip."""

from .errors import ReleaseError

__all__ = ["ReleaseError"]
