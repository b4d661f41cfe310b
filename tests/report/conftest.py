"""A believable results folder, made without running the model."""

import json
from pathlib import Path

import duckdb
import numpy as np
import pytest
from made_places import add_rows, place_rows

RUNS = 12
PUPILS = 8123
GROUPS = {
    "all": {"all": 0.0},
    "parental_education": {"low": 1.6, "middle": 0.2, "high": -1.1},
    "home_language": {"dutch": -0.2, "other": 1.3},
    "migration": {"none": -0.2, "any": 0.9},
    "household": {"two-parent": -0.1, "one-parent": 0.7},
    "groep": {str(g): 0.1 * (5.5 - g) for g in range(3, 9)},
    "school_disadvantage": {"under-10%": -0.6, "10-30%": 0.1, "over-30%": 1.2},
}
GAPS = {
    "parental_education": "high",
    "home_language": "dutch",
    "migration": "none",
    "household": "two-parent",
    "school_disadvantage": "under-10%",
}
# weeks recovered (mean, sd over runs), share of it that leans to those behind, EUR per pupil
SCENARIOS = {
    "geen-aanpak": (0.0, 0.0, 0.0, 0.0),
    "tutoring": (1.25, 0.24, 0.5, 182.0),
    "ouders": (0.55, 0.28, 0.35, 34.0),
    "laptops": (0.03, 0.05, 0.06, 21.0),
}
# compared only where a test asks for them: one that may harm, one that surely harms, and one with no effect
MORE_SCENARIOS = {
    "maatjes": (0.25, 0.4, -0.3, 48.0),
    "scholing": (-0.4, 0.12, 0.1, 75.0),
    "school": (0.012, 0.004, 0.1, 230.0),
}
RESOLVED = (Path(__file__).parent / "resolved.yaml").read_text("utf-8")


def _weeks() -> np.ndarray:
    return np.arange(np.datetime64("2019-08-26"), np.datetime64("2021-07-06"), np.timedelta64(7, "D"))


def _closed(weeks: np.ndarray) -> np.ndarray:
    shut = (weeks >= np.datetime64("2020-03-16")) & (weeks < np.datetime64("2020-05-11"))
    half = (weeks >= np.datetime64("2020-05-11")) & (weeks < np.datetime64("2020-06-08"))
    again = (weeks >= np.datetime64("2020-12-14")) & (weeks < np.datetime64("2021-02-08"))
    return shut * 0.85 + half * 0.35 + again * 0.5


class _Rows:
    """Collects columns; one call adds one series over weeks and replications."""

    def __init__(self, replications: int) -> None:
        self.replications = replications
        self.parts: list[tuple] = []

    def add(self, scenario, kind, measure, unit, by, group, weeks, values, subject="all", share=1.0) -> None:
        values = np.broadcast_to(values, (self.replications, len(weeks)))
        self.parts.append((scenario, kind, measure, unit, subject, by, group, weeks, values, PUPILS * share))

    def columns(self) -> dict[str, np.ndarray]:
        out: dict[str, list] = {
            k: []
            for k in (
                "scenario",
                "kind",
                "measure",
                "unit",
                "subject",
                "by",
                "group",
                "week",
                "value",
                "n_pupils",
                "replication",
            )
        }
        for *words, weeks, values, pupils in self.parts:
            n = values.size
            for key, word in zip(out, words, strict=False):
                out[key].append(np.full(n, word, dtype=object))
            out["week"].append(np.tile(weeks, self.replications).astype("datetime64[s]"))
            out["value"].append(values.ravel().astype(float))
            out["n_pupils"].append(np.full(n, int(pupils)))
            out["replication"].append(np.repeat(np.arange(self.replications), len(weeks)))
        return {k: np.concatenate(v) for k, v in out.items()}


def _inequality(rows, name, noise, weeks) -> None:
    """Add the variances at a few weeks, and who carries the delay at the last of them."""
    recovered, _, lean, _ = (SCENARIOS | MORE_SCENARIOS)[name]
    few = weeks[[0, 28, 36, 45, 76, -1]]
    steps = np.arange(len(few)) / (len(few) - 1)
    for measure, start, slope in (
        ("variance_between_schools", 0.06, 0.012),
        ("variance_within_schools", 0.8, 0.03),
    ):
        level = start + slope * steps * (1 + 0.2 * noise["scale"])[:, None]
        change = -0.004 * recovered * lean * steps * (1 + 0.3 * noise[name])[:, None]
        rows.add(name, "level", measure, "SD squared", "all", "all", few, level + change)
        if name != "geen-aanpak":
            rows.add(name, "effect", measure, "SD squared", "all", "all", few, change)
    tilt = (0.012 - 0.004 * recovered * lean) * (1 + 0.2 * noise["scale"])
    for tenth in range(1, 11):
        share = (0.1 + tilt * (5.5 - tenth))[:, None]
        about = ("delay_share", "share of the delay", "ses_tenth", str(tenth), few[-1:])
        rows.add(name, "level", *about, share, share=0.1)
    rows.add(name, "level", "concentration_index", "index", "all", "all", few[-1:], (-16.5 * tilt)[:, None])


