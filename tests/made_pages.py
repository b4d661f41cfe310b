"""All six pages of made-up results, made once for all test processes of a session."""

import fcntl
from pathlib import Path

from made_places import add_rows, place_rows
from report.conftest import make_results

from simkansen.report import write_report


def all_pages(tmp_path_factory) -> Path:
    """The results folder, with its pages and figures; whoever comes first makes it, others wait."""
    place = tmp_path_factory.getbasetemp()
    if place.name.startswith("popen-"):  # A process among several has a folder of its own inside theirs.
        place = place.parent
    folder = place / "all-pages"
    with (place / "all-pages.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "figures").is_dir():
            add_rows(make_results(folder), place_rows())
            write_report(folder, workers=2)
    return folder
