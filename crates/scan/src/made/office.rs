//! Documents, workbooks and presentations, as small as the programs still open them.

use super::{Failure, Made, zip};
use crate::kind::Kind;
use crate::place::{Place, Step};

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\"";
const S: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
const RELS: &str = "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

pub(super) fn all(words: &str) -> Result<Vec<Made>, Failure> {
    let here = |steps: &[Step]| Place(steps.to_vec());
    let sheet = Step::Sheet("Klasslista".into());
    Ok(vec![
        Made::new(
            "a.docx",
            Kind::Docx,
            docx_split(words)?,
            [
                here(&[Step::Paragraph(2)]),
                here(&[Step::Deleted]),
                here(&[Step::AltText]),
                here(&[Step::Header, Step::Paragraph(1)]),
                here(&[Step::Comments, Step::Paragraph(1)]),
                here(&[Step::Footnotes, Step::Paragraph(1)]),
                here(&[Step::Property("creator".into())]),
                here(&[Step::Link]),
            ],
        ),
        Made::new(
            "a.xlsx",
            Kind::Xlsx,
            xlsx(words)?,
            [
                here(&[sheet.clone(), Step::Cell("B2".into())]),
                here(&[Step::HiddenSheet("Dold".into()), Step::Cell("A3".into())]),
                here(&[Step::Comments, Step::Paragraph(1)]),
                here(&[Step::Header]),
            ],
        ),
        Made::new(
            "a.pptx",
            Kind::Pptx,
            pptx(words)?,
            [
                here(&[Step::Slide(1), Step::Paragraph(1)]),
                here(&[Step::Slide(1), Step::Notes, Step::Paragraph(1)]),
            ],
        ),
        Made::new(
            "a.odt",
            Kind::Odt,
            odt(words)?,
            [
                here(&[Step::Paragraph(2)]),
                here(&[Step::Comments]),
                here(&[Step::Deleted]),
                here(&[Step::Footer]),
                here(&[Step::Property("creator".into())]),
            ],
        ),
        Made::new("a.odp", Kind::Odp, odp(words)?, [here(&[Step::Paragraph(1)]), here(&[Step::Notes])]),
        Made::new("a.ods", Kind::Ods, ods(words)?, [here(&[sheet, Step::Cell("B2".into())])]),
    ])
}

fn paragraph(words: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{words}</w:t></w:r></w:p>")
}

/// A Word document of these paragraphs.
pub fn docx(paragraphs: &[&str]) -> Result<Vec<u8>, Failure> {
    let body: String = paragraphs.iter().map(|words| paragraph(words)).collect();
    word(&[("word/document.xml", format!("<w:document {W}><w:body>{body}</w:body></w:document>"))])
}

/// A Word document with `words` in every corner, and in the text split over three runs.
pub fn docx_split(words: &str) -> Result<Vec<u8>, Failure> {
    let (first, rest) = words.split_at(words.floor_char_boundary(words.len() / 3));
    let (second, third) = rest.split_at(rest.floor_char_boundary(rest.len() / 2));
    let run =
        |text: &str| format!("<w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>");
    let body = format!(
        "{}<w:p>{}{}{}</w:p><w:p>{}<w:del w:author=\"x\"><w:r><w:delText>{words}</w:delText></w:r></w:del></w:p>\
         <w:p><w:r><wp:inline><wp:docPr id=\"1\" descr=\"{words}\"/></wp:inline></w:r></w:p>",
        paragraph("Hej"),
        run(&format!("om {first}")),
        run(second),
        run(&format!("{third} nu")),
        run("kvar"),
    );
    let text = paragraph(words);
    word(&[
        ("word/document.xml", format!("<w:document {W}><w:body>{body}</w:body></w:document>")),
        ("word/header1.xml", format!("<w:hdr {W}>{text}</w:hdr>")),
        (
            "word/comments.xml",
            format!("<w:comments {W}><w:comment w:id=\"0\" w:author=\"x\">{text}</w:comment></w:comments>"),
        ),
        ("word/footnotes.xml", format!("<w:footnotes {W}><w:footnote>{text}</w:footnote></w:footnotes>")),
        (
            "docProps/core.xml",
            format!(
                "<cp:coreProperties xmlns:cp=\"c\" xmlns:dc=\"d\"><dc:creator>{words}</dc:creator></cp:coreProperties>"
            ),
        ),
        (
            "word/_rels/document.xml.rels",
            format!(
                "<Relationships {RELS}><Relationship Id=\"rId9\" Type=\"{OFFICE}/hyperlink\" Target=\"mailto:{words}\" TargetMode=\"External\"/></Relationships>"
            ),
        ),
    ])
}

fn word(parts: &[(&str, String)]) -> Result<Vec<u8>, Failure> {
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
    let rels = format!(
        "<Relationships {RELS}><Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"word/document.xml\"/></Relationships>"
    );
    let mut files = vec![("[Content_Types].xml", types.as_bytes()), ("_rels/.rels", rels.as_bytes())];
    files.extend(parts.iter().map(|(name, text)| (*name, text.as_bytes())));
    zip(&files)
}

