//! A row of the record: what an entry says, item by item, and what the entries say that it leads to.

use super::{BEHIND, Fact, Facts, PROCESSING};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use varsam_model::register::{Field, Item, Kind, Register, Value};
use varsam_model::{Id, id};

/// What a field says.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub(crate) register: &'static Register,
    pub(crate) field: &'static Field,
    pub(crate) value: Value,
    /// The linked entry that says it; none when it is the row's own.
    pub(crate) from: Option<Id<id::Record>>,
}

impl Piece {
    /// Whether another says the same, in the same field of the same entry.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        (self.register.code, self.field.name, self.from)
            == (other.register.code, other.field.name, other.from)
            && is_alike(&self.value, &other.value)
    }
}

/// Whether two values say the same; lists do in whatever order.
fn is_alike(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::List(one), Value::List(other)) => {
            one.iter().collect::<BTreeSet<_>>() == other.iter().collect::<BTreeSet<_>>()
        }
        _ => one == other,
    }
}

/// A row of the record.
#[derive(Debug, Clone)]
pub(crate) struct Line<'a> {
    pub(crate) fact: &'a Fact,
    /// The processors that it leads to, each with the agreements that stand behind it.
    pub(crate) processors: Vec<(&'a Fact, Vec<&'a Fact>)>,
    /// What is said of each item; nothing of what is missing.
    pub(crate) items: BTreeMap<Item, Vec<Piece>>,
}

impl<'a> Line<'a> {
    /// The row of an entry; nothing is said in it twice.
    pub(crate) fn of(facts: &'a Facts, fact: &'a Fact) -> Self {
        let mut said = BTreeSet::new();
        Self::made(facts, fact, |item, one, field, value| {
            new(one, field, value, |word| said.insert((item, word)), one.id == fact.id)
        })
    }

    /// The same with all that is said, so that it can be held against what was.
    pub(crate) fn whole(facts: &'a Facts, fact: &'a Fact) -> Self {
        Self::made(facts, fact, |_, _, _, value| Some(value.clone()))
    }

    fn made(
        facts: &'a Facts,
        fact: &'a Fact,
        mut told: impl FnMut(Item, &Fact, &Field, &Value) -> Option<Value>,
    ) -> Self {
        let (around, mut items) = (around(facts, fact), BTreeMap::<Item, Vec<Piece>>::new());
        for one in &around {
            let from = (one.id != fact.id).then_some(one.id);
            for (field, item) in one.register.fields.iter().filter_map(|field| Some((field, field.item?))) {
                let value = one.values.get(field.name).and_then(|value| told(item, one, field, value));
                let piece = value.map(|value| Piece { register: one.register, field, value, from });
                items.entry(item).or_default().extend(piece);
            }
        }
        let processors = around.into_iter().filter(|one| one.register.code == BEHIND.0);
        let processors = processors.map(|one| (one, behind(facts, one).collect())).collect();
        Self { fact, processors, items }
    }

    /// What is said of an item.
    pub(crate) fn says(&self, item: Item) -> &[Piece] {
        self.items.get(&item).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether it is done for somebody else (art. 30(2)).
    pub(crate) fn is_for_others(&self) -> bool {
        self.fact.values.text("capacity") == "processor"
    }

    /// Whether others are controllers too.
    pub(crate) fn is_joint(&self) -> bool {
        self.fact.values.text("capacity") == "joint"
    }
}

/// An entry and those that it leads to, the nearest first. What another processing activity leads to is that one's; what
/// has ended says nothing any more.
fn around<'a>(facts: &'a Facts, fact: &'a Fact) -> Vec<&'a Fact> {
    let (mut all, mut seen) = (Vec::new(), BTreeSet::from([fact.id]));
    let mut next = VecDeque::from([fact]);
    while let Some(one) = next.pop_front() {
        all.push(one);
        if one.register.code == PROCESSING && one.id != fact.id {
            continue;
        }
        let led = one.links().filter_map(|(_, id)| facts.get(id));
        for linked in led.filter(|linked| holds(linked)).chain(behind(facts, one)) {
            next.extend(Some(linked).filter(|linked| seen.insert(linked.id)));
        }
    }
    all
}

/// What stands behind an entry and holds.
fn behind<'a>(facts: &'a Facts, of: &Fact) -> impl Iterator<Item = &'a Fact> {
    let ids = facts.behind.get(&of.id).into_iter().flatten();
    ids.filter_map(|id| facts.get(*id)).filter(|fact| holds(fact))
}

fn holds(fact: &Fact) -> bool {
    !fact.register.is_ended(&fact.state)
}

