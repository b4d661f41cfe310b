"""The texts and tables of the page that are not figures: what was asked, how sure, how to reproduce."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from simkansen.outcomes.registry import SUBJECTS
from simkansen.report.figures.parts import Context, TextTable
from simkansen.report.reading.causes import told_interval
from simkansen.report.reading.grounds import letter, tried
from simkansen.report.reading.records import FEWEST_PUPILS, Band, ClosedPeriod
from simkansen.report.reading.results import Results
from simkansen.report.sentences import headings, population, read_back
from simkansen.report.words import Words
from simkansen.runs.draws import CLAIM, FEWEST_COUNTED, FEWEST_DRAWS
from simkansen.scenario.schema.words import LANGUAGE, LEAST, MOST
from simkansen.schooling import load_system

GAPS = {
    "parental_education": (LEAST, MOST),
    "home_language": ("other", LANGUAGE),
    "household": ("one-parent", "two-parent"),
    "school_disadvantage": ("over-30%", "under-10%"),
    "migration": ("any", "none"),
}
"""Per grouping the group that is behind most, and the one that it is compared with."""

LITTLE = 0.05
"""Of a variance, what is told as hardly any of it, and with the rest as nearly all; assumed."""


def title(context: Context) -> str:
    """Return the question that the page answers."""
    return context.words("page.title_effects" if context.effects else "page.title_alone")


def limits(context: Context) -> list[str]:
    """Return what the results leave out, in sentences."""
    fitted = "unfitted" if context.results.source == "prior" else "fitted"
    people = {"same": "people", "remade": "people_remade"}.get(context.results.people, "people_redrawn")
    kept = ("made_up", people, "subjects", "primary", "better_off", fitted)
    return [*(context.words(f"limits.{key}") for key in kept), *small_groups(context)]


def small_groups(context: Context) -> list[str]:
    """Return that groups of few pupils have no number, where there are such groups."""
    count = context.results.small_groups()
    few = context.words.number(FEWEST_PUPILS)
    return [context.words.counted("limits.small", count, few=few)] if count else []


def asked(context: Context) -> list[str]:
    """Return in plain sentences which scenarios, which pupils, which closures and how many runs."""
    results, words = context.results, context.words
    compared = results.compared
    if not compared:
        first = words("asked.alone", reference=context.reference)
    elif len(compared) == 1:
        first = words("asked.compare_one", label=context.label(compared[0].name), reference=context.reference)
    else:
        first = words("asked.compare", n=words.number(len(compared)), reference=context.reference)
    schools = results.fact("schools")
    people = words(
        "asked.people",
        pupils=words.number(results.n_pupils),
        start=words.date(results.weeks[0]),
        end=words.date(results.last_week),
        schools=words.counted("asked.at_schools", schools) if isinstance(schools, int) else "",
    )
    if results.n_learners > results.n_pupils:
        people += " " + words("asked.people_all", n=words.number(results.n_learners))
    place = population(words, results.reference.resolved.get("population"))
    return [first, " ".join(t for t in (place, people) if t), closures(context), _runs(context)]


def closures(context: Context) -> str:
    """Return when schools were closed or worked with half groups, as a sentence.

    Where scenarios have other closures than the reference it says that these are the reference's.
    """
    return f"{own_closures(context)} {others_closed(context)}".strip()


def others_closed(context: Context) -> str:
    """Return when schools of other sectors alone were closed, as a sentence; nothing where none were."""
    words, calendar = context.words, context.results.reference.resolved.get("calendar")
    found = calendar.get("closures") if isinstance(calendar, Mapping) else None
    texts = [
        words(
            "asked.closure_of",
            sectors=words.listed(words.sector(str(name)) for name in one["sectors"]),
            kind=words("asked.half" if one.get("kind") == "half-groups" else "asked.closed"),
            start=words.date(date.fromisoformat(str(one["from"])[:10])),
            end=words.date(date.fromisoformat(str(one["to"])[:10])),
        )
        for one in (found if isinstance(found, list) else ())
        if one.get("sectors") and load_system().learning_sector not in one["sectors"]
    ]
    return words("asked.closures_of_others", list=words.listed(texts)) if texts else ""


def own_closures(context: Context) -> str:
    """Return when schools of the pupils were closed or worked with half groups, as a sentence."""
    words, closures = context.words, context.results.closures
    own = bool(context.results.manifest.get("unlike_closures"))
    about = {"reference": context.reference} if own else {}
    if not closures:
        key = "asked.no_closures_of" if own else "asked.no_closures"
        return words(key, **about) if "closures" in context.results.manifest else ""
    texts = [
        words(
            "asked.closure",
            kind=words("asked.closed" if c.kind == "closed" else "asked.half"),
            start=words.date(c.start),
            end=words.date(c.end),
        )
        + whom_closed(words, c)
        for c in closures
    ]
    return words("asked.closures_of" if own else "asked.closures", list=words.listed(texts), **about)


def whom_closed(words: Words, closure: ClosedPeriod) -> str:
    """Return in brackets for which levels and places a closure was, and its turns; nothing for everybody."""
    levels = words.listed(map(str, closure.levels))
    said = [f"{load_system().levels.word} {levels}" if levels else "", words.listed(closure.places)]
    said.append(words("asked.by_weeks") if closure.by_weeks else "")
    return f" ({'; '.join(filter(None, said))})" if any(said) else ""


def _runs(context: Context) -> str:
    words, n = context.words, context.results.n_runs
    if n <= 1:
        return words("asked.runs_one")
    if context.results.source == "point":
        return words("asked.runs", n=words.number(n), drawn="")
    drawn = words("asked.runs_drawn", draws=words.number(n))
    return words("asked.runs", n=words.number(n), drawn=drawn)


def too_few(context: Context) -> list[str]:
    """Return that there are too few runs for an interval, a share and an order, and how many these need."""
    n = context.results.n_runs
    return [context.words.counted("few.runs", n, **_needed(context))] if n < FEWEST_DRAWS else []


def more_runs(context: Context) -> list[str]:
    """Return how to ask for more runs, where they are too few for an interval; for who gives commands."""
    few = context.results.n_runs < FEWEST_DRAWS
    return [context.words("few.again", **_needed(context))] if few else []


def _needed(context: Context) -> dict[str, str]:
    """Return how many runs an interval needs, and how many shares and an order."""
    words = context.words
    return {"least": words.number(FEWEST_DRAWS), "counted": words.number(FEWEST_COUNTED)}


def few_counted(context: Context) -> list[str]:
    """Return that runs are enough for an interval, and too few for per cents of them and for an order."""
    n, words = context.results.n_runs, context.words
    if not context.few_counted:
        return []
    key = "sure.few_order" if len(context.effects) > 1 else "sure.few"
    return [words(key, n=words.number(n), fewest=words.number(FEWEST_COUNTED))]


def read_back_all(context: Context) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """Return per scenario its label, and per intervention a heading with sentences."""
    words = context.words
    return [
        (
            context.label(s.name),
            [
                (
                    name,
                    read_back(
                        words,
                        i,
                        s.parameters,
                        never_closed=context.results.never_closed,
                        half_groups=context.results.half_groups,
                    ),
                )
                for name, i in zip(headings(words, s.interventions), s.interventions, strict=True)
            ],
        )
        for s in context.results.scenarios
    ]


def growth(context: Context) -> TextTable | None:
    """Return growth as a share of a normal year per scenario and school year."""
    words = context.words
    bands = {(b.scenario, b.week): b for b in context.results.bands("growth_share")}
    weeks = sorted({w for _, w in bands})
    if not bands:
        return None
    rows = [
        [context.label(s.name), *(words.share_band(bands.get((s.name, w))) for w in weeks)]
        for s in context.results.scenarios
    ]
    head = [words("head.scenario"), *(words("growth.year", date=words.date(w)) for w in weeks)]
    return TextTable(words("growth.table"), head, rows)


def gaps(context: Context, shown_by: Collection[str] = tuple(GAPS)) -> TextTable | None:
    """Return the gap of each worst-off group to its reference group, and what interventions change in it.

    Parameters
    ----------
    context
        The results, in one language.
    shown_by
        The groupings to show, of those in `GAPS`.
    """
    words, name = context.words, context.results.reference.name
    level = {by: context.results.last("gap_weeks", by=by, small=True) for by in GAPS}
    effect = {by: context.results.last("gap_weeks", kind="effect", by=by, small=True) for by in GAPS}
    shown = {by: pair for by, pair in GAPS.items() if by in shown_by and (name, pair[0]) in level[by]}
    if not shown:
        return None
    first = [words.with_band(level[by][name, group].negated(), 1) for by, (group, _) in shown.items()]
    rows = [[words("gap.now", reference=context.reference), *first]]
    for e in context.effects:
        bands = [effect[by].get((e.name, group)) for by, (group, _) in shown.items()]
        cells = [words.with_band(b and b.negated(), 2) for b in bands]
        rows.append([words("gap.change", label=context.label(e.name)), *cells])
    heads = [
        words("gap.of", by=words.capital(context.dimension(by)), group=context.group(by, group),
              reference=context.group(by, against))
        for by, (group, against) in shown.items()
    ]  # fmt: skip
    return TextTable(words("gap.table"), [words("head.scenario"), *heads], rows)


def untried(context: Context) -> list[str]:
    """Return a warning for each scenario with an intervention of which no trial is known."""
    like = [] if context.middles_alone or context.few_counted else context.like
    placed = {effect.name for effect in like if len(like) > 1}
    found = [one.name for one in context.results.scenarios if not tried(one)]
    keys = ["main.untried" if name in placed else "main.untried_alone" for name in found]
    return [context.words(key, label=context.label(name)) for key, name in zip(keys, found, strict=True)]


def harm(context: Context) -> list[str]:
    """Return one sentence per intervention under which pupils surely learn less."""
    words = context.words
    return [
        words("main.harm", label=context.label(e.name), reference=context.reference,
              evidence=letter(context, e), share=words.percent(1 - e.helps))
        for e in context.like
        if e.helps is not None and e.counted >= FEWEST_COUNTED
        and e.helps <= 1 - CLAIM and e.weeks.median < 0
    ]  # fmt: skip


def worse(context: Context) -> list[str]:
    """Return one sentence per intervention that leaves a percent or more of the pupils worse off."""
    words = context.words
    bands = context.results.last("worse_off", kind="effect")
    found = [
        words("worst.some", label=label, reference=context.reference, share=words.share_band(band))
        for label, band in ((context.label(e.name), bands.get((e.name, "all"))) for e in context.like)
        if band is not None and band.median >= 0.005
    ]
    return [*found, words("worst.why")] if found else []


def losing(context: Context, name: str) -> list[tuple[str, Band]]:
    """Return the subjects in which a scenario recovers less than nothing in its whole interval.

    Parameters
    ----------
    context
        The results.
    name
        A scenario.

    Returns
    -------
    list of (str, Band)
        The subject, and how many weeks it loses, above zero.
    """
    found = []
    for subject in SUBJECTS:
        lost = context.results.one("delay_weeks", kind="effect", subject=subject, of=name)
        if lost is not None and lost.p05 > 0:
            found.append((subject, lost))
    return found


def worse_subjects(context: Context) -> list[str]:
    """Return a sentence for each intervention and subject in which pupils surely learn less."""
    words = context.words
    return [
        words("worst.subject", label=label, subject=subject, weeks=words.with_band(lost, 2))
        for label, lost_in in ((context.label(e.name), losing(context, e.name)) for e in context.like)
        for subject, lost in ((words.subject(one), lost) for one, lost in lost_in)
    ]


def bands(context: Context) -> list[str]:
    """Return what the bands hold and leave out, how much is chance, and where the values come from."""
    held, *outside = band_holds(context)
    return [held, *chance(context), *outside]


def band_holds(context: Context) -> list[str]:
    """Return what the bands hold, what they leave out, and where the values come from."""
    words, results, n = context.words, context.results, context.results.n_runs
    if context.middles_alone:
        return [*_why_none(context), origin(context)]
    held = words("sure.point" if results.source == "point" else "sure.drawn")
    if results.source != "point" and results.n_pairs > 1:
        held += f" {words('sure.pairs')}"
    told = {"same": "sure.people", "remade": "sure.people_remade"}
    people = words(told.get(results.people, "sure.people_redrawn"))
    return [f"{words('sure.band', n=words.number(n))} {held}", people, origin(context)]


def _why_none(context: Context) -> list[str]:
    """Return why there is no interval, where there is none: too few runs, or pupils."""
    return too_few(context) or ([context.words("few.pupils_sure")] if context.middles_alone else [])


def origin(context: Context) -> str:
    """Return where the values come from."""
    origins = {"prior": "sure.unfitted", "point": "sure.mean"}
    return context.words(origins.get(context.results.source, "sure.fitted"))


def chance(context: Context) -> list[str]:
    """Return how much of the uncertainty of the headline figure is chance, if it can be told."""
    words, results = context.words, context.results
    if context.effects:
        effect = context.effects[0]
        share, what = effect.weeks.chance_share, words("sure.of_effect", label=context.label(effect.name))
    else:
        level = results.one("delay_weeks", of=results.reference.name)
        share, what = level.chance_share if level else None, words("sure.of_delay")
    pairs = results.n_pairs
    if share is None or not pairs or results.source == "point" or context.middles_alone:
        return []
    told = told_interval(share, pairs, results.n_runs)
    if told is None:
        return [words.counted("sure.chance.untold", pairs, what=what)]
    low, high = told
    size = "hardly" if high < LITTLE else "nearly" if low > 1 - LITTLE else "partly"
    said = words(f"sure.chance.{size}", what=what, low=words.percent(low), high=words.percent(high))
    return [f"{said} {words.counted('sure.chance.rests', pairs)}"]


def sure(context: Context) -> list[str]:
    """Return how sure these results are: what is chance, how firm the order is, and what went missing."""
    results, words = context.results, context.words
    found = _why_none(context) or chance(context)
    found += few_counted(context)
    rank = context.ranking
    if rank is not None and len(rank.same_as(rank.names[0])) < len(rank.names):
        found.append(words("sure.order", share=words.percent(rank.holds)))
    failed = results.fact("failed")
    count = len(failed) if isinstance(failed, list) else failed
    if isinstance(count, int) and count:
        found.append(words("sure.failed", n=words.number(count)))
    return found


def version(results: Results) -> str:
    """Return the version of simkansen that made the results."""
    versions = results.fact("versions")
    found = versions.get("simkansen") if isinstance(versions, dict) else None
    return str(found or results.fact("simkansen") or "?")


def facts(context: Context) -> dict[str, object]:
    """Return seed, hash, versions, commit and time, empty where results do not tell."""
    results, words = context.results, context.words
    versions, git = results.fact("versions"), results.fact("git")
    commit = str(git["commit"]) if isinstance(git, dict) and git.get("commit") else ""
    dirty = commit and isinstance(git, dict) and git.get("dirty")
    seconds = results.fact("wall_seconds")
    time = words("reproduce.seconds", n=words.number(seconds)) if isinstance(seconds, int | float) else ""
    return {
        words("reproduce.results"): results.fact("name") or results.folder.resolve().name,
        words("reproduce.scenarios"): ", ".join(one.name for one in results.scenarios),
        words("reproduce.seed"): results.seed,
        words("reproduce.hash"): results.hash,
        words("reproduce.versions"): named_versions(versions) if isinstance(versions, dict) else "",
        words("reproduce.git"): words("reproduce.dirty", commit=commit) if dirty else commit,
        words("reproduce.time"): time,
    }


def named_versions(versions: Mapping[str, object]) -> str:
    """Return programs with their versions, as a text."""
    return ", ".join(f"{name} {version}" for name, version in versions.items())
