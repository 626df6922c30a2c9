//! The answer to a question: verdict, deciding rules, conditions, what it depends on and what to ask next.

use crate::condition::Known;
use crate::diagram::{DISAGREE, IMPOSSIBLE, NO, SILENT, YES};
use crate::document::Layer;
use crate::load::Rulebooks;
use crate::model::{Fact, Remark, RemarkKind, Rule, Verdict, YesNo};
use crate::settle::{Rest, walk};
use crate::situation::{Situation, Slot, Stated};
use crate::stack::{Compiled, CompiledRule, Stack};
use crate::table::Id;
use crate::text::Text;

/// The answer to a question in one situation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The verdict.
    pub verdict: Verdict,
    /// With [`Verdict::YesIf`]: the smallest sets of facts to arrange; any one of them is enough.
    pub conditions: Vec<Vec<Id<Fact>>>,
    /// The rules that decide.
    pub deciding: Vec<Id<Rule>>,
    /// Rules of the other binding layer that say the same: law where the own rules decide, and the other way round.
    pub agreeing: Vec<Id<Rule>>,
    /// Rules that would have said otherwise, each with the rule that goes before it.
    pub outranked: Vec<Outranked>,
    /// Remarks that hold here.
    pub remarks: Vec<Id<Remark>>,
    /// Circumstances that are open and matter.
    pub open: Vec<Id<Fact>>,
    /// The one of them to ask next: it settles most. `None` when nothing is left that the asker can find out.
    pub next: Option<Id<Fact>>,
    /// With [`Verdict::Depends`]: the answer for each value of the fact that it depends on first.
    pub either_way: Option<EitherWay>,
    /// With [`Verdict::Depends`] when nothing is left to find out: the stricter verdict, which then holds.
    pub careful: Option<Verdict>,
}

/// A rule that gives way to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outranked {
    /// The rule that gives way.
    pub rule: Id<Rule>,
    /// The rule that goes before it.
    pub by: Id<Rule>,
    /// Whether the latter names it in `over`; otherwise its layer goes first.
    pub explicit: bool,
}

/// What a fact would lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EitherWay {
    /// The fact.
    pub fact: Id<Fact>,
    /// Each value with the verdict it leads to; `Depends` when still more is open.
    pub ways: Vec<(Stated, Verdict)>,
}

impl Rulebooks {
    /// Answers the question of a situation. It cannot fail: a situation holds only facts that fit.
    pub fn ask(&self, stack: &Stack, situation: &Situation) -> Answer {
        let Some(compiled) = stack.compiled(situation.question) else { return Answer::of(Verdict::Silent) };
        let end = walk(&compiled.outcome, &compiled.domain, &situation.slots);
        let mut answer = match end.and_then(verdict) {
            Some(verdict) => Answer::of(verdict),
            None => self.unsettled(compiled, situation),
        };
        let arranged = answer.conditions.first().cloned();
        let disagree = answer.holds() == Verdict::Disagree;
        let mut judge = Judge { books: self, compiled, situation, arranged: arranged.as_deref(), disagree };
        // A disagreement is explained as it would be with everything arranged that was not spoken of, if it is there
        // then, and else as things stand.
        judge.disagree &= judge.end() == DISAGREE;
        judge.rules(&mut answer);
        judge.remarks(&mut answer);
        answer
    }

    fn unsettled(&self, compiled: &Compiled, situation: &Situation) -> Answer {
        let rest = Rest::new(&compiled.outcome, &compiled.domain, &situation.slots);
        let Some(verdict) = rest.verdict() else { return Answer::of(Verdict::Silent) };
        let mut answer = Answer::of(verdict);
        let fact = |level: &usize| compiled.domain.axes.get(*level).map(|axis| axis.fact);
        let facts = |levels: Vec<usize>| levels.iter().filter_map(fact).collect::<Vec<_>>();
        if verdict == Verdict::YesIf {
            answer.conditions = rest.conditions().into_iter().map(facts).collect();
        }
        if verdict != Verdict::Depends {
            return answer;
        }
        let matters = rest.circumstances();
        let next = rest.most_telling(|level| self.may_ask(compiled, situation, &matters, level));
        answer.open = facts(matters.clone());
        answer.next = next.as_ref().and_then(fact);
        let first = next.or_else(|| matters.first().copied());
        answer.either_way = first.and_then(|level| either_way(self, compiled, situation, level));
        if next.is_none() {
            let careful = stricter(self.questions[situation.question].stricter, &rest.possible_verdicts());
            answer.careful = Some(careful);
            if careful == Verdict::YesIf {
                answer.conditions = rest.conditions().into_iter().map(facts).collect();
            }
        }
        answer
    }