/// What of a value was not said yet of its item; all of it where it is the row's own.
fn new(
    fact: &Fact,
    field: &Field,
    value: &Value,
    mut say: impl FnMut(String) -> bool,
    is_own: bool,
) -> Option<Value> {
    let kind = match field.kind {
        Kind::Choice(options) | Kind::Several(options) => options.name,
        Kind::Unit | Kind::Units => "unit",
        Kind::Link(_) | Kind::Links(_) => "entry",
        _ => "",
    };
    // What an entry is called says no more than a link to it.
    if fact.register.title().is_some_and(|title| title.name == field.name) {
        return (say(format!("entry {}", fact.id)) || is_own).then(|| value.clone());
    }
    match value {
        Value::List(list) => {
            let left: Vec<_> = list.iter().filter(|one| say(format!("{kind} {one}")) || is_own).collect();
            (!left.is_empty()).then(|| Value::List(left.into_iter().cloned().collect()))
        }
        Value::Flag(_) | Value::Number(_) | Value::Period(_) => {
            // A yes is to its own question.
            (say(format!("{} {} {value:?}", fact.register.code, field.name)) || is_own).then(|| value.clone())
        }
        Value::Text(text) => (say(format!("{kind} {text}")) || is_own).then(|| value.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use varsam_model::register::{ALL, Values};

    fn id<T>(number: u128) -> Id<T> {
        Id::new(uuid::Uuid::from_u128(number))
    }

    fn fact(code: &str, number: u128, values: Values) -> Fact {
        let register = Register::of(code).unwrap();
        let state = register.states.iter().find(|state| !register.is_ended(state)).unwrap();
        Fact { register, id: id(number), unit: id(1), state: (*state).to_owned(), values }
    }

    /// An entry of this register, and a row that leads to it.
    fn leading(code: &str, own: Values) -> Facts {
        let (register, field, is_list) = match code {
            "system" => ("processing", "systems", true),
            "processor" => ("processing", "processors", true),
            "platform" => ("account", "platform", false),
            "agreement" => ("app", "agreement", false),
            other => panic!("which row leads to {other}?"),
        };
        let linked = id::<id::Record>(20).to_string();
        let mut root = Values::default();
        root.set(field, Some(if is_list { Value::List(vec![linked]) } else { Value::Text(linked) }));
        let mut facts = Facts::default();
        facts.add(fact(register, 10, root));
        facts.add(fact(code, 20, own));
        facts
    }

    /// Whatever a field is declared to say reaches the record: as a row's own, or through what a row leads to.
    #[test]
    fn every_field_that_says_something_reaches_the_record() {
        let mut count = 0;
        for register in ALL {
            for field in register.fields.iter().filter(|field| field.item.is_some()) {
                let item = field.item.unwrap();
                let value = field.kind.good().into_iter().next().unwrap();
                let mut values = Values::default();
                values.set(field.name, Some(value.clone()));
                let is_row = super::super::ROWS.contains(&register.code);
                let (facts, root) = if is_row {
                    let mut facts = Facts::default();
                    facts.add(fact(register.code, 20, values));
                    (facts, 20)
                } else {
                    (leading(register.code, values), 10)
                };
                let line = Line::of(&facts, facts.get(id(root)).unwrap());
                let pieces = line.says(item);
                let is_it = |piece: &Piece| {
                    (piece.register.code, piece.field.name) == (register.code, field.name)
                        && piece.value == value
                };
                // What an entry is called is said by the link to it.
                let linked = id::<id::Record>(20).to_string();
                let is_title = register.title().unwrap().name == field.name;
                let is_said = is_title && pieces.iter().any(|piece| piece.value.says(&linked));
                assert!(is_said || pieces.iter().any(is_it), "{} {}", register.code, field.name);
                count += 1;
            }
        }
        assert!(count > 40, "only {count} fields say something");
    }

    #[test]
    fn what_was_said_is_not_said_again_and_what_has_ended_says_nothing() {
        let list = |codes: &[&str]| Value::List(codes.iter().map(|code| (*code).to_owned()).collect());
        let processor = id::<id::Record>(20).to_string();
        let mut own = Values::default();
        own.set("data", Some(list(&["names", "health"])));
        own.set("processors", Some(Value::List(vec![processor])));
        let mut linked = Values::default();
        linked.set("name", Some("Almregistret".into()));
        linked.set("data", Some(list(&["names", "contact"])));
        let mut facts = Facts::default();
        facts.add(fact("processing", 10, own));
        facts.add(fact("processor", 20, linked));
        let line = Line::of(&facts, facts.get(id(10)).unwrap());
        let data: Vec<_> = line.says(Item::Data).iter().map(|piece| piece.value.clone()).collect();
        assert_eq!(data, [list(&["names", "health"]), list(&["contact"])]);
        assert_eq!(line.says(Item::Recipients).len(), 1, "its name is the link");
        assert!(line.says(Item::Erasure).is_empty());
        let mut ended = Facts::default();
        for one in facts.all.into_values() {
            let state = if one.register.code == "processor" { "ended".to_owned() } else { one.state.clone() };
            ended.add(Fact { state, ..one });
        }
        assert_eq!(Line::of(&ended, ended.get(id(10)).unwrap()).says(Item::Data).len(), 1);
    }
}
