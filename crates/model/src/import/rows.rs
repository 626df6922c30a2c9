//! Rows of a sheet, read with a mapping.
//!
//! A row with a fault in what it cannot do without is left out, and then nobody may be removed for being absent: see
//! [`Reading::scope`]. A fault in another cell costs that cell only.

use jiff::civil::Date;
use std::collections::{BTreeMap, HashSet};

use super::fault::{RowCode, RowFault, masked};
use super::mapping::{Field, Mapping, Sheet, is_mark, plain};
use super::plan::Scope;
use super::{Ids, Key, Who, read_date};
use crate::civic::CivicNumber;
use crate::person::{Address, Contact, Duty, Enrolment, Person, Responsible};
use crate::school::{DutyRole, GroupKind, Relation, SchoolForm, Sex, UnitKind, school_year};
use crate::unit::{Group, Membership, Period, Unit};
use crate::{Id, Mark, id};

/// The most letters of a cell. A street has fewer, and so has every name.
const LONGEST: usize = 500;

/// A group, a member, and the first and the last day.
type Joined = (Id<id::Group>, Id<id::Person>, Option<Date>, Option<Date>);

/// What was read, from one sheet or several.
#[derive(Debug, Default)]
pub struct Reading {
    /// Persons, each once, with the strongest mark that any row has.
    pub persons: BTreeMap<Id<id::Person>, Person>,
    /// Units.
    pub units: BTreeMap<Id<id::Unit>, Unit>,
    /// Groups.
    pub groups: BTreeMap<Id<id::Group>, Group>,
    /// Duties.
    pub duties: BTreeMap<Id<Duty>, Duty>,
    /// What is wrong, by sheet in the order of reading.
    pub faults: Vec<RowFault>,
    /// How many rows were looked at.
    pub rows: usize,
    /// Responsibles of children who are on no row, or not yet. The store knows whether it has the child.
    pub waiting: Vec<(Id<id::Person>, Responsible)>,
    /// Who is in which group and when: a whole list may be one group.
    joined: HashSet<Joined>,
}

impl Reading {
    /// Reads the rows of a sheet. `today` is for identity numbers.
    pub fn sheet<R, S>(
        &mut self,
        mapping: &Mapping,
        heads: &[S],
        rows: impl IntoIterator<Item = R>,
        ids: &mut dyn Ids,
        today: Date,
    ) where
        R: AsRef<[S]>,
        S: AsRef<str>,
    {
        let places = match places(mapping, heads) {
            Ok(places) => places,
            Err(faults) => return self.faults.extend(faults),
        };
        let marks = marks(&places, heads);
        for (at, row) in rows.into_iter().enumerate() {
            let cells: Vec<&str> = row.as_ref().iter().map(|cell| cell.as_ref().trim()).collect();
            if cells.iter().all(|cell| cell.is_empty()) {
                continue;
            }
            self.rows += 1;
            let mut row = Row {
                cells,
                places: &places,
                marks: &marks,
                mapping,
                number: at + 2,
                today,
                faults: Vec::new(),
            };
            let read = row.fits(heads.len()).and_then(|()| self.row(&mut row, ids));
            self.faults.append(&mut row.faults);
            if let Err(fault) = read {
                self.faults.push(RowFault { left_out: true, ..fault });
            }
        }
        self.link();
    }

    /// Whether what is absent may be removed: only when every row could be read.
    pub fn scope<I>(&self) -> Scope<I> {
        if self.faults.iter().any(|fault| fault.left_out) { Scope::Delta(Vec::new()) } else { Scope::Full }
    }

    fn row(&mut self, row: &mut Row<'_>, ids: &mut dyn Ids) -> Result<(), RowFault> {
        match row.mapping.sheet {
            Sheet::Pupils => self.pupil(row, ids),
            Sheet::Guardians => self.guardian(row, ids),
            Sheet::Staff => self.staff(row, ids),
            Sheet::Groups => self.member(row, ids),
            Sheet::Units => self.unit(row, ids).map(drop),
        }
    }

