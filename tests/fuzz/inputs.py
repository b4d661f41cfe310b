"""Files as nobody should write them: shipped ones changed by bytes and by what they say, and made-up traps.

None of them holds what makes other software crash or hang: what is refused before it is read is only named here.
"""

# ruff: noqa: E501 - tables of odd values
from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from random import Random

from fuzz.countries import beside_parameters, country
from fuzz.damage import VALUES, Words, by_bytes, by_structure
from fuzz.stored import results, results_of_sweep

ROOT = Path(__file__).parent.parent.parent
SCENARIOS = [path for path in sorted((ROOT / "scenarios").glob("*.yaml")) if path.stem != "national"]
EXPERIMENTS = [
    path for path in sorted((ROOT / "experiments").glob("*.yaml"))
    if path.stem not in ("calibrate-po", "sensitivity-po")
]  # fmt: skip

DUO = """\
PEILDATUM;BRIN_NUMMER;VESTIGINGSNUMMER;NAAM;GEMEENTENUMMER;GEMEENTENAAM;PROVINCIE;SOORT_PO;LEERLINGEN
20191001;91AA;00;De Brug;503;Delft;Zuid-Holland;Bo;200
20191001;91AA;01;"BS ""Zuid"" 2";503;Delft;Zuid-Holland;Bo;120
20191001;91AB;0;School;1900;Súdwest-Fryslân;Friesland;Bo;110
"""
ABOVE = """\
Tabel 1;;
Achterstandsscore per basisschoolvestiging, 1 oktober 2019;;
School (BRIN vestiging);Aantal bekostigde leerlingen;Achterstandsscore
91AA00;200;486,4
91AA01;120;0
91AB00;110;56,32
Totaal;430;542,72
"""
WITHOUT = """\
Tabel 2;
Achterstandsscore zonder drempel per vestiging, 1 oktober 2019;
School (BRIN vestiging);Achterstandsscore zonder drempel
91AA00;640
91AA01;38,4
91AB00;140,8
"""

LONG = 200_000
"""Characters of what is far too long."""

Maker = Callable[[Random, Path], Words]


def _written(folder: Path, content: bytes, name: str = "a.yaml") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _beside(folder: Path, files: list[Path]) -> None:
    for path in (*files, ROOT / "scenarios" / "example-schools.csv"):
        if not (folder / path.name).exists():
            (folder / path.name).write_bytes(path.read_bytes())


def _mutated(rng: Random, path: Path) -> bytes:
    return rng.choice([by_bytes, by_structure])(rng, path.read_bytes())


def scenario(rng: Random, folder: Path) -> Words:
    """A shipped scenario, changed, beside those it extends."""
    path = rng.choice(SCENARIOS)
    _written(folder, _mutated(rng, path))
    _beside(folder, [ROOT / "scenarios" / "baseline.yaml"])
    return ["check", "a.yaml", *(["--json"] if rng.random() < 0.2 else [])]


def base_of_scenario(rng: Random, folder: Path) -> Words:
    """A scenario whose base is changed."""
    _written(folder, _mutated(rng, ROOT / "scenarios" / "baseline.yaml"), "baseline.yaml")
    _beside(folder, [ROOT / "scenarios" / "tutoring.yaml"])
    return ["check", "tutoring.yaml"]


def every_key(rng: Random, folder: Path) -> Words:
    """A scenario in flow style with keys that the shipped ones do not use."""
    whole = {
        "simkansen": 1, "name": "every", "title": {"nl": "Alles", "en": "All"},
        "population": {"netherlands": {"province": ["Utrecht", "Flevoland"], "sample": 2}},
        "calendar": {"school_years": ["2019/20", "2020/21"], "holidays": "official", "closures": [
            {"from": "2020-03-16", "to": "2020-05-10", "kind": "half-groups", "in_school": "20%"},
            {"from": "2021-01-04", "to": "2021-01-31", "province": "Utrecht"}]},
        "interventions": [{
            "id": "help", "type": "tutoring", "for": {"groep": [4, 5], "parental_education": "low",
             "capacity": "5%", "disadvantaged_share": {"at_least": "10%"}},
            "hours": {"per_week": 2, "moment": "after-school"}, "weeks": {"from": "2020-09-07", "to": "2021-02-05"},
            "what": {"subjects": ["reading"], "aligned": True}, "led_by": "student", "take_up": {"share": "60%"},
            "cost": {"per_hour": 20, "price_year": 2021}}],
        "outcomes": {"measures": ["delay_weeks"], "by": ["parental_education"]}, "rules": {"growth": "ces"},
        "run": {"replications": 2, "seed": 7, "parameters": "prior", "population": "fixed"},
        "parameters": {"growth_maths": 0.4}, "beyond_prior": {"growth_reading": 3},
    }  # fmt: skip
    content = json.dumps(whole, indent=1).encode()
    _written(folder, rng.choice([by_structure, by_structure, by_bytes])(rng, content))
    return ["check", "a.yaml"]


