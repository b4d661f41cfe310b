"""What an intervention can be aimed at: the attributes of pupils, homes, classes and schools.

Names and codes are those of the columns of the population's tables, so that a scenario file and a table
speak the same language.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simkansen.schooling import load_system

_SYSTEM = load_system()
_LEVEL, _LANGUAGE = _SYSTEM.levels.word, _SYSTEM.language
_SPOKEN = _LANGUAGE.capitalize()

Table = Literal["pupil", "home", "class", "school"]
Kind = Literal["category", "number", "flag"]
Value = str | int


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute a programme can be aimed at.

    Parameters
    ----------
    name
        The key in a scenario file.
    table, column
        Where it stands in the population; ``column`` is the name unless it would be ambiguous.
    kind
        ``category`` (one of ``values``), ``number`` (from ``low`` to ``high``) or ``flag`` (true or false).
    values
        The categories, in the order of their codes.
    first_code
        Code of the first value in the table.
    share
        Whether a number is a fraction that may be written as a percentage.
    span
        What any population may hold, generously; a range outside it is a group nobody is in.
    place
        Which of several columns under one name; None where there is one.
    """

    name: str
    table: Table
    kind: Kind
    nl: str
    en: str
    help: str
    values: tuple[Value, ...] = ()
    first_code: int = 0
    low: float = float("-inf")
    high: float = float("inf")
    share: bool = False
    column: str = ""
    span: tuple[float, float] = (float("-inf"), float("inf"))
    place: int | None = None

    def values_in(self, table: object) -> NDArray[np.generic]:
        """Give its column of a table of the population."""
        column: NDArray[np.generic] = np.asarray(getattr(table, self.column))
        return column if self.place is None else column[:, self.place]

    def code(self, value: Value) -> int:
        """Give the code of a category in the table.

        Raises
        ------
        ValueError
            If the attribute has no such category.
        """
        return self.values.index(value) + self.first_code

    def codes(self, values: tuple[Value, ...]) -> tuple[int, ...]:
        """Give the codes of several categories."""
        return tuple(self.code(value) for value in values)


def _category(
    name: str, table: Table, values: tuple[Value, ...], nl: str, en: str, hint: str, first: int = 0
) -> Attribute:
    return Attribute(name, table, "category", nl, en, hint, values, first, column=name)


def _flag(name: str, table: Table, nl: str, en: str, hint: str) -> Attribute:
    return Attribute(name, table, "flag", nl, en, hint, column=name)


def _share(name: str, table: Table, nl: str, en: str, hint: str, column: str = "") -> Attribute:
    return Attribute(
        name, table, "number", nl, en, hint, low=0.0, high=1.0, share=True, column=column or name
    )


def _number(
    name: str, table: Table, nl: str, en: str, hint: str, span: tuple[float, float], column: str = ""
) -> Attribute:
    return Attribute(name, table, "number", nl, en, hint, low=0.0, column=column or name, span=span)


def _z_score(name: str, table: Table, nl: str, en: str, hint: str) -> Attribute:
    return Attribute(name, table, "number", nl, en, hint, column=name, span=(-8.0, 8.0))


_PUPIL = (
    replace(
        _category(_LEVEL, "pupil", tuple(_SYSTEM.learning_levels), _LEVEL, f"school year ({_LEVEL})",
                  "this school year", first=_SYSTEM.first_learning_level),
        column="level",
    ),
    _category("parental_education", "pupil", _SYSTEM.schoolings,
              "opleidingsniveau van de ouders", "parents' education level",
              f"highest of both: {', '.join(one.finished for one in _SYSTEM.parental_education)}"),
    _category("migration", "pupil", ("none", "any"), "migratieachtergrond", "migration background",
              "at least one parent born abroad"),
    _category("home_language", "pupil", (_LANGUAGE, "other"), "thuistaal", "home language",
              "the language mostly spoken at home"),
    _category("sex", "pupil", ("boy", "girl"), "geslacht", "sex", "boy or girl"),
    _flag("target", "pupil", "achterstandsleerling", "disadvantaged pupil",
          "among the nationally 15% most disadvantaged"),
    _flag("vulnerable", "pupil", "kwetsbare leerling", "vulnerable pupil", "as schools counted them in 2020"),
    _z_score("ses", "pupil", "sociaaleconomische status", "socio-economic status", "z score, mean 0, SD 1"),
    _z_score("self_regulation", "pupil", "zelfregulatie", "self-regulation", "z score, mean 0, SD 1"),
    _z_score("digital_skill", "pupil", "digitale vaardigheid", "digital skill", "z score, mean 0, SD 1"),
    _share("engagement", "pupil", "betrokkenheid", "engagement", "0 to 1 at the start"),
    _share("confidence", "pupil", "zelfvertrouwen", "confidence", "0 to 1"),
)  # fmt: skip

