"""The ODD description says what the code does: tables, formulas and lists are those of the code."""

import importlib
import inspect
import itertools
import json
import math
import re
from pathlib import Path

import numpy as np
import pytest
import worlds

from simkansen import chance
from simkansen.cli import main
from simkansen.evidence import load_parameters, load_register
from simkansen.learning.rates import rates_of
from simkansen.odd import refresh, tables
from simkansen.odd.markdown import described
from simkansen.odd.source import ScalarRule, rules
from simkansen.odd.streams import KINDS, used_streams
from simkansen.odd.variables import CHANGING, TABLES, texts
from simkansen.outcomes.registry import SUBJECTS
from simkansen.population import build_population
from simkansen.scenario.schema.scenario import PopulationSpec

DOCS = Path(__file__).parent.parent / "docs"
PAGES = {name: (DOCS / name).read_text(encoding="utf-8") for name in ("odd.md", "odd-tables.md")}
ELEMENTS = re.findall(r"^## (\d .+)$", PAGES["odd.md"], re.M)
SUBMODELS = PAGES["odd.md"].partition("## 7 Submodels")[2]
FORMULAS = {
    re.findall(r"^(\w+) = ", block, re.M)[-1]: block
    for block in re.findall(r"^```python\n(.*?)^```", SUBMODELS, re.M | re.S)
}
RULES = {rule.name: rule for rule in rules()}
PLAIN = {
    name: getattr(importlib.import_module(f"simkansen.learning.{Path(rule.file).stem}"), name).py_func
    for name, rule in RULES.items()
}
BLOCK = re.compile(r"<!-- generated: ([\w-]+) -->")


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_the_generated_tables_are_those_of_the_code(page):
    again = f"simkansen export odd {' '.join(f'docs/{name}' for name in PAGES)}"
    assert refresh(PAGES[page]) == PAGES[page], f"the code has changed; write the tables anew: {again}"


@pytest.mark.slow
def test_every_table_stands_on_one_page():
    shown = [name for text in PAGES.values() for name in BLOCK.findall(text)]
    assert sorted(shown) == sorted(tables())


def test_all_seven_elements_are_there():
    names = ["Purpose", "Entities", "Process", "Design concepts", "Initialisation", "Input data", "Submodels"]
    assert [element[0] for element in ELEMENTS] == list("1234567")
    assert all(name in element for name, element in zip(names, ELEMENTS, strict=True))


def test_all_eleven_design_concepts_are_there():
    concepts = (
        "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing",
        "Interaction", "Stochasticity", "Collectives", "Observation",
    )  # fmt: skip
    part = PAGES["odd.md"].partition("## 4 Design concepts")[2].partition("\n## 5 ")[0]
    assert tuple(re.findall(r"^\*\*(.+?)\.\*\*", part, re.M)) == concepts


@pytest.mark.slow
def test_what_is_fitted_to_and_what_is_tested_against_are_two_lists_without_a_common_row():
    made = tables()
    fit, test = (
        set(re.findall(r"^\| ([A-Z]+-\w+)", made[f"patterns-{name}"], re.M)) for name in ("fit", "test")
    )
    assert fit.isdisjoint(test)
    assert fit | test == {entry.id for entry in load_register().values() if entry.kind == "target"}


@pytest.mark.slow
def test_every_parameter_stands_in_a_table():
    text = "".join(table for name, table in tables().items() if name.startswith("parameters-"))
    assert set(re.findall(r"^\| `(\w+)`", text, re.M)) == set(load_parameters())


def test_every_parameter_of_the_model_is_named_in_words_or_formula():
    text = re.sub(r"<!-- generated: .+?<!-- end -->", "", PAGES["odd.md"], flags=re.S)
    named = set(re.findall(r"\w+", text))
    for line in text.splitlines():
        whole, endings = re.findall(r"`(\w+)`", line), re.findall(r"`(_by_\w+)`", line)
        named |= {f"{name}{ending}" for name in whole for ending in endings}
    for name in re.findall(r"`(\w+_)<subject>`", text):
        named |= {f"{name}{subject}" for subject in SUBJECTS}
    of_model = {name for name, d in load_parameters().definitions.items() if d.used_by != "outcomes"}
    assert of_model - named == set()


