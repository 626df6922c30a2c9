//! The same question within a request is judged once.

use crate::entities::Asker;
use crate::{Action, Decision, Object, Policies, Subject};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Policies asked on behalf of one person within one request. It must not outlive the request: a role may end, a mark
/// may come.
#[derive(Debug)]
pub struct Remembered<'a> {
    policies: &'a Policies,
    subject: Subject,
    /// Who asks in the engine's terms, or why that could not be written.
    asker: Result<Asker, String>,
    answers: Mutex<HashMap<Question, Arc<Decision>>>,
}

type Question = (Action, Object);

impl<'a> Remembered<'a> {
    /// Nothing asked yet.
    pub fn new(policies: &'a Policies, subject: Subject) -> Self {
        let asker = policies.asker(&subject).map_err(|fault| fault.to_string());
        Self { policies, subject, asker, answers: Mutex::default() }
    }

    /// Who asks.
    pub const fn subject(&self) -> &Subject {
        &self.subject
    }

    /// As [`Policies::may`], from memory if this has been asked before.
    pub fn may(&self, action: Action, object: &Object) -> Arc<Decision> {
        let question = (action, object.clone());
        let known = self.answers.lock().unwrap_or_else(PoisonError::into_inner).get(&question).cloned();
        known.unwrap_or_else(|| {
            let decision = Arc::new(match &self.asker {
                Ok(asker) => self.policies.decide(asker, &self.subject, action, object),
                Err(fault) => Decision::of_fault(fault),
            });
            let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
            answers.insert(question, Arc::clone(&decision));
            decision
        })
    }
}