_HOME = (
    _category("parents", "home", (1, 2), "ouders in het gezin", "parents at home", "1 or 2", first=1),
    _flag("income_strain", "home", "moeilijk rondkomen", "income strain", "making ends meet is hard"),
    _flag("debt", "home", "schulden", "debt", "in or near debt restructuring"),
    _number("parent_hours", "home", "tijd van ouders voor school", "parents' school time", "hours a week",
            (0.01, 60)),
    _flag("works_at_home", "home", "ouder werkt thuis", "parent works at home", "during the closure"),
    _share(f"{_LANGUAGE}_at_home", "home", f"{_SPOKEN} thuis", f"{_SPOKEN} at home",
           f"share of talk at home in {_SPOKEN}", "language_at_home"),
    _share(f"parent_{_LANGUAGE}", "home", f"{_SPOKEN} van ouders", f"parents' {_SPOKEN}",
           f"command of {_SPOKEN} for schoolwork, 0 to 1; as {_SPOKEN} at home", "parent_language"),
    _share("parent_capability", "home", "hulpvermogen van ouders", "parents' capability", "0 to 1"),
    _z_score("parent_digital", "home", "digitale vaardigheid ouders", "parents' digital skill", "z score"),
    _share("respect", "home", "waardering door school", "respect felt from school", "0 to 1"),
    _number("devices", "home", "apparaten in huis", "devices at home", "count of working devices", (0, 12)),
    _share("internet", "home", "kwaliteit internet", "internet quality", "0 to 1"),
    _number("quiet_places", "home", "rustige plekken", "quiet places", "count", (0, 12)),
    _share("materials", "home", "leermateriaal op papier", "paper materials", "0 to 1"),
    _flag("unsafe", "home", "onveilig thuis", "unsafe home", "home is not safe"),
    _number("children_under4", "home", "kinderen onder 4", "children under 4", "count at home", (0, 7)),
    *(
        replace(
            _number(f"children_{sector.name}", "home", f"kinderen in het {sector.name}",
                    f"children in {sector.called}", "at home", (0, 7), "older_children"),
            place=place,
        )
        for place, sector in enumerate(_SYSTEM.other_sectors)
    ),
    _flag("own_device", "home", "eigen apparaat", "own device", "as many devices as learning children"),
    _flag("quiet_place", "home", "rustige plek", "quiet place", "a quiet place to work"),
)  # fmt: skip

_CLASS = (
    _number("class_size", "class", "klassengrootte", "class size", "pupils in the class", (1, 60), "size"),
    _share("class_disadvantaged_share", "class", "aandeel achterstandsleerlingen in de klas",
           "disadvantaged share of the class", "share of the class", "disadvantaged_share"),
    _z_score("quality", "class", "kwaliteit van de les", "teaching quality", "z score of the class"),
    _z_score("remote_skill", "class", "vaardigheid afstandsonderwijs", "remote teaching skill", "z score"),
    _share("formative", "class", "formatief toetsen", "use of formative tests", "0 to 1"),
    _share("interaction", "class", "interactie op afstand", "interaction practice", "0 to 1"),
    _flag("belief", "class", "geloof in eigen invloed", "belief in own influence", "of the teacher"),
    _flag("competence", "class", "voelt zich bekwaam", "feels competent", "teacher feels able"),
    _number("attention_hours", "class", "uren individuele aandacht", "hours of individual attention",
            "hours a week", (0.01, 40)),
    _flag("vacancy", "class", "vacature", "vacancy", "no own teacher for this class"),
)  # fmt: skip

_SCHOOL = (
    _number("school_pupils", "school", "schoolgrootte", "school size", "pupils of the school", (1, 10_000),
            "pupils"),
    _share("disadvantaged_share", "school", "aandeel achterstandsleerlingen", "disadvantaged share",
           "share of the school's pupils among the nationally 15% most disadvantaged"),
    _share("tracking", "school", "leerlingvolgsysteem", "pupil-tracking system", "0 to 1"),
    _share("leadership", "school", "zicht van de schoolleiding", "leadership sight of lessons", "0 to 1"),
    _share("places_share", "school", "plekken tijdens sluiting", "places during a closure",
           "share of its pupils the school can seat"),
    _number("staff_hours", "school", "beschikbare uren personeel", "staff hours left", "hours a week",
            (0.001, 2_000)),
)  # fmt: skip

ATTRIBUTES: dict[str, Attribute] = {item.name: item for item in (*_PUPIL, *_HOME, *_CLASS, *_SCHOOL)}
"""Every attribute a scenario file may aim at, by name."""
