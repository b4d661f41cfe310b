"""``simkansen completion``: the script that completes commands in a shell."""

from __future__ import annotations

import click

from simkansen.cli import options
from simkansen.cli.console import data, data_json
from simkansen.cli.help import SETTINGS, Verb, opens_with


@opens_with(
    'eval "$(simkansen completion bash)"',
    "simkansen completion fish > ~/.config/fish/completions/simkansen.fish",
    takes={
        "shell": [
            ("bash", "in ~/.bashrc"),
            ("zsh", "in ~/.zshrc"),
            ("fish", "in ~/.config/fish/completions/"),
        ]
    },
)
@click.command("completion", cls=Verb, context_settings=SETTINGS)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@options.as_json
def command(shell: str, as_json: bool) -> None:
    """Print the script that completes commands in a shell."""
    from click.shell_completion import BashComplete, get_completion_class

    from simkansen.cli.entry import simkansen

    found = get_completion_class(shell) or BashComplete
    script = found(simkansen, {}, "simkansen", "_SIMKANSEN_COMPLETE").source()
    if as_json:
        data_json({"shell": shell, "script": script})
    else:
        data(script)
