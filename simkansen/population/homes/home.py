"""What a home has: money, devices, connection, quiet places, materials, parents' time and ability."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simkansen.arithmetic import exp_of, normal_cdf_of, normal_quantile_of
from simkansen.chance import normals, uniforms
from simkansen.population.homes.composition import HomeTypes
from simkansen.population.homes.copula import home_noise, ses_by_schooling
from simkansen.population.homes.households import Arrangements, Families
from simkansen.population.levels import centred, fraction, meet_share, unit_noise
from simkansen.population.tables import EDUCATION, Codes, Floats, Households, Ints
from simkansen.schooling import load_system


@dataclass(frozen=True, slots=True)
class Homes:
    """The table of households and what only the population room needs of them; shape (households,)."""

    table: Households
    type: Ints
    """Row of `HomeTypes`."""
    standing: Floats
    """Standing among homes alike in schooling (z)."""
    ses: Floats
    """Standing (z over the country)."""
    trouble: Floats
    """Normal scale on which a home is unsafe and its children vulnerable."""


def build_homes(
    key: np.uint64,
    parameters: Mapping[str, float],
    types: HomeTypes,
    type_of: Ints,
    kinds: Arrangements,
    families: Families,
) -> Homes:
    """Draw what each home has.

    Parameters
    ----------
    key
        Key of the run.
    parameters
        Parameters of the group `population`.
    types, type_of
        Kinds of homes, and the kind of each household, shape (households,).
    kinds, families
        Arrangements of children, and the households.

    Returns
    -------
    Homes
    """
    draw = _Draw(key, families.unit, parameters, types, type_of)
    noise = home_noise(key, families.unit)
    rank = {name: normal_cdf_of(noise[name]) for name in ("income", "device", "internet", "quiet")}
    trouble = draw.beside(-noise["ses"], "trouble")
    learners = np.maximum(kinds.learners, 1)[families.arrangement]
    strain = _income_strain(draw, rank["income"])
    devices = _devices(draw, rank["device"], kinds, learners)
    quiet_places = _quiet_places(draw, rank["quiet"], kinds, learners)
    spoken = _language_at_home(draw)
    table = Households(
        parents=(2 - types.one_parent[type_of]).astype(np.int8),
        parental_education=types.education[type_of],
        income_strain=strain,
        debt=_debt(draw, strain),
        parent_hours=_parent_hours(draw, noise["ses"]),
        works_at_home=draw.happens("works-at-home", draw.share("works_at_home", "education")),
        vital_job=draw.uniforms("vital-job"),
        language_at_home=spoken,
        parent_language=spoken,
        parent_capability=_capability(draw, noise["ses"]),
        parent_digital=_parent_digital(draw, noise["ses"]),
        respect=_respect(draw, noise["ses"]),
        devices=devices,
        internet=_internet(draw, rank["internet"]),
        quiet_places=quiet_places,
        materials=_materials(draw, noise["materials"]),
        unsafe=_unsafe(draw, trouble),
        children_under4=kinds.under4[families.arrangement].astype(np.float64),
        older_children=kinds.older[families.arrangement].astype(np.float64),
        own_device=(devices >= learners).astype(np.int8),
        quiet_place=(quiet_places >= learners).astype(np.int8),
    )
    return Homes(table, type_of, noise["ses"], _ses(types, type_of, noise["ses"]), trouble)


@dataclass(frozen=True, slots=True)
class _Draw:
    """Chance, levels and kinds of the households at hand."""

    key: np.uint64
    units: Ints
    p: Mapping[str, float]
    types: HomeTypes
    type_of: Ints

    def uniforms(self, name: str) -> Floats:
        return uniforms(self.key, f"population/{name}", self.units)

    def happens(self, name: str, chance: Floats) -> Codes:
        return (self.uniforms(name) < chance).astype(np.int8)

    def beside(self, noise: Floats, name: str) -> Floats:
        """Give a normal that goes with another to the degree that home things go together."""
        share = self.p["home_by_ses"]
        own = normals(self.key, f"population/{name}", self.units)
        return np.asarray(share * noise + np.sqrt(1 - share * share) * own, dtype=np.float64)

    def slope(self, name: str, *by: str) -> Floats:
        """Log odds per kind of home, from the parameters ``<name>_by_<attribute>``."""
        slope = np.zeros(len(self.types))
        for attribute in by:
            slope += self.p[f"{name}_by_{attribute}"] * getattr(self.types, attribute)
        return slope

    def share(self, name: str, *by: str) -> Floats:
        """Share of each household's kind; the parameter `name` is the country's."""
        level = meet_share(self.p[name], self.slope(name, *by), self.types.share)
        return np.asarray(level[self.type_of], dtype=np.float64)

    def share_by_children(self, name: str, slope: Floats, kinds: Arrangements, learners: Ints) -> Floats:
        """As `share`, with a slope on learning children; the level holds over learning pupils."""
        most = int(kinds.learners.max())
        of_pupils = np.bincount(
            np.maximum(kinds.learners, 1), weights=kinds.share * kinds.learning_pupils, minlength=most + 1
        )
        by_child = self.p[f"{name}_by_child"] * np.arange(most + 1)
        weight = np.outer(self.types.share, of_pupils / of_pupils.sum())
        level = meet_share(self.p[name], slope[:, None] + by_child[None, :], weight)
        return np.asarray(level[self.type_of, learners], dtype=np.float64)


def _ses(types: HomeTypes, type_of: Ints, standing: Floats) -> Floats:
    """Standing over the country: schooling and the rest, in PISA's proportions."""
    schooling = centred(types.education.astype(np.float64), types.share)
    schooling /= np.sqrt(types.mean(np.square(schooling)))
    share = ses_by_schooling()
    return np.asarray(share * schooling[type_of] + np.sqrt(1 - share * share) * standing, dtype=np.float64)


