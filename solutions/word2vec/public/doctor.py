"""Find out for `w2v doctor` what this course needs besides the machine itself."""

from autograder.results.finding import MISSING, OK, Finding

from .data import where

DIMENSIONS = 10  # of the recipe that most people train


def findings() -> list[Finding]:
    """Tell whether the treebank is here, and whether numba compiles the training."""
    return [treebank(), numba()]


def treebank() -> Finding:
    """Tell whether the treebank is here."""
    path = where("sst")
    if path:
        return Finding("treebank", OK, str(path))
    detail = "not here yet: notebook 5 fetches it when it is first run"
    return Finding("treebank", MISSING, detail, "w2v data fetch")


def numba() -> Finding:
    """Compile the training's step; tell whether that works, and where the result is kept."""
    try:
        from .compiled.steps import loop_for  # noqa: PLC0415  needs numba

        loop = loop_for(DIMENSIONS)
    except ModuleNotFoundError as problem:
        if problem.name != "numba":
            raise
        detail = "not installed: NumPy trains, which takes longer"
        return Finding("numba", MISSING, detail, "pip install 'w2v-autograder[fast]'")
    except Exception as problem:  # another NumPy than it knows, or no folder that can be written
        said = (str(problem).splitlines() or [type(problem).__name__])[0]
        cure = "pip install -U 'w2v-autograder[fast]', or let NUMBA_CACHE_DIR name a folder of yours"
        return Finding("numba", MISSING, f"installed, but it does not work, so NumPy trains: {said}", cure)
    return Finding("numba", OK, f"compiles the training, and keeps the result in {loop.stats.cache_path}")
