//! The benchmark of the rule engine.

use crate::cedar::Cedar;
use crate::measure::{Contender, report};
use crate::rego::Rego;
use std::collections::BTreeSet;
use std::hint::black_box;
use std::path::Path;
use varsam_rules::{Diff, Fact, Id, Kind, Question, Rule, Rulebooks, Situation, Stack, Verdict};

/// The value of each fact: 0 or 1, the place of a value, or the number.
pub type Values = Vec<(Id<Fact>, i64)>;

/// One question of one organisation.
pub struct Subject<'a> {
    pub books: &'a Rulebooks,
    pub stack: &'a Stack,
    pub question: Id<Question>,
    pub rules: Vec<Id<Rule>>,
    pub facts: Vec<Id<Fact>>,
}

const SITUATIONS: usize = 512;
const BATCHES: usize = 31;

pub fn run() -> anyhow::Result<()> {
    let (day, folder) = ("2026-11-21".parse()?, Path::new(env!("CARGO_MANIFEST_DIR")).join("../rulebooks"));
    let (books, problems) = Rulebooks::load(&folder, day);
    anyhow::ensure!(problems.is_empty(), "{problems:?}");
    // The two questions whose rules need neither layers nor `over`, so that Cedar and Rego can say the same.
    for (stack, question) in [("company", "share"), ("company", "store")] {
        compare(&books, stack, question)?;
    }
    alone(&books, "municipality", "publish")?;
    let steps = steps(&books);
    report(
        &format!("All {} steps of the interviews of all cases", steps.len()),
        &mut [Contender { name: "interview step, mean", batch: steps.len(), run: Box::new(|at| drop(black_box(books.ask(steps[at].0, &steps[at].1)))) }],
        BATCHES,
    );
    let before = Rulebooks::load(&folder, "2025-12-01".parse()?).0;
    let stacks = |books: &Rulebooks| books.stack("municipality").map(|stack| stack.id.clone());
    anyhow::ensure!(stacks(&books) == stacks(&before), "the organisation exists on both days");
    report(
        "Rulebooks",
        &mut [
            Contender { name: "load all", batch: 1, run: Box::new(|_| drop(black_box(Rulebooks::load(&folder, day)))) },
            Contender { name: "all checks", batch: 1, run: Box::new(|_| drop(black_box(books.check()))) },
            Contender { name: "diff of two days", batch: 1, run: Box::new(|_| drop(black_box(diff(&before, &books)))) },
        ],
        11,
    );
    Ok(())
}

fn diff(old: &Rulebooks, new: &Rulebooks) -> Option<Diff> {
    Diff::new((old, old.stack("municipality")?), (new, new.stack("municipality")?)).ok()
}

fn subject<'a>(books: &'a Rulebooks, stack: &str, question: &str) -> anyhow::Result<Subject<'a>> {
    let stack = books.stack(stack).ok_or_else(|| anyhow::anyhow!("no stack {stack}"))?;
    let question = books.question(question).ok_or_else(|| anyhow::anyhow!("no question {question}"))?;
    let ours = books.rules.iter().filter(|(_, rule)| rule.question == question && stack.holds(books, &rule.source, None));
    let rules: Vec<_> = ours.map(|(id, _)| id).collect();
    let mut facts = BTreeSet::new();
    for rule in &rules {
        books.names.collect_facts(&books.rules[*rule].when, &mut facts);
        books.rules[*rule].unless.iter().for_each(|unless| books.names.collect_facts(unless, &mut facts));
    }
    Ok(Subject { books, stack, question, rules, facts: facts.into_iter().collect() })
}

/// Situations in which every fact is known, drawn by a fixed sequence.
fn situations(subject: &Subject<'_>) -> Vec<Values> {
    let mut state = 42u64;
    let mut draw = |count: i64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(state >> 33).unwrap_or(0) % count
    };
    let mut value = |fact: &Id<Fact>| {
        let value = match &subject.books.names.facts[*fact].kind {
            Kind::YesNo => draw(2),
            Kind::Choice(values) => draw(i64::try_from(values.len()).unwrap_or(1)),
            Kind::Number { min, .. } => min + draw(20),
        };
        (*fact, value)
    };
    (0..SITUATIONS).map(|_| subject.facts.iter().map(&mut value).collect()).collect()
}

/// The facts as an asker states them; those that mean nothing in the light of the others are left out.
fn stated(subject: &Subject<'_>, values: &Values) -> Vec<(String, String)> {
    let known = |fact| values.iter().find(|(id, _)| *id == fact).map_or(varsam_rules::Known::Open, |(_, v)| varsam_rules::Known::Is(*v));
    let means = |fact: Id<Fact>| {
        let applies = subject.books.names.facts[fact].applies.as_ref();
        applies.is_none_or(|applies| subject.books.names.value_of(applies, &known) == Some(true))
    };
    let state = |(id, value): &(Id<Fact>, i64)| {
        let fact = &subject.books.names.facts[*id];
        let value = if fact.arrange && *value == 0 { "refused".to_owned() } else { fact.written(varsam_rules::Stated::Is(*value)) };
        (fact.id.clone(), value)
    };
    values.iter().filter(|(fact, _)| means(*fact)).map(state).collect()
}

