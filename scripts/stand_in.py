"""Stand in for a package that is compiled for the browser and cannot be had here (`make try-lite`).

Whatever is asked of it exists: a class that can be called, entered and computed with, and knows no number.
"""

import importlib.abc
import importlib.machinery
import sys


class Kind(type):
    """Give a class every attribute that it is asked for."""

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Kind(name, (Thing,), {})

    def __getitem__(cls, item):
        return cls


class Thing(metaclass=Kind):
    """Be whatever is wanted."""

    def __init__(self, *values, **named):
        pass

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Thing()

    def __call__(self, *values, **named):
        return Thing()

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        return None

    def __iter__(self):
        return iter(())

    def __len__(self):
        return 0

    def __getitem__(self, key):
        return Thing()

    def __setitem__(self, key, value):
        return None

    def __float__(self):
        return 1.0

    def __int__(self):
        return 1

    __index__ = __int__

    def _computed(self, *others):
        return Thing()

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __matmul__ = __truediv__ = _computed
    __rtruediv__ = __pow__ = __rpow__ = __neg__ = __abs__ = __invert__ = __and__ = __or__ = _computed
    __mod__ = __floordiv__ = __lt__ = __gt__ = __le__ = __ge__ = _computed


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Find every module below the package, and make it such a stand-in."""

    def find_spec(self, name, path=None, target=None):
        if name.startswith(f"{__name__}."):
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        module.__getattr__ = __getattr__


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return Kind(name, (Thing,), {})


sys.meta_path.append(Finder())
