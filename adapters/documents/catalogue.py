"""The data catalogue: every published edition with its files as DCAT 3 in JSON-LD, for portals that harvest it."""

from collections.abc import Iterable, Mapping
from typing import Any

from adapters.documents.terms import OpenDataTerms
from adapters.web.words import fiscal, word
from domain.calendar import first_day, last_day
from domain.publication import Edition
from domain.published_files import EditionFiles, PublishedFile, PublishedFileKind
from projections.publication import PublicationRow

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
MEDIA_TYPES: Mapping[PublishedFileKind, str] = {
    PublishedFileKind.REPORT: "application/pdf",
    PublishedFileKind.FACTS_CSV: "text/csv; charset=utf-8",
    PublishedFileKind.FACTS_JSON: "application/json",
}
KEYWORDS = ("地球温暖化対策", "温室効果ガス", "実行計画", "年次報告書")
IANA = "https://www.iana.org/assignments/media-types/"


def catalogue(rows: Iterable[PublicationRow], terms: OpenDataTerms, base: str, path: str) -> Mapping[str, Any]:
    """Write the catalogue; ``base`` is the address of the service without a slash, ``path`` that of the catalogue."""
    return {
        "@context": CONTEXT,
        "@id": f"{base}{path}",
        "@type": "dcat:Catalog",
        "dct:title": _japanese(f"{terms.publisher} 地球温暖化対策実行計画の点検評価"),
        "dct:description": _japanese("年次報告書と、その数値の一覧。年度・版ごとに変わらないアドレスで提供する。"),
        "dct:publisher": _publisher(terms),
        "dct:license": {"@id": terms.license_url},
        "dct:language": "ja",
        "dcat:dataset": [
            _dataset(row, edition, terms, base)
            for row in sorted(rows, key=lambda each: each.fiscal_year)
            for edition in row.editions
        ],
    }


def file_path(fiscal_year: int, edition: int, kind: PublishedFileKind) -> str:
    """Give the address of a file, which stays what it is for ever."""
    return f"/api/v1/public/reports/{fiscal_year}/editions/{edition}/files/{kind.value}"


def _dataset(row: PublicationRow, edition: Edition, terms: OpenDataTerms, base: str) -> Mapping[str, Any]:
    kept = row.files_of(edition.edition)
    stands = edition.edition == row.editions[-1].edition
    told = {
        "@id": f"{base}/api/v1/public/reports/{row.fiscal_year}/editions/{edition.edition}",
        "@type": "dcat:Dataset",
        "dct:identifier": f"annual-report-{row.fiscal_year}-{edition.edition}",
        "dct:title": _japanese(f"{fiscal(row.fiscal_year)} 年次報告書 第{edition.edition}版"),
        "dct:issued": {"@type": "xsd:date", "@value": edition.published_on.isoformat()},
        "dcat:version": str(edition.edition),
        "dct:publisher": _publisher(terms),
        "dct:license": {"@id": terms.license_url},
        "dct:rights": _japanese(f"{terms.attributed(row.fiscal_year, edition.edition)}　{terms.conditions}"),
        "dct:language": "ja",
        "dct:accrualPeriodicity": {"@id": "http://publications.europa.eu/resource/authority/frequency/ANNUAL"},
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@type": "xsd:date", "@value": first_day(row.fiscal_year).isoformat()},
            "dcat:endDate": {"@type": "xsd:date", "@value": last_day(row.fiscal_year).isoformat()},
        },
        "dcat:keyword": [_japanese(each) for each in KEYWORDS],
        "dcat:distribution": [] if kept is None else [_distribution(row, kept, each, base) for each in kept.files],
    }
    if edition.reason is not None:
        told["dcat:versionNotes"] = _japanese(edition.reason)
    if not stands:
        newer = f"{base}/api/v1/public/reports/{row.fiscal_year}/editions/{edition.edition + 1}"
        told["dct:isReplacedBy"] = {"@id": newer}
    return told


def _distribution(row: PublicationRow, kept: EditionFiles, file: PublishedFile, base: str) -> Mapping[str, Any]:
    address = f"{base}{file_path(row.fiscal_year, kept.edition, file.kind)}"
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": _japanese(word(file.kind)),
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": {"@id": f"{IANA}{MEDIA_TYPES[file.kind].partition(';')[0]}"},
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(file.size)},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": file.sha256},
        },
    }


def _publisher(terms: OpenDataTerms) -> Mapping[str, Any]:
    return {"@type": "foaf:Organization", "foaf:name": _japanese(terms.publisher)}


def _japanese(text: str) -> Mapping[str, str]:
    return {"@language": "ja", "@value": text}
