"""An empty programme begins with what is published: five countries, seven agencies, nineteen units and their holidays."""

from collections import Counter
from datetime import UTC, date, datetime

from sqlalchemy import func, select

from lms.people import published, queries
from lms.people.models import CountryPolicy, Holiday, NodeKind, OrgEdge, OrgName, OrgNode, UnitAgency

JUNE_2020 = datetime(2020, 6, 26, 4, tzinfo=UTC)
ELSEWHERE = {"AZ", "GE", "PK"}  # members of the network: a name each, and nothing under it
TODAY = datetime(2026, 3, 2, 4, tzinfo=UTC)


def by_code(at, lang="en"):
    return {node.code: node for node in queries.nodes(at, lang).values()}


def counts(db) -> dict[str, int]:
    tables = (OrgNode, OrgName, OrgEdge, UnitAgency, CountryPolicy, Holiday)
    return {table.__tablename__: db.session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}


def test_the_region_is_there_with_five_countries_seven_agencies_and_nineteen_units(db):
    kinds = Counter(node.kind for node in queries.nodes(TODAY, "en").values() if node.code not in ELSEWHERE)
    assert {node.code for node in queries.nodes(TODAY, "en").values() if node.cc in ELSEWHERE} == ELSEWHERE
    assert kinds == {NodeKind.REGION: 1, NodeKind.COUNTRY: 5, NodeKind.AGENCY: 7, NodeKind.UNIT: 19}


def test_fifteen_units_were_open_in_june_2020(db):
    units = [node for node in queries.nodes(JUNE_2020, "en").values() if node.kind == NodeKind.UNIT]
    assert {unit.code for unit in units if not unit.is_open(date(2020, 6, 26))} == {"KZ-ZHETYSU", "KZ-KURYK", "KG-BATKEN", "UZ-AYRITOM"}
    assert by_code(JUNE_2020)["UZ-AYRITOM"].opened_on == date(2022, 10, 5)
    assert by_code(JUNE_2020)["KZ-ZHETYSU"].is_open(date(2021, 2, 19))


def test_an_agency_is_called_as_it_was_on_that_day(db):
    before, after = by_code(datetime(2024, 5, 5, 12, tzinfo=UTC)), by_code(datetime(2024, 5, 6, 12, tzinfo=UTC))
    assert before["UZ-NCDC"].name.startswith("National Information-analytical Center")
    assert after["UZ-NCDC"].name == "National Center for Drug Control under the Presidential Administration"
    assert by_code(JUNE_2020)["UZ-SCC"].name == "State Customs Committee"
    assert by_code(JUNE_2020)["KG-SCS"].name.endswith("under the Government")
    assert by_code(TODAY)["KG-SCS"].name.endswith("under the Ministry of Finance")
    assert by_code(datetime(1999, 1, 1, tzinfo=UTC))["UZ-SCC"].name == "State Customs Committee"


def test_names_are_in_the_readers_language(db):
    assert by_code(JUNE_2020, "ru")["UZ-SCC"].name == "Государственный таможенный комитет"
    assert by_code(JUNE_2020, "uz")["TJ-KHUJAND"].name == "Худжанд"


def test_aktau_keeps_another_clock_than_altynkol(db):
    nodes = by_code(JUNE_2020)
    assert (nodes["KZ-AKTAU"].tz, nodes["KZ-ALTYNKOL"].tz) == ("Asia/Aqtau", "Asia/Almaty")


def test_one_unit_is_joint_and_its_source_says_that_we_assumed_it(db):
    nodes = queries.nodes(JUNE_2020, "en")
    joint = [nodes[unit].code for unit, agencies in queries.agencies_of_units().items() if len(agencies) > 1]
    assert joint == ["UZ-CHUKURSAY"]
    assert "[D]" in db.session.scalars(select(OrgNode.source).where(OrgNode.code == "UZ-CHUKURSAY")).one()


def test_every_unit_and_agency_stands_under_its_country(db):
    nodes = queries.nodes(TODAY, "en")
    for node in nodes.values():
        parent = queries.parent_of(node.id, date(2026, 3, 2))
        assert (parent is None) == (node.kind == NodeKind.REGION or node.code in ELSEWHERE)
        if node.kind in (NodeKind.AGENCY, NodeKind.UNIT):
            assert (nodes[parent].kind, nodes[parent].cc) == (NodeKind.COUNTRY, node.cc)


def test_loading_twice_changes_nothing(db):
    before = counts(db)
    published.load(datetime.now(UTC))
    db.session.commit()
    assert counts(db) == before


def test_what_people_have_changed_stays_as_they_made_it(db):
    name = db.session.scalars(select(OrgName).join(OrgNode, OrgNode.id == OrgName.node_id).where(OrgNode.code == "UZ-ALAT")).one()
    name.txt = {"en": "Alat, mended"}
    serving = db.session.scalars(select(UnitAgency).where(UnitAgency.agency_id == by_code(TODAY)["UZ-NCDC"].id)).one()
    serving.to_day = date(2021, 1, 1)
    day_off = db.session.get(Holiday, ("UZ", date(2020, 9, 1)))
    db.session.delete(day_off)
    db.session.commit()

    published.load(datetime.now(UTC))
    db.session.commit()

    assert by_code(TODAY)["UZ-ALAT"].name == "Alat, mended"
    assert [len(agencies) for agencies in queries.agencies_of_units().values()] == [1] * 19
    assert db.session.get(Holiday, ("UZ", date(2020, 9, 1))) is None


def test_the_holidays_are_there_for_the_demos_year_and_for_this_and_the_next(db):
    this_year = datetime.now(UTC).year
    found = {(row.cc, row.day.year) for row in db.session.scalars(select(Holiday))}
    assert found == {(cc, year) for cc in ("KZ", "KG", "TJ", "TM", "UZ") for year in {2020, 2021, this_year, this_year + 1}}
    assert db.session.get(Holiday, ("TJ", date(2020, 6, 27))).txt["ru"] == "День Национального единства"
    assert db.session.get(Holiday, ("UZ", date(2020, 9, 1))).txt == {"en": "Independence Day", "ru": "День независимости"}


def test_a_focal_point_works_with_their_own_units_and_a_coordinator_with_those_of_the_country(db, make):
    nodes = queries.nodes(TODAY, "en")
    focal_point, coordinator = make.viewer(make.focal_point("UZ-NCDC")), make.viewer(make.coordinator("UZ"))
    assert [nodes[unit].code for unit in queries.units_for(focal_point)] == ["UZ-CHUKURSAY"]
    assert {nodes[unit].cc for unit in queries.units_for(coordinator)} == {"UZ"}
    assert [nodes[agency].code for agency in queries.agencies_for(coordinator)] == ["UZ-SCC", "UZ-NCDC"]
    assert queries.units_for(make.viewer(make.trainee())) == []


def test_every_holiday_has_its_name_in_russian(db):
    assert [(row.cc, row.day, row.txt) for row in db.session.scalars(select(Holiday)) if not row.txt.get("ru")] == []
    assert db.session.get(Holiday, ("UZ", date(2020, 8, 31))).txt["ru"] == "Выходной (перенесено с 29.08.2020)"
    assert db.session.get(Holiday, ("KZ", date(2020, 3, 9))).txt["ru"] == "Международный женский день (выходной)"