    /// A fact is asked when nothing that could make it meaningless is still to be asked, and the asker has not said
    /// "I don't know". A guard that the asker cannot answer does not hide the fact behind it for ever.
    fn may_ask(&self, compiled: &Compiled, situation: &Situation, matters: &[usize], level: usize) -> bool {
        let Some(axis) = compiled.domain.axes.get(level) else { return false };
        let askable = |level: &usize| situation.slot(*level) == Slot::Open;
        let mut behind = std::collections::BTreeSet::new();
        let known = |fact| situation.stated(fact).map_or(Known::Open, Stated::known);
        let guard = self.names.facts[axis.fact].applies.as_ref();
        let open = guard.filter(|guard| self.names.value_of(guard, &known).is_none());
        open.iter().for_each(|guard| self.names.collect_facts(guard, &mut behind));
        let first = |fact: &Id<Fact>| {
            compiled.domain.level(*fact).is_some_and(|level| matters.contains(&level) && askable(&level))
        };
        askable(&level) && !behind.iter().any(first)
    }

    /// Whom to ask, the most particular first: the remark's own word, the organisation's contact, the question's.
    pub fn whom_to_ask(&self, stack: &Stack, situation: &Situation, answer: &Answer) -> &Text {
        let remarks = answer.remarks.iter().map(|remark| &self.remarks[*remark]);
        let remark = remarks
            .filter(|remark| remark.kind != RemarkKind::Reading)
            .find_map(|remark| remark.ask.as_ref());
        let question = situation.question;
        let contacts = || self.contacts.iter().map(|(_, c)| c).filter(|c| stack.holds(self, &c.source, None));
        let named = || contacts().find(|contact| contact.questions.contains(&question));
        let general = || contacts().find(|contact| contact.questions.is_empty());
        let contact = || named().or_else(general).map(|contact| &contact.who);
        remark.or_else(contact).unwrap_or(&self.questions[question].ask)
    }

    /// What must follow the answer: the duties of the deciding rules and of binding ones that agree, each once.
    pub fn duties(&self, answer: &Answer) -> Vec<(&Text, Id<Rule>)> {
        let mut duties: Vec<(&Text, Id<Rule>)> = Vec::new();
        for rule in answer.deciding.iter().chain(&answer.agreeing) {
            for duty in &self.rules[*rule].duties {
                if !duties.iter().any(|(known, _)| *known == duty) {
                    duties.push((duty, *rule));
                }
            }
        }
        duties
    }
}

impl Answer {
    fn of(verdict: Verdict) -> Self {
        Self {
            verdict,
            conditions: Vec::new(),
            deciding: Vec::new(),
            agreeing: Vec::new(),
            outranked: Vec::new(),
            remarks: Vec::new(),
            open: Vec::new(),
            next: None,
            either_way: None,
            careful: None,
        }
    }

    /// The verdict that holds for somebody who cannot find out more.
    pub fn holds(&self) -> Verdict {
        self.careful.unwrap_or(self.verdict)
    }
}

fn verdict(end: u32) -> Option<Verdict> {
    match end {
        YES => Some(Verdict::Yes),
        NO => Some(Verdict::No),
        SILENT => Some(Verdict::Silent),
        DISAGREE => Some(Verdict::Disagree),
        _ => None,
    }
}

