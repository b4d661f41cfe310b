"""Rows of how far interventions get and of provinces, to add to a made-up results folder."""

from pathlib import Path

import duckdb

RECOVERED = {"geen-aanpak": 0.0, "tutoring": 1.25, "ouders": 0.55, "laptops": 0.03}
"""Weeks that each scenario recovers where pupils are six weeks behind."""

# by (scenario, intervention) and measure: the first replication, and how much each next one has more
REACH = {
    ("tutoring", "bijles"): {
        "pupils_targeted": (3000, 0), "pupils_offered": (500, 4), "pupils_reached": (400, 3),
        "pupils_missed": (2600, -3), "schools_targeted": (38, 0), "schools_taking_part": (19, 0),
        "hours_received": (40, 0.5),
    },
    ("ouders", "ouders"): {
        "pupils_targeted": (2000, 0), "pupils_reached": (900, 2), "pupils_missed": (1300, -2),
        "schools_targeted": (40, 0), "schools_taking_part": (40, 0), "hours_received": (3, 0.01),
    },
    ("laptops", "laptops"): {
        "pupils_targeted": (1250, 0), "pupils_offered": (1250, 0), "pupils_reached": (1000, 5),
        "pupils_missed": (250, -5), "schools_targeted": (40, 0), "schools_taking_part": (40, 0),
    },
}  # fmt: skip
# weeks behind without an intervention, and pupils; Zeeland has no schools
PROVINCE_ROWS = {
    "Drenthe": (6.0, 18000), "Flevoland": (7.0, 14000), "Friesland": (5.5, 17000), "Gelderland": (6.2, 18000),
    "Groningen": (4.0, 2400), "Limburg": (6.4, 16000), "Noord-Brabant": (6.6, 19000),
    "Noord-Holland": (6.8, 19800), "Overijssel": (5.8, 14000), "Utrecht": (5.0, 13000),
    "Zuid-Holland": (9.0, 19600),
}  # fmt: skip


def place_rows(provinces=PROVINCE_ROWS, reach=REACH, names=tuple(RECOVERED), runs=12) -> list[tuple]:
    """Rows of reach and of provinces: scenario, kind, measure, by, group, value, replication, pupils."""
    rows = []
    for i in range(runs):
        for (scenario, group), measures in reach.items():
            for measure, (first, step) in measures.items():
                rows.append((scenario, "level", measure, "intervention", group, first + step * i, i, 7686))
        for province, (weeks, pupils) in provinces.items():
            for name in names:
                gain = RECOVERED[name] * weeks / 6 - 0.01 * i
                level = weeks + 0.05 * i - (gain if name != names[0] else 0)
                rows.append((name, "level", "delay_weeks", "province", province, level, i, pupils))
                if name != names[0]:
                    rows.append((name, "effect", "delay_weeks", "province", province, -gain, i, pupils))
    return rows


def add_rows(folder: Path, rows: list[tuple]) -> Path:
    """Add rows as `place_rows` gives them, of the last week, to the runs and the summary of a folder."""
    with duckdb.connect() as db:
        db.execute("""create table more (scenario text, kind text, measure text, "by" text, "group" text,
            value double, replication bigint, n_pupils bigint)""")
        marks = ", ".join(["(?, ?, ?, ?, ?, ?, ?, ?)"] * len(rows))
        db.execute(f"insert into more values {marks}", [value for row in rows for value in row])
        db.execute("""create view told as select scenario, kind, measure, 'x' as unit, 'all' as subject,
            "by", "group", date '2021-07-05' as week, value, n_pupils, replication from more""")
        for path in sorted((folder / "runs").glob("*.parquet")):
            db.execute(f"create or replace table old as from read_parquet('{path}')")
            db.execute(f"""copy (from old union all by name select * from told
                where replication = {int(path.stem)}) to '{path}'""")
        summary = folder / "summary.parquet"
        db.execute(f"create table kept as from read_parquet('{summary}')")
        db.execute(f"""copy (from kept union all by name select scenario, kind, measure, unit, subject, "by",
            "group", week, avg(value) as mean, quantile_cont(value, .05) as p05, median(value) as median,
            quantile_cont(value, .95) as p95, 0.1 as chance_share, count(*) as n_runs,
            any_value(n_pupils) as n_pupils from told group by all) to '{summary}'""")
    return folder
