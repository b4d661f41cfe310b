"""Names of places: whole and the same in every shipped file, and understood however they are spelled."""

from __future__ import annotations

import re
import unicodedata

import pytest

from simkansen.report.figures.provinces import PROVINCES
from simkansen.scenario import ScenarioErrors
from simkansen.scenario.place_names import find_place, official_name, other_names
from simkansen.schooling.figures import FIGURES, read_figures
from simkansen.schooling.places import places, provinces

NAMES = {place.name: place.province for place in places()}
GONE_SINCE_2006_OR_2014 = """
    's-Gravendeel; Aalburg; Abcoude; Alkemade; Ambt Montfort; Andijk; Anna Paulowna; Arcen en Velden; Bedum;
    Bellingwedde; Bennebroek; Bergambacht; Bergschenhoek; Berkel en Rodenrijs; Bernisse; Binnenmaas;
    Bleiswijk; Boarnsterhim; Bodegraven; Bolsward; Boskoop; Breukelen; Bussum; Cromstrijen; Dantumadeel; De
    Friese Meren; De Marne; Dirksland; Dongeradeel; Eemsmond; Eijsden; Ferwerderadiel; Franekeradeel;
    Gaasterlân-Sleat; Geldermalsen; Giessenlanden; Goedereede; Graafstroom; Graft-De Rijp; Groenlo;
    Groesbeek; Grootegast; Haarlemmerliede en Spaarnwoude; Haelen; Haren; Harenkarspel; Heel; Helden; het
    Bildt; Heythuysen; Hoogezand-Sappemeer; Hunsel; Jacobswoude; Kessel; Kollumerland en Nieuwkruisland;
    Korendijk; Leek; Leerdam; Leeuwarderadeel; Lemsterland; Liemeer; Liesveld; Lingewaal; Lith;
    Littenseradiel; Loenen; Maarssen; Maasbracht; Maasbree; Maasdonk; Margraten; Marum; Meerlo-Wanssum;
    Meijel; Menaldumadeel; Menameradiel; Menterwolde; Middelharnis; Millingen aan de Rijn; Molenwaard;
    Moordrecht; Muiden; Naarden; Nederlek; Neerijnen; Niedorp; Nieuw-Lekkerland; Nieuwerkerk aan den IJssel;
    Nijefurd; Noorder-Koggenland; Noordwijkerhout; Nuth; Obdam; Onderbanken; Oostflakkee; Oud-Beijerland;
    Ouderkerk; Reeuwijk; Reiderland; Rijnwaarden; Rijnwoude; Roggel en Neer; Rozenburg; Scheemda; Schermer;
    Schijndel; Schinnen; Schoonhoven; Sevenum; Sint-Oedenrode; Skarsterlân; Slochteren; Sneek; Spijkenisse;
    Strijen; Swalmen; Ten Boer; Ter Aar; Thorn; Ubbergen; Veghel; Vianen; Vlagtwedde; Vlist; Werkendam;
    Wervershoof; Wester-Koggenland; Wieringen; Wieringermeer; Winschoten; Winsum; Wognum; Woudrichem;
    Wymbritseradiel; Wûnseradiel; Zederik; Zeevang; Zevenhuizen-Moerkapelle; Zijpe; Zuidhorn
"""
"""From lists of the municipalities of 2006 and of 2014: those that are none of 2019."""


def columns(name):
    """Give every value of a column in all shipped tables that have it."""
    return [
        (path.name, row[name])
        for path in sorted(FIGURES.glob("*.csv"))
        for row in read_figures(path.stem)
        if row.get(name)
    ]


def test_every_name_of_a_place_is_written_whole():
    named = [*columns("municipality"), *columns("province"), *(("", one.name) for one in other_names())]
    assert len(named) > 700
    for file, name in named:
        assert unicodedata.normalize("NFC", name) == name, (file, name)
        assert re.fullmatch(r"('s-|'t )?[A-Z][A-Za-zâéúûëïöêô' .,()-]*", name), (file, name)
        assert not re.search(r"[^A' .,()-][A-ZÀ-Þ]", name.replace("IJ", "Ij").replace("NH", "Nh")), name


def test_the_frisian_names_are_as_they_are_written_there():
    assert {"Noardeast-Fryslân", "Súdwest-Fryslân", "De Fryske Marren"} <= NAMES.keys()


def test_every_file_has_the_same_provinces():
    assert set(NAMES.values()) == set(provinces()) == PROVINCES.keys()
    assert {name for _, name in columns("province")} == set(provinces())


def test_other_names_lead_to_municipalities_of_2019():
    for other in other_names():
        assert set(other.parts) <= NAMES.keys()
        assert other.name not in NAMES
        assert other.province in provinces()
        crossed = other.name in ("Leerdam", "Zederik")  # whose new municipality lies in Utrecht
        assert crossed or {NAMES[name] for name in other.parts} == {other.province}


def test_no_municipality_that_went_is_missing():
    known = {other.name.casefold() for other in other_names()}
    gone = {name.casefold() for name in " ".join(GONE_SINCE_2006_OR_2014.split()).split("; ")}
    assert len(gone) > 130
    assert gone <= known


def bare(name):
    parts = unicodedata.normalize("NFD", name)
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


@pytest.mark.parametrize(
    "spell",
    [
        str.upper,
        str.lower,
        bare,
        lambda name: bare(name).lower().replace("-", " "),
        lambda name: name.replace(" ", "-"),
        lambda name: unicodedata.normalize("NFD", name),
        lambda name: name.replace("'", "\u2019"),
        lambda name: f"  {name} ",
    ],
)
def test_capitals_accents_hyphens_and_apostrophes_do_not_matter(spell):
    for name, province in NAMES.items():
        assert official_name(spell(name), list(NAMES)) == name
        assert find_place(spell(name), spell(province)) == (name, province)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Bussum", "since 2016 it is part of 'Gooise Meren'"),
        ("Maashorst", "write 'Landerd' and 'Uden'"),
        ("Littenseradiel", "divided over 'Leeuwarden', 'Súdwest-Fryslân' and 'Waadhoeke'"),
        ("Bergen", "write Bergen (L.) or Bergen (NH.)"),
    ],
)
def test_a_scenario_is_told_which_municipalities_of_2019_to_name(write, load, written, said):
    with pytest.raises(ScenarioErrors, match=re.escape(said)):
        load(write(f"simkansen: 1\npopulation: {{netherlands: {{municipality: {written}}}}}\n"))


def test_a_scenario_may_spell_a_name_without_its_accents(write, load):
    asked = "{netherlands: {municipality: [Noardeast-Fryslan, sudwest fryslan], province: Fryslan}}"
    found = load(write(f"simkansen: 1\npopulation: {asked}\n")).population.country
    assert found.municipality == ("Noardeast-Fryslân", "Súdwest-Fryslân")
    assert found.province == ("Friesland",)


def test_a_municipality_outside_the_provinces_that_are_named_is_told(write, load):
    asked = "{netherlands: {municipality: [Almere, Ede, Urk], province: [Flevoland, Utrecht]}}"
    said = "Ede lies in Gelderland, which is not named, so it is left out"
    with pytest.raises(ScenarioErrors, match=said) as caught:
        load(write(f"simkansen: 1\npopulation: {asked}\n"))
    assert len(caught.value.problems) == 2  # and that none of them lies in Utrecht