/// The careful one among verdicts.
fn stricter(stricter: YesNo, possible: &[Verdict]) -> Verdict {
    use Verdict::{Disagree, No, Silent, Yes, YesIf};
    let order = match stricter {
        YesNo::No => [No, Disagree, Silent, YesIf, Yes],
        YesNo::Yes => [Yes, YesIf, Disagree, Silent, No],
    };
    order.into_iter().find(|verdict| possible.contains(verdict)).unwrap_or(Silent)
}

fn either_way(
    books: &Rulebooks,
    compiled: &Compiled,
    situation: &Situation,
    level: usize,
) -> Option<EitherWay> {
    let axis = compiled.domain.axes.get(level)?;
    let way = |value| {
        let (other, stated) = (situation.with(level, value), Stated::Is(axis.sample(value)));
        let verdict = Rest::new(&compiled.outcome, &compiled.domain, &other.slots).verdict()?;
        books.can_be(situation, axis.fact, stated).then_some((stated, verdict))
    };
    Some(EitherWay { fact: axis.fact, ways: (0..axis.arity).filter_map(way).collect() })
}

/// Finds the rules and remarks behind a verdict. What is still to be arranged is taken as done as far as the first
/// set of conditions goes, so that a "yes, if" is explained by the rules that will say yes; a disagreement is
/// explained by the rules that will disagree; anything else as things stand.
struct Judge<'a> {
    books: &'a Rulebooks,
    compiled: &'a Compiled,
    situation: &'a Situation,
    arranged: Option<&'a [Id<Fact>]>,
    disagree: bool,
}