def _level_and_effect(rows, name, noise, weeks, last) -> None:
    recovered, sd, lean, euro = (SCENARIOS | MORE_SCENARIOS)[name]
    path = np.cumsum(_closed(weeks)) - 0.03 * np.maximum(0, np.arange(len(weeks)) - 40)
    ramp = np.clip((np.arange(len(weeks)) - 34) / 60, 0, 1)
    scale = (1 + 0.18 * noise["scale"])[:, None]
    amount = (recovered + sd * noise[name])[:, None]
    reference = name == "geen-aanpak"
    for by, groups in GROUPS.items():
        low = path[None] * scale
        for group, shift in groups.items():
            delay = low * (1 + 0.13 * shift) * (np.arange(len(weeks)) >= 29)
            gain = amount * ramp * (1 + lean * shift + 0.15 * noise[name + "g"][:, None] * shift)
            share = 1 / len(groups)
            rows.add(
                name, "level", "delay_weeks", "weeks of learning", by, group, weeks, delay - gain, share=share
            )
            rows.add(
                name,
                "level",
                "engagement",
                "share",
                by,
                group,
                weeks,
                0.78 - 0.14 * _closed(weeks) * scale + 0.02 * recovered * ramp,
                share=share,
            )
            rows.add(
                name,
                "level",
                "out_of_sight",
                "share",
                by,
                group,
                weeks,
                0.01 + 0.06 * _closed(weeks) * scale * (1 - 0.2 * recovered),
                share=share,
            )
            year = weeks[[46, -1]]
            rows.add(
                name,
                "level",
                "growth_share",
                "share of a normal year",
                by,
                group,
                year,
                1 - (delay - gain)[:, [46, -1]] / 40,
                share=share,
            )
            rows.add(
                name,
                "level",
                "skill",
                "SD",
                by,
                group,
                weeks[-1:],
                2 - 0.012 * (delay - gain)[:, -1:],
                share=share,
            )
            if not reference:
                rows.add(
                    name, "effect", "delay_weeks", "weeks of learning", by, group, weeks, -gain, share=share
                )
                rows.add(
                    name, "effect", "skill", "SD", by, group, weeks[-1:], 0.012 * gain[:, -1:], share=share
                )
            if GAPS.get(by, group) != group:
                difference = -(3 + 0.1 * low) * 0.13 * (shift - groups[GAPS[by]])
                change = amount * ramp * lean * (shift - groups[GAPS[by]])
                about = ("gap_weeks", "weeks of learning", by, group, weeks)
                rows.add(name, "level", *about, difference + change, share=share)
                if not reference:
                    rows.add(name, "effect", *about, change, share=share)
            kind = "level" if reference else "effect"
            better = np.clip(0.5 * amount / 1.3 * (1 + 0.3 * shift), 0, 0.9)
            rows.add(
                name,
                kind,
                "better_off",
                "share",
                by,
                group,
                last,
                better if not reference else 0.06,
                share=share,
            )
            rows.add(
                name,
                kind,
                "worse_off",
                "share",
                by,
                group,
                last,
                0.02 + 0.02 * amount if not reference else 0.88,
                share=share,
            )
    if not reference:
        cost = euro * PUPILS * (1 + 0.12 * noise["cost"])[:, None]
        for kind in ("level", "effect"):
            rows.add(name, kind, "cost", "EUR", "all", "all", last, cost)
            rows.add(
                name, kind, "staff_hours_needed", "h", "all", "all", last, 30.0 * euro * (1 + 0.1 * amount)
            )
            rows.add(name, kind, "staff_hours_available", "h", "all", "all", last, 4200.0)
        rows.add(
            name,
            "effect",
            "cost_per_week",
            "EUR",
            "all",
            "all",
            last,
            cost / PUPILS / np.where(np.abs(amount) < 0.02, 0.02, amount),
        )


