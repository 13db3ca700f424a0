"""The data: every fact has a source, every invented row its mark, and nothing is attributed to a town without one."""

import csv
from importlib.resources.abc import Traversable
from pathlib import Path

import pytest

from application.emission_reference import EMISSION_FACTS
from application.reference import FACTS as GENERAL_FACTS
from application.reference import (
    BodyRow,
    CityMeasureRow,
    MembershipRow,
    MunicipalityRow,
    PlanMemberRow,
    PlanRow,
    ReferenceDamaged,
    RegionRow,
    Row,
    SectorRow,
    Sourced,
    WindowRow,
    data_folder,
    read,
)
from application.samples import (
    MARK,
    NOTICE,
    SAMPLES,
    Sample,
    SampleActivity,
    SampleActual,
    SampleAdvice,
    SampleEmission,
    SampleIncident,
    SampleIndicator,
    SampleMeasure,
    SampleOffice,
    SampleOfficePlan,
    SamplePerson,
)
from domain.calendar import YEAR, Span, wareki_fiscal_year
from domain.plan_content import Sector, leaves, sector_faults
from domain.plan_membership import Standing

FACTS = (*GENERAL_FACTS, *EMISSION_FACTS)
OUR_OWN_SETTINGS = {
    "reminder_stages.csv",
    "review_rules.csv",
    "emission_checks.csv",
    "open_data.csv",
}  # policy of this system, not facts about the world


def files() -> list[Traversable]:
    return [entry for entry in data_folder().iterdir() if entry.name.endswith(".csv")]


def raw(file: Traversable) -> list[dict[str, str]]:
    return list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))


def tree() -> tuple[Sector, ...]:
    return tuple(Sector(code=row.code, parent=row.parent, name=row.name) for row in read(SectorRow) if row.counted)


def test_every_file_is_read_by_one_kind_of_row() -> None:
    named = [kind.FILE for kind in (*FACTS, *SAMPLES)]
    assert sorted(named) == sorted({entry.name for entry in files()} - OUR_OWN_SETTINGS)


@pytest.mark.parametrize("kind", [*FACTS, *SAMPLES], ids=lambda kind: kind.FILE)
def test_every_file_reads_without_a_fault(kind: type[Row]) -> None:
    assert read(kind)


@pytest.mark.parametrize("kind", FACTS, ids=lambda kind: kind.FILE)
def test_every_fact_has_a_source(kind: type[Sourced]) -> None:
    assert not kind.FILE.startswith("sample_")
    assert all(row.source.strip() and row.source != "same" for row in read(kind))


@pytest.mark.parametrize("kind", SAMPLES, ids=lambda kind: kind.FILE)
def test_every_invented_row_is_marked(kind: type[Sample]) -> None:
    assert kind.FILE.startswith("sample_")
    assert all(row["sample"] == MARK for row in raw(data_folder().joinpath(kind.FILE)))


def test_no_figure_of_a_town_stands_without_source_or_mark() -> None:
    towns = {row.lg_code for row in read(MunicipalityRow)}
    for file in files():
        for row in raw(file):
            if towns & {code for cell in row.values() for code in cell.replace("-", " ").split()}:
                assert row.get("source") or row.get("sample") == MARK, (file.name, row)


def test_what_people_read_of_a_sample_says_so() -> None:
    texts = [row.text for row in read(SampleAdvice)] + [row.text for row in read(SampleIncident)]
    texts += [row.narrative for row in read(SampleActual) if row.narrative]
    texts += [row.ground for row in read(SampleMeasure) if row.ground]
    texts += [row.title for row in read(SampleActivity)] + [row.note for row in read(SampleOfficePlan)]
    assert all(text.startswith(NOTICE) for text in texts)
    names = [row.name for row in read(SampleMeasure) if row.name]
    names += [row.name for row in read(SampleOffice)] + [row.name for row in read(SamplePerson)]
    assert all("サンプル" in name for name in names)


def test_sample_mail_leads_nowhere() -> None:
    mails = [row.mail for row in read(SampleOffice)] + [row.mail for row in read(SamplePerson)]
    assert all(mail.endswith(".example") for mail in mails)


