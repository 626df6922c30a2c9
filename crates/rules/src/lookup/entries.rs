//! Questions, rules, remarks, contacts, cases and invariants, and the stacks they belong to.

use super::{
    Block, Case, CaseBlock, Contact, ContactBlock, Document, Found, Id, Impossible, ImpossibleBlock, Layer,
    Lookup, Never, NeverBlock, Place, Problem, Question, QuestionBlock, Remark, RemarkBlock, RemarkKind,
    Rule, RuleBlock, Source, Text, Verdict, Words, toml_problem,
};
use crate::block::StacksFile;
use crate::problem::Lines;
use crate::stack::Stack;

impl Lookup {
    pub(super) fn questions(&mut self) {
        let found: Found<QuestionBlock> = self.blocks("question");
        for (document, block, question) in found {
            let source = self.source(document, &block, question.id.span().start);
            if !self.takes("question", &question.id, &source, '-') {
                continue;
            }
            if let Some(stricter) = self.yes_no(&question.stricter, &source) {
                self.books.questions.add(Question {
                    id: question.id.into_inner(),
                    title: Text::new(question.sv, question.en),
                    about: question.about,
                    yes: question.yes,
                    no: question.no,
                    stricter,
                    ask: question.ask,
                    words: question.words,
                    popular: question.popular,
                    source,
                });
            }
        }
    }

    pub(super) fn rules(&mut self) {
        let found: Found<RuleBlock> = self.blocks("rule");
        let mut overs = Vec::new();
        for (document, block, rule) in found {
            let over = rule.over.clone();
            if let Some(rule) = self.new_rule(document, &block, rule) {
                let source = rule.source.clone();
                overs.push((self.books.rules.add(rule), over, source));
            }
        }
        for (id, names, source) in overs {
            let over: Vec<_> = names.iter().filter_map(|name| self.rule(name, &source)).collect();
            for other in &over {
                self.check_over(id, *other, &source);
            }
            self.books.rules.change(id, |rule| rule.over = over);
        }
        self.refuse_cycles();
    }

    fn new_rule(&mut self, document: Id<Document>, block: &Block, rule: RuleBlock) -> Option<Rule> {
        let mut source = self.source(document, block, rule.id.span().start);
        source.section = rule.section.clone().unwrap_or(source.section);
        if self.books.documents[document].front.layer == Layer::Vocabulary {
            self.error(&source, "a document of layer `vocabulary` holds no rules", None);
            return None;
        }
        if !rule.over.is_empty() && rule.because.is_none() {
            self.error(&source, "a rule with `over` says `because`, so that the answer can", None);
        }
        if !self.takes("rule", &rule.id, &source, '-') {
            return None;
        }
        Some(Rule {
            cites: self.cites(&rule.cites, &source),
            question: self.question(rule.question.get_ref(), &source)?,
            answer: self.yes_no(&rule.answer, &source)?,
            when: self.optional(document, block, rule.when.as_ref())?,
            unless: match &rule.unless {
                Some(unless) => Some(self.condition(document, block, unless)?),
                None => None,
            },
            id: rule.id.into_inner(),
            over: Vec::new(),
            because: rule.because,
            reason: Text::new(rule.sv, rule.en),
            duties: rule.duty,
            instead: rule.instead,
            verified: rule.verified,
            source,
        })
    }

    fn check_over(&mut self, rule: Id<Rule>, other: Id<Rule>, source: &Source) {
        let (books, name) = (&self.books, self.books.rules[other].id.clone());
        if books.rules[rule].question != books.rules[other].question {
            self.error(source, format!("`over` names `{name}`, which answers another question"), None);
        } else if books.layer(rule) < books.layer(other) {
            self.error(source, format!("`over` names `{name}`, which belongs to a higher layer"), None);
        }
    }

    /// Rules that override each other in a circle would never come to an end.
    fn refuse_cycles(&mut self) {
        let ids: Vec<_> = self.books.rules.iter().map(|(id, _)| id).collect();
        for start in ids {
            let (mut seen, mut todo) = (Vec::new(), self.books.rules[start].over.clone());
            while let Some(next) = todo.pop() {
                if !seen.contains(&next) {
                    seen.push(next);
                    todo.extend(&self.books.rules[next].over);
                }
            }
            if seen.contains(&start) {
                let (source, id) =
                    (self.books.rules[start].source.clone(), self.books.rules[start].id.clone());
                self.error(&source, format!("`over` goes in a circle through `{id}`"), None);
                self.books.rules.change(start, |rule| rule.over.clear());
            }
        }
    }

