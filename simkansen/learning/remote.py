"""Step 5a: what a week at a distance gives: live lessons, own work and help at home (M1-M3, M9).

What the three sources give together is one of two growth rules: `product` adds them, so that more of one
makes up for less of another; `ces` (`substituted`) lets it do so only in part.
"""

from __future__ import annotations

from simkansen.arithmetic import exp, logistic, power
from simkansen.compiled import Rates, inlined, rule
from simkansen.learning.functions import between


@inlined
def follow(digital_skill: float, level: int, p: Rates) -> float:
    """Share of a live lesson that a pupil with access can follow.

    Parameters
    ----------
    digital_skill
        Digital skill of the pupil (z).
    level
        Groep (3-8): older pupils handle a screen better.
    p
        Parameters of learning.

    Returns
    -------
    float
        Share in (0, 1).

    Source: founding document items A28-A31; mechanism M2; register RES-09, RES-10.
    """
    return logistic(
        p.follow_base + p.follow_digital_skill * digital_skill + p.follow_level * (level - p.first_level)
    )


@rule
def live_lessons(
    offered: float, access: float, followed: float, engagement: float, teaching: float, p: Rates
) -> float:
    """Learning share of live lessons at a distance.

    Access is a gate and skill decides what is made of it: a product, never a sum.

    Parameters
    ----------
    offered
        Share of normal lessons offered live (0-1).
    access
        Device times connection (0-1).
    followed
        Share of a lesson that the pupil can follow (0-1).
    engagement
        Engagement (0-1).
    teaching
        Quality of the remote lesson (1 = average before any experience).
    p
        Parameters of learning.

    Returns
    -------
    float
        Share of a normal week.

    Source: founding document items A21, A29, C36-C37; mechanisms M2, M6, M7; register DEV-01, TIM-03.
    """
    return p.live_share * offered * access * followed * engagement * teaching


@inlined
def own_work(
    materials: float,
    quiet: float,
    self_regulation: float,
    engagement: float,
    feedback: float,
    p: Rates,
) -> float:
    """Learning share of work on one's own.

    Parameters
    ----------
    materials
        Books, paper and pens at home or from school (0-1).
    quiet
        Share of the day with a quiet place (0-1).
    self_regulation
        Self-regulation of the pupil (z): with much of it a pupil can gain (C26, C32).
    engagement
        Engagement (0-1).
    feedback
        How far the work is seen and answered (0-1).
    p
        Parameters of learning.

    Returns
    -------
    float
        Share of a normal week.

    Source: founding document items A22, A26, A43, C25-C28; mechanism M9.
    """
    answered = p.work_unanswered + (1.0 - p.work_unanswered) * feedback
    kept_up = logistic(p.work_base + p.work_self_regulation * self_regulation)
    place = p.work_without_quiet + (1.0 - p.work_without_quiet) * quiet
    return p.work_share * materials * place * kept_up * engagement * answered


@inlined
def help_capability(
    capability: float, spoken: float, digital: float, respect: float, guidance: float, p: Rates
) -> float:
    """How well parents can help with schoolwork.

    Parameters
    ----------
    capability
        Capability by schooling (0-1).
    spoken
        Share of talk at home that is in the language of instruction (0-1).
    digital
        Parents' digital skill (z).
    respect
        Respect felt from school (0-1).
    guidance
        Share by which the school's advice closes the lack of capability (0-1): advice gives most
        where schooling gives least (E30).
    p
        Parameters of learning.

    Returns
    -------
    float
        Share in [0, 1].

    Source: founding document items A14-A20, B14, E30-E31; mechanisms M3, M14; register RES-02.
    """
    able = capability + guidance * (1.0 - capability)
    language = 1.0 - p.help_without_language * (1.0 - spoken)
    screen = logistic(p.help_digital_base + p.help_digital * digital)
    trusted = p.help_without_respect + (1.0 - p.help_without_respect) * respect
    return between(able * language * screen * trusted, 0.0, 1.0)


@inlined
def help_at_home(hours: float, capability: float, p: Rates) -> float:
    """Learning share of help at home, with diminishing returns in hours.

    Parameters
    ----------
    hours
        Hours of help for this child (h/week).
    capability
        How well the helper can help (0-1).
    p
        Parameters of learning.

    Returns
    -------
    float
        Share of a normal week.

    Source: founding document items A4, A13-A20; mechanisms M1, M3; register TIM-07, RES-01.
    """
    return p.help_share * (1.0 - exp(-hours / p.help_hours)) * capability


@rule
def substituted(live: float, work: float, helped: float, p: Rates) -> float:
    """Learning share of three sources that make up for one another only in part.

    A mean with constant elasticity of substitution, 1 / (1 - `ces_exponent`), normalised at the mix of an
    average pupil: that mix gives its sum, any other mix less than its sum, and one source alone less the
    more it is used to the company of the others.

    Parameters
    ----------
    live
        What live lessons give (share of a normal week).
    work
        What own work gives (share of a normal week).
    helped
        What help gives (share of a normal week).
    p
        Parameters of learning.

    Returns
    -------
    float
        Share of a normal week, at most the sum of the sources; a source below 0 counts as 0.

    Source: assumed, for want of an estimate; the normalised form is that of Klump and de La Grandville
    (2000), American Economic Review 90(1), 282-291.
    """
    whole = p.ces_live + p.ces_work + p.ces_help
    mean = (
        p.ces_live / whole * power(max(0.0, live) / p.ces_live, p.ces_exponent)
        + p.ces_work / whole * power(max(0.0, work) / p.ces_work, p.ces_exponent)
        + p.ces_help / whole * power(max(0.0, helped) / p.ces_help, p.ces_exponent)
    )
    return whole * power(mean, 1.0 / p.ces_exponent)


@rule
def together(live: float, work: float, helped: float, p: Rates) -> float:
    """Learning share of a place where a pupil has live lessons, own work and help, by the growth rule.

    Parameters
    ----------
    live
        What live lessons give (share of a normal week).
    work
        What own work gives (share of a normal week).
    helped
        What help gives (share of a normal week).
    p
        Parameters of learning; `growth_ces` chooses the rule.

    Returns
    -------
    float
        Share of a normal week.

    Source: mechanisms M1-M3, M9; that the sources add up is assumed, hence the other rule.
    """
    if p.growth_ces == 0.0:
        return live + work + helped
    return substituted(live, work, helped, p)
