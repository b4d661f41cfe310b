"""The interventions: each one object in one file that changes inputs of the week, never an outcome."""

from __future__ import annotations

from simkansen.interventions.base import Intervention
from simkansen.interventions.bring_to_school import BringToSchool
from simkansen.interventions.lend_devices import LendDevices
from simkansen.interventions.parent_guidance import ParentGuidance
from simkansen.interventions.peer_tutoring import PeerTutoring
from simkansen.interventions.teacher_professionalisation import TeacherProfessionalisation
from simkansen.interventions.tutoring import Tutoring

_ALL: tuple[type[Intervention], ...] = (
    BringToSchool,
    Tutoring,
    PeerTutoring,
    LendDevices,
    ParentGuidance,
    TeacherProfessionalisation,
)


def registry() -> dict[str, type[Intervention]]:
    """Return every intervention by the name that scenario files use.

    Returns
    -------
    dict of str to type
        Name to class, in the order in which they are listed to users.
    """
    return {one.type_name(): one for one in _ALL}


__all__ = ["Intervention", "registry"]
