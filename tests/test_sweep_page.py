"""What a sweep found, as tables, as a workbook, as pictures, and as a page: read by programs and in Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from csv import DictReader
from io import BytesIO, StringIO
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pandas
import pytest
from lxml import html
from openpyxl import load_workbook

from expo_planner.domain.i18n import Language
from expo_planner.publishing.sweep.page import summary
from expo_planner.publishing.sweep.pictures.choice import pictures
from expo_planner.publishing.sweep.pictures.drawing import Axis, apart, measure
from expo_planner.publishing.sweep.pictures.front import HireAndCost, pareto_front
from expo_planner.publishing.sweep.render import render_sweep
from expo_planner.publishing.sweep.row import SweepRow
from expo_planner.publishing.sweep.tables import sweep_frame

BASE = SweepRow(name="base", status="optimal", cost=50, bound=50, gap=0.0, clashes=0, told=0, moved=0, hire=900)
HOSTILE = "<script>alert(1)</script>"
PHONE, DESK = {"width": 360, "height": 780}, {"width": 1440, "height": 900}


def placed(name: str, cost: int, hire: int | None = 900, grid: str = "", /, **settings: str) -> SweepRow:
    """A variant that places everything."""
    costs = {"prefer_when": cost - 10, "snug_room": 10, "spare_room": 0}
    return SweepRow(
        name=name,
        grid=grid,
        settings=settings,
        status="optimal",
        cost=cost,
        bound=cost,
        gap=0.0,
        hire=hire,
        costs=costs,
    )


def short(name: str, missing: int, grid: str = "", because: str = "", /, **settings: str) -> SweepRow:
    """A variant that leaves must sessions out."""
    return SweepRow(
        name=name,
        grid=grid,
        settings=settings,
        status="infeasible",
        cost=5,
        unplaced={"must": missing, "20": 1},
        because=because,
    )


def unknown(name: str, grid: str = "", /, **settings: str) -> SweepRow:
    """A variant for which time ran out."""
    return SweepRow(name=name, grid=grid, settings=settings, status="unknown", bound=3)


def hostile() -> list[SweepRow]:
    long = "长" * 500
    return [
        SweepRow(name=HOSTILE, status="failed", because="\x00\ud800\u202e</svg></table>"),
        placed("=1+1", 7, 30, HOSTILE, **{HOSTILE: "</svg><img src=x onerror=alert(1)>", "name": "@x"}),
        placed(long, 9, 20, HOSTILE, **{HOSTILE: long, "name": "-5"}),
        short("+" + long, 2, long, long, **{long: "a\r\nb\tc", "cost": "-x"}),
        unknown("", long, **{long: "", "": "1"}),
    ]


SWEEP = [
    BASE,
    *(short(f"pool {size}", 3 - size, "pool", f"{3 - size} too many", pool=str(size)) for size in (1, 2)),
    *(placed(f"pool {size}", 60 - size, 900, "pool", pool=str(size)) for size in (3, 10)),
    *(
        placed(
            f"{hall}, {days}", 40 - 3 * place - days, 300 + 200 * place + 50 * days, "halls", rooms=hall, days=f"{days}"
        )
        for place, hall in enumerate(("A", "B"))
        for days in (1, 2)
    ),
    short("C, 1", 2, "halls", rooms="C", days="1"),
    unknown("C, 2", "halls", rooms="C", days="2"),
]


def read_csv(files: dict[str, bytes]) -> list[dict[str, str]]:
    return list(DictReader(StringIO(files["sweep.csv"].decode("utf-8-sig"), newline="")))


def page(rows: Sequence[SweepRow], language: Language = "en", title: str = "What if") -> Any:
    return html.fromstring(render_sweep(rows, title, language)["sweep.html"].decode())


def drawn(rows: Sequence[SweepRow], language: Language = "en") -> dict[str, Any]:
    """The pictures by their titles."""
    return {picture.title: html.fromstring(picture.inline("one")) for picture in pictures(rows, language)}


def texts(picture: Any) -> list[str]:
    return [element.text for element in picture.iter("text") if element.text]


def test_csv_has_a_row_for_each_variant_and_a_column_for_all_that_occurs() -> None:
    files = render_sweep(SWEEP, "What if", "zh")
    assert files["sweep.csv"].startswith(b"\xef\xbb\xbfname,grid,pool,rooms,days,status,cost,bound,gap,")
    rows = read_csv(files)
    assert " ".join(rows[0]) == (
        "name grid pool rooms days status cost bound gap unplaced unplaced_must unplaced_20 clashes told moved hire"
        " cost_prefer_when cost_snug_room because same_as schedule"
    )
    assert [row["name"] for row in rows] == [row.name for row in SWEEP]
    assert rows[1] == {
        **dict.fromkeys(rows[0], ""),
        "name": "pool 1",
        "grid": "pool",
        "pool": "1",
        "status": "infeasible",
        "cost": "5",
        "bound": "0",
        "unplaced": "3",
        "unplaced_must": "2",
        "unplaced_20": "1",
        "cost_prefer_when": "0",
        "cost_snug_room": "0",
        "because": "2 too many",
    }


def test_what_is_unknown_is_empty_and_not_zero() -> None:
    row = read_csv(render_sweep(SWEEP, "What if", "en"))[-1]
    assert (row["status"], row["bound"]) == ("unknown", "3")
    assert {row[name] for name in ("cost", "gap", "unplaced", "unplaced_must", "cost_prefer_when", "hire")} == {""}


def test_tables_run_no_formula_and_keep_numbers() -> None:
    rows = [BASE, placed("=1+1", 4, **{"@goal": "-5"}), placed("-5", 4, **{"@goal": "-5 or so"})]
    files = render_sweep(rows, "=title", "en")
    first, second = read_csv(files)[1:]
    assert (first["name"], first["'@goal"]) == ("'=1+1", "-5")
    assert (second["name"], second["'@goal"]) == ("-5", "'-5 or so")
    sheet = load_workbook(BytesIO(files["sweep.xlsx"])).worksheets[0]
    assert "f" not in {cell.data_type for line in sheet.iter_rows() for cell in line}
    assert sheet["C4"].value == -5


def test_settings_that_are_whole_numbers_are_numbers() -> None:
    rows = [BASE, placed("few", 4, pool="8", code="007"), placed("many", 4, pool="12", code="8")]
    frame = sweep_frame(rows)
    assert frame["pool"].sum() == 20
    assert list(frame["code"].dropna()) == ["007", "8"]
    sheet = load_workbook(BytesIO(render_sweep(rows, "What if", "en")["sweep.xlsx"])).worksheets[0]
    assert [sheet.cell(line, 3).value for line in (3, 4, 5)] == [None, 8, 12]


def test_a_parameter_called_like_a_column_gets_one_of_its_own() -> None:
    row = read_csv(render_sweep([BASE, placed("some", 4, cost="9", setting_cost="7")], "What if", "en"))[1]
    assert (row["cost"], row["setting_cost"], row["setting_setting_cost"]) == ("4", "9", "7")


def test_workbook_has_headings_in_the_language_and_can_be_sorted_and_filtered() -> None:
    sheet = load_workbook(BytesIO(render_sweep(SWEEP, "比较", "zh")["sweep.xlsx"])).worksheets[0]
    heads = [cell.value for cell in sheet[2]]
    assert {"代价", "下界", "差距", "须通知人次", "场租", "未排", "未排：必须排定", "代价：意向时间"} <= {*heads}
    assert (sheet["A1"].value, sheet.freeze_panes) == ("比较", "B3")
    assert sheet.auto_filter.ref == f"A2:U{len(SWEEP) + 2}"
    by_name = dict(zip(heads, sheet[4], strict=True))
    assert (by_name["结果"].value, by_name["未排"].value) == ("无法全部排定", 3)
    assert dict(zip(heads, sheet[3], strict=True))["差距"].number_format == "0.0%"


def test_parquet_is_the_frame() -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed, and sweep.parquet not written without it")
    files = render_sweep(SWEEP, "What if", "en")
    read = pandas.read_parquet(BytesIO(files["sweep.parquet"]))
    assert list(read["name"]) == [row.name for row in SWEEP]
    assert read["cost"].sum() == sum(row.cost or 0 for row in SWEEP)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "rows",
    [[], [BASE], [unknown("base")], SWEEP, hostile()],
    ids=["none", "base", "no cost", "sweep", "hostile"],
)
def test_whatever_the_rows_equal_ones_give_equal_files(rows: list[SweepRow], language: Language) -> None:
    files = render_sweep(rows, HOSTILE, language)
    assert files == render_sweep(list(rows), HOSTILE, language)
    assert len(read_csv(files)) == len(rows)
    assert len(html.fromstring(files["sweep.html"].decode()).xpath("//tbody/tr")) == len(rows)
    assert load_workbook(BytesIO(files["sweep.xlsx"])).worksheets[0].max_row == len(rows) + 2


def test_hostile_text_is_text() -> None:
    tree = page(hostile(), title=HOSTILE)
    assert tree.xpath("string(//h1)") == HOSTILE
    assert len(tree.xpath("//script")) == 1
    assert not tree.xpath("//img | //@style | //@*[starts-with(name(), 'on')]")
    assert not tree.xpath("//link | //*[@src] | //iframe")
    identities = tree.xpath("//@id")
    assert len(identities) == len({*identities})


def test_addresses_of_schedules_stay_below_the_folder() -> None:
    row = SweepRow(name="a", status="optimal", cost=1, schedule="javascript:alert(1)")
    assert page([BASE, row]).xpath("//td/a/@href") == ["javascript%3Aalert%281%29"]


def test_the_summary_says_how_many_fit_and_which_is_best() -> None:
    assert summary([], "en") == "Nothing was compared."
    assert summary([BASE], "en") == "As it is, the scenario costs 50."
    assert summary(SWEEP, "en") == (
        "Variants compared with the scenario as it is: 10. Placing every session that must be placed: 6."
        " Lowest cost: 35, by “B, 2”. As it is, the scenario costs 50."
    )
    assert "共试算10个变体" in summary(SWEEP, "zh")
    assert "None of them costs less" in summary([BASE, placed("dear", 60)], "en")
    assert "by “a” and 1 more" in summary([BASE, placed("a", 4), placed("b", 4)], "en")
    assert "not all sessions that must be placed can be" in summary([short("base", 1), placed("a", 4)], "en")


def test_what_leaves_sessions_out_is_never_the_best() -> None:
    assert "5, by" not in summary([BASE, short("cheap", 1), placed("whole", 40)], "en")


def test_one_parameter_is_a_curve_with_what_does_not_fit_apart() -> None:
    picture = drawn(SWEEP)["Cost by pool (pool)"]
    assert [text for text in texts(picture) if text.startswith("−")] == ["−2", "−1"]
    assert "as it is 50" in texts(picture)
    dots = [(float(dot.get("cx")), float(dot.get("cy"))) for dot in picture.xpath("//circle")]
    assert dots[0][0] < dots[1][0] and dots[0][1] < dots[1][1]
    assert len(picture.xpath("//path[@class='cross']")) == 2
    assert "50" in picture.xpath("string(//desc)")


def test_values_that_are_no_numbers_stand_in_their_order() -> None:
    rows = [BASE, *(placed(value, 5, None, "g", close=value) for value in ("20:00", "9:00", "12:00"))]
    labels = texts(drawn(rows)["Cost by close (g)"])
    assert [text for text in labels if ":" in text] == ["20:00", "9:00", "12:00"]


def test_two_parameters_are_a_map_of_cells() -> None:
    picture = drawn(SWEEP)["Cost by rooms and days (halls)"]
    cells = [group.xpath("string(title)") for group in picture.xpath("//g")]
    assert cells == [
        "A, 1: cost 39",
        "A, 2: cost 38",
        "B, 1: cost 36",
        "B, 2: cost 35",
        "C, 1: must sessions left out: 2",
        "C, 2: none found in time",
    ]
    assert {"−2", "?"} <= {*texts(picture)}
    assert [group.xpath("string(title)") for group in picture.xpath("//g[rect[contains(@class, 'best')]]")] == [
        "B, 2: cost 35"
    ]
    assert picture.get("role") == "img"


def test_a_map_of_too_many_values_becomes_the_best_of_each() -> None:
    rows = [BASE, *(placed(f"{a},{b}", a + b, None, "g", a=f"{a}", b=f"{b}") for a in range(41) for b in range(2))]
    assert [*drawn(rows)] == ["Cost by a (g)", "Cost by b (g)"]


def test_of_three_parameters_each_value_shows_its_best() -> None:
    rows = [
        BASE,
        *(
            placed(f"{a}{b}{c}", 10 * a + 3 * b + c, None, "g", a=f"v{a}", b=f"v{b}", c=f"v{c}")
            for a in (1, 2)
            for b in (1, 2)
            for c in (1, 2)
        ),
    ]
    found = drawn(rows)
    assert [*found] == ["Cost by a (g)", "Cost by b (g)", "Cost by c (g)"]
    told = found["Cost by a (g)"].xpath("//circle/title/text()")
    assert told == ["v1: cost 14", "v2: cost 24"]


def test_cost_and_hire_are_drawn_where_hires_differ() -> None:
    assert "Cost and room hire" in drawn(SWEEP)
    assert "Cost and room hire" not in drawn([BASE, placed("a", 4), short("b", 1)])
    front = drawn(SWEEP)["Cost and room hire"].xpath("//circle/title/text()")
    assert front == [
        f"{name}: hire {hire}, cost {cost}"
        for name, hire, cost in (("A, 1", 350, 39), ("A, 2", 400, 38), ("B, 1", 550, 36), ("B, 2", 600, 35))
    ]


@pytest.mark.parametrize("seed", range(5))
def test_the_front_is_what_no_other_beats(seed: int) -> None:
    random = Random(seed)
    points = {HireAndCost(random.randrange(9), random.randrange(9)) for _ in range(20)}
    unbeaten = [
        point
        for point in points
        if not any(other != point and other.hire <= point.hire and other.cost <= point.cost for other in points)
    ]
    assert pareto_front(points) == tuple(sorted(unbeaten))


def test_labels_do_not_run_together() -> None:
    kept = list(apart([(float(place), f"{place * 100}") for place in range(0, 300, 7)]))
    assert len(kept) > 3
    for (place, text), (following, other) in pairwise(kept):
        assert place + measure(text) / 2 < following - measure(other) / 2


@pytest.mark.parametrize("values", [(0, 0), (5, 5.5), (1, 10**9), (-3, 2)])
def test_axes_have_few_round_ticks_within_their_ends(values: tuple[float, float]) -> None:
    axis = Axis.around(values, 0, 100)
    ticks = axis.ticks(5)
    assert len(ticks) <= 6
    assert all(0 <= axis.at(tick) <= 100 for tick in ticks)


Look = Callable[..., Any]


@pytest.fixture
def look(browser: Any, tmp_path: Path) -> Iterator[Look]:
    """Opens the page of some rows; at the end no page has complained or asked anyone for anything."""
    complaints: list[str] = []
    contexts = []

    def open_page(rows: Sequence[SweepRow], language: Language = "en", **options: Any) -> Any:
        file = tmp_path / "sweep.html"
        file.write_bytes(render_sweep(rows, "What if", language)["sweep.html"])
        context = browser.new_context(**{"viewport": DESK, **options})
        contexts.append(context)
        tab = context.new_page()
        tab.on("console", lambda message: complaints.append(message.text))
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("request", lambda sent: None if sent.url == file.as_uri() else complaints.append(sent.url))
        tab.goto(file.as_uri())
        return tab

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def names(tab: Any) -> list[str]:
    """The variants that are to be seen, in their order."""
    found: list[str] = tab.locator("tbody th").filter(visible=True).all_inner_texts()
    return found


def test_a_click_on_a_heading_sorts_numbers_as_numbers_and_missing_ones_last(look: Look) -> None:
    tab = look(SWEEP)
    given = names(tab)
    button = tab.get_by_role("button", name="pool", exact=True)
    heading = tab.locator("thead th").filter(has=button)
    sizes = ["pool 1", "pool 2", "pool 3", "pool 10"]
    button.click()
    assert heading.get_attribute("aria-sort") == "ascending"
    assert names(tab) == [*sizes, *(name for name in given if name not in sizes)]
    button.press("Enter")
    assert heading.get_attribute("aria-sort") == "descending"
    assert names(tab) == [*reversed(sizes), *(name for name in given if name not in sizes)]
    button.click()
    assert heading.get_attribute("aria-sort") is None
    assert names(tab) == given


def test_words_and_results_filter(look: Look) -> None:
    tab = look(SWEEP)
    assert tab.locator("#count").inner_text() == f"{len(SWEEP)} of {len(SWEEP)} shown"
    tab.locator("#search").fill("TOO ｍａｎｙ")
    assert names(tab) == ["pool 1", "pool 2"]
    tab.locator("#search").press("Escape")
    tab.locator("#results").select_option("incomplete")
    assert names(tab) == ["pool 1", "pool 2", "C, 1", "C, 2"]
    tab.get_by_role("button", name="Variant").click()
    assert names(tab) == ["C, 1", "C, 2", "pool 1", "pool 2"]
    tab.locator("#results").select_option("unknown")
    assert names(tab) == ["C, 2"]
    tab.locator("#search").fill("nothing like it")
    assert tab.locator("#nothing").is_visible()


def test_thousands_are_shown_by_the_hundreds_and_sorted_all(look: Look) -> None:
    rows = [BASE, *(placed(f"v{place}", 3000 - place, None) for place in range(1200))]
    tab = look(rows)
    assert len(names(tab)) == 500
    tab.get_by_role("button", name="Cost", exact=True).click()
    assert names(tab)[:2] == ["base", "v1199"]
    for _ in range(2):
        tab.locator("#more").click()
    assert len(names(tab)) == len(rows)
    assert tab.locator("#more").is_hidden()


def test_without_scripts_it_is_a_plain_table(look: Look) -> None:
    rows = [BASE, *(placed(f"v{place}", place, None) for place in range(600))]
    tab = look(rows, java_script_enabled=False)
    assert tab.locator("tbody tr").filter(visible=True).count() == len(rows)
    assert tab.locator(".tools, #more, thead button").filter(visible=True).count() == 0


@pytest.mark.parametrize("rows", [SWEEP, hostile()], ids=["sweep", "hostile"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_only_tables_and_pictures_scroll_sideways(look: Look, rows: list[SweepRow], size: dict[str, int]) -> None:
    tab = look(rows, viewport=size)
    assert tab.evaluate("document.documentElement.scrollWidth") == size["width"]
    tab.locator("#search").fill("base")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_barrier(look: Look, axe: str, scheme: str) -> None:
    tab = look(SWEEP, color_scheme=scheme)
    tab.evaluate(axe)
    found = tab.evaluate("axe.run({preload: false, resultTypes: ['violations']})")
    serious = [
        (one["id"], re.sub(r"\s+", " ", one["nodes"][0]["html"])[:120])
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]
    assert serious == []
