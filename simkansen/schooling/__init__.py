"""What a school system is, as data: sectors, subjects, levels, years and places, a package a country.

The rooms above know no country, sector, level or subject by name: they ask the system.
"""

from simkansen.schooling.system import Fact, Level, Sector, Subject, System, load_system

__all__ = ["Fact", "Level", "Sector", "Subject", "System", "load_system"]
