//! What a content stream shows: its text with, for each letter, the operator and the bytes that draw it.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::font::{Code, Font};

/// Bytes that one content stream may unpack to.
pub(crate) const STREAM_MAX: usize = 64 << 20;
/// Forms inside forms.
const FORMS_DEEP: usize = 6;

/// A code that is drawn.
#[derive(Clone, Debug)]
pub(crate) struct Glyph {
    /// The operator that draws it, by its number.
    pub(crate) operation: usize,
    /// The element of its array, for `TJ`.
    pub(crate) element: Option<usize>,
    /// The bytes in the string.
    pub(crate) bytes: Range<usize>,
    /// The letters in the text.
    pub(crate) text: Range<usize>,
    /// The width in thousandths of the size, spacing included.
    pub(crate) width: f64,
}

/// One content stream: of a page, or of a form that the page draws.
pub(crate) struct Shown {
    /// The form; the page itself where there is none.
    pub(crate) form: Option<ObjectId>,
    /// Its operators.
    pub(crate) operations: Vec<Operation>,
    /// Its text.
    pub(crate) text: String,
    /// Which operator draws which letters.
    pub(crate) glyphs: Vec<Glyph>,
    /// Codes that the font has no letter for.
    pub(crate) unknown: usize,
    /// The places of pictures in it.
    pub(crate) pictures: usize,
}

#[derive(Clone, Copy)]
struct Matrix {
    a: f64,
    b: f64,
    c: f64,
    d: f64,
    e: f64,
    f: f64,
}

const ONE: Matrix = Matrix { a: 1.0, b: 0.0, c: 0.0, d: 1.0, e: 0.0, f: 0.0 };

impl Matrix {
    /// First this, then `next`.
    fn then(self, next: Self) -> Self {
        Self {
            a: self.a * next.a + self.b * next.c,
            b: self.a * next.b + self.b * next.d,
            c: self.c * next.a + self.d * next.c,
            d: self.c * next.b + self.d * next.d,
            e: self.e * next.a + self.f * next.c + next.e,
            f: self.e * next.b + self.f * next.d + next.f,
        }
    }

    fn moved(x: f64, y: f64) -> Self {
        Self { e: x, f: y, ..ONE }
    }
}

/// All content streams of a page.
pub(crate) fn of_page(document: &Document, page: ObjectId) -> Result<Vec<Shown>, lopdf::Error> {
    let bytes = document.get_page_content_with_limit(page, STREAM_MAX)?;
    let mut walk = Streams { document, seen: HashSet::new(), shown: Vec::new() };
    let resources = resources_of_page(document, page);
    walk.stream(None, &bytes, &resources, 0)?;
    Ok(walk.shown)
}

fn resources_of_page(document: &Document, page: ObjectId) -> Vec<Dictionary> {
    let Ok((own, inherited)) = document.get_page_resources(page) else { return Vec::new() };
    let inherited = inherited.into_iter().filter_map(|id| document.get_dictionary(id).ok());
    own.into_iter().chain(inherited).cloned().collect()
}

struct Streams<'d> {
    document: &'d Document,
    seen: HashSet<ObjectId>,
    shown: Vec<Shown>,
}

impl Streams<'_> {
    fn stream(
        &mut self,
        form: Option<ObjectId>,
        bytes: &[u8],
        resources: &[Dictionary],
        depth: usize,
    ) -> Result<(), lopdf::Error> {
        let content = Content::decode(bytes)?;
        let mut reader = Reader::new(self.document, resources);
        for (number, operation) in content.operations.iter().enumerate() {
            reader.operation(number, operation);
        }
        let (forms, pictures) = (reader.forms, reader.pictures);
        let (text, glyphs, unknown) = (reader.text, reader.glyphs, reader.unknown);
        self.shown.push(Shown { form, operations: content.operations, text, glyphs, unknown, pictures });
        for form in forms {
            if depth < FORMS_DEEP && self.seen.insert(form) {
                self.form(form, resources, depth)?;
            }
        }
        Ok(())
    }

    fn form(&mut self, id: ObjectId, outer: &[Dictionary], depth: usize) -> Result<(), lopdf::Error> {
        let stream = self.document.get_object(id)?.as_stream()?;
        let bytes = stream.get_plain_content_with_limit(STREAM_MAX)?;
        let own = stream.dict.get_deref(b"Resources", self.document).and_then(Object::as_dict).ok();
        let resources = own.map_or_else(|| outer.to_vec(), |own| vec![own.clone()]);
        self.stream(Some(id), &bytes, &resources, depth + 1)
    }
}

