//! `[log]`: who gets the signed checkpoints of the log, and how the program writes its own lines.

use super::{Env, set};
use crate::fault::Fault;
use serde::Deserialize;

/// How the program writes its own lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object in a line.
    Json,
}

impl LogFormat {
    /// What the environment says; text where it says nothing.
    ///
    /// # Errors
    /// When it says something else.
    pub fn of(env: &Env) -> Result<Self, Fault> {
        match set(env, "VARSAM_LOG_FORMAT") {
            None | Some("text") => Ok(Self::Text),
            Some("json") => Ok(Self::Json),
            Some(_) => Err(Fault::user("VARSAM_LOG_FORMAT is `text` or `json`")),
        }
    }
}

/// The section as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table")]
pub(super) struct Written {
    pub(super) witness: Vec<String>,
    pub(super) format: LogFormat,
}

impl Written {
    pub(super) fn put_over(&mut self, env: &Env) -> Result<(), Fault> {
        if let Some(text) = set(env, "VARSAM_LOG_WITNESS") {
            self.witness = text.split(',').map(|one| one.trim().to_owned()).collect();
        }
        if set(env, "VARSAM_LOG_FORMAT").is_some() {
            self.format = LogFormat::of(env)?;
        }
        Ok(())
    }
}
