"""Looking at the behaviour: ``python -m simkansen.behaviour``.

Without a word it simulates the town, compares the figures with those that are shipped, and when none moved
writes down that these sources have the shipped behaviour, so that nobody who installs them has to simulate.

``--extend`` writes the figures anew when none moved but new ones are looked at; results that were made with
the old ones keep their standing. ``--accept`` writes them anew although some moved: what was made before is
stale, and is listed with the command that makes it again.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NamedTuple

from simkansen.behaviour.make import behaviour
from simkansen.behaviour.stamps import restamp, stale
from simkansen.behaviour.town import Values, new_values
from simkansen.evidence.files import FOLDER as SHIPPED_FITS
from simkansen.identity.compare import Moved, moved, told
from simkansen.identity.figures import Figures
from simkansen.identity.kept import FIGURES, SHIPPED, SOURCES
from simkansen.identity.scopes import PARTS
from simkansen.identity.sources import PACKAGE, sources_digest

FOLDER = PACKAGE / "identity"
EVIDENCE = SHIPPED_FITS


class Looked(NamedTuple):
    """The behaviour beside the shipped one.

    Attributes
    ----------
    values
        Of the parameters in each draw.
    shipped, now
        The figures.
    moved
        Series that differ, by part.
    """

    values: Values
    shipped: Figures
    now: Figures
    moved: dict[str, list[Moved]]


def look(folder: Path = FOLDER) -> Looked:
    """Simulate the town with the shipped values and compare.

    Parameters
    ----------
    folder
        Where the shipped behaviour is.
    """
    about = json.loads((folder / SHIPPED).read_text("utf-8")) if (folder / SHIPPED).is_file() else {}
    shipped = Figures.read(folder / FIGURES) if about else Figures()
    values: Values = about.get("values") or new_values()
    now = behaviour(values)
    found = {part: moved(shipped, now, part) for part in PARTS if part in now.parts}
    return Looked(values, shipped, now, {part: series for part, series in found.items() if series})


def names(looked: Looked) -> dict[str, str]:
    """Name the behaviour of each part: as shipped where nothing moved."""
    return {
        part: (looked.now if part in looked.moved else looked.shipped).digest(part)
        for part in looked.now.parts
    }


def main(arguments: list[str]) -> int:
    """Do what is asked.

    Parameters
    ----------
    arguments
        Nothing, ``--extend`` or ``--accept``; ``answer`` for another process of this package.

    Returns
    -------
    int
        Exit status: 1 when figures moved and that is not accepted.
    """
    if arguments not in ([], ["answer"], ["--extend"], ["--accept"]):
        print(__doc__)
        return 2
    looked = look()
    if arguments == ["answer"]:
        lines = {part: told(series) for part, series in looked.moved.items()}
        print(json.dumps({"parts": names(looked), "moved": lines}))
        return 0
    missing = [part for part in PARTS if part not in looked.now.parts]
    if missing:
        print(f"not looked at: {', '.join(missing)}; pip install 'simkansen[calibrate]'")
        return 1
    new = all(one.before is None for series in looked.moved.values() for one in series)
    if looked.moved and not (arguments == ["--accept"] or (arguments == ["--extend"] and new)):
        return _refuse(looked, new)
    if arguments:
        _write(looked, keep=new)
    (FOLDER / SOURCES).write_text(f"{sources_digest()}\n", encoding="utf-8", newline="\n")
    print("these sources do what is written down")
    return 0


def _refuse(looked: Looked, new: bool) -> int:
    for part, series in looked.moved.items():
        print(f"{part}:", *told(series), sep="\n  ")
    print(
        "nothing moved, but more is looked at: --extend writes it down"
        if new
        else "the model does otherwise; if that is meant, --accept writes it down and says what to make again"
    )
    return 1


def _write(looked: Looked, keep: bool) -> None:
    before = {part: looked.shipped.digest(part) for part in looked.shipped.parts}
    # A part that did not move keeps its figures to the bit: last digits rename nothing.
    found = [looked.now if part in looked.moved else looked.shipped for part in looked.now.parts]
    written = Figures(
        series for one, part in zip(found, looked.now.parts, strict=True) for series in one.of(part).items()
    )
    parts = names(looked)
    written.write(FOLDER / FIGURES)
    content = json.dumps({"parts": parts, "values": looked.values}, indent=1)
    (FOLDER / SHIPPED).write_text(f"{content}\n", encoding="utf-8", newline="\n")
    if keep:
        restamp(EVIDENCE, before, parts)
    for one in stale(EVIDENCE, parts):
        print(f"stale: {one.file}; make it again: {one.again}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