    fn pupil(&mut self, row: &mut Row<'_>, ids: &mut dyn Ids) -> Result<(), RowFault> {
        let mut person = row.person(ids)?;
        let unit = self.unit(row, ids)?;
        let period = row.period();
        let (form, year) = (row.form(), row.year());
        person.enrolments.push(Enrolment { unit, form, year, period, cancelled: false });
        if let Some(name) = row.text(Field::Group) {
            let kind = row.text(Field::GroupKind).map_or(GroupKind::Class, GroupKind::read);
            // How long somebody is enrolled is not how long they are in the class; nobody said that.
            self.join(
                ids,
                (unit, name, kind),
                Some(Membership { person: person.id, period: Period::default() }),
            );
        }
        self.meet(person, row)
    }

    fn guardian(&mut self, row: &mut Row<'_>, ids: &mut dyn Ids) -> Result<(), RowFault> {
        let person = row.person(ids)?;
        let child = row.reference(Field::Child, ids)?;
        // A list of guardians that says nothing of relations is one of those who have custody; one that says it of others
        // only says nothing of this one.
        let unsaid =
            if row.places.contains_key(&Field::Relation) { Relation::Parent } else { Relation::Custodian };
        let relation = row.text(Field::Relation).map_or(unsaid, Relation::read);
        let responsible = Responsible { person: person.id, relation };
        self.meet(person, row)?;
        self.waiting.push((child, responsible));
        Ok(())
    }

    fn staff(&mut self, row: &mut Row<'_>, ids: &mut dyn Ids) -> Result<(), RowFault> {
        let person = row.person(ids)?;
        let unit = self.unit(row, ids)?;
        let role = row.text(Field::Role).ok_or_else(|| row.fault(Field::Role, RowCode::RoleMissing))?;
        let id = ids.duty(person.id, unit, role);
        let duty =
            Duty { id, person: Some(person.id), unit, role: DutyRole::read(role), period: row.period() };
        self.meet(person, row)?;
        self.duties.insert(id, duty);
        Ok(())
    }

    fn member(&mut self, row: &mut Row<'_>, ids: &mut dyn Ids) -> Result<(), RowFault> {
        let name = row.text(Field::Group).ok_or_else(|| row.fault(Field::Group, RowCode::GroupMissing))?;
        let unit = self.unit(row, ids)?;
        let kind = row.text(Field::GroupKind).map_or(GroupKind::Teaching, GroupKind::read);
        let member = match row.text(Field::Member) {
            Some(_) => Some(Membership { person: row.reference(Field::Member, ids)?, period: row.period() }),
            None => None,
        };
        self.join(ids, (unit, name, kind), member);
        Ok(())
    }

    fn unit(&mut self, row: &mut Row<'_>, ids: &mut dyn Ids) -> Result<Id<id::Unit>, RowFault> {
        let code = row.text(Field::UnitCode);
        let name =
            row.text(Field::Unit).or(row.text(Field::Name).filter(|_| row.mapping.sheet == Sheet::Units));
        let given = row.mapping.unit.as_deref();
        let key = code.or(name).or(given).ok_or_else(|| row.fault(Field::Unit, RowCode::UnitMissing))?;
        let at = if code.is_some() { Field::UnitCode } else { Field::Unit };
        let id = ids.unit(key).ok_or_else(|| row.fault(at, RowCode::UnitAmbiguous))?;
        let parent = match row.text(Field::Parent) {
            Some(parent) => {
                let several = || row.fault(Field::Parent, RowCode::UnitAmbiguous);
                Some(ids.unit(parent).ok_or_else(several)?)
            }
            None => None,
        };
        let unit = self.units.entry(id).or_insert_with(|| Unit {
            id,
            kind: row.text(Field::UnitKind).map_or(UnitKind::SchoolUnit, UnitKind::read),
            name: name.or(given).unwrap_or(key).to_owned(),
            parent,
            code: code.map(str::to_owned),
            forms: Vec::new(),
            hours: None,
        });
        if let Some(form) = row.text(Field::Form).map(SchoolForm::read)
            && !unit.forms.contains(&form)
        {
            unit.forms.push(form);
        }
        Ok(id)
    }

