"""The annual report: exact totals from parts, the missing named and never zero, the same bytes for ever (rule 6)."""

import json
from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.advice import AdviserCapacity, ResponseClass, Sense
from domain.calendar import Step
from domain.compilation import Missing
from domain.emissions import ROUNDING, Cell, Gas, Method, Notation
from domain.pin import Pin
from domain.plan_content import Sector
from domain.progress_report import MeasureStatement, MeasureStatus
from domain.report import SAMPLE_LABEL, AdviceLine, AnnualReport, Frame, OfficeFinding, Parts, annual_report
from domain.report_emissions import Amount, EmissionTable, Lack, emission_table, plain
from domain.report_measures import GradeCount, ListedMeasure, MeasureTable, Reduction, measure_table
from domain.scale import Grade

CITY, TOWN = "43100", "43348"
TREE = (
    Sector(code="IND", parent=None, name="産業部門"),
    Sector(code="IND_MFG", parent="IND", name="製造業"),
    Sector(code="IND_AGRI", parent="IND", name="農林水産業"),
    Sector(code="RES", parent=None, name="家庭部門"),
    Sector(code="SINK", parent=None, name="森林等吸収源"),
)
LEAVES = ("IND_MFG", "IND_AGRI", "RES", "SINK")
SCALE = (Grade(code="A", label="順調", rank=1), Grade(code="B", label="概ね順調", rank=2))
SOLAR = ListedMeasure(measure_id="measure:43100-0001", title="太陽光", stage="under-way", lg_codes=(CITY, TOWN))
STUDY = ListedMeasure(measure_id="measure:43100-0002", title="水素", stage="under-study", lg_codes=(CITY,))


def figure(sector: str, tonnes: str) -> Cell:
    return Cell(sector=sector, gas=Gas.CO2, value=Decimal(tonnes), method=Method.STANDARD)


def noted(sector: str, notation: Notation) -> Cell:
    return Cell(sector=sector, gas=Gas.CO2, notation=notation)


def full(mfg: str, agri: str, res: str, sink: str) -> list[Cell]:
    return [figure("IND_MFG", mfg), figure("IND_AGRI", agri), figure("RES", res), figure("SINK", sink)]


def table(statements: dict[str, list[Cell]]) -> EmissionTable:
    return emission_table(2022, (CITY, TOWN), TREE, LEAVES, statements, marked=False)


def sector(made: EmissionTable, code: str) -> Amount:
    return next(line.amount for line in made.sectors if line.sector == code)


def statement(measure: ListedMeasure, **facts: object) -> MeasureStatement:
    return MeasureStatement.model_validate(
        {"measure_id": measure.measure_id, "status": MeasureStatus.UNDER_WAY, "no_change": True, **facts}
    )


def measures(reports: dict[str, list[MeasureStatement]]) -> MeasureTable:
    return measure_table((SOLAR, STUDY), reports, SCALE, "既定値")


def frame() -> Frame:
    return Frame(
        fiscal_year=2025,
        measures_fiscal_year=2024,
        emissions_fiscal_year=2022,
        region_id="region:kumamoto",
        plan_id="plan:kumamoto-1",
        members=(CITY, TOWN),
        measures=(SOLAR, STUDY),
        tree=TREE,
        leaves=LEAVES,
        scale=SCALE,
        scale_source="既定値",
    )


def report(parts: Parts | None = None) -> AnnualReport:
    pins = (Pin(stream_id="progress-report:43100:2025", version=8, leaf="ab" * 32),)
    missing = (Missing(lg_code=TOWN, step=Step.EVALUATION, state=None),)
    return annual_report(frame(), 3, pins, missing, parts or Parts())


def test_totals_are_exact_sums_of_the_parts() -> None:
    made = table({CITY: full("0.1", "0.2", "1000", "-5"), TOWN: full("1", "2", "3", "-7")})
    assert made.emissions_fiscal_year == 2022
    assert made.total == Amount(tonnes=Decimal("1006.3"), thousand_tonnes=Decimal(1), lacks=())
    assert sector(made, "IND").tonnes == Decimal("3.3")
    assert sector(made, "IND_MFG").tonnes == Decimal("1.1")
    assert sector(made, "RES").tonnes == Decimal(1003)
    assert [(town.lg_code, town.amount.tonnes) for town in made.municipalities] == [
        (CITY, Decimal("1000.3")),
        (TOWN, Decimal(6)),
    ]


def test_every_node_of_the_sector_tree_has_its_line_in_the_order_of_the_tree() -> None:
    made = table({})
    assert [(line.sector, line.parent, line.name) for line in made.sectors] == [
        (each.code, each.parent, each.name) for each in TREE
    ]


def test_what_forests_take_up_stands_beside_the_emissions() -> None:
    made = table({CITY: full("1", "1", "1", "-500"), TOWN: full("1", "1", "1", "-250")})
    assert made.total.tonnes == Decimal(6)
    assert made.sink is not None
    assert made.sink.tonnes == Decimal(-750)
    assert made.sink.thousand_tonnes == Decimal(-1)