impl Judge<'_> {
    fn value(&self, level: usize) -> Option<usize> {
        match self.situation.slot(level) {
            Slot::Value(value) => Some(value),
            slot => {
                let axis = self.compiled.domain.axes.get(level).filter(|axis| axis.arrange)?;
                let needed = self.arranged.is_some_and(|facts| facts.contains(&axis.fact));
                Some(usize::from(needed || (self.disagree && slot != Slot::NotYet)))
            }
        }
    }

    /// The outcome with the values taken here; a circumstance that is open has its first possible value.
    fn end(&self) -> u32 {
        let outcome = &self.compiled.outcome;
        let mut at = outcome.root;
        while let Some(level) = outcome.level(at) {
            let children = self.compiled.domain.axes.get(level).map_or(0, |axis| axis.arity);
            let first = || outcome.children(at, children).iter().position(|child| *child != IMPOSSIBLE);
            at = outcome.child(at, self.value(level).or_else(first).unwrap_or(0));
        }
        at
    }

    fn known(&self, fact: Id<Fact>) -> Known {
        let level = self.compiled.domain.level(fact);
        match level.filter(|_| self.books.names.facts[fact].arrange) {
            Some(level) => self.value(level).map_or(Known::Open, |value| Known::Is(i64::from(value == 1))),
            None => self.situation.stated(fact).map_or(Known::Open, Stated::known),
        }
    }

    /// Whether a rule counts in some, and in all, of the situations that are still possible.
    fn counts(&self, rule: &CompiledRule) -> (bool, bool) {
        rule.counts.some_and_all(&self.compiled.domain, &|level| self.value(level))
    }

    fn rules(&self, answer: &mut Answer) {
        let wanted = match answer.holds() {
            Verdict::Yes | Verdict::YesIf => Some(YesNo::Yes),
            Verdict::No => Some(YesNo::No),
            Verdict::Disagree => None,
            Verdict::Silent | Verdict::Depends => return,
        };
        let (possible, certain): (Vec<bool>, Vec<bool>) =
            self.compiled.rules.iter().map(|rule| self.counts(rule)).unzip();
        // Rules that count whatever is open go before rules that may: nobody is told of a danger that is not there.
        let layer = |counts: &[bool]| self.deciding_layer(wanted, counts);
        let Some((layer, counts)) =
            layer(&certain).map(|l| (l, &certain)).or_else(|| layer(&possible).map(|l| (l, &possible)))
        else {
            return;
        };
        let right =
            |rule: &CompiledRule| rule.layer == layer && wanted.is_none_or(|wanted| rule.answer == wanted);
        let rules = self.compiled.rules.iter().zip(counts);
        answer.deciding =
            rules.filter(|(rule, counts)| **counts && right(rule)).map(|(rule, _)| rule.rule).collect();
        let agrees = |rule: &CompiledRule| {
            let binding = layer != Layer::Guidance && rule.layer != Layer::Guidance;
            binding && rule.layer != layer && wanted == Some(rule.answer)
        };
        let rules = self.compiled.rules.iter().zip(&certain);
        answer.agreeing =
            rules.filter(|(rule, counts)| **counts && agrees(rule)).map(|(rule, _)| rule.rule).collect();
        self.outranked(answer, wanted, layer, &certain);
    }

    /// The layer whose rules carry an answer (`None`: a disagreement).
    fn deciding_layer(&self, wanted: Option<YesNo>, counts: &[bool]) -> Option<Layer> {
        let says = |layer: Layer, answer: YesNo| {
            let mut rules = self.compiled.rules.iter().zip(counts);
            rules.any(|(rule, counts)| *counts && rule.layer == layer && rule.answer == answer)
        };
        let stricter = self.books.questions[self.situation.question].stricter;
        let (law_first, law_last) =
            ([Layer::Law, Layer::Own, Layer::Guidance], [Layer::Own, Layer::Guidance, Layer::Law]);
        match wanted {
            None => law_first.into_iter().find(|layer| says(*layer, YesNo::Yes) && says(*layer, YesNo::No)),
            Some(wanted) => {
                let order = if wanted == stricter { law_first } else { law_last };
                order.into_iter().find(|layer| says(*layer, wanted))
            }
        }
    }

    /// Rules of the other opinion that give way: to `over`, or because their layer goes second.
    fn outranked(&self, answer: &mut Answer, wanted: Option<YesNo>, layer: Layer, counts: &[bool]) {
        let (Some(first), Some(wanted)) = (answer.deciding.first().copied(), wanted) else { return };
        for (rule, counts) in self.compiled.rules.iter().zip(counts) {
            if rule.answer == wanted {
                continue;
            }
            if *counts && rule.layer != layer {
                answer.outranked.push(Outranked { rule: rule.rule, by: first, explicit: false });
            } else if let Some(by) = self.overrider(rule, &answer.deciding) {
                answer.outranked.push(Outranked { rule: rule.rule, by, explicit: true });
            }
        }
    }

    fn overrider(&self, rule: &CompiledRule, deciding: &[Id<Rule>]) -> Option<Id<Rule>> {
        let others = rule.overridden_by.iter().filter_map(|at| self.compiled.rules.get(*at));
        let by = others.map(|other| other.rule).find(|other| deciding.contains(other))?;
        let definition = &self.books.rules[rule.rule];
        let value = |condition| self.books.names.value_of(condition, &|fact| self.known(fact));
        let applies =
            value(&definition.when) == Some(true) && definition.unless.as_ref().and_then(value) != Some(true);
        applies.then_some(by)
    }

    fn remarks(&self, answer: &mut Answer) {
        if answer.verdict == Verdict::Depends && answer.careful.is_none() {
            return;
        }
        let silent = answer.holds() == Verdict::Silent;
        // What is cheap to see goes first: most remarks name rules, and most of those do not decide.
        let holds = |remark: &Remark| {
            let fits = remark.kind != RemarkKind::Contradiction || answer.holds() == Verdict::Disagree;
            let named = || {
                remark.rules.is_empty()
                    || remark.rules.iter().any(|rule| {
                        answer.deciding.contains(rule)
                            || answer.outranked.iter().any(|other| other.rule == *rule)
                    })
            };
            let here = || match self.books.names.value_of(&remark.when, &|fact| self.known(fact)) {
                Some(here) => here,
                // An interview ends when nothing more can change the verdict; a silence still says what it is about.
                None => silent && remark.kind == RemarkKind::Silence,
            };
            fits && named() && here()
        };
        answer.remarks = self
            .compiled
            .remarks
            .iter()
            .copied()
            .filter(|remark| holds(&self.books.remarks[*remark]))
            .collect();
    }
}
