#!/usr/bin/env python3
"""Makes the test documents of this folder with LibreOffice: make.py (from this folder).

Each document is written as flat OpenDocument and converted by soffice, so that the .docx,
.html (windows-1251) and .xlsx are those of a real program. Structures differ on purpose;
the tests say what each must import to. Of the .pdf only the words are kept, as
`pdftotext -bbox` prints them, because that is what srok reads.
"""
import pathlib, subprocess, tempfile
from xml.sax.saxutils import escape

HERE = pathlib.Path(__file__).resolve().parent
PLAN = HERE.parents[2] / "config" / "example" / "plan-2018.txt"

NS = ('xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
      'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
      'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
      'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
      'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
      'xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.3"')

# Six columns as wide as the published ones, and the padding of a word processor.
WIDTHS = [1.1, 6.6, 3.2, 4.8, 5.0, 5.0]
LOOK = ('<style:style style:name="Padded" style:family="table-cell"><style:table-cell-properties '
        'fo:padding="0.19cm" fo:border="0.5pt solid #000000"/></style:style>'
        '<style:page-layout style:name="Wide"><style:page-layout-properties fo:page-width="29.7cm" '
        'fo:page-height="21cm" fo:margin="2cm"/></style:page-layout>'
        + "".join(f'<style:style style:name="W{i}" style:family="table-column"><style:table-column-properties '
                  f'style:column-width="{w}cm"/></style:style>' for i, w in enumerate(WIDTHS)))

LISTS = ('<text:list-style style:name="Decimal"><text:list-level-style-number text:level="1" '
         'style:num-format="1" style:num-suffix="."/></text:list-style>')


class Cell:
    """A cell: its paragraphs, and how many columns and rows it takes."""
    def __init__(self, *paragraphs, columns=1, rows=1, auto=False):
        self.paragraphs, self.columns, self.rows, self.auto = paragraphs, columns, rows, auto


COVERED = object()


def paragraph(s):
    return "<text:p>" + "<text:line-break/>".join(escape(part) for part in s.split("\n")) + "</text:p>"


def cell(c):
    if c is COVERED:
        return "<table:covered-table-cell/>"
    if isinstance(c, str):
        c = Cell(c)
    inner = "".join(map(paragraph, c.paragraphs))
    if c.auto:
        inner = ('<text:list text:style-name="Decimal" text:continue-numbering="true">'
                 '<text:list-item><text:p/></text:list-item></text:list>')
    spans = f' table:number-columns-spanned="{c.columns}" table:number-rows-spanned="{c.rows}"'
    return (f'<table:table-cell table:style-name="Padded" office:value-type="string"{spans}>{inner}</table:table-cell>'
            + "<table:covered-table-cell/>" * (c.columns - 1))


def row(cells):
    return "<table:table-row>" + "".join(map(cell, cells)) + "</table:table-row>"


def table(width, header, rows, name="План", widths=False):
    columns = (f'<table:table-column table:number-columns-repeated="{width}"/>' if not widths else
               "".join(f'<table:table-column table:style-name="W{i}"/>' for i in range(width)))
    head = "<table:table-header-rows>" + row(header) + "</table:table-header-rows>" if header else ""
    return (f'<table:table table:name="{name}">' + columns + head + "".join(map(row, rows)) + "</table:table>")


def document(kind, body):
    mime = {"text": "text", "spreadsheet": "spreadsheet"}[kind]
    return (f'<?xml version="1.0" encoding="UTF-8"?><office:document {NS} '
            f'office:mimetype="application/vnd.oasis.opendocument.{mime}">'
            f'<office:automatic-styles>{LISTS}{LOOK}</office:automatic-styles>'
            '<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="Wide"/></office:master-styles>'
            f'<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document>')


def convert(jobs):
    """jobs: (name without ending, flat ODF, ending of the source, soffice filter)."""
    with tempfile.TemporaryDirectory() as tmp:
        tmp = pathlib.Path(tmp)
        for name, flat, source, target in jobs:
            path = tmp / f"{name}.{source}"
            path.write_text(flat, encoding="utf-8")
            subprocess.run(["soffice", f"-env:UserInstallation=file://{tmp}/profile", "--headless",
                            "--convert-to", target, "--outdir", str(HERE), str(path)], check=True)
            if target == "pdf":
                made = HERE / f"{name}.pdf"
                subprocess.run(["pdftotext", "-bbox", str(made), str(made.with_suffix(".bbox"))], check=True)
                made.unlink()
            if target.startswith("html"):
                to_windows_1251(HERE / f"{name}.html")