def test_a_plan_without_sinks_has_none() -> None:
    made = emission_table(2022, (CITY,), TREE[3:4], ("RES",), {CITY: [figure("RES", "5")]}, marked=False)
    assert made.sink is None
    assert made.total.tonnes == Decimal(5)


def test_a_missing_municipality_is_named_for_every_leaf_and_never_zero() -> None:
    made = table({CITY: full("1", "2", "3", "-4")})
    assert made.total.tonnes == Decimal(6)
    assert made.total.lacks == (
        Lack(lg_code=TOWN, sector="IND_AGRI"),
        Lack(lg_code=TOWN, sector="IND_MFG"),
        Lack(lg_code=TOWN, sector="RES"),
    )
    town = made.municipalities[1].amount
    assert (town.tonnes, town.thousand_tonnes, len(town.lacks)) == (None, None, 3)
    assert sector(made, "RES").lacks == (Lack(lg_code=TOWN, sector="RES"),)


def test_without_any_figure_there_is_no_total() -> None:
    made = table({})
    assert (made.total.tonnes, made.total.thousand_tonnes) == (None, None)
    assert (made.sector_difference, made.municipal_difference) == (None, None)


def test_a_cell_without_a_figure_is_named_with_its_notation() -> None:
    city = [figure("IND_MFG", "1"), noted("IND_AGRI", Notation.CONFIDENTIAL), figure("RES", "3"), figure("SINK", "-1")]
    made = table({CITY: city, TOWN: full("1", "1", "1", "-1")})
    lack = Lack(lg_code=CITY, sector="IND_AGRI", gas=Gas.CO2, notation=Notation.CONFIDENTIAL)
    assert made.total.lacks == (lack,)
    assert sector(made, "IND").lacks == (lack,)
    assert made.total.tonnes == Decimal(7)
    assert made.municipalities[0].amount.lacks == (lack,)
    assert made.municipalities[1].amount.lacks == ()


def test_what_does_not_occur_anywhere_is_zero_and_lacks_nothing() -> None:
    nothing = [noted(leaf, Notation.NOT_OCCURRING) for leaf in LEAVES]
    made = table({CITY: nothing, TOWN: nothing})
    assert made.total == Amount(tonnes=Decimal(0), thousand_tonnes=Decimal(0), lacks=())


def test_what_does_not_occur_in_one_town_makes_no_zero_of_what_another_left_out() -> None:
    made = table({CITY: [noted(leaf, Notation.NOT_OCCURRING) for leaf in LEAVES]})
    assert made.total.tonnes is None
    assert len(made.total.lacks) == 3


def test_thousand_tonnes_are_rounded_half_up_at_publication_only_with_the_rule_and_the_difference_beside_them() -> None:
    made = table({CITY: full("500", "0", "500", "0"), TOWN: full("0", "0", "0", "0")})
    assert made.total.tonnes == Decimal(1000)
    assert sector(made, "IND").thousand_tonnes == Decimal(1)
    assert sector(made, "RES").thousand_tonnes == Decimal(1)
    assert made.total.thousand_tonnes == Decimal(1)
    assert made.sector_difference == Decimal(-1)
    assert made.municipal_difference == Decimal(0)
    assert made.rounding == ROUNDING
    below = table({CITY: full("499.999999", "0", "0", "0"), TOWN: full("0", "0", "0", "0")})
    assert below.total.thousand_tonnes == Decimal(0)


def test_the_difference_between_towns_and_region_is_shown() -> None:
    made = table({CITY: full("499", "0", "0", "0"), TOWN: full("499", "0", "0", "0")})
    assert made.total.thousand_tonnes == Decimal(1)
    assert made.municipal_difference == Decimal(1)
    assert made.sector_difference == Decimal(0)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.decimals(min_value=0, max_value=10**7, places=6), min_size=8, max_size=8),
)
def test_towns_and_sectors_add_up_to_the_same_total(tonnes: list[Decimal]) -> None:
    spelled = [str(each) for each in tonnes]
    made = table({CITY: full(*spelled[:4]), TOWN: full(*spelled[4:])})
    towns = [town.amount.tonnes or Decimal(0) for town in made.municipalities]
    tops = [sector(made, code).tonnes or Decimal(0) for code in ("IND", "RES")]
    assert made.total.tonnes == sum(towns) == sum(tops)


def test_measures_show_who_confirmed_and_who_did_not() -> None:
    made = measures({CITY: [statement(STUDY, grade="B"), statement(SOLAR, grade="A", reduction="1.5")]})
    solar, study = made.lines
    assert (solar.measure, study.measure) == (SOLAR, STUDY)
    assert [each.lg_code for each in solar.confirmations] == [CITY]
    assert (solar.unconfirmed, study.unconfirmed) == ((TOWN,), ())
    assert solar.reduction == Reduction(tonnes=Decimal("1.5"), lacking=(TOWN,))
    assert study.reduction == Reduction(tonnes=None, lacking=(CITY,))
    assert made.reduction == Reduction(tonnes=Decimal("1.5"), lacking=(CITY, TOWN))