def experiment(rng: Random, folder: Path) -> Words:
    """A shipped experiment, changed, with its scenarios where it looks for them."""
    path = rng.choice(EXPERIMENTS)
    (folder / "experiments").mkdir(exist_ok=True)
    _written(folder / "experiments", _mutated(rng, path))
    if not (folder / "scenarios").exists():
        (folder / "scenarios").symlink_to(ROOT / "scenarios")
    return ["sweep", "experiments/a.yaml", "--dry-run", "--scale", "small"]


def calibration(rng: Random, folder: Path) -> Words:
    """The shipped calibration, changed."""
    _written(folder, _mutated(rng, ROOT / "experiments" / "calibrate-po.yaml"))
    return rng.choice([["calibrate", "a.yaml", "--dry-run"], ["check", "a.yaml"]])


def sensitivity(rng: Random, folder: Path) -> Words:
    """The shipped sensitivity study, changed."""
    (folder / "experiments").mkdir(exist_ok=True)
    _written(folder / "experiments", _mutated(rng, ROOT / "experiments" / "sensitivity-po.yaml"))
    if not (folder / "scenarios").exists():
        (folder / "scenarios").symlink_to(ROOT / "scenarios")
    return rng.choice([["sensitivity", "experiments/a.yaml", "--dry-run"], ["check", "experiments/a.yaml"]])


def _of_schools(folder: Path, *names: str) -> Words:
    said = {"simkansen": 1, "population": {"schools": {"file": list(names)}}}
    _written(folder, json.dumps(said).encode())
    return ["check", "a.yaml"]


def schools(rng: Random, folder: Path) -> Words:
    """The shipped table of schools, changed."""
    content = (ROOT / "scenarios" / "example-schools.csv").read_bytes()
    if rng.random() < 0.5:
        content = content.replace(b",", rng.choice([b";", b"\t", b"|"]))
    if rng.random() < 0.3:
        encoding = rng.choice(["utf-16", "cp1252", "utf-8-sig"])
        content = content.decode().encode(encoding, "replace")
    for _ in range(rng.choice([1, 1, 2])):
        content = by_bytes(rng, content)
    _written(folder, content, "schools.csv")
    return _of_schools(folder, "schools.csv")


def publishers(rng: Random, folder: Path) -> Words:
    """Files as DUO and CBS make them, one of them changed."""
    files = {"duo.csv": DUO, "above.csv": ABOVE, "without.csv": WITHOUT}
    changed = rng.choice(list(files))
    for name, text in files.items():
        content = text.encode("cp1252")
        _written(folder, by_bytes(rng, content) if name == changed else content, name)
    return _of_schools(folder, *rng.sample(list(files), rng.choice([1, 2, 3, 3, 3])))