/// Follows the operators of one stream.
struct Reader<'d> {
    document: &'d Document,
    resources: &'d [Dictionary],
    fonts: HashMap<Vec<u8>, Font>,
    font: Vec<u8>,
    size: f64,
    spacing: f64,
    word_spacing: f64,
    scale: f64,
    leading: f64,
    matrix: Matrix,
    line: Matrix,
    page: Matrix,
    saved: Vec<Matrix>,
    /// Where the last letter ended, on the page.
    last: Option<(f64, f64)>,
    text: String,
    glyphs: Vec<Glyph>,
    unknown: usize,
    forms: Vec<ObjectId>,
    pictures: usize,
}

impl<'d> Reader<'d> {
    fn new(document: &'d Document, resources: &'d [Dictionary]) -> Self {
        Self {
            document,
            resources,
            fonts: HashMap::new(),
            font: Vec::new(),
            size: 1.0,
            spacing: 0.0,
            word_spacing: 0.0,
            scale: 1.0,
            leading: 0.0,
            matrix: ONE,
            line: ONE,
            page: ONE,
            saved: Vec::new(),
            last: None,
            text: String::new(),
            glyphs: Vec::new(),
            unknown: 0,
            forms: Vec::new(),
            pictures: 0,
        }
    }

    fn operation(&mut self, number: usize, operation: &Operation) {
        let operands = operation.operands.as_slice();
        let value = |at: usize| operands.get(at).and_then(|one| one.as_float().ok()).map_or(0.0, f64::from);
        match operation.operator.as_str() {
            "q" if self.saved.len() < 10_000 => self.saved.push(self.page),
            "Q" => self.page = self.saved.pop().unwrap_or(self.page),
            "cm" => self.page = matrix(operands).then(self.page),
            "BT" => (self.matrix, self.line) = (ONE, ONE),
            "Tf" => self.choose(operands, value(1)),
            "Tc" => self.spacing = value(0),
            "Tw" => self.word_spacing = value(0),
            "Tz" => self.scale = value(0) / 100.0,
            "TL" => self.leading = value(0),
            "Td" => self.next(value(0), value(1)),
            "TD" => {
                self.leading = -value(1);
                self.next(value(0), value(1));
            }
            "Tm" => {
                self.line = matrix(operands);
                self.matrix = self.line;
            }
            "T*" => self.next(0.0, -self.leading),
            "Tj" => self.show(number, None, operands.first()),
            "'" => {
                self.next(0.0, -self.leading);
                self.show(number, None, operands.first());
            }
            "\"" => {
                (self.word_spacing, self.spacing) = (value(0), value(1));
                self.next(0.0, -self.leading);
                self.show(number, None, operands.get(2));
            }
            "TJ" => self.show_all(number, operands.first()),
            "Do" => self.draw(operands.first()),
            "BI" | "EI" => self.pictures += 1,
            _ => {}
        }
    }

    fn next(&mut self, x: f64, y: f64) {
        self.line = Matrix::moved(x, y).then(self.line);
        self.matrix = self.line;
    }