    fn join(
        &mut self,
        ids: &mut dyn Ids,
        group: (Id<id::Unit>, &str, GroupKind),
        member: Option<Membership>,
    ) {
        let (unit, name, kind) = group;
        let id = ids.group(unit, name);
        let group = self.groups.entry(id).or_insert_with(|| Group {
            id,
            kind,
            name: name.to_owned(),
            unit,
            period: Period::default(),
            members: Vec::new(),
        });
        let joined = &mut self.joined;
        let is_new =
            |member: &Membership| joined.insert((id, member.person, member.period.start, member.period.end));
        group.members.extend(member.filter(is_new));
    }

    /// Takes a person in, or adds to one who was on a row further up.
    fn meet(&mut self, person: Person, row: &Row<'_>) -> Result<(), RowFault> {
        let Some(known) = self.persons.get_mut(&person.id) else {
            self.persons.insert(person.id, person);
            return Ok(());
        };
        known.mark = known.mark.max(person.mark);
        if (&known.given, &known.family) != (&person.given, &person.family) {
            return Err(row.fault(Field::Family, RowCode::NameDiffers));
        }
        add(&mut known.enrolments, person.enrolments);
        add(&mut known.emails, person.emails);
        add(&mut known.phones, person.phones);
        add(&mut known.addresses, person.addresses);
        known.civic = known.civic.or(person.civic);
        known.born = known.born.or(person.born);
        Ok(())
    }

    /// Guardians' rows may come before the pupils': a child who is not read yet waits.
    fn link(&mut self) {
        let persons = &mut self.persons;
        self.waiting.retain(|(child, responsible)| match persons.get_mut(child) {
            Some(child) => {
                add(&mut child.responsibles, vec![responsible.clone()]);
                false
            }
            None => true,
        });
    }
}

fn add<T: PartialEq>(to: &mut Vec<T>, from: Vec<T>) {
    for item in from {
        if !to.contains(&item) {
            to.push(item);
        }
    }
}

/// The place of each field's column, or the columns that are not there.
fn places<S: AsRef<str>>(mapping: &Mapping, heads: &[S]) -> Result<BTreeMap<Field, usize>, Vec<RowFault>> {
    let heads: Vec<String> = heads.iter().map(|head| plain(head.as_ref())).collect();
    let mut faults = Vec::new();
    let mut places = BTreeMap::new();
    for (field, head) in &mapping.columns {
        match heads.iter().position(|other| *other == plain(head)) {
            Some(place) => drop(places.insert(*field, place)),
            None => faults.push(RowFault {
                row: 1,
                column: Some(head.clone()),
                code: RowCode::ColumnMissing,
                civic: None,
                value: String::new(),
                left_out: true,
            }),
        }
    }
    if faults.is_empty() { Ok(places) } else { Err(faults) }
}

/// The columns that say something of protection.
fn marks<S: AsRef<str>>(places: &BTreeMap<Field, usize>, heads: &[S]) -> Vec<usize> {
    let mapped = places.get(&Field::Mark).copied();
    let is_one = |(at, head): &(usize, &S)| mapped == Some(*at) || is_mark(head.as_ref());
    heads.iter().enumerate().filter(is_one).map(|(at, _)| at).collect()
}

/// The mark that a cell means. Yes without more is an unknown mark: protected, and nobody knows how.
pub fn read_mark(text: &str, silence: Mark) -> Mark {
    match text.trim().to_lowercase().as_str() {
        "" => silence,
        "nej" | "no" | "n" | "0" | "false" | "falskt" | "ingen" | "none" => Mark::None,
        "sekretessmarkering" | "sekretessmarkerad" | "sekretess" => Mark::Secrecy,
        "skyddad folkbokföring" | "kvarskrivning" | "kvarskriven" => Mark::ProtectedRegistration,
        _ => Mark::Unknown,
    }
}