    pub(super) fn remarks(&mut self) {
        let found: Found<RemarkBlock> = self.blocks("remark");
        for (document, block, remark) in found {
            let mut source = self.source(document, &block, remark.id.span().start);
            source.section = remark.section.clone().unwrap_or(source.section);
            if !self.takes("remark", &remark.id, &source, '-') {
                continue;
            }
            let kind = match remark.kind.get_ref().as_str() {
                "silence" => RemarkKind::Silence,
                "contradiction" => RemarkKind::Contradiction,
                "reading" => RemarkKind::Reading,
                other => {
                    let message =
                        format!("`{other}` is not a kind of remark: silence, contradiction or reading");
                    self.error(&source, message, None);
                    continue;
                }
            };
            let question = self.question(remark.question.get_ref(), &source);
            let when = self.optional(document, &block, remark.when.as_ref());
            if let (Some(question), Some(when)) = (question, when) {
                let new = Remark {
                    rules: remark.rules.iter().filter_map(|rule| self.rule(rule, &source)).collect(),
                    cites: self.cites(&remark.cites, &source),
                    id: remark.id.into_inner(),
                    kind,
                    question,
                    when,
                    text: Text::new(remark.sv, remark.en),
                    ask: remark.ask,
                    stack: remark.stack.map(Words::into_inner),
                    source,
                };
                self.books.remarks.add(new);
            }
        }
    }

    pub(super) fn contacts(&mut self) {
        let found: Found<ContactBlock> = self.blocks("contact");
        for (document, block, contact) in found {
            let source = self.source(document, &block, 0);
            let all = contact.questions.iter().any(|name| name.get_ref() == "*");
            let named = contact.questions.iter().filter(|_| !all);
            let questions = named.filter_map(|name| self.question(name.get_ref(), &source)).collect();
            let cites = self.cites(&contact.cites, &source);
            let who = Text::new(contact.sv, contact.en);
            self.books.contacts.add(Contact { questions, cites, who, source });
        }
    }

    pub(super) fn cases(&mut self) {
        let found: Found<CaseBlock> = self.blocks("case");
        for (document, block, case) in found {
            let source = self.source(document, &block, 0);
            let answer = Verdict::named(case.answer.get_ref());
            if answer.is_none() {
                let known: Vec<_> = Verdict::ALL.iter().map(|verdict| verdict.name()).collect();
                let message = format!("`{}` is not an answer: {}", case.answer.get_ref(), known.join(", "));
                self.error(&source, message, None);
            }
            let conditions = case.conditions.as_ref().map(|sets| {
                let mut fact = |name| self.fact(name, &source);
                sets.iter().map(|set| set.iter().filter_map(&mut fact).collect()).collect()
            });
            let (Some(answer), Some(question)) = (answer, self.question(case.question.get_ref(), &source))
            else {
                continue;
            };
            let new = Case {
                text: Text::new(case.sv, case.en),
                question,
                cites: self.cites(&case.cites, &source),
                facts: case.facts.iter().map(|(name, value)| stated(name, value.get_ref())).collect(),
                answer,
                conditions,
                decides: case.decides.iter().filter_map(|rule| self.rule(rule, &source)).collect(),
                stack: case.stack.map(Words::into_inner),
                source,
            };
            self.books.cases.add(new);
        }
    }

    pub(super) fn nevers(&mut self) {
        let found: Found<NeverBlock> = self.blocks("never");
        for (document, block, never) in found {
            let source = self.source(document, &block, never.id.span().start);
            if !self.takes("never", &never.id, &source, '-') {
                continue;
            }
            let answer =
                never.answer.as_ref().map_or(Some(super::YesNo::Yes), |words| self.yes_no(words, &source));
            let when = self.optional(document, &block, never.when.as_ref());
            if let (Some(answer), Some(when)) = (answer, when) {
                let names = never.question.into_inner().0;
                let new = Never {
                    questions: names.iter().filter_map(|name| self.question(name, &source)).collect(),
                    cites: self.cites(&never.cites, &source),
                    id: never.id.into_inner(),
                    answer,
                    when,
                    text: Text::new(never.sv, never.en),
                    stack: never.stack.map(Words::into_inner),
                    source,
                };
                self.books.nevers.add(new);
            }
        }
    }

