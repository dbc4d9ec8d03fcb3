"""Find the training's inner loops as numba compiles them, where numba is installed (given)."""

import functools
from types import ModuleType


@functools.cache
def compiled() -> ModuleType | None:
    """Return the course's compiled loops; None without numba, or where it does not work, which is said."""
    from autograder import public  # noqa: PLC0415  w2v_lib starts sooner without it

    try:
        return public("compiled")
    except ModuleNotFoundError as problem:
        if problem.name == "numba":
            return None
        raise
    except (ImportError, RuntimeError) as problem:  # another NumPy than it knows, or no place for its files
        print(f"numba is installed but does not work here ({problem}), so NumPy trains.")
        return None
