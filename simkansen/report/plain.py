"""Results in plain words, for whoever looks for two minutes: shares of ten, weeks, how sure."""

from __future__ import annotations

from simkansen.report.reading.findings import Effect
from simkansen.report.reading.records import Band
from simkansen.report.words import NBSP, Words
from simkansen.runs.draws import CLAIM, FEWEST_COUNTED, FEWEST_DRAWS

NEARLY = 0.05
"""A share nearer to none or to all than this is said in words: rounded to tenths it would be either."""

SMALLEST = 0.05
"""Fewer weeks than this round to nothing."""


class PlainWords(Words):
    """The words of a school: those under ``school.`` where there are, else those of every reader."""

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of a key; see `Words.__call__`."""
        own = f"school.{key}"
        return super().__call__(own if self.has(own) else key, **values)


def share_of_ten(words: Words, share: float, runs: int) -> str:
    """Return in how many of the simulations: ``9 of every 10 simulations``.

    Parameters
    ----------
    words
        The language.
    share
        Fraction of the runs, in [0, 1].
    runs
        Number of runs; fewer than `FEWEST_COUNTED` are counted, for tenths of them are not there.

    Returns
    -------
    str
        All, none, nearly all, hardly any, or so many of ten; of less than nine in ten, which is what a claim
        asks, at most eight.
    """
    if share in (0, 1):
        return words(f"school.share.{'all' if share else 'none'}", n=words.number(runs))
    if runs < FEWEST_COUNTED:
        return words("school.share.counted", n=words.number(round(share * runs)), runs=words.number(runs))
    if share < NEARLY or share > 1 - NEARLY:
        return words(f"school.share.{'nearly' if share > 1 - NEARLY else 'hardly'}")
    most = 9 if share >= CLAIM else 8
    return words("school.share.tenths", n=words.number(min(most, max(1, int(10 * share + 0.5)))))


def weeks(words: Words, amount: float, places: int = 1) -> str:
    """Return ``0.5 weeks``, which a line never breaks; Dutch counts up to one week as one."""
    return with_unit(words, words.number(amount, places), amount)


def with_unit(words: Words, text: str, amount: float) -> str:
    """Return a number that is written already with weeks behind it; see `weeks`."""
    one = abs(amount) <= 1 if words.lang == "nl" else text == words.number(1)
    return words(f"school.weeks.{'one' if one else 'many'}", n=text).replace(" ", NBSP)


def between(words: Words, low: float, high: float) -> str:
    """Return ``usually 0.4 to 0.7 weeks``, ``about 0.5 weeks`` where both round to the same."""
    first, last = words.number(low, 1), words.number(high, 1)
    if first == last:
        return words("school.about", weeks=weeks(words, high))
    first = words.number(0) if abs(low) < SMALLEST else first
    return words("school.usually", weeks=with_unit(words, words.between(first, last), high))


def gain(words: Words, amount: float, places: int = 1) -> str:
    """Return ``0.5 weeks``, ``0.5 weeks lost`` where it is below nothing, or that it is hardly anything."""
    if round(amount, places) == 0:
        return words("school.nothing")
    text = weeks(words, abs(amount), places)
    return words("school.loss", weeks=text) if amount < 0 else text


def recovered(words: Words, band: Band) -> str:
    """Return how many weeks are recovered in the middle, and where it usually lies, on one line."""
    middle = gain(words, band.median)
    if not band.told:
        return words.counted("school.card.few", band.n_runs, weeks=middle)
    if negligible(band):
        return words("school.card.negligible")
    if may_harm(band) and band.p95 < SMALLEST:
        return words("school.card.harms", weeks=between(words, max(0.0, -band.p95), -band.p05))
    if may_harm(band):
        most, least = weeks(words, band.p95), weeks(words, -band.p05)
        return words.capital(words("school.card.either", weeks=middle, loss=least, gain=most))
    usual = between(words, band.p05, band.p95)
    if usual == words("school.about", weeks=middle):  # the middle once more
        return words.capital(usual)
    return words.capital(words("school.card.band", weeks=middle, usual=usual))


def delay(words: Words, band: Band) -> str:
    """Return how large a delay usually is: its band, or at most so much where it may be none."""
    if band.ends[1] < SMALLEST:
        return words("school.hardly_any")
    if not band.told:
        return weeks(words, band.median)
    if band.p05 < SMALLEST:
        return words("school.at_most", weeks=weeks(words, band.p95))
    return between(words, band.p05, band.p95)


def negligible(band: Band) -> bool:
    """Return whether all of a band rounds to nothing."""
    return max(abs(band.p05), abs(band.p95)) < SMALLEST


def may_harm(band: Band) -> bool:
    """Return whether a band holds fewer weeks than none, after rounding."""
    return band.p05 <= -SMALLEST


def sure(words: Words, found: Effect, assumed: bool) -> str:
    """Return how likely it is that an intervention helps, in words and in simulations of ten.

    Parameters
    ----------
    words
        The language.
    found
        The effect, with the share of runs in which it recovers any.
    assumed
        Whether a part of what the effect rests on was assumed: then runs count what follows from that, and
        not whether it is so, and nothing is said to be likely.
    """
    runs = found.weeks.n_runs
    if runs >= FEWEST_DRAWS and not found.weeks.told:
        return words("school.sure.few_pupils")
    if found.helps is None:
        return words("school.sure.few")
    if runs < FEWEST_COUNTED:
        return words("school.sure.counted", share=share_of_ten(words, found.helps, runs))
    if negligible(found.weeks):
        return words("school.sure.given_negligible" if assumed else "school.sure.negligible")
    if assumed:
        return words("school.sure.given", share=share_of_ten(words, found.helps, runs))
    steps = ((0.9, "very"), (0.7, "likely"), (0.3, "unsure"), (0.1, "unlikely"))
    level = next((word for least, word in steps if found.helps >= least), "not")
    return words(f"school.sure.{level}", share=share_of_ten(words, found.helps, runs))
