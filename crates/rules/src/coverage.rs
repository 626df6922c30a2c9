//! Which demands of a catalogue are carried, and by what.

use crate::load::Rulebooks;
use crate::model::Demand;

/// What carries one demand.
#[derive(Debug, Clone)]
pub struct Carried {
    /// The demand.
    pub demand: Demand,
    /// Ids of the rules that cite it.
    pub rules: Vec<String>,
    /// The cases that cite it, each as file and line.
    pub cases: Vec<String>,
    /// The answers those cases expect, each once.
    pub answers: Vec<&'static str>,
    /// Ids of the invariants, remarks, contacts, routines and lengths of time that cite it.
    pub others: Vec<String>,
}

impl Carried {
    /// Whether rules are to carry the demand.
    pub fn wants_rules(&self) -> bool {
        self.demand.form.split(',').any(|form| matches!(form.trim(), "decide" | "rulebook"))
    }

    /// Whether nothing in the rulebooks cites the demand although rules are to carry it, or a decision has no
    /// rule or fewer than two cases.
    pub fn is_missing(&self) -> bool {
        let decides = self.demand.form.split(',').any(|form| form.trim() == "decide");
        let cited = !self.rules.is_empty() || !self.cases.is_empty() || !self.others.is_empty();
        if decides { self.rules.is_empty() || self.cases.len() < 2 } else { self.wants_rules() && !cited }
    }
}

impl Rulebooks {
    /// What carries each demand of a catalogue.
    pub fn coverage(&self, catalogue: &[Demand]) -> Vec<Carried> {
        catalogue.iter().map(|demand| self.carried(demand)).collect()
    }

    fn carried(&self, demand: &Demand) -> Carried {
        let cites = |cites: &[String]| cites.contains(&demand.id);
        let cases = || self.cases.iter().map(|(_, case)| case).filter(|case| cites(&case.cites));
        let mut answers: Vec<&'static str> = cases().map(|case| case.answer.name()).collect();
        answers.sort_unstable();
        answers.dedup();
        let nevers =
            self.nevers.iter().filter(|(_, never)| cites(&never.cites)).map(|(_, never)| never.id.clone());
        let remarks = self
            .remarks
            .iter()
            .filter(|(_, remark)| cites(&remark.cites))
            .map(|(_, remark)| remark.id.clone());
        let contacts =
            self.contacts.iter().filter(|(_, contact)| cites(&contact.cites)).map(|_| "contact".to_owned());
        let routines = self.routines.iter().map(|(_, routine)| routine);
        let routines = routines
            .filter(|routine| cites(&routine.cites) || routine.steps.iter().any(|step| cites(&step.cites)))
            .map(|routine| routine.id.clone());
        let periods = self.periods.iter().filter(|(_, period)| cites(&period.cites));
        let periods = periods.map(|(_, period)| period.id.clone());
        Carried {
            demand: demand.clone(),
            rules: self
                .rules
                .iter()
                .filter(|(_, rule)| cites(&rule.cites))
                .map(|(_, rule)| rule.id.clone())
                .collect(),
            cases: cases()
                .map(|case| format!("{}:{}", case.source.place.file, case.source.place.line))
                .collect(),
            answers,
            others: nevers.chain(remarks).chain(contacts).chain(routines).chain(periods).collect(),
        }
    }
}
