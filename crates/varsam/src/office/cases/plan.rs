//! Routines as the rulebooks have them, made fit for a case: every name looked up, nothing left that a later edition could
//! change. Names of ours that a rulebook uses are checked here, since the rulebooks know none.

use super::can_owe;
use varsam_model::Role;
use varsam_model::deadline::Within;
use varsam_model::detail::{Detail, DetailKind};
use varsam_model::register::Register;
use varsam_model::routine::{
    Behaviour, Choice, Due, Evidence, Fact, Moment, Party, Routine, Since, Source, Step, Takes, When, Words,
};
use varsam_rules::{ANYONE, Comparison, Condition, Id, Kind, Problem, Rulebooks, STARTER, Stack, Text};

/// Those who may start a routine: holders of one of these roles.
pub fn starts(routine: &varsam_rules::Routine) -> Vec<Role> {
    if routine.starts.iter().any(|who| who == ANYONE) {
        return Role::ALL.iter().copied().filter(|role| can_owe(*role)).collect();
    }
    routine.starts.iter().filter_map(|who| who.parse().ok()).collect()
}

/// The routine of that id, as an organisation follows it.
pub fn routine<'a>(books: &'a Rulebooks, stack: &'a Stack, id: &str) -> Option<&'a varsam_rules::Routine> {
    books.routines_of(stack).find(|routine| routine.id == id)
}

/// A routine as a case keeps it.
pub fn frozen(books: &Rulebooks, routine: &varsam_rules::Routine) -> Routine {
    let document = &books.documents[routine.source.document];
    Routine {
        id: routine.id.clone(),
        title: words(&routine.title),
        about: words(&routine.about),
        cites: routine.cites.clone(),
        source: Source {
            document: document.front.title.clone(),
            file: document.file.clone(),
            section: routine.source.section.clone(),
            edition: document.front.edition.clone(),
        },
        tells: routine.tells.iter().filter_map(|role| role.parse().ok()).collect(),
        dates: routine.dates.iter().map(moment).collect(),
        asks: facts(books, &routine.asks),
        details: routine.details.iter().filter_map(detail).collect(),
        steps: routine.steps.iter().map(|step| frozen_step(books, step)).collect(),
    }
}

fn moment(moment: &varsam_rules::Moment) -> Moment {
    Moment { id: moment.id.clone(), title: words(&moment.text), help: moment.help.as_ref().map(words) }
}

fn detail(detail: &varsam_rules::Detail) -> Option<Detail> {
    Some(Detail {
        id: detail.id.clone(),
        kind: detail.kind.parse().ok()?,
        is_optional: detail.is_optional,
        not_before: detail.not_before.clone(),
        not_after: detail.not_after.clone(),
        title: words(&detail.text),
        help: detail.help.as_ref().map(words),
    })
}

fn words(text: &Text) -> Words {
    Words { sv: text.sv.clone(), en: text.en.clone() }
}

fn frozen_step(books: &Rulebooks, step: &varsam_rules::Step) -> Step {
    Step {
        id: step.id.clone(),
        title: words(&step.title),
        help: step.help.as_ref().map(words),
        cites: step.cites.clone(),
        who: step.who.iter().filter_map(|who| who.parse::<Party>().ok()).collect(),
        only_role: step.only_role,
        after: step.after.clone(),
        when: when(books, &step.when),
        due: step.due.as_ref().and_then(due),
        evidence: step.evidence.name().parse().unwrap_or(Evidence::Note),
        asks: facts(books, &step.asks),
        details: step.details.iter().filter_map(detail).collect(),
        decides: step.decides.map(|fact| books.names.facts[fact].id.clone()),
        question: step.question.map(|question| books.questions[question].id.clone()),
        link: step.link.clone(),
        tells: step.tells.iter().filter_map(|who| who.parse().ok()).collect(),
        link_in: step.link_in.clone(),
        does: step.does.as_ref().and_then(|name| name.parse::<Behaviour>().ok()),
    }
}

fn due(due: &varsam_rules::Due) -> Option<Due> {
    use varsam_rules::Since as Written;
    Some(match due {
        varsam_rules::Due::By(day) => Due::By(i8::try_from(day.month).ok()?, i8::try_from(day.day).ok()?),
        varsam_rules::Due::Within(length, since) => {
            let since = match since {
                Written::Opening => Since::Opening,
                Written::Start => Since::Start,
                Written::Moment(id) => Since::Moment(id.clone()),
                Written::Step(at) => Since::Step(*at),
            };
            Due::Within(length.to_string().parse::<Within>().ok()?, since)
        }
    })
}

fn facts(books: &Rulebooks, facts: &[Id<varsam_rules::Fact>]) -> Vec<Fact> {
    facts.iter().map(|fact| asked(&books.names.facts[*fact])).collect()
}

fn asked(fact: &varsam_rules::Fact) -> Fact {
    let takes = match &fact.kind {
        Kind::YesNo => Takes::YesNo,
        Kind::Number { min, max, .. } => Takes::Number(*min, *max),
        Kind::Choice(values) => {
            let choice =
                |value: &varsam_rules::Value| Choice { id: value.id.clone(), title: words(&value.text) };
            Takes::OneOf(values.iter().map(choice).collect())
        }
    };
    let (question, label) = (words(&fact.question), words(&fact.label));
    Fact { id: fact.id.clone(), question, label, takes }
}

