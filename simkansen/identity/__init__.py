"""Identity: which code a stored result belongs to, told by what the model does and not by its text.

A small town is simulated in many ways and its figures are written down: the behaviour. It is shipped with the
digest of the sources that it was made from. Sources with that digest need no simulation; others are simulated
once (some ten seconds), compared with what is shipped, and the answer is kept in the user's cache. Figures
that are the same within 1e-9 are the same behaviour; else it is another one, and `moved` says where.

What decides and is data (parameters and priors, the register, the posterior) is no part of it: whoever rests
on data digests the data as well.
"""

from simkansen.identity.kept import Answer, answer, identity_of, moved
from simkansen.identity.scopes import COMPARED, FIT, NORM, PARTS, RUNS, SENSITIVITY, SWEEPS, Scope
from simkansen.identity.sources import PACKAGE, data_digest, own_sources, sources_digest

__all__ = [
    "COMPARED",
    "FIT",
    "NORM",
    "PACKAGE",
    "PARTS",
    "RUNS",
    "SENSITIVITY",
    "SWEEPS",
    "Answer",
    "Scope",
    "answer",
    "data_digest",
    "identity_of",
    "moved",
    "own_sources",
    "sources_digest",
]
