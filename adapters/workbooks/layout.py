"""How a survey is laid out in a workbook: the labels by which it is found again, and the names of its sheets."""

FORM, CODE, TOWN, YEAR, DUE, REFERENCE = "様式番号", "団体コード", "市町村", "年度", "提出期限", "整理番号"
SHEET, KEY_SHEET, LISTS = "調査票", "key", "lists"
KEY_HEADING = "番号"
