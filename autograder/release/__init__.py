"""From a course's sources to what students receive: stubs, notebooks, the table of expected values, the zip."""

from .errors import ReleaseError

__all__ = ["ReleaseError"]