def make_results(
    folder: Path,
    names=tuple(SCENARIOS),
    replications: int = RUNS,
    share: float | str = 0.12,
    parameters: str = "posterior",
    unequal: bool = True,
) -> Path:
    """Write summary.parquet, runs, manifest.json and resolved.yaml for these scenarios."""
    rng = np.random.Generator(np.random.Philox(7))
    noise = {
        k: rng.standard_normal(replications)
        for more in (SCENARIOS, MORE_SCENARIOS)
        for k in (*(("scale", "cost") if more is SCENARIOS else ()), *more, *(n + "g" for n in more))
    }
    weeks = _weeks()
    rows = _Rows(replications)
    for name in names:
        _level_and_effect(rows, name, noise, weeks, weeks[-1:])
        if unequal:
            _inequality(rows, name, noise, weeks)
    (folder / "runs").mkdir(parents=True)
    drawn = rows.columns()
    with duckdb.connect() as db:
        db.execute("create table r as select * replace (week::date as week) from drawn")
        for i in range(replications):
            db.execute(f"copy (select * from r where replication = {i}) to '{folder}/runs/{i:04d}.parquet'")
        db.execute(f"""copy (select scenario, kind, measure, unit, subject, "by", "group", week,
            avg(value) as mean, quantile_cont(value, .05) as p05, median(value) as median,
            quantile_cont(value, .95) as p95, {share} as chance_share,
            count(*) as n_runs, any_value(n_pupils) as n_pupils
            from r group by all order by all) to '{folder}/summary.parquet'""")
    del drawn
    parts = [p for p in RESOLVED.split("---\n") if p.split("name: ")[1].split("\n")[0] in names]
    (folder / "resolved.yaml").write_text("---\n".join(parts), "utf-8")
    manifest = {
        "simkansen": "0.1.0",
        "command": "simkansen run scenarios/geen-aanpak.yaml scenarios/tutoring.yaml",
        "seed": 20200316,
        "replications": replications,
        "hash": "3f9ac0de1b22",
        "parameters": parameters,
        "reference": names[0],
        "failed": [],
        "wall_seconds": 83.2,
        "schools": 40,
        "pupils": PUPILS,
        "versions": {"python": "3.11.2", "simkansen": "0.1.0", "numpy": "2.4.0", "mesa": "3.3.1"},
        "git": {"commit": "e3f843c", "dirty": False},
        "closures": [
            {"from": "2020-03-16", "to": "2020-05-10", "kind": "closed"},
            {"from": "2020-05-11", "to": "2020-06-07", "kind": "half-groups"},
            {"from": "2020-12-16", "to": "2021-02-07", "kind": "closed"},
        ],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1), "utf-8")
    return folder


@pytest.fixture
def undrawn(monkeypatch):
    """Draw no figures, for tests of what pages say outside of them."""

    def empty_forms(picture, name, caption, caution="", rows=False):
        return {"picture": picture, "caption": caption, "csv": "", "wide": "", "narrow": ""}, None, ""

    for page in ("simkansen.report.page", "simkansen.report.sweep.page"):
        monkeypatch.setattr(f"{page}.both_forms", empty_forms)
    monkeypatch.setattr("simkansen.report.page.save", lambda *words: None)


@pytest.fixture
def alone(tmp_path):
    """Make one scenario without an intervention, with what the test asks for."""
    return lambda **asked: make_results(tmp_path / "r", names=("geen-aanpak",), **asked)


@pytest.fixture
def compared(tmp_path):
    """Make results of these scenarios, the reference first, with what the test asks for."""
    return lambda *names, **asked: make_results(tmp_path / "r", names=names or tuple(SCENARIOS), **asked)


@pytest.fixture(scope="session")
def results(tmp_path_factory) -> Path:
    """Four scenarios, twelve replications."""
    return make_results(tmp_path_factory.mktemp("results") / "vier")


@pytest.fixture(scope="session")
def many(tmp_path_factory) -> Path:
    """The reference and six interventions, one of each type; two may harm."""
    return make_results(tmp_path_factory.mktemp("results") / "zeven", names=(*SCENARIOS, *MORE_SCENARIOS))


@pytest.fixture(scope="session")
def single(tmp_path_factory) -> Path:
    """One scenario without an intervention."""
    return make_results(tmp_path_factory.mktemp("results") / "een", names=("geen-aanpak",))


@pytest.fixture
def with_places(tmp_path):
    """Make the four scenarios, or others, with rows of `made_places.place_rows`."""
    return lambda rows, **asked: add_rows(make_results(tmp_path / "r", **asked), rows)


@pytest.fixture(scope="session")
def placed(tmp_path_factory) -> Path:
    """The four scenarios, with how far they get and results by province."""
    return add_rows(make_results(tmp_path_factory.mktemp("results") / "plaats"), place_rows())