def _income_strain(draw: _Draw, rank: Floats) -> Codes:
    return (rank < draw.share("income_strain", "education", "one_parent", "target")).astype(np.int8)


def _materials(draw: _Draw, noise: Floats) -> Floats:
    return fraction(draw.share("materials", "education"), noise, draw.p["materials_spread"])


def _debt(draw: _Draw, strain: Codes) -> Codes:
    chance = np.where(strain == 1, draw.p["debt_with_strain"], draw.p["debt_without_strain"])
    return draw.happens("debt", chance)


def _devices(draw: _Draw, rank: Floats, kinds: Arrangements, learners: Ints) -> Floats:
    """Enough for all, or too few with one borrowed from parents, or none for want of money."""
    slope = draw.slope("device_lacking", "education", "target")
    lacking = rank < draw.share_by_children("device_lacking", slope, kinds, learners)
    none = rank < draw.share("device_unaffordable", "one_parent", "target")
    few = np.floor(draw.uniforms("devices") * learners) + draw.p["borrowed_device"]
    return np.asarray(np.select([none, lacking], [0.0, few], learners), dtype=np.float64)


def _quiet_places(draw: _Draw, rank: Floats, kinds: Arrangements, learners: Ints) -> Floats:
    slope = draw.slope("quiet_lacking", "education")
    lacking = rank < draw.share_by_children("quiet_lacking", slope, kinds, learners)
    few = np.floor(draw.uniforms("quiet-places") * learners)
    return np.asarray(np.where(lacking, few, learners), dtype=np.float64)


def _internet(draw: _Draw, rank: Floats) -> Floats:
    weak = rank < draw.share("internet_weak", "education")
    quality = np.where(weak, draw.p["internet_weak_quality"], 1.0)
    return np.where(rank < draw.p["internet_none"], 0.0, quality)


def _parent_hours(draw: _Draw, standing: Floats) -> Floats:
    p, types = draw.p, draw.types
    shift = p["parent_hours_by_education"] * types.education + p["parent_hours_one_parent"] * types.one_parent
    shift = centred(shift, types.share) / p["parent_hours_sigma"]
    noise = unit_noise(shift, types.share) * draw.beside(standing, "parent-hours")
    daily = p["parent_hours_median"] * exp_of(p["parent_hours_sigma"] * (shift[draw.type_of] + noise))
    days = load_system().week.school_days.value
    return np.asarray(np.minimum(daily, p["parent_hours_most"]) * days, dtype=np.float64)


def _language_at_home(draw: _Draw) -> Floats:
    language = load_system().language
    other = draw.types.other_language[draw.type_of] == 1
    mean = np.where(other, draw.p[f"{language}_at_home_other"], draw.p[f"{language}_at_home_{language}"])
    noise = normals(draw.key, f"population/{language}", draw.units)
    return fraction(mean, noise, draw.p[f"{language}_at_home_spread"])


def _capability(draw: _Draw, standing: Floats) -> Floats:
    p = draw.p
    mean = np.array([p[f"capability_{one}"] for one in EDUCATION])
    mean = mean[draw.types.education[draw.type_of]]
    return fraction(mean, draw.beside(standing, "capability"), p["capability_spread"])


def _parent_digital(draw: _Draw, standing: Floats) -> Floats:
    p, types = draw.p, draw.types
    mean = p["parent_digital_by_education"] * types.education
    mean = mean + p["parent_digital_by_language"] * types.other_language
    noise = draw.beside(standing, "parent-digital")
    return np.asarray(
        centred(mean, types.share)[draw.type_of] + unit_noise(mean, types.share) * noise, dtype=np.float64
    )


def _respect(draw: _Draw, standing: Floats) -> Floats:
    mean = draw.share("respect", "education", "migration")
    return fraction(mean, draw.beside(standing, "respect"), draw.p["respect_spread"])


def _unsafe(draw: _Draw, trouble: Floats) -> Codes:
    slope = draw.slope("vulnerable", "target", "one_parent")
    chance = meet_share(draw.p["unsafe"], slope, draw.types.share)[draw.type_of]
    return (trouble > -normal_quantile_of(chance)).astype(np.int8)