def test_the_region_had_the_members_that_the_sources_count() -> None:
    joined = [row.joined_on.isoformat() for row in read(MembershipRow)]
    days = ("2016-03-30", "2019-03-28", "2022-03-28", "2023-10-24", "2025-03-27")
    assert [sum(day <= until for day in joined) for until in days] == [17, 18, 19, 20, 24]
    assert read(RegionRow)[0].established_on.isoformat() == days[0]


def test_the_members_of_each_plan_are_those_that_are_known() -> None:
    members = read(PlanMemberRow)
    counts = {row.slug: row.members_count for row in read(PlanRow)}
    assert sum(row.standing is Standing.ENTERED for row in members if row.plan == "kumamoto-1") == counts["kumamoto-1"]
    unknown = [row for row in members if row.plan == "kumamoto-2"]
    assert {row.standing for row in unknown} == {Standing.NOT_KNOWN}
    assert len(unknown) == counts["kumamoto-2"] + 1


def test_every_code_is_the_code_of_a_municipality() -> None:
    known = {row.lg_code for row in read(MunicipalityRow)}
    assert {row.lg_code for row in read(MembershipRow)} == known
    assert {row.lg_code for row in read(SampleEmission)} == known
    assert {row.lg_code for row in read(SampleOffice) if row.lg_code} == known


def test_the_check_digit_of_every_code_is_right() -> None:
    for row in read(MunicipalityRow):
        weighed = sum(int(digit) * weight for digit, weight in zip(row.lg_code, (6, 5, 4, 3, 2), strict=True))
        assert row.check_code == f"{row.lg_code}{(11 - weighed % 11) % 10}", row.name


def test_the_windows_of_the_data_are_those_of_the_calendar() -> None:
    assert tuple(Span(**row.model_dump(include=set(Span.model_fields))) for row in read(WindowRow)) == YEAR


def test_the_sector_tree_holds_together() -> None:
    assert not list(sector_faults(tree()))


def test_every_municipality_has_a_sample_for_every_leaf_sector() -> None:
    codes = [sector.code for sector in leaves(tree())]
    for municipality in read(MunicipalityRow):
        stated = [row.sector for row in read(SampleEmission) if row.lg_code == municipality.lg_code]
        assert stated == codes
    assert all((row.amount_t_co2 is None) != (row.notation is None) for row in read(SampleEmission))


def test_real_measures_keep_their_real_quotas() -> None:
    quotas = {row.measure: row.quota for row in read(CityMeasureRow) if row.fiscal_year == 2024}
    assert [int(quota) for quota in quotas.values() if quota] == [280, 130, 130, 80, 40, 200, 2500]
    assert wareki_fiscal_year(2024) == "令和6年度"
    nameless = {row.measure for row in read(SampleMeasure) if row.name is None}
    assert nameless == {row.measure for row in read(CityMeasureRow)}


def test_every_measure_has_owners_in_its_plan_and_every_invented_one_an_indicator() -> None:
    members = {(row.plan, row.lg_code) for row in read(PlanMemberRow)}
    measures = read(SampleMeasure)
    assert all((row.plan, owner) in members for row in measures for owner in row.owners)
    assert {row.measure for row in measures if row.name} == {row.measure for row in read(SampleIndicator)}
    assert {row.measure for row in measures if row.completed_on is None} == {row.measure for row in read(SampleActual)}


def test_the_bodies_stand_below_bodies() -> None:
    bodies = [row.body_id for row in read(BodyRow)]
    assert all(row.under in bodies for row in read(BodyRow) if row.under)


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        ("slug,name,established_on,source\nkumamoto,圏域,昨日,x\n", 2, "established_on"),
        ("slug,name,established_on,source\nkumamoto,圏域,2016-03-30,x\nk2,圏域,2016-03-30,\n", 3, "source"),
        ("slug,name,established_on,source,more\nkumamoto,圏域,2016-03-30,x,y\n", 2, "more"),
        ("slug,name,established_on,source\nkumamoto,圏域\n", 2, "number of columns"),
        ("slug,name,established_on,source\nkumamoto,圏域,2016-03-30,x,y\n", 2, "number of columns"),
    ],
)
def test_a_damaged_row_is_named_by_file_line_and_field(tmp_path: Path, text: str, line: int, field: str) -> None:
    tmp_path.joinpath("region.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ReferenceDamaged) as refused:
        read(RegionRow, tmp_path)
    assert refused.value.details == {"file": "region.csv", "line": line, "fields": (field,)}