def workbook(rng: Random, folder: Path) -> Words:
    """A workbook whose cells are odd; its bytes are those of the program that writes it."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(folder / "a.xlsx")) as book:
        sheet = book.add_worksheet()
        for line, text in enumerate(rng.choice([ABOVE, WITHOUT, DUO]).splitlines()):
            for column, cell in enumerate(text.split(";")):
                odd = rng.random() < 0.05
                value = rng.choice(VALUES) if odd else cell
                usable = isinstance(value, str | int | float) and "\ud800" not in str(value)
                sheet.write(line, column, value if usable and abs(len(str(value))) < 3000 else "")
    return _of_schools(folder, "a.xlsx")


def parameters(rng: Random, folder: Path) -> Words:
    """Words of a command line that are files or values, odd ones."""
    odd = (
        str(rng.choice(VALUES)).replace("\x00", "").replace("\ud800", "\udcff")
    )  # as of bytes that are no UTF-8
    option = rng.choice(["--seed", "--replications", "--workers", "--results", "--lang"])
    _beside(folder, [ROOT / "scenarios" / "baseline.yaml"])
    return rng.choice([
        ["check", odd], ["run", odd, "--dry-run"], ["run", "baseline.yaml", "--dry-run", option, odd],
        ["show", odd], ["show", "parameters", odd], ["show", "sources", odd], ["show", "calendar", odd],
        ["show", "results", odd], ["report", odd], ["verify", odd], ["sweep", odd, "--dry-run"],
        ["calibrate", odd, "--dry-run"], ["sensitivity", odd, "--dry-run"], ["export", odd], ["export", "summary", odd],
        ["export", odd, "--as", "csv"], ["export", odd, "--as", "ro-crate"], ["new", odd, "--from", odd], [odd],
        ["show", "population", odd], ["show", "interventions", odd], ["export", "schema", "--of", odd],
    ])  # fmt: skip


def aliases(rng: Random, folder: Path) -> Words:
    """Aliases of aliases: few bytes that are many values."""
    levels, width = rng.randint(2, 12), rng.randint(2, 12)
    lines = ["simkansen: 1", "a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * width)}]" for n in range(1, levels)]
    _written(folder, "\n".join(lines).encode())
    return ["check", "a.yaml"]


def nested(rng: Random, folder: Path) -> Words:
    """Lists or mappings inside each other."""
    depth = rng.choice([20, 49, 51, 100, 900, 2000])
    opened, closed = rng.choice([("[", "]"), ("{a: ", "}"), ("[{a: ", "}]")])
    block = "\n".join(f"{'  ' * n}a:" for n in range(min(depth, 900)))
    flow = f"a: {opened * depth}x{closed * depth}"
    _written(folder, f"simkansen: 1\n{rng.choice([flow, block])}\n".encode())
    return ["check", "a.yaml"]


def chain(rng: Random, folder: Path) -> Words:
    """Files that extend each other, one after another."""
    length = rng.choice([3, 30, 60, 1200])
    for number in range(length):
        _written(folder, f"simkansen: 1\nextends: f{number + 1}.yaml\n".encode(), f"f{number}.yaml")
    _written(folder, b"simkansen: 1\n", f"f{length}.yaml")
    return ["check", "f0.yaml"]


def no_file(rng: Random, folder: Path) -> Words:
    """What is no regular file, or a large one, wherever a file is named."""
    name = rng.choice(
        ["pipe", "/dev/zero", "/dev/null", ".", "large", "link", "n" * 300, "n" * 5000, "a\x00b"]
    )
    if name == "pipe" and not (folder / name).exists():
        os.mkfifo(folder / name)
    if name == "link" and not (folder / name).exists():
        (folder / name).symlink_to("link")
    if name == "large":
        with (folder / name).open("wb") as file:
            file.truncate(300_000_000)
    key = rng.choice(["extends", "schools", "country", "given", "scenarios"])
    if key == "given":
        verb = rng.choice(["check", "run", "sweep", "calibrate", "sensitivity"])
        return [verb, name.replace("\x00", ""), *([] if verb == "check" else ["--dry-run"])]
    said = {"simkansen": 1} | {
        "extends": {"extends": name}, "country": {"country": name},
        "scenarios": {"name": "a", "scenarios": [name]},
        "schools": {"population": {"schools": {"file": rng.choice([name, [name, "b.csv"]])}}},
    }[key]  # fmt: skip
    _written(folder, json.dumps(said).encode())
    return ["sweep", "a.yaml", "--dry-run"] if key == "scenarios" else ["check", "a.yaml"]


def heads(rng: Random, folder: Path) -> Words:
    """Directives and starts of documents, some of them twice."""
    parts = ["%YAML 1.2\n", "%YAML 1.1\n", "%YAML 9.9\n", "%TAG ! tag:x,2000:\n", "---\n", "...\n", "# x\n"]
    head = "".join(rng.choices(parts, k=rng.randint(1, 5)))
    _written(folder, f"{head}simkansen: 1\nname: a\n".encode())
    return ["check", "a.yaml"]


def numbers(rng: Random, folder: Path) -> Words:
    """Numbers that are too long or no numbers, where numbers stand."""
    value = rng.choice([
        "1" * LONG, "-" + "1" * LONG, "0x" + "f" * LONG, "1" * 4000, "0x" + "f" * 4000, "1." + "0" * LONG, ".inf",
        "-.inf", ".nan", "1e999", "1e-999", "1" * 19, "1" * 25, "1_000", "0o7", "0b1", "١",
    ])  # fmt: skip
    line = rng.choice([
        "run: {seed: N}", "run: {replications: N}", "parameters: {peer_effect: N}", "N: 1", "simkansen: N",
        "population: {netherlands: {sample: N}}", "title: N", "name: N", "calendar: {school_years: N}",
        "interventions: [{id: t, type: tutoring, hours: N}]", "calendar: {closures: [{from: N, to: N}]}",
        "interventions: [{id: t, type: tutoring, for: {groep: N}, capacity: {pupils: N}}]",
        "interventions: [{id: t, type: tutoring, cost: {per_hour: N}, take_up: N}]",
    ])  # fmt: skip
    version = "" if line.startswith("simkansen") else "simkansen: 1\n"
    _written(folder, f"{version}{line.replace('N', value)}\n".encode())
    return ["check", "a.yaml"]


def names(rng: Random, folder: Path) -> Words:
    """Names and titles that are long, have a line end, a lone surrogate or signs that control a terminal."""
    value = rng.choice(
        ["n" * 61, "n" * 300, "n" * 5000, "a\n", "\ud800", "a\ud800b", "\x1b]0;x\x07", "\u202ea", "\x85"]
    )
    said = rng.choice([
        {"name": value}, {"title": value}, {"title": {"nl": value}}, {"interventions": [{"id": value, "type": "tutoring"}]},
        {"interventions": [{"id": "a", "type": value}]}, {value: 1}, {"parameters": {value: 1}},
        {"calendar": {"school_years": [value]}}, {"population": {"netherlands": {"municipality": value}}},
        {"interventions": [{"id": "a", "type": "tutoring", "title": value}]}, {"calendar": {"closures": value}},
    ])  # fmt: skip
    _written(folder, json.dumps({"simkansen": 1} | said).encode())
    return ["check", "a.yaml"]


def headers(rng: Random, folder: Path) -> Words:
    """Headers of tables with a stray quote, odd names, or names twice."""
    columns = ["school", "municipality", "pupils", "disadvantaged_share"]
    odd = rng.choice(
        ["rowid", '"', 'a"b', '"a', 'a"', "", "school", "a\nb", '"a\nb"', "x" * 200_000, "branch", "\ufeff"]
    )
    columns.insert(rng.randrange(5), odd)
    if rng.random() < 0.3:
        columns[rng.randrange(5)] = '"pupils'
    rows = [["1", "Delft", "200", "0.1"], ["2", "Delft", "100", "0.2"]]
    for row in rows:
        row.insert(rng.randrange(5), rng.choice(["", "1", "x" * 200_000, '"', "9" * 5000]))
    text = "\n".join(rng.choice([",", ";", "\t"]).join(row) for row in [columns, *rows])
    _written(folder, text.encode(), "schools.csv")
    return _of_schools(folder, "schools.csv")


MAKERS: dict[str, tuple[Maker, int]] = {
    one.__name__: (one, often)
    for one, often in [
        (scenario, 40), (base_of_scenario, 6), (every_key, 30), (experiment, 5), (calibration, 8), (sensitivity, 4),
        (schools, 14), (publishers, 16), (workbook, 4), (parameters, 10), (aliases, 2), (nested, 2), (chain, 1),
        (no_file, 4), (heads, 2), (numbers, 6), (names, 4), (headers, 4), (results, 5), (results_of_sweep, 5),
        (beside_parameters, 16), (country, 4),
    ]
}  # fmt: skip
"""What makes an input, and how often of all."""
