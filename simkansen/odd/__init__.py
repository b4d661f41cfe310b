"""The tables of the model's description by the ODD protocol, made from the code and from the evidence.

`docs/odd.md` and `docs/odd-tables.md` hold them between ``<!-- generated: name -->`` and ``<!-- end -->``;
``simkansen export odd FILE...`` writes them anew, and the table of defaults in `docs/scenario-files.md`.

What the code cannot say (units and ranges of variables, why things are drawn, mechanisms in words) stands in
``described.toml`` beside this file.
"""

from __future__ import annotations

import re

from simkansen.odd import defaults, evidence, schedule, streams, variables

_BLOCK = re.compile(r"(<!-- generated: ([\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def tables() -> dict[str, str]:
    """Make every table.

    Returns
    -------
    dict of str to str
        Markdown by the name of its marker.
    """
    return {**evidence.tables(), **variables.tables(), **schedule.tables(), **streams.tables()}


def refresh(text: str) -> str:
    """Write the tables of a page anew.

    Parameters
    ----------
    text
        Markdown with marked blocks.

    Returns
    -------
    str
        The same with every block as the code has it now.

    Raises
    ------
    ValueError
        If a marker names no table.
    """
    made = {**tables(), "defaults": defaults.table()}

    def block(found: re.Match[str]) -> str:
        if found[2] not in made:
            raise ValueError(f"there is no table '{found[2]}'; there are {', '.join(made)}")
        return f"{found[1]}{made[found[2]]}{found[3]}"

    return _BLOCK.sub(block, text)