    pub(super) fn impossible(&mut self) {
        let found: Found<ImpossibleBlock> = self.blocks("impossible");
        for (document, block, impossible) in found {
            let source = self.source(document, &block, 0);
            if let Some(when) = self.condition(document, &block, &impossible.when) {
                let text = Text::new(impossible.sv, impossible.en);
                self.books.impossible.push(Impossible { when, text, source });
            }
        }
    }

    /// Reads `stacks.toml`, and checks what blocks say of stacks.
    pub(crate) fn stacks(&mut self, text: Option<&str>) {
        let place = Place { file: "stacks.toml".into(), ..Place::default() };
        let Some(text) = text else {
            let missing = Problem::error(place, "the rulebook folder has no `stacks.toml`");
            self.problems.push(missing.hint("`varsam rulebook new` writes one to start from"));
            return;
        };
        let lines = Lines::new("stacks.toml", text.into());
        match toml::from_str::<StacksFile>(text) {
            Ok(file) => file.stack.into_iter().for_each(|block| self.stack(block, &lines)),
            Err(error) => self.problems.push(toml_problem(&error, |at| whole_line(&lines, at))),
        }
        let named: Vec<_> = self
            .books
            .remarks
            .iter()
            .map(|(_, r)| (r.stack.clone(), r.source.place.clone()))
            .chain(self.books.cases.iter().map(|(_, c)| (c.stack.clone(), c.source.place.clone())))
            .chain(self.books.nevers.iter().map(|(_, n)| (n.stack.clone(), n.source.place.clone())))
            .collect();
        for (stack, place) in named {
            if let Some(stack) = stack.filter(|stack| self.books.stack(stack).is_none()) {
                self.problems.push(Problem::error(place, format!("no stack is called `{stack}`")));
            }
        }
    }

    fn stack(&mut self, block: crate::block::StackBlock, lines: &Lines) {
        let place = |words: &Words| whole_line(lines, words.span().start);
        for name in &block.rulebooks {
            let found = self.books.editions.iter().any(|document| document.rulebook() == name.get_ref());
            if !found {
                let message = format!("the rulebook `{}` has no document", name.get_ref());
                self.problems.push(Problem::error(place(name), message));
            }
        }
        let given: Vec<_> = block.given.iter().map(|(name, value)| stated(name, value.get_ref())).collect();
        for (name, value) in &given {
            let fact = self.books.names.facts.find(|fact| fact.id == *name);
            let message = match fact.map(|fact| self.books.names.facts[fact].state(value)) {
                None => format!("`given` names `{name}`, which is no fact"),
                Some(Err(error)) => format!("`given` states `{name}` wrongly: {}", error.message.en),
                Some(Ok(_)) => continue,
            };
            self.problems.push(Problem::error(place(&block.id), message));
        }
        if self.books.stack(block.id.get_ref()).is_some() {
            let message = format!("two stacks have the id `{}`", block.id.get_ref());
            self.problems.push(Problem::error(place(&block.id), message));
            return;
        }
        let rulebooks = block.rulebooks.into_iter().map(Words::into_inner).collect();
        let id = block.id.into_inner();
        self.books.stacks.push(Stack::new(id, Text::new(block.sv, block.en), rulebooks, given));
    }
}

/// In a file of short lines the line is place enough.
fn whole_line(lines: &Lines, at: usize) -> Place {
    Place { column: 0, ..lines.place(at) }
}

/// A fact of a case in the words of an asker.
fn stated(name: &Words, value: &toml::Value) -> (String, String) {
    let value = match value {
        toml::Value::Boolean(true) => "yes".to_owned(),
        toml::Value::Boolean(false) => "no".to_owned(),
        toml::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    (name.get_ref().clone(), value)
}