    /// An entry of a category of the resources, as `Font` `F1`.
    fn resource(&self, category: &[u8], name: &[u8]) -> Option<&'d Object> {
        self.resources.iter().find_map(|resources| {
            let all = resources.get_deref(category, self.document).ok()?.as_dict().ok()?;
            all.get(name).ok()
        })
    }

    fn choose(&mut self, operands: &[Object], size: f64) {
        self.size = size;
        let Some(Ok(name)) = operands.first().map(Object::as_name) else { return };
        self.font = name.to_vec();
        if self.fonts.contains_key(name) {
            return;
        }
        let found = self.resource(b"Font", name).and_then(|font| self.document.dereference(font).ok());
        if let Some(font) = found.and_then(|(_, font)| font.as_dict().ok()) {
            self.fonts.insert(name.to_vec(), Font::new(self.document, font));
        }
    }

    fn draw(&mut self, name: Option<&Object>) {
        let Some(Ok(name)) = name.map(Object::as_name) else { return };
        let Some(object) = self.resource(b"XObject", name) else { return };
        let Ok((id, object)) = self.document.dereference(object) else { return };
        let Ok(stream) = object.as_stream() else { return };
        match (stream.dict.get(b"Subtype").and_then(Object::as_name), id) {
            (Ok(b"Form"), Some(id)) => self.forms.push(id),
            (Ok(b"Image"), _) => self.pictures += 1,
            _ => {}
        }
    }

    fn show_all(&mut self, number: usize, array: Option<&Object>) {
        let Some(Ok(array)) = array.map(Object::as_array) else { return };
        for (at, element) in array.iter().enumerate() {
            match element {
                Object::String(..) => self.show(number, Some(at), Some(element)),
                other => {
                    let shift = other.as_float().map_or(0.0, f64::from);
                    self.advance(-shift / 1000.0 * self.size * self.scale);
                }
            }
        }
    }

    fn show(&mut self, number: usize, element: Option<usize>, string: Option<&Object>) {
        let Some(Ok(string)) = string.map(Object::as_str) else { return };
        let codes = self.fonts.get(&self.font).map(|font| font.codes(string)).unwrap_or_default();
        for code in codes {
            self.glyph(number, element, code);
        }
    }

    fn glyph(&mut self, number: usize, element: Option<usize>, code: Code) {
        self.gap();
        let start = self.text.len();
        if let Some(text) = &code.text {
            self.text.push_str(text);
        } else {
            self.unknown += 1;
            self.text.push('\u{FFFD}');
        }
        let extra = self.spacing + if code.is_space { self.word_spacing } else { 0.0 };
        let size = if self.size == 0.0 { 1.0 } else { self.size };
        let width = code.width + extra * 1000.0 / size;
        let text = start..self.text.len();
        self.glyphs.push(Glyph { operation: number, element, bytes: code.bytes, text, width });
        self.advance(width / 1000.0 * self.size * self.scale);
        self.last = Some(self.position());
    }

    fn advance(&mut self, by: f64) {
        self.matrix = Matrix::moved(by, 0.0).then(self.matrix);
    }

    fn position(&self) -> (f64, f64) {
        let on_page = self.matrix.then(self.page);
        (on_page.e, on_page.f)
    }

    /// A space or a line break, where the next letter does not stand close behind the last.
    fn gap(&mut self) {
        let Some((last_x, last_y)) = self.last else { return };
        let on_page = self.matrix.then(self.page);
        let height = (on_page.c.hypot(on_page.d) * self.size).abs().max(0.1);
        let (x, y) = (on_page.e - last_x, on_page.f - last_y);
        // Along the line of writing and across it, so that turned text stays text.
        let length = on_page.a.hypot(on_page.b).max(1e-9);
        let along = (x * on_page.a + y * on_page.b) / length;
        let across = (y * on_page.a - x * on_page.b) / length;
        if across.abs() > height * 0.4 {
            self.separate('\n');
        } else if along > height * 0.18 || along < -height {
            self.separate(' ');
        }
    }

    fn separate(&mut self, sign: char) {
        if !self.text.ends_with([' ', '\n']) {
            self.text.push(sign);
        }
    }
}

fn matrix(operands: &[Object]) -> Matrix {
    let mut values = operands.iter().map(|one| one.as_float().map_or(0.0, f64::from));
    let mut next = || values.next().unwrap_or_default();
    Matrix { a: next(), b: next(), c: next(), d: next(), e: next(), f: next() }
}
