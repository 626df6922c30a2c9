//! What entries say in fields that are chosen from a list, as bits: a list that is narrowed by them looks at one number of
//! each entry. Fields that lead to other entries or to units have too many values, and are compared as texts.

use varsam_model::register::{Field, Kind, Register, Values};

/// A set of codes, over all such fields of a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Marks(u64);

impl Marks {
    /// What an entry with these values says.
    pub(super) fn of(register: &Register, values: &Values) -> Self {
        let mut marks = Self::default();
        for (field, code, mark) in all(register) {
            if values.get(field.name).is_some_and(|value| value.says(code)) {
                marks = marks.and(mark);
            }
        }
        marks
    }

    /// That a field says a code; none where there is no bit for it.
    pub(super) fn one(register: &Register, field: &str, code: &str) -> Option<Self> {
        all(register).find(|(of, one, _)| of.name == field && *one == code).map(|(.., mark)| mark)
    }

    /// These and those.
    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all of those are among these.
    pub(super) fn have(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// Each code of each field that lists are narrowed by, with its bit, as far as there are bits.
fn all(register: &Register) -> impl Iterator<Item = (&'static Field, &'static str, Marks)> {
    let filters = register.fields.iter().filter(|field| field.is_filter);
    let codes = filters.flat_map(|field| codes(field).iter().map(move |code| (field, *code)));
    codes.zip(0..u64::BITS).map(|((field, code), bit)| (field, code, Marks(1 << bit)))
}

fn codes(field: &Field) -> &'static [&'static str] {
    match field.kind {
        Kind::Choice(options) | Kind::Several(options) => options.codes,
        Kind::YesNo => &["yes", "no"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use varsam_model::register::Value;

    #[test]
    fn an_entry_has_the_marks_of_what_it_says_and_no_others() {
        let register = Register::of("app").unwrap();
        let mut values = Values::default();
        values.set("users", Some(Value::List(vec!["pupils".to_owned()])));
        let (marks, mark) =
            (Marks::of(register, &values), |code| Marks::one(register, "users", code).unwrap());
        assert!(marks.have(mark("pupils")) && marks.have(Marks::default()));
        assert!(!marks.have(mark("staff")) && !marks.have(mark("pupils").and(mark("staff"))));
        assert_eq!(Marks::one(register, "users", "nobody"), None);
        assert_eq!(Marks::one(register, "name", "pupils"), None, "a text has no bits");
    }
}
