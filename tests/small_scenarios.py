"""Small copies of the shipped scenarios, so that every one of them can be run in seconds.

    python tests/small_scenarios.py FOLDER

writes one file per scenario into FOLDER and prints their paths. A copy extends the original, so that all
it says stays as it is, except for how many schools and how many replications.
"""

import sys
from pathlib import Path

SCENARIOS = Path(__file__).parent.parent / "scenarios"
SCHOOLS = 3


def small_copy(original: Path, folder: Path) -> Path:
    """Write the small copy of one scenario; its path has the original's name."""
    source = (
        "schools" if "schools:" in original.read_text(encoding="utf-8").split("interventions:")[0] else ""
    )
    lines = (
        "simkansen: 1",
        f"name: small-{original.stem}",
        f"extends: {original.resolve().as_posix()}",
        f"population: {{{source or 'netherlands'}: {{sample: {SCHOOLS}}}}}",
        "run: {replications: 1}",
    )
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / original.name
    copy.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return copy


def small_copies(folder: Path) -> list[Path]:
    """Write small copies of all shipped scenarios into a folder."""
    return [small_copy(original, folder) for original in sorted(SCENARIOS.glob("*.yaml"))]


if __name__ == "__main__":
    print(*small_copies(Path(sys.argv[1])), sep="\n")