/// Whether a cell holds what a spreadsheet writes where a formula failed, in English or Swedish.
pub fn is_failed(cell: &str) -> bool {
    const FAILED: [&str; 16] = [
        "#DIV/0!",
        "#N/A",
        "#NAME?",
        "#NULL!",
        "#NUM!",
        "#REF!",
        "#VALUE!",
        "#DATA!",
        "#DIVISION/0!",
        "#SAKNAS!",
        "#NAMN?",
        "#SKÄRNING!",
        "#OGILTIGT!",
        "#REFERENS!",
        "#VÄRDEFEL!",
        "#SPILL!",
    ];
    FAILED.contains(&cell.trim())
}

/// One row under the eyes.
struct Row<'a> {
    cells: Vec<&'a str>,
    places: &'a BTreeMap<Field, usize>,
    /// Every column that says something of protection, mapped or not.
    marks: &'a [usize],
    mapping: &'a Mapping,
    number: usize,
    today: Date,
    faults: Vec<RowFault>,
}

impl<'a> Row<'a> {
    /// Whether every cell has a head, and none has swallowed others.
    fn fits(&self, heads: usize) -> Result<(), RowFault> {
        let is_broken = |cell: &&&str| cell.contains(['\n', '\r']) || cell.chars().nth(LONGEST).is_some();
        if let Some(cell) = self.cells.iter().find(is_broken) {
            let value = masked(cell);
            return Err(RowFault { column: None, value, ..self.fault(Field::Key, RowCode::CellBroken) });
        }
        let beyond = self.cells.iter().skip(heads).find(|cell| !cell.is_empty());
        beyond.map_or(Ok(()), |cell| {
            let value = masked(cell);
            Err(RowFault { column: None, value, ..self.fault(Field::Key, RowCode::TooManyCells) })
        })
    }

