//! Facts out of an address that anybody may have written: what fits is kept, what does not is named, nothing is
//! guessed.

use std::collections::BTreeSet;
use varsam_rules::{FactError, Fault, Id, Question, Rulebooks, Situation, Stack};

/// The most facts that are read. No question has more.
const MOST: usize = 64;

/// Facts as they were stated, and what became of them.
pub(crate) struct Taken {
    /// What holds together.
    pub situation: Situation,
    /// The same, in the order of the address.
    pub kept: Vec<(String, String)>,
    /// Facts that mean nothing in the light of the others, and were left out.
    pub dropped: Vec<FactError>,
    /// Facts that cannot be taken, each with the value as it was stated.
    pub wrong: Vec<(FactError, String)>,
}

/// The facts of a query: without organisation and language, and without the empty field that a browser sends along
/// with "I don't know". `None` when there are more than anybody states.
pub(crate) fn pairs(query: &str) -> Option<Vec<(String, String)>> {
    let all: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .filter(|(name, _)| name != "stack" && name != "lang")
        .map(|(name, value)| (name.into_owned(), value.trim().to_owned()))
        .take(MOST + 1)
        .collect();
    let outdone = |name: &str, value: &str| {
        value != "unknown"
            && all.iter().any(|(n, v)| n == name && (v == "unknown" || value.is_empty() && v != value))
    };
    let kept = all.iter().filter(|(name, value)| !outdone(name, value)).cloned().collect();
    (all.len() <= MOST).then_some(kept)
}

/// Takes facts as far as they hold together. Fails only when what the organisation itself states does not.
pub(crate) fn take(
    books: &Rulebooks,
    stack: &Stack,
    question: Id<Question>,
    mut kept: Vec<(String, String)>,
) -> Result<Taken, anyhow::Error> {
    let (mut dropped, mut wrong) = (Vec::new(), Vec::new());
    loop {
        let stated = kept.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let errors = match books.situation(stack, question, stated) {
            Ok(situation) => return Ok(Taken { situation, kept, dropped, wrong }),
            Err(errors) => errors,
        };
        let before = kept.len();
        remove(&mut kept, &errors, &mut dropped, &mut wrong);
        if kept.len() == before {
            let said: Vec<&str> = errors.iter().map(|error| error.message.en.as_str()).collect();
            let Some((fact, value)) = kept.pop() else {
                anyhow::bail!("what stack `{}` gives does not hold: {}", stack.id, said.join("; "));
            };
            let error = errors.into_iter().next();
            wrong.extend(error.map(|error| (FactError { fact, ..error }, value)));
        }
    }
}

/// Takes out each fact that an error names. Facts that cannot all be true are left to the caller, who takes back
/// the latest of them: the error names just any.
fn remove(
    kept: &mut Vec<(String, String)>,
    errors: &[FactError],
    dropped: &mut Vec<FactError>,
    wrong: &mut Vec<(FactError, String)>,
) {
    let mut seen = BTreeSet::new();
    for error in errors.iter().filter(|error| error.fault != Fault::Impossible) {
        let Some((_, value)) = kept.iter().find(|(name, _)| *name == error.fact).cloned() else { continue };
        if seen.insert(error.fact.as_str()) {
            match error.fault {
                Fault::DoesNotApply => dropped.push(error.clone()),
                _ => wrong.push((error.clone(), value)),
            }
        }
    }
    kept.retain(|(name, _)| !seen.contains(name.as_str()));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Vec<(String, String)> {
        pairs(query).unwrap()
    }

    #[test]
    fn i_dont_know_outdoes_the_field_beside_it() {
        assert_eq!(read("age=&age=unknown"), [("age".into(), "unknown".into())]);
        assert_eq!(read("age=tolv&age=unknown&stack=a&lang=en"), [("age".into(), "unknown".into())]);
        assert_eq!(read("age="), [("age".into(), String::new())]);
        assert_eq!(read("age=12&age=13").len(), 2);
    }

    #[test]
    fn too_many_facts_are_not_read() {
        assert_eq!(pairs(&"a=b&".repeat(MOST + 1)), None);
    }
}
