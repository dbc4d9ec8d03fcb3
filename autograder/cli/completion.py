"""`w2v completion`: let a shell complete commands, options and ids of questions."""

import click
from click.shell_completion import get_completion_class

VARIABLE = "_W2V_COMPLETE"
HOW = """\b
bash   echo 'eval "$(w2v completion bash)"' >> ~/.bashrc
zsh    echo 'eval "$(w2v completion zsh)"' >> ~/.zshrc
fish   w2v completion fish > ~/.config/fish/completions/w2v.fish
"""


@click.command("completion", help=f"print what lets your shell complete w2v; to have it always:\n\n{HOW}")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the shell's script."""
    known = get_completion_class(shell)
    assert known is not None  # click has these three
    click.echo(known(ctx.find_root().command, {}, "w2v", VARIABLE).source())