    /// The text of a field's cell, if something is in it. A formula that failed says nothing of anybody, but for a mark.
    fn text(&self, field: Field) -> Option<&'a str> {
        self.places
            .get(&field)
            .and_then(|place| self.cells.get(*place))
            .copied()
            .filter(|text| !text.is_empty() && !is_failed(text))
    }

    fn owned(&self, field: Field) -> String {
        self.text(field).unwrap_or_default().to_owned()
    }

    fn fault(&self, field: Field, code: RowCode) -> RowFault {
        let value = self.text(field).map(masked).unwrap_or_default();
        let column = self.mapping.columns.get(&field).cloned();
        RowFault { row: self.number, column, code, civic: None, value, left_out: false }
    }

    fn note(&mut self, field: Field, code: RowCode) {
        self.faults.push(self.fault(field, code));
    }

    fn person(&mut self, ids: &mut dyn Ids) -> Result<Person, RowFault> {
        let own = self.text(Field::Key);
        let civic = match self.civic(Field::Civic) {
            Some(Err(fault)) if own.is_none() => return Err(fault),
            Some(Err(fault)) => {
                self.faults.push(fault);
                None
            }
            Some(Ok(civic)) => Some(civic),
            None => None,
        };
        let keys: Vec<Key<'_>> =
            own.map(|own| Key::Own(self.who(), own)).into_iter().chain(civic.map(Key::Civic)).collect();
        if keys.is_empty() {
            return Err(self.fault(Field::Civic, RowCode::KeyMissing));
        }
        let (given, family) = self.name().ok_or_else(|| self.fault(Field::Family, RowCode::NameMissing))?;
        let id = ids.person(&keys, Some((&given, &family)));
        let id = id.ok_or_else(|| self.fault(Field::Key, RowCode::KeyOfOther))?;
        let mark = self.mark();
        let born = self.date(Field::Born).or_else(|| civic.and_then(|civic| civic.birth_date()));
        Ok(Person {
            middle: self.text(Field::Middle).map(str::to_owned),
            civic,
            born,
            sex: self.text(Field::Sex).map(Sex::read),
            emails: self.contacts(&[Field::Email]),
            phones: self.contacts(&[Field::Phone, Field::Mobile]),
            addresses: self.address().into_iter().collect(),
            ..Person::named(id, given, family, mark)
        })
    }

    fn who(&self) -> Who {
        match self.mapping.sheet {
            Sheet::Staff => Who::Staff,
            Sheet::Guardians => Who::Guardian,
            Sheet::Pupils | Sheet::Groups | Sheet::Units => Who::Pupil,
        }
    }

    /// The strongest mark of all columns that have one: some systems have one for each kind.
    fn mark(&self) -> Mark {
        let cells = self.marks.iter().filter_map(|place| self.cells.get(*place));
        let said = cells.filter(|text| !text.trim().is_empty());
        said.map(|text| read_mark(text, self.mapping.silence)).max().unwrap_or(self.mapping.silence)
    }

    fn name(&self) -> Option<(String, String)> {
        let (given, family) = (self.text(Field::Given), self.text(Field::Family));
        if given.is_some() || family.is_some() {
            return Some((given.unwrap_or_default().to_owned(), family.unwrap_or_default().to_owned()));
        }
        let name = self.text(Field::Name)?;
        let turned = name.split_once(',').map(|(family, given)| (given, family));
        let (given, family) = turned.or_else(|| name.rsplit_once(' ')).unwrap_or((name, ""));
        Some((given.trim().to_owned(), family.trim().to_owned()))
    }

    fn civic(&self, field: Field) -> Option<Result<CivicNumber, RowFault>> {
        let number = CivicNumber::parse(self.text(field)?, self.today);
        Some(number.map_err(|fault| RowFault { civic: Some(fault), ..self.fault(field, RowCode::Civic) }))
    }

    /// A pupil, named by identity number or by an id. What looks like a number must be one.
    fn reference(&self, field: Field, ids: &mut dyn Ids) -> Result<Id<id::Person>, RowFault> {
        let text = self.text(field).ok_or_else(|| self.fault(field, RowCode::KeyMissing))?;
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let key = match self.civic(field) {
            Some(Ok(civic)) => Key::Civic(civic),
            Some(Err(fault)) if (9..=12).contains(&digits) && text.len() <= 14 => return Err(fault),
            _ => Key::Own(Who::Pupil, text),
        };
        ids.person(&[key], None).ok_or_else(|| self.fault(field, RowCode::KeyOfOther))
    }

    fn date(&mut self, field: Field) -> Option<Date> {
        let date = read_date(self.text(field)?);
        if date.is_none() {
            self.note(field, RowCode::Date);
        }
        date
    }

    fn period(&mut self) -> Period {
        let period = Period { start: self.date(Field::Start), end: self.date(Field::End) };
        if period.is_backwards() {
            self.note(Field::End, RowCode::Backwards);
        }
        period
    }

    fn form(&self) -> SchoolForm {
        let form = self.text(Field::Form).map(SchoolForm::read).or_else(|| self.mapping.form.clone());
        form.unwrap_or_else(|| SchoolForm::Other(String::new()))
    }

    fn year(&mut self) -> Option<u8> {
        let year = school_year(self.text(Field::Year)?);
        if year.is_none() {
            self.note(Field::Year, RowCode::SchoolYear);
        }
        year
    }

    fn contacts(&self, fields: &[Field]) -> Vec<Contact> {
        let contact = |field: &Field| {
            let kind = self.mapping.columns.get(field).cloned().unwrap_or_default();
            self.text(*field).map(|value| Contact { value: value.to_owned(), kind })
        };
        fields.iter().filter_map(contact).collect()
    }

    fn address(&self) -> Option<Address> {
        let street = self.owned(Field::Street);
        let (postal_code, locality) = (self.owned(Field::PostalCode), self.owned(Field::Locality));
        let some = !(street.is_empty() && postal_code.is_empty() && locality.is_empty());
        some.then(|| Address { street, postal_code, locality, ..Address::default() })
    }
}