fn situation(subject: &Subject<'_>, facts: &[(String, String)]) -> Option<Situation> {
    let facts = facts.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    subject.books.situation(subject.stack, subject.question, facts).ok()
}

fn compare(books: &Rulebooks, stack: &str, question: &str) -> anyhow::Result<()> {
    let subject = subject(books, stack, question)?;
    let (cedar, rego) = (Cedar::new(&subject)?, Rego::new(&subject)?);
    let values = situations(&subject);
    let facts: Vec<_> = values.iter().map(|values| stated(&subject, values)).collect();
    let ours: Vec<Situation> = facts.iter().filter_map(|facts| situation(&subject, facts)).collect();
    anyhow::ensure!(ours.len() == values.len(), "every situation can be stated");
    let requests = values.iter().map(|values| cedar.request(&subject, values)).collect::<Result<Vec<_>, _>>()?;
    let inputs: Vec<_> = values.iter().map(|values| rego.input(&subject, values)).collect();
    let mut yes = 0;
    for ((ours, request), input) in ours.iter().zip(&requests).zip(&inputs) {
        let answer = books.ask(subject.stack, ours).verdict == Verdict::Yes;
        anyhow::ensure!(answer == cedar.allows(request), "Cedar answers otherwise");
        anyhow::ensure!(answer == rego.allows(input), "regorus answers otherwise");
        yes += usize::from(answer);
    }
    let title = format!(
        "`{question}`, {} rules, {} facts: {SITUATIONS} situations, {yes} of them yes, all three agree on each",
        subject.rules.len(),
        subject.facts.len()
    );
    report(
        &title,
        &mut [
            Contender { name: "varsam: answer with rules and duties", batch: SITUATIONS, run: Box::new(|at| drop(black_box(books.ask(subject.stack, &ours[at])))) },
            Contender { name: "cedar: is_authorized", batch: SITUATIONS, run: Box::new(|at| _ = black_box(cedar.allows(&requests[at]))) },
            Contender { name: "regorus: compiled policy", batch: SITUATIONS, run: Box::new(|at| _ = black_box(rego.allows(&inputs[at]))) },
        ],
        BATCHES,
    );
    report(
        "The same with taking in the facts",
        &mut [
            Contender { name: "varsam", batch: SITUATIONS, run: Box::new(|at| drop(black_box(situation(&subject, &facts[at]).map(|s| books.ask(subject.stack, &s))))) },
            Contender { name: "cedar", batch: SITUATIONS, run: Box::new(|at| drop(black_box(cedar.request(&subject, &values[at]).map(|r| cedar.allows(&r))))) },
            Contender { name: "regorus", batch: SITUATIONS, run: Box::new(|at| _ = black_box(rego.allows(&rego.input(&subject, &values[at])))) },
        ],
        BATCHES,
    );
    Ok(())
}

/// Every situation that the interviews of all cases come through, until there is a verdict.
fn steps<'a>(books: &'a Rulebooks) -> Vec<(&'a Stack, Situation)> {
    let mut steps = Vec::new();
    for stack in &books.stacks {
        for (_, case) in books.cases.iter().filter(|(_, case)| stack.holds(books, &case.source, case.stack.as_ref())) {
            let mut facts: Vec<(String, String)> = Vec::new();
            loop {
                let stated = facts.iter().map(|(name, value)| (name.as_str(), value.as_str()));
                let Ok(situation) = books.situation(stack, case.question, stated) else { break };
                let next = books.ask(stack, &situation).next;
                steps.push((stack, situation));
                let Some(next) = next else { break };
                let name = &books.names.facts[next].id;
                let value = case.facts.iter().find(|(fact, _)| fact == name).map(|(_, value)| value.clone());
                facts.push((name.clone(), value.unwrap_or_else(|| "unknown".to_owned())));
            }
        }
    }
    steps
}

/// The largest question by itself: full answers, and interviews with half of the facts.
fn alone(books: &Rulebooks, stack: &str, question: &str) -> anyhow::Result<()> {
    let subject = subject(books, stack, question)?;
    let facts: Vec<_> = situations(&subject).iter().map(|values| stated(&subject, values)).collect();
    let full: Vec<Situation> = facts.iter().filter_map(|facts| situation(&subject, facts)).collect();
    let half: Vec<Situation> = facts.iter().filter_map(|facts| situation(&subject, &facts[..facts.len() / 3])).collect();
    let open = half.iter().filter(|half| books.ask(subject.stack, half).next.is_some()).count();
    let nothing = vec![situation(&subject, &[]).ok_or_else(|| anyhow::anyhow!("nothing stated is a situation"))?];
    let (count, partial) = (full.len(), half.len());
    let title = format!("`{question}`, {} rules, {} facts ({open} of {partial} partial situations still open)", subject.rules.len(), subject.facts.len());
    report(
        &title,
        &mut [
            Contender { name: "full answer", batch: count, run: Box::new(|at| drop(black_box(books.ask(subject.stack, &full[at])))) },
            Contender { name: "interview step, a third of the facts known", batch: partial, run: Box::new(|at| drop(black_box(books.ask(subject.stack, &half[at])))) },
            Contender { name: "interview step, nothing known", batch: 20, run: Box::new(|_| drop(black_box(books.ask(subject.stack, &nothing[0])))) },
        ],
        BATCHES,
    );
    Ok(())
}