/// A workbook with a visible and a hidden sheet, a comment, and a number in cell C2 of the first.
pub fn xlsx(words: &str) -> Result<Vec<u8>, Failure> {
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>";
    let rels = format!(
        "<Relationships {RELS}><Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let book = format!(
        "<workbook {S}><sheets><sheet name=\"Klasslista\" sheetId=\"1\" r:id=\"rId1\"/><sheet name=\"Dold\" sheetId=\"2\" state=\"hidden\" r:id=\"rId2\"/></sheets></workbook>"
    );
    let book_rels = format!(
        "<Relationships {RELS}><Relationship Id=\"rId1\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet2.xml\"/><Relationship Id=\"rId3\" Type=\"{OFFICE}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
    );
    let strings = format!(
        "<sst {S} count=\"3\" uniqueCount=\"3\"><si><t>Namn</t></si><si><t>Kontakt</t></si><si><r><t xml:space=\"preserve\">se </t></r><r><t>{words}</t></r></si></sst>"
    );
    let sheet = format!(
        "<worksheet {S}><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row><row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>Elev</t></is></c><c r=\"B2\" t=\"s\"><v>2</v></c><c r=\"C2\"><v>201212121212</v></c></row></sheetData><headerFooter><oddHeader>&amp;C{words}</oddHeader></headerFooter></worksheet>"
    );
    let hidden = format!(
        "<worksheet {S}><sheetData><row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>{words}</t></is></c></row></sheetData></worksheet>"
    );
    let comments = format!(
        "<comments {S}><authors><author>x</author></authors><commentList><comment ref=\"A1\" authorId=\"0\"><text><t>{words}</t></text></comment></commentList></comments>"
    );
    let parts = [
        ("[Content_Types].xml", types),
        ("_rels/.rels", &rels),
        ("xl/workbook.xml", &book),
        ("xl/_rels/workbook.xml.rels", &book_rels),
        ("xl/sharedStrings.xml", &strings),
        ("xl/worksheets/sheet1.xml", &sheet),
        ("xl/worksheets/sheet2.xml", &hidden),
        ("xl/comments1.xml", &comments),
    ];
    zip(&parts.map(|(name, text)| (name, text.as_bytes())))
}

/// A presentation of one slide with speaker notes.
pub fn pptx(words: &str) -> Result<Vec<u8>, Failure> {
    let a = "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\"";
    let slide = |root: &str| {
        format!("<p:{root} {a}><p:txBody><a:p><a:r><a:t>{words}</a:t></a:r></a:p></p:txBody></p:{root}>")
    };
    let show = format!("<p:presentation {a}/>");
    zip(&[
        ("ppt/presentation.xml", show.as_bytes()),
        ("ppt/slides/slide1.xml", slide("sld").as_bytes()),
        ("ppt/notesSlides/notesSlide1.xml", slide("notes").as_bytes()),
    ])
}

fn open_document(kind: &str, parts: &[(&str, String)]) -> Result<Vec<u8>, Failure> {
    let kind = format!("application/vnd.oasis.opendocument.{kind}");
    let manifest = format!(
        "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"><manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"{kind}\"/><manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>"
    );
    let mut files = vec![("mimetype", kind.as_bytes()), ("META-INF/manifest.xml", manifest.as_bytes())];
    files.extend(parts.iter().map(|(name, text)| (*name, text.as_bytes())));
    zip(&files)
}

const O: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" xmlns:presentation=\"urn:oasis:names:tc:opendocument:xmlns:presentation:1.0\" xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"";

/// A text in `OpenDocument` with a comment, a deletion, a footer and an author.
pub fn odt(words: &str) -> Result<Vec<u8>, Failure> {
    let (first, second) = words.split_at(words.floor_char_boundary(words.len() / 2));
    let content = format!(
        "<office:document-content {O}><office:body><office:text>\
         <text:tracked-changes><text:changed-region><text:deletion><text:p>{words}</text:p></text:deletion></text:changed-region></text:tracked-changes>\
         <text:p>Hej</text:p><text:p>om<text:s/>{first}<text:span>{second}</text:span></text:p>\
         <text:p>kvar<office:annotation><dc:creator>x</dc:creator><text:p>{words}</text:p></office:annotation></text:p>\
         </office:text></office:body></office:document-content>"
    );
    let styles = format!(
        "<office:document-styles {O}><office:master-styles><style:master-page><style:footer><text:p>{words}</text:p></style:footer></style:master-page></office:master-styles></office:document-styles>"
    );
    let meta = format!(
        "<office:document-meta {O}><office:meta><dc:creator>{words}</dc:creator></office:meta></office:document-meta>"
    );
    open_document("text", &[("content.xml", content), ("styles.xml", styles), ("meta.xml", meta)])
}

fn odp(words: &str) -> Result<Vec<u8>, Failure> {
    let content = format!(
        "<office:document-content {O}><office:body><office:presentation><draw:page><text:p>{words}</text:p><presentation:notes><text:p>{words}</text:p></presentation:notes></draw:page></office:presentation></office:body></office:document-content>"
    );
    open_document("presentation", &[("content.xml", content)])
}

fn ods(words: &str) -> Result<Vec<u8>, Failure> {
    let cell = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let row = |cells: String| format!("<table:table-row>{cells}</table:table-row>");
    let content = format!(
        "<office:document-content {O}><office:body><office:spreadsheet><table:table table:name=\"Klasslista\">{}{}</table:table></office:spreadsheet></office:body></office:document-content>",
        row(cell("Namn") + &cell("Kontakt")),
        row(cell("Elev") + &cell(words)),
    );
    open_document("spreadsheet", &[("content.xml", content)])
}
