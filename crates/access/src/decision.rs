//! What the policies answer, and why.

use std::sync::Arc;
use varsam_model::{Role, codes};

codes! {
    /// What has to be done first.
    pub enum Need {
        /// Give a reason; it goes into the log.
        Reason = "reason",
        /// Show the second factor again.
        StepUp = "step_up",
    }
}

/// A rule of the policy set, as far as people need to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its id, unique in the set.
    pub id: String,
    /// The demands it comes from, as ids of the catalogue; `own` where it is the program's own.
    pub sources: Vec<String>,
    /// Whether it permits; else it forbids.
    pub is_permit: bool,
    /// Of a forbidding rule: what lifts it.
    pub needs: Vec<Need>,
    /// Whether an act that it permits goes into the log.
    pub is_logged: bool,
    /// Which roles are told when it permits.
    pub notify: Vec<Role>,
}

/// An answer in one word, or what is left to do for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// No.
    No,
    /// Yes.
    Yes,
    /// Yes, when this has been done.
    After(Vec<Need>),
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::No => f.write_str("no"),
            Self::Yes => f.write_str("yes"),
            Self::After(needs) => {
                let codes: Vec<_> = needs.iter().map(|need| need.code()).collect();
                f.write_str(&codes.join("+"))
            }
        }
    }
}

/// What the policies say to one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The answer.
    pub answer: Answer,
    /// The rules that decide, by id: those that permit it (now or afterwards), else those that forbid it. Empty when no
    /// rule speaks for it.
    pub by: Vec<Arc<Rule>>,
    /// Why the question could not be put or judged; the answer is then no. For the log of faults, never for a screen.
    pub fault: Option<String>,
}

impl Decision {
    pub(crate) fn of_fault(fault: &dyn std::fmt::Display) -> Self {
        Self { answer: Answer::No, by: vec![], fault: Some(fault.to_string()) }
    }

    /// Whether it may be done now.
    pub fn is_allowed(&self) -> bool {
        self.answer == Answer::Yes
    }

    /// What has to be done first; empty when it may be done now or not at all.
    pub fn needs(&self) -> &[Need] {
        match &self.answer {
            Answer::After(needs) => needs,
            Answer::No | Answer::Yes => &[],
        }
    }

    /// Whether doing it has to be logged.
    pub fn is_logged(&self) -> bool {
        self.by.iter().any(|rule| rule.is_logged)
    }

    /// The roles that have to be told when it is done.
    pub fn notify(&self) -> Vec<Role> {
        let mut roles: Vec<_> = self.by.iter().flat_map(|rule| rule.notify.iter().copied()).collect();
        roles.sort_unstable();
        roles.dedup();
        roles
    }
}