def test_every_rule_has_a_formula_in_element_7():
    assert set(FORMULAS) == set(RULES)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_rule_but_mathematics_says_what_it_rests_on(rule: ScalarRule):
    assert rule.source or rule.file == "learning/functions.py"


@pytest.mark.parametrize("name", RULES)
def test_a_formula_names_every_parameter_of_its_rule(name):
    assert set(re.findall(r"\bp\.(\w+)", FORMULAS[name])) == set(RULES[name].parameters)


SPECIAL = {
    "subject": [0, 1, 2],
    "subjects": [3],
    "level": [-9, -4, -3, 0, 3, 4, 5, 6, 7, 8],
    "group_size": [1, 2, 3, 5, 12, 22.9, 40],
    "lesson": [0.05, 0.13, 0.9],
    "class_size": [22.9],
    "school_week_hours": [22.5, 25.0],
    "programme_hour": [0.05, 0.6, 1.2, 2.4],
    "pupils": [1, 99, 101, 5_000, 1e7],
    "tested": [-0.5, 0.2, math.nan],
    "observed_sd": [0.2, 0.5],
    "tested_sd": [0.3, 0.4],
    "perceived_need": [-9.0, -0.3, 0.7, 9.0],
    "weeks_open": [-1, 0, 3, 20],
    "weeks_remote": [0.0, 1.5, 90.0],
    "grouping": [-1.0, -0.2, 0.9],
    "total": [5.0, 24.0],
}
ORDINARY = {"float": [0.0, 0.13, 0.6, 1.0, 1.7], "int": [0, 1], "bool": [False, True]}
POINTS = 400


