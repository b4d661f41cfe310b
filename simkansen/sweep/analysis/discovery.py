"""Under which conditions an intervention fails: a shallow tree over what is varied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simkansen.sweep.analysis.conditions import Condition, conditions_of, features_of
from simkansen.sweep.analysis.study import RATIO, Row, Study, SweepMeasure

if TYPE_CHECKING:
    from sklearn.tree import DecisionTreeClassifier

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

FEWEST = 20
"""With fewer points than this no conditions are looked for."""

MOST = 20_000
"""Of more points than this, as many are looked at; their names are hashes, so the first are a fair sample."""

DEEPEST, FOLDS = 3, 5
WORST = 0.25
"""Share of points that is called failing when the intervention fails at all points, or at none."""

LEAST = 0.5
"""A part of the space counts as failing when at least this share of its points fails; where so many fail of
all points, or in no part, one where more fail than of all."""

SURE = 1.645
"""A tree is kept if it foretells unseen points better than no tree does by so many standard errors."""

_NOT_ABOUT_PUPILS = ("cost", "staff_hours_asked", "staff_hours_needed")


@dataclass(frozen=True, slots=True)
class Failing:
    """At which points one scenario fails.

    Attributes
    ----------
    places
        Rows of the design, shape (points,).
    gains : ndarray of float64, shape (points,)
        Mean over replications of what it gains there; of a price its median, for a quotient has no mean that
        says anything: minus infinite where most replications spend money in vain.
    below
        It fails where it gains no more than this.
    why
        ``asked``, ``no gain``, ``worst quarter``, ``least`` where more than a quarter gains the same least,
        or ``same`` where all points gain the same.
    """

    places: NDArray[np.int64]
    gains: Floats
    below: float
    why: str

    @property
    def flags(self) -> Flags:
        """Whether it fails, shape (points,)."""
        below: Flags = self.gains < self.below if self.why == "asked" else self.gains <= self.below
        return below


def discovery(study: Study) -> tuple[list[Row], list[Row]]:
    """Find the conditions under which each scenario fails.

    A scenario fails at a point where its mean gain over the replications (of a price its median) is below
    what the experiment file says, or is not above nothing; where that is so at all points or at none, in the
    worst quarter, or in more where points gain the same. A tree of at most three questions parts the space.
    Its depth is the least that foretells points it did not see as well as any; when none does so better than
    the share of all, no conditions are given.

    Returns
    -------
    checks : list of Row
        For each scenario and measure: ``n_points``, ``fails_below`` (a gain, in the better direction) and
        ``why``, ``share_failing`` and ``share_no_gain`` of the points, ``depth`` of the tree (0: no
        conditions found), and ``skill``: by how much its squared error on points that it did not see is
        smaller than without a tree (0-1).
    rules : list of Row
        For each failing part: ``rule`` in words and as ``conditions``, ``n_points`` in it, ``density``
        (share of these that fail), ``coverage`` (share of all failures that lie in it) and
        ``density_unseen`` (the density among points that the tree had not seen when it put them in such a
        part; of all failing parts together).
    """
    checks: list[Row] = []
    rules: list[Row] = []
    few = {(study.options[option].scenario, number) for option, number in study.few}
    if study.paths and len(np.unique(study.places)) >= FEWEST:
        for number, measure in enumerate(study.measures):
            for name in study.scenarios:
                if name != study.reference and (name, number) not in few and _is_asked(study, measure):
                    check, found = _of_scenario(study, name, number, measure)
                    checks += check
                    rules += found
    return checks, rules


def _is_asked(study: Study, measure: SweepMeasure) -> bool:
    asked = study.manifest.get("fails")
    if asked is not None:
        return bool(measure.id == asked["measure"]) and measure.sign != 0
    return measure.may_be_better and measure.name not in _NOT_ABOUT_PUPILS


def failing(study: Study, scenario: str, number: int, measure: SweepMeasure) -> Failing | None:
    """Say at which points a scenario fails, where it is not off; None when it has a gain at none.

    With fewer points than conditions are looked for among there is no worst quarter either.
    """
    options = [str(place) for place, one in enumerate(study.options) if one.scenario == scenario]
    middle = "median" if measure.name == RATIO else "avg"
    found = study.arrays(
        f"""
        SELECT place, {measure.sign} * {middle}(m{number}) AS gain FROM cases JOIN points_here USING (place)
        WHERE option IN ({", ".join(options)}) AND is_on AND m{number} IS NOT NULL
        GROUP BY place, point ORDER BY point LIMIT {MOST}
        """
    )
    if not len(found["place"]):
        return None
    # Between two infinite prices a straight line has no value.
    gain = np.where(np.isnan(found["gain"]), -np.inf, found["gain"])
    asked = study.manifest.get("fails")
    if asked is not None:
        return Failing(found["place"], gain, float(asked["gain_below"]), "asked")
    if 0 < np.mean(gain <= 0) < 1 or len(gain) < FEWEST:
        return Failing(found["place"], gain, 0.0, "no gain")
    below = float(np.quantile(gain, WORST, method="lower"))
    why = "same" if gain.min() == gain.max() else "least"
    quarter = int(np.sum(gain <= below)) <= WORST * len(gain) + 1
    return Failing(found["place"], gain, below, "worst quarter" if quarter else why)


def _of_scenario(
    study: Study, scenario: str, number: int, measure: SweepMeasure
) -> tuple[list[Row], list[Row]]:
    found = failing(study, scenario, number, measure)
    if found is None:
        return [], []
    fails = found.flags
    about: Row = {"measure": measure.id, "unit": measure.unit, "scenario": scenario}
    paths = [path for path in study.paths if study.has(scenario, path)]
    features, known = features_of({path: study.points[path][found.places] for path in paths})
    depth, skill, unseen = 0, 0.0, float("nan")
    if features.shape[1] and 0 < fails.mean() < 1 and len(fails) >= FEWEST:
        depth, skill, unseen = choose_depth(features, fails, _folds(study, found))
    check: Row = {
        **about,
        "n_points": len(fails),
        "fails_below": found.below,
        "why": found.why,
        "share_failing": float(fails.mean()),
        "share_no_gain": float(np.mean(found.gains <= 0)),
        "depth": depth,
        "skill": skill,
    }
    if not depth:
        return [check], []
    rules = [
        {
            **about,
            "rule": " and ".join(map(str, conditions)),
            "conditions": [one.plain() for one in conditions],
            "n_points": int(inside.sum()),
            "density": float(fails[inside].mean()),
            "coverage": float(fails[inside].sum() / fails.sum()),
            "density_unseen": None if np.isnan(unseen) else unseen,
        }
        for conditions, inside in _parts(_grown(features, fails, depth), features, fails, known)
    ]
    return [check], sorted(rules, key=lambda rule: -float(rule["coverage"]))


def _folds(study: Study, found: Failing) -> NDArray[np.int64]:
    """Part the points into folds; points that are not sampled apart from each other stay together."""
    if study.method in ("sobol", "morris"):
        blocks = dict(study.rows("SELECT place, block FROM points_here"))
        return np.array([blocks[place] % FOLDS for place in found.places.tolist()])
    return np.arange(len(found.places)) % FOLDS


def choose_depth(features: Floats, fails: Flags, folds: NDArray[np.int64]) -> tuple[int, float, float]:
    """Choose how many questions a tree may ask.

    Parameters
    ----------
    features : ndarray of float64, shape (points, features)
        What is known of each point.
    fails : ndarray of bool, shape (points,)
        What is to be foretold.
    folds : ndarray of int64, shape (points,)
        Which fifth of the points each is in.

    Returns
    -------
    depth
        0 when no tree is better than none.
    skill
        One minus its squared error over that without a tree, both on points that were not seen.
    density
        Share of failures among the points that it would have put in a failing part, unseen.
    """
    errors, said = np.empty((DEEPEST + 1, len(fails))), np.empty((DEEPEST + 1, len(fails)))
    several = np.unique(folds)
    if len(several) == 1:
        return 0, 0.0, float("nan")
    for fold in several:
        out = folds == fold
        for depth in range(DEEPEST + 1):
            said[depth, out] = _foretold(features[~out], fails[~out], features[out], depth)
    errors = (said - fails) ** 2
    gains = errors[0] - errors
    best = int(np.argmin(errors.mean(axis=1)))
    if best == 0 or not _is_above(gains[best], SURE):
        return 0, 0.0, float("nan")
    depth = next(d for d in range(1, best + 1) if not _is_above(errors[d] - errors[best], 1.0))
    named = said[depth] >= _from(_foretold(features, fails, features, depth), fails)
    density = float(fails[named].mean()) if named.any() else float("nan")
    return depth, float(1 - errors[depth].mean() / errors[0].mean()), density


def _from(foretold: Floats, fails: Flags) -> float:
    """Give the share of failures from which a part counts as failing, of shares in the parts of a tree."""
    of_all = float(fails.mean())
    return LEAST if of_all < LEAST <= float(foretold.max()) else float(np.nextafter(of_all, 1.0))


def _is_above(values: Floats, errors: float) -> bool:
    """Say whether a mean is above 0 by so many standard errors."""
    return bool(values.mean() > errors * values.std(ddof=1) / len(values) ** 0.5)


def _foretold(seen: Floats, fails: Flags, unseen: Floats, depth: int) -> Floats:
    share = float(fails.mean())
    if depth == 0 or share in (0.0, 1.0):
        return np.full(len(unseen), share)
    told: Floats = _grown(seen, fails, depth).predict_proba(unseen)[:, 1]
    return told


def _grown(features: Floats, fails: Flags, depth: int) -> DecisionTreeClassifier:
    from sklearn.tree import DecisionTreeClassifier

    leaf = max(5, -(-len(fails) // 20))
    return DecisionTreeClassifier(max_depth=depth, min_samples_leaf=leaf, random_state=0).fit(features, fails)


def _parts(
    tree: DecisionTreeClassifier, features: Floats, fails: Flags, known: Sequence[tuple[str, Any]]
) -> list[tuple[list[Condition], Flags]]:
    """Give the failing leaves; two that differ in their last question alone are one."""
    inner = tree.tree_
    leaf_of = tree.apply(features)
    least = _from(np.array([fails[leaf_of == leaf].mean() for leaf in np.unique(leaf_of)]), fails)

    def walk(node: int, asked: tuple[tuple[int, bool, float], ...]) -> list[tuple[Any, list[int]]]:
        left, right = int(inner.children_left[node]), int(inner.children_right[node])
        if left < 0:
            failing = fails[leaf_of == node].mean() >= least
            return [(asked, [node])] if failing else []
        feature, cut = int(inner.feature[node]), float(inner.threshold[node])
        found = [walk(child, (*asked, (feature, child == left, cut))) for child in (left, right)]
        whole = all(len(one) == 1 and len(one[0][0]) == len(asked) + 1 for one in found)
        return [(asked, found[0][0][1] + found[1][0][1])] if whole else found[0] + found[1]

    return [(conditions_of(asked, known), np.isin(leaf_of, leaves)) for asked, leaves in walk(0, ()) if asked]
