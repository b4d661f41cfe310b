"""From text to the nodes of a YAML file, within limits; whatever its reader raises becomes a problem."""

from __future__ import annotations

import re
import warnings

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import Node

from simkansen.evidence.limited import BeyondLimitError, LimitedComposer
from simkansen.phrases import phrase
from simkansen.scenario.reading.problems import Problem
from simkansen.scenario.reading.syntax import explain


def beyond(error: BeyondLimitError, file: str) -> Problem:
    """Return what is beyond a limit as a problem of a file."""
    return Problem(file, error.line, error.column, "", error.message, error.fix)


def compose(text: str, file: str) -> tuple[Node | None, list[Problem]]:
    """Read YAML text into nodes.

    Parameters
    ----------
    text
        The file's content.
    file
        The name under which problems are reported.

    Returns
    -------
    (Node or None, problems)
        No node where the text is empty, or cannot be read, of which problems then tell.
    """
    reader = YAML(typ="rt", pure=True)
    reader.Composer = LimitedComposer
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return reader.compose(text), []
    except BeyondLimitError as error:
        return None, [beyond(error, file)]
    except YAMLError as error:
        return None, explain(error, text, file)
    except Exception as error:  # what a reader raises of text that it does not foresee is its own affair
        directive = re.search(r"^%.*", text, re.MULTILINE)
        line = text.count("\n", 0, directive.start()) + 1 if directive else 1
        fix = "remove this line" if directive else "compare it with an example"
        return None, [
            Problem(file, line, 1, "", phrase("this is no YAML ({kind})", kind=type(error).__name__), fix)
        ]
