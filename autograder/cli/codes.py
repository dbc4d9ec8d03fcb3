"""Exit codes of `w2v`, and how a command says why it stops."""

import click

OK, WORK, CALL, MACHINE = 0, 1, 2, 3
STOPPED = 130  # by Ctrl-C, as shells have it: 128 and the number of the signal
MEANING = (
    "exit codes: 0 all right, 1 the work is wrong, 2 the call is wrong, 3 the machine is wrong, "
    "130 stopped by Ctrl-C"
)


class Complaint(click.ClickException):
    """A command stops; the text is for the person who called it."""

    def __init__(self, why: object, code: int) -> None:
        super().__init__(str(why))
        self.exit_code = code  # type: ignore[misc]  # click declares it for the class, and reads it from the object

    def show(self, file: object = None) -> None:
        click.echo(f"w2v: {self.message}", err=True)
