"""What makes a PDF one for the archive: its data inside, and the norms it answers to in its XMP."""

from __future__ import annotations

from datetime import datetime

import pydyf
from weasyprint import Attachment, Document

ARCHIVAL = "pdf/a-3a"
"""PDF/A-3 level A: all that level U asks (text as Unicode), and tags for screen readers besides."""
DATA_NAME = "contenu.json"
"""The attached file; its SHA-256 is the fingerprint that the document prints."""
_END = b"</rdf:RDF>"
_ACCESSIBLE = b"""\
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>\
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name>\
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>\
</rdf:Description>"""
"""PDF/UA-1 (ISO 14289-1 §5), described as PDF/A-3 §6.6.2.3 wants what it does not know."""


def attached(content: bytes, made_at: datetime) -> Attachment:
    """The structured data of a document, to be carried inside it."""
    return Attachment(
        string=content,
        name=DATA_NAME,
        description="Structured data of this document",
        created=made_at,
        modified=made_at,
        relationship="Data",
    )


def name_norms(_document: Document, pdf: pydyf.PDF) -> None:
    """Add PDF/UA-1 to the XMP that WeasyPrint wrote for PDF/A; name each associated file once.

    WeasyPrint 70 knows either norm, not both in one file.
    """
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    metadata.stream = [bytes(part).replace(_END, _ACCESSIBLE + _END) for part in metadata.stream]
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
