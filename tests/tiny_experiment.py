"""An experiment so small that a test can run it, and the scenarios it names."""

SCENARIOS = {
    "baseline": "population: {netherlands: {municipality: Urk, sample: 1}}",
    "tutoring": "interventions: [{id: bijles, type: tutoring, hours: 2, group_size: 3, led_by: student}]",
    "laptops": "interventions: [{id: laptops, type: lend-devices}]",
}

TINY = """\
simkansen: 1
name: tiny
scenarios: [baseline.yaml, tutoring.yaml, laptops.yaml]
design: grid
vary:
  interventions[bijles].hours: [1, 3]
  parameters.programme_hour: [1.0, 1.4]
measures: [delay_weeks, cost]
replications: 2
"""


def write_scenarios(folder):
    for name, what in SCENARIOS.items():
        extends = "" if name == "baseline" else "extends: baseline.yaml\n"
        text = f"simkansen: 1\nname: {name}\n{extends}{what}\n"
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
