"""Let given functions wait for what is missing, and say plainly what does not work (given).

A question that is not written yet, or a training that has not run yet, is no error. The cell says what
it waits for and returns None, and a function that gets this None waits in turn.
"""

import functools
import traceback
from collections.abc import Callable
from pathlib import Path

import w2v_lib

CHECKS = {  # the question whose check tells more about each function
    "softmax": "softmax",
    "sigmoid": "sigmoid",
    "normalize_rows": "normalize-rows",
    "naive_softmax_loss_and_gradient": "naive-softmax",
    "negative_sampling_loss_and_gradient": "negative-sampling",
    "skipgram_loss_and_gradient": "skipgram",
    "sgd": "sgd",
    "sentence_features": "sentence-features",
    "choose_regularization": "sentiment",
}


class Trouble(Exception):
    """Tell the reader about something that they can fix: what it is, where, and what to do."""


def waits_for(what: str) -> Callable:
    """Decorate a function whose arguments come from `what`, and are None until that is done."""

    def decorate(function):
        @functools.wraps(function)
        def patient(*given, **named):
            if any(argument is None for argument in given):
                return print(f"{function.__name__} waits for {what}.")
            try:
                return function(*given, **named)
            except NotImplementedError as unwritten:
                reason = str(unwritten).rstrip(".") or "Something is not written yet"
                print(f"{reason}; this cell waits for it.")
            except Trouble as trouble:
                print(trouble)

        return patient

    return decorate


def student(name: str) -> Callable:
    """Return the student's function of that name, as it is in the file now."""
    try:
        return getattr(w2v_lib, name)
    except Exception as problem:
        raise Trouble(f"{name} cannot be read: {type(problem).__name__}: {problem}") from None


def trouble_in(name: str, problem: Exception) -> Trouble:
    """Return the Trouble to raise when the student's function `name` stopped with `problem`."""
    where = ""
    for frame in traceback.extract_tb(problem.__traceback__):
        file = Path(frame.filename)
        if file.stem in w2v_lib.WRITTEN_BY_YOU:
            name = frame.name if frame.name in CHECKS else name
            where = f" in w2v_lib/{file.name}, line {frame.lineno}"
    return Trouble(
        f"{name} stopped{where}: {type(problem).__name__}: {problem}\n"
        f'check("{CHECKS[name]}") tells more; run it, then run this cell again.'
    )