def test_a_confirmation_carries_everything_the_office_stated() -> None:
    facts = {"grade": "A", "indicator_actual": "12", "reduction": "3", "narrative": "補助 12 件", "no_change": False}
    [solar, _] = measures({TOWN: [statement(SOLAR, **facts)]}).lines
    [confirmation] = solar.confirmations
    assert confirmation.model_dump() == {
        "lg_code": TOWN,
        "status": MeasureStatus.UNDER_WAY,
        "grade": "A",
        "indicator_actual": "12",
        "reduction": "3",
        "narrative": "補助 12 件",
        "no_change": False,
    }


def test_reductions_are_summed_over_offices_and_measures() -> None:
    made = measures(
        {
            CITY: [statement(SOLAR, reduction="0.1"), statement(STUDY, reduction="4")],
            TOWN: [statement(SOLAR, reduction="0.2")],
        }
    )
    assert made.lines[0].reduction == Reduction(tonnes=Decimal("0.3"), lacking=())
    assert made.reduction == Reduction(tonnes=Decimal("4.3"), lacking=())


def test_without_any_reduction_there_is_no_sum() -> None:
    assert measures({}).reduction == Reduction(tonnes=None, lacking=(CITY, TOWN))


def test_a_statement_of_an_office_that_owes_none_is_left_out() -> None:
    made = measures({"43999": [statement(SOLAR, grade="A")], TOWN: [statement(STUDY, grade="A")]})
    assert [line.confirmations for line in made.lines] == [(), ()]


def test_grades_are_counted_by_the_scale_of_the_round() -> None:
    made = measures(
        {CITY: [statement(SOLAR, grade="A"), statement(STUDY)], TOWN: [statement(SOLAR, grade="A")]},
    )
    assert made.grades == (
        GradeCount(grade=SCALE[0], count=2),
        GradeCount(grade=SCALE[1], count=0),
        GradeCount(grade=None, count=1),
    )
    assert made.scale_source == "既定値"


def test_the_report_stands_by_itself() -> None:
    finding = OfficeFinding(lg_code=CITY, grade="A", reported_on=date(2025, 12, 1))
    advice = AdviceLine(
        advice_id="advice:2025:1",
        capacity=AdviserCapacity.CITIZEN,
        sense=Sense.SUPPORT,
        text="賛同します。",
        response=ResponseClass.EXPLAINED,
        answer="ありがとうございます。",
        carried_to=None,
    )
    stranger = OfficeFinding(lg_code="43999")
    made = report(
        Parts(
            statements={CITY: [statement(SOLAR, reduction="2")]},
            cells={CITY: full("1", "2", "3", "-4")},
            findings={"43999": stranger, CITY: finding},
            advice=[advice],
        )
    )
    assert (made.frame, made.number) == (frame(), 3)
    assert [pin.stream_id for pin in made.parts] == ["progress-report:43100:2025"]
    assert [(each.lg_code, each.step) for each in made.missing] == [(TOWN, Step.EVALUATION)]
    assert made.measures.reduction.tonnes == Decimal(2)
    assert made.emissions.total.tonnes == Decimal(6)
    assert made.emissions.emissions_fiscal_year == 2022
    assert (made.findings, made.advice) == ((finding,), (advice,))


def test_the_same_parts_give_the_same_bytes_and_the_hash_of_them() -> None:
    first = report(Parts(cells={CITY: full("1.50", "2", "3", "-4")}))
    again = report(Parts(cells={CITY: full("1.5", "2.0", "3", "-4.000")}))
    assert first.canonical() == again.canonical()
    assert first.content_hash() == sha256(first.canonical()).hexdigest()


def test_canonical_bytes_are_sorted_tight_and_readable_japanese() -> None:
    text = report().canonical().decode()
    assert json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False, separators=(",", ":")) == text
    assert "産業部門" in text
    assert AnnualReport.model_validate_json(text) == report()


@pytest.mark.parametrize(
    ("written", "spelled"),
    [("1E+3", "1000"), ("1.50", "1.5"), ("0.00", "0"), ("-0", "0"), ("-12.30", "-12.3"), ("0.000001", "0.000001")],
)
def test_a_figure_is_spelled_in_one_way(written: str, spelled: str) -> None:
    assert plain(Decimal(written)) == spelled


def test_one_invented_figure_anywhere_marks_the_whole_report_as_a_sample() -> None:
    assert report().sample is None
    assert report(Parts(statements={CITY: [statement(SOLAR, narrative="SAMPLE 12 件")]})).sample == SAMPLE_LABEL
    assert report(Parts(sources=['{"evidence":"サンプル（架空値）"}'])).sample == SAMPLE_LABEL
    assert report(Parts(sources=["実績"])).sample is None
