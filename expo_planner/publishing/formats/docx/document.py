"""A sheet of paper: its size, its fonts (Latin and Chinese), page numbers, tables whose head is on every page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Literal

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.formats.archive import settled

LATIN, SONG, HEI = "Calibri", "SimSun", "DengXian"
"""The fonts of Latin text, of Chinese text (宋体) and of Chinese headings (等线), which Word and WPS have."""

A4, A6, MARGIN = (Mm(210), Mm(297)), (Mm(105), Mm(148)), Mm(18)
INK, PALE, ALARM = RGBColor(0x1F, 0x23, 0x28), RGBColor(0x57, 0x60, 0x6A), RGBColor(0xB0, 0x00, 0x20)
HEAD_FILL, GROUP_FILL = "E3E8EE", "EAF1F8"
CENTRE = WD_ALIGN_PARAGRAPH.CENTER


def blank(
    agenda: Agenda, title: str, *, size: tuple[Length, Length] = A4, margin: Length = MARGIN, lying: bool = False
) -> Paper:
    """An empty document in the language of the expo; its times are the agenda's stamp."""
    paper = Document()
    _lighten(paper)
    section = paper.sections[0]
    section.page_width, section.page_height = reversed(size) if lying else size
    section.orientation = WD_ORIENT.LANDSCAPE if lying else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = margin
    section.header_distance = section.footer_distance = Mm(8)
    _language(paper, agenda)
    style(paper, "Normal", 10.5)
    style(paper, "Footer", 9)
    stamp = agenda.stamp.replace(tzinfo=None)
    facts = paper.core_properties
    facts.title, facts.author, facts.last_modified_by = title[:255], "expo_planner", "expo_planner"
    facts.comments, facts.language = "", agenda.language
    facts.created = facts.modified = stamp
    return paper


def _lighten(paper: Paper) -> None:
    """Takes out what the template of python-docx brings along unseen: 99 table styles and a picture of itself."""
    for kept in list(paper.styles.element.iterchildren(qn("w:style"))):
        if kept.type == WD_STYLE_TYPE.TABLE and kept.name_val not in ("Normal Table", "Table Grid"):
            paper.styles.element.remove(kept)
    for relations in (paper.part.rels, paper.part.package.rels):
        for name, relation in list(relations.items()):
            if relation.reltype.endswith(("/stylesWithEffects", "/thumbnail")):
                del relations[name]


def _language(paper: Paper, agenda: Agenda) -> None:
    """What spelling and line breaks go by."""
    (tag,) = paper.styles.element.iter(qn("w:lang"))
    tag.set(qn("w:val"), "en-US")
    tag.set(qn("w:eastAsia"), "zh-CN")


def style(
    paper: Paper,
    name: str,
    points: float,
    *,
    chinese: str = SONG,
    bold: bool = False,
    color: RGBColor = INK,
    before: float = 0,
    after: float = 0,
    centred: bool = False,
) -> ParagraphStyle:
    """A paragraph style of this name, new or as the template has it, in our fonts; sizes and spaces in points."""
    found = next((each for each in paper.styles if each.name == name), None)
    chosen = found or paper.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(chosen, ParagraphStyle)
    chosen.font.size, chosen.font.bold, chosen.font.italic, chosen.font.color.rgb = Pt(points), bold, False, color
    chosen.font.name = LATIN
    fonts = chosen.element.get_or_add_rPr().find(qn("w:rFonts"))
    assert fonts is not None
    for themed in [name for name in fonts.attrib if str(name).endswith("Theme")]:
        del fonts.attrib[themed]
    fonts.set(qn("w:eastAsia"), chinese)
    fonts.set(qn("w:cs"), LATIN)
    for frame in list(chosen.element.iter(qn("w:pBdr"))):
        frame.getparent().remove(frame)
    chosen.paragraph_format.space_before, chosen.paragraph_format.space_after = Pt(before), Pt(after)
    chosen.paragraph_format.line_spacing = 1.15
    if centred:
        chosen.paragraph_format.alignment = CENTRE
    return chosen


def add_line(paper: Paper, text: str, look: ParagraphStyle, *, new_page: bool = False) -> None:
    """A paragraph at the end of the document.

    `add_paragraph` of python-docx looks through all paragraphs and styles each time, which is slow for large expos.
    """
    made = OxmlElement("w:p")
    paper.element.body[-1].addprevious(made)  # the last child is the section
    paragraph = Paragraph(made, paper._body)
    made.style = look.style_id
    paragraph.add_run(text)
    if new_page:
        paragraph.paragraph_format.page_break_before = True


def add_table(paper: Paper, heads: Sequence[str], widths: Sequence[Length]) -> Table:
    """An empty table with a head that is repeated on every page; the columns keep their widths."""
    made: Table = paper.add_table(rows=1, cols=len(heads))
    made.style, made.autofit, made.alignment = "Table Grid", False, WD_TABLE_ALIGNMENT.CENTER
    for column, wide in zip(made.columns, widths, strict=True):
        column.width = wide
    row = made.rows[0]
    _mark(row, "w:tblHeader")
    fill(row, heads, widths, bold=True, shade=HEAD_FILL)
    return made


def add_row(made: Table, texts: Sequence[str], widths: Sequence[Length], *, alarm: bool = False) -> None:
    """A row of text that no page break cuts in two."""
    row: _Row = made.add_row()  # type: ignore[no-untyped-call]  # not typed in python-docx 1.2
    fill(row, texts, widths, alarm=alarm)


def fill(
    row: _Row,
    texts: Iterable[str],
    widths: Sequence[Length],
    *,
    bold: bool = False,
    alarm: bool = False,
    shade: str | None = None,
) -> None:
    _mark(row, "w:cantSplit")
    for cell, text, wide in zip(row.cells, texts, widths, strict=True):
        cell.width = wide
        run = cell.paragraphs[0].add_run(text)
        run.bold = bold or alarm or None
        if alarm:
            run.font.color.rgb = ALARM
        if shade:
            _shade(cell, shade)


def _mark(row: _Row, tag: str) -> None:
    row._tr.get_or_add_trPr().append(_element(tag))


def _shade(cell: _Cell, color: str) -> None:
    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=color))


def _element(tag: str, /, **attributes: str) -> BaseOxmlElement:
    """An element of WordprocessingML (ISO/IEC 29500-1, 17) that python-docx has no method for."""
    return OxmlElement(tag, {qn(f"w:{name}"): value for name, value in attributes.items()})


def number_pages(paper: Paper, text: str = "") -> None:
    """A footer on every page: the text, the page's number and how many there are."""
    footer = paper.sections[0].footer.paragraphs[0]
    footer.alignment = CENTRE
    if text:
        footer.add_run(f"{text}　")
    _field(footer, "PAGE")
    footer.add_run(" / ")
    _field(footer, "NUMPAGES")


def _field(paragraph: Paragraph, instruction: Literal["PAGE", "NUMPAGES"]) -> None:
    field = _element("w:fldSimple", instr=instruction)
    paragraph._p.append(field)
    field.append(paragraph.add_run("1")._r)


def document_bytes(paper: Paper) -> bytes:
    """The document's bytes, without the time of writing."""
    written = BytesIO()
    paper.save(written)
    return settled(written.getvalue())