def arguments_of(name):
    """Points at which a rule is compared with its formula: all combinations of values, thinned evenly."""
    arguments = inspect.signature(PLAIN[name]).parameters
    own = {n: SPECIAL.get(n) or ORDINARY[str(a.annotation)] for n, a in arguments.items() if n != "p"}
    choices = math.prod(len(values) for values in own.values())
    # A step without a common factor meets every value of every argument.
    step = next(s for s in itertools.count(max(1, choices // POINTS)) if math.gcd(s, choices) == 1)
    for number in range(min(choices, POINTS)):
        place = np.unravel_index(number * step % choices, [len(values) for values in own.values()])
        yield {n: values[i] for (n, values), i in zip(own.items(), place, strict=True)}


def with_parameters(name, p):
    """A rule as formulas call it: parameters are handed on unasked."""
    extra = [p] if "p" in inspect.signature(PLAIN[name]).parameters else []
    return lambda *given: PLAIN[name](*given, *extra)


def by_formula(name, arguments, p):
    words = {other: with_parameters(other, p) for other in RULES if other != name}
    words |= {"exp": math.exp, "log": math.log, "isnan": math.isnan, "p": p}
    words |= {"logistic": lambda x: 1 / (1 + math.exp(-x))} | arguments
    exec(FORMULAS[name], words)
    return words[name]


@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_gives_what_its_rule_gives(name):
    reads = RULES[name].parameters
    for growth in ("product", "ces") if "growth_ces" in reads else ("product",):
        values = load_parameters().under({"growth": growth})
        group = {values.definitions[one].used_by for one in reads if one in values}
        p = values.record("interventions") if group == {"interventions"} else rates_of(values)
        for arguments in arguments_of(name):
            expected = with_parameters(name, p)(*arguments.values())
            assert by_formula(name, arguments, p) == pytest.approx(expected, rel=1e-12), arguments


def test_every_stream_that_is_drawn_from_is_described_and_every_one_described_is_drawn_from():
    said, used = {name for kind in KINDS for name in described()[kind]}, set(used_streams())
    assert used - said == set(), "describe these in simkansen/odd/described.toml, and write the tables"
    assert said - used == set(), "these are not drawn from any more: take them from described.toml"


@pytest.mark.slow
def test_no_stream_is_used_in_a_run_that_the_reading_of_the_code_missed(monkeypatch):
    met: dict[int, str] = {}
    monkeypatch.setattr(chance, "_names", met)
    spec = PopulationSpec.model_validate({"netherlands": {"sample": 2}})
    people = build_population(spec, worlds.calendar(), 3, worlds.parameters())
    tutoring = worlds.intervention("tutoring", hours=2, led_by="student")
    worlds.run(tutoring, worlds.intervention("bring-to-school"), population=people)
    known = [re.sub(r"\\\{.*?\\\}", "[^/]+", re.escape(name)) for name in described()["streams"]]
    assert [name for name in met.values() if not any(re.fullmatch(one, name) for one in known)] == []
    assert len(met) > 50


@pytest.mark.parametrize("table", [*TABLES, *CHANGING])
def test_every_variable_has_a_unit_and_no_other_is_described(table):
    assert set(described()["variables"][table]) == set(texts()[table])
    assert all(said["unit"] for said in described()["variables"][table].values())


@pytest.fixture(scope="module")
def busy_town():
    """A town after two years with closures in which every intervention was at work."""
    return worlds.run(
        worlds.intervention("bring-to-school"),
        worlds.intervention("tutoring", hours=2, led_by="teacher", group_size=3),
        worlds.intervention("peer-tutoring", hours=1),
        worlds.intervention("lend-devices"),
        worlds.intervention("parent-guidance"),
        worlds.intervention("teacher-professionalisation", hours=1),
    )


@pytest.mark.parametrize("table", [*TABLES, *CHANGING])
def test_every_variable_keeps_to_its_range(busy_town, table):
    held = {"state": busy_town.state, "inputs": busy_town.week.inputs}.get(
        table, getattr(busy_town.population, table, None)
    )
    outside = []
    for name, said in described()["variables"][table].items():
        values = np.asarray(getattr(held, name))
        if values.dtype.kind != "U":
            values = values[~np.isnan(values.astype(float))]
            within = (values >= said.get("low", -np.inf)) & (values <= said.get("high", np.inf))
            outside += [] if within.all() else [name]
    assert outside == []


@pytest.mark.slow
def test_every_mechanism_is_in_the_model_or_said_to_be_absent():
    cells = [row.split(" | ") for row in tables()["mechanisms"].splitlines()[2:]]
    assert [cell[0].strip("| ") for cell in cells] == [f"M{number}" for number in range(1, 21)]
    assert [cell[0] for cell in cells if not cell[2].strip()] == []


@pytest.fixture
def export(tmp_path, monkeypatch, capsys):
    """Run ``simkansen export odd`` in an empty folder; gives (exit code, stdout, stderr)."""

    def run(*words):
        code = main(("export", "odd", *words))
        said = capsys.readouterr()
        return code, said.out, said.err

    monkeypatch.chdir(tmp_path)
    return run


@pytest.mark.slow
def test_export_odd_writes_the_blocks_of_a_page_and_leaves_the_rest(export):
    page = Path("page.md")
    page.write_text("before\n<!-- generated: order -->\nold\n<!-- end -->\nafter\n", encoding="utf-8")
    assert export("page.md")[:2] == (0, "page.md\n")
    written = page.read_text(encoding="utf-8")
    assert written == f"before\n<!-- generated: order -->\n{tables()['order']}<!-- end -->\nafter\n"


@pytest.mark.slow
def test_export_odd_prints_all_tables_as_data(export):
    code, out, _ = export("--json")
    assert (code, json.loads(out)) == (0, tables())


@pytest.mark.slow
def test_export_odd_names_a_marker_that_has_no_table(export):
    Path("page.md").write_text("<!-- generated: ordre -->\n<!-- end -->\n", encoding="utf-8")
    code, _, err = export("page.md")
    assert code == 2
    assert "page.md: there is no table 'ordre'; there are " in err
