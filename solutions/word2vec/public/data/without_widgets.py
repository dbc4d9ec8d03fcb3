"""Import pooch without the advice, in red, to install ipywidgets: their bars are not used here."""

import warnings

from tqdm import TqdmWarning

with warnings.catch_warnings():
    warnings.simplefilter("ignore", TqdmWarning)
    import pooch

__all__ = ["pooch"]