def to_windows_1251(path):
    """LibreOffice writes HTML in UTF-8 alone; the administrations' sites are older."""
    page = path.read_text(encoding="utf-8").replace("charset=utf-8", "charset=windows-1251")
    path.write_bytes(page.encode("windows-1251", errors="xmlcharrefreplace"))


def published():
    """The rows of the published text, page breaks as they are; a section takes the whole row."""
    rows = [line.split("\t") for line in PLAN.read_text(encoding="utf-8").splitlines() if line.strip("\t \n")]
    title, header, body = rows[0][0], rows[1], rows[2:]
    body = [[Cell(r[0], columns=6)] if not any(r[1:]) else r for r in body]
    return title, header, body


def main():
    title, header, body = published()
    as_text = document("text", paragraph(title) + table(6, header, body, widths=True))
    as_sheet = document("spreadsheet", table(6, [Cell(title, columns=6)], [header] + body))

    # Other names, another order, no sections and no results; numbers typed by the word
    # processor; a deadline shared by two measures; several paragraphs in a cell.
    other = document("text",
        paragraph("ПРОГРАМА ЗА ДЕЙНОСТТА") + paragraph("на Областния съвет за 2019 година") +
        table(5, ["№ по ред", "Отговорник", "Дейност", "Краен\nсрок", "Забележка"], [
            [Cell(auto=True), "Община Радомир", Cell("Провеждане на обучения", "за служителите"), Cell("Юни\n2019", rows=2), ""],
            [Cell(auto=True), "РИОСВ", "Публикуване на вътрешни актове", COVERED, "при нужда"],
            [Cell(auto=True), "общини; Летище Перник", "Засаждане на дървета", "31.10.2019 г.", ""],
        ]) + paragraph("Планът е приет с Протокол № 1."))

    # A table for each section, its heading a paragraph, with a Cyrillic І in the numeral;
    # the deadline and who is responsible in the text.
    said = document("text",
        paragraph("УТВЪРЖДАВАМ: Областен управител") +
        paragraph("План-програма за противодействие на корупцията през 2020 г.") +
        paragraph("Раздел І. Прозрачност") +
        table(2, ["№", "Мерки"], [
            ["1.", "Публикуване на информация за проекти. Срок: 30.06.2020 г.; Отг.: Областен управител"],
            ["2.", Cell("Представяне на годишен доклад за сигнали за корупция", "Срок: 31.01.2021 г.", "Отговорник: кметове на общини")],
        ]) +
        paragraph("Раздел ІІ. Обучение") +
        table(2, ["№", "Мерки"], [
            ["1.", "Обучение на служителите. Срок: м. май; Отг.: общини, териториални звена"],
        ]) +
        table(2, None, [["Изготвил:", "Съгласувал:"]], name="Подписи"))

    # Two sheets; terms merged over rows; real formulas and dates.
    merged = document("spreadsheet",
        table(5, [Cell("ПЛАН ЗА РАБОТА за 2021 г.", columns=5)], [
            ["№", "Мярка", "Срок", "Отг.", "Очакван резултат"],
            [Cell("І. Първи раздел", columns=5)],
            ["1", "Провеждане на обучения", Cell("на тримесечие", rows=2), Cell("общини", rows=2), ""],
            ["2", "Публикуване на отчети", COVERED, COVERED, "прозрачност"],
        ]) + table(2, None, [["Списък", "на телефоните"]], name="Телефони"))

    convert([
        ("plan-2018", as_text, "fodt", "docx:MS Word 2007 XML"),
        ("plan-2018", as_text, "fodt", "html:HTML (StarWriter)"),
        ("plan-2018", as_text, "fodt", "pdf"),
        ("plan-2018", as_sheet, "fods", "xlsx:Calc MS Excel 2007 XML"),
        ("other-columns", other, "fodt", "docx:MS Word 2007 XML"),
        ("other-columns", other, "fodt", "html:HTML (StarWriter)"),
        ("said-in-text", said, "fodt", "docx:MS Word 2007 XML"),
        ("merged", merged, "fods", "xlsx:Calc MS Excel 2007 XML"),
    ])


main()
