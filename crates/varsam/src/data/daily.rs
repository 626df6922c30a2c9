//! What is done once a day while the program serves: the log is signed, and the witnesses get it.

use super::Config;
use super::told::told;
use super::witness::{hand, shown};
use crate::fault::Fault;
use varsam_model::Instant;
use varsam_store::Store;

/// How old a checkpoint may get, in seconds: a day.
const DAY: i64 = 86_400;

/// Signs the log when the last checkpoint is a day old, and hands it to the witnesses that lack it. A witness that
/// cannot be reached is asked again the next time; the doctor shows a checkpoint that nobody outside has.
///
/// # Errors
/// When the store fails.
pub async fn sign_log(config: &Config, store: &Store, now: Instant) -> Result<(), Fault> {
    let last = store.checkpoints(1).await.map_err(told)?.pop();
    let is_due = last.as_ref().is_none_or(|signed| signed.at.plus_seconds(DAY) <= now);
    let signed = match last {
        Some(signed) if !is_due => signed,
        _ => store.checkpoint(now).await.map_err(told)?,
    };
    if signed.witnessed.is_some() {
        return Ok(());
    }
    for witness in &config.witnesses {
        match hand(config, witness, &signed.note).await {
            Ok(()) => store.witnessed(signed.size, now).await.map_err(told)?,
            Err(fault) => {
                tracing::warn!("the witness `{}` has not got the checkpoint: {fault}", shown(witness));
            }
        }
    }
    Ok(())
}