/// A condition by names. A comparison fails where its fact means nothing, as in the rules.
fn when(books: &Rulebooks, condition: &Condition) -> When {
    let all = |parts: &[Condition]| parts.iter().map(|part| when(books, part)).collect();
    match condition {
        Condition::Constant(constant) => When::Constant(*constant),
        Condition::Term(term) => when(books, &books.names.terms[*term].when),
        Condition::Not(inner) => When::Not(Box::new(when(books, inner))),
        Condition::All(parts) => When::All(all(parts)),
        Condition::Any(parts) => When::Any(all(parts)),
        Condition::Holds(fact) => where_it_applies(books, *fact, |id| When::Is(id, vec!["yes".to_owned()])),
        Condition::IsOneOf(fact, values) => {
            where_it_applies(books, *fact, |id| When::Is(id, named(books, *fact, values)))
        }
        Condition::IsNoneOf(fact, values) => where_it_applies(books, *fact, |id| {
            When::Not(Box::new(When::Is(id, named(books, *fact, values))))
        }),
        Condition::Number(fact, comparison, number) => {
            where_it_applies(books, *fact, |id| compared(id, *comparison, *number))
        }
    }
}

fn where_it_applies(
    books: &Rulebooks,
    fact: Id<varsam_rules::Fact>,
    compared: impl FnOnce(String) -> When,
) -> When {
    let fact = &books.names.facts[fact];
    let compared = compared(fact.id.clone());
    match &fact.applies {
        Some(applies) => When::All(vec![when(books, applies), compared]),
        None => compared,
    }
}

fn named(books: &Rulebooks, fact: Id<varsam_rules::Fact>, values: &[usize]) -> Vec<String> {
    let all = books.names.facts[fact].values();
    values.iter().filter_map(|at| all.get(*at)).map(|value| value.id.clone()).collect()
}

fn compared(id: String, comparison: Comparison, number: i64) -> When {
    let (least, most) = (i64::MIN, i64::MAX);
    match comparison {
        Comparison::Equal => When::Between(id, number, number),
        Comparison::NotEqual => When::Not(Box::new(When::Between(id, number, number))),
        Comparison::Less => When::Between(id, least, number.saturating_sub(1)),
        Comparison::AtMost => When::Between(id, least, number),
        Comparison::More => When::Between(id, number.saturating_add(1), most),
        Comparison::AtLeast => When::Between(id, number, most),
    }
}

/// What is wrong with the names of ours that routines use: roles, registers, behaviours.
pub(crate) fn problems(books: &Rulebooks) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (_, routine) in books.routines.iter() {
        let starts = routine.starts.iter().filter(|who| *who != ANYONE);
        let starts = starts.chain(&routine.tells);
        problems.extend(starts.filter_map(|who| no_role(who, &routine.source)));
        problems.extend(routine.details.iter().filter_map(|detail| no_kind(detail, &routine.source)));
        for step in &routine.steps {
            let who = step.who.iter().chain(&step.tells).filter(|who| *who != STARTER);
            problems.extend(who.filter_map(|who| no_role(who, &step.source)));
            problems.extend(step.details.iter().filter_map(|detail| no_kind(detail, &step.source)));
            let link = step.link.iter().filter(|link| Register::of(link).is_none());
            let registers = varsam_model::register::ALL.iter().map(|register| register.code);
            problems.extend(link.map(|link| unknown("register", link, registers.clone(), &step.source)));
            if let Some(register) = step.link.as_deref().and_then(Register::of) {
                let wrong = step.link_in.iter().filter(|state| !register.states.contains(&state.as_str()));
                let states = register.states.iter().copied();
                problems.extend(wrong.map(|state| unknown("state", state, states.clone(), &step.source)));
            }
            let does = step.does.iter().filter(|name| name.parse::<Behaviour>().is_err());
            let known = Behaviour::ALL.iter().map(|behaviour| behaviour.code());
            problems.extend(does.map(|name| unknown("behaviour", name, known.clone(), &step.source)));
        }
    }
    problems
}

fn no_role(who: &str, source: &varsam_rules::Source) -> Option<Problem> {
    let roles = Role::ALL.iter().filter(|role| can_owe(**role)).map(|role| role.code());
    (!roles.clone().any(|role| role == who)).then(|| unknown("role", who, roles, source))
}

fn no_kind(detail: &varsam_rules::Detail, source: &varsam_rules::Source) -> Option<Problem> {
    let kinds = DetailKind::ALL.iter().map(|kind| kind.code());
    detail.kind.parse::<DetailKind>().is_err().then(|| unknown("kind", &detail.kind, kinds, source))
}

fn unknown<'a>(
    kind: &str,
    name: &str,
    known: impl Iterator<Item = &'a str>,
    source: &varsam_rules::Source,
) -> Problem {
    let hint = format!("there are: {}", known.collect::<Vec<_>>().join(", "));
    Problem::error(source.place.clone(), format!("no {kind} is called `{name}`")).hint(hint)
}
