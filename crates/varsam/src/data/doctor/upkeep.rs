//! What must be done again and again: backups, checkpoints of the log, rotation.

use super::{Check, ago, hours};
use crate::data::told::told;
use crate::data::{Config, copies};
use std::path::Path;
use varsam_model::Instant;
use varsam_store::backup::Half;
use varsam_store::{Fault, Store};

/// A backup is daily; a day may go wrong, a week may not. In hours.
const BACKUP_LOOK: i64 = 48;
const BACKUP_WRONG: i64 = 8 * 24;
/// A checkpoint is daily as well.
const SIGNED_LOOK: i64 = 36;
const SIGNED_WRONG: i64 = 8 * 24;
/// An erasure is final after a month, in hours, with some days for holidays.
const FINAL_LOOK: i64 = 35 * 24;

const BACK_UP: &str = "run `varsam backup`, daily and by a timer";
const SIGN: &str = "run `varsam log checkpoint`, daily and by a timer";

/// How old the newest backups are, and whether that of the keys opens anything.
pub(super) async fn backups(config: &Config, store: Option<&Store>, now: Instant) -> Vec<Check> {
    let folders = (&config.backup.records, &config.backup.keys);
    let (Some(records), Some(keys)) = folders else {
        let found = "nothing says where backups go";
        return vec![Check::look("backup", found, "name two folders under `[backup]`, best on two disks")];
    };
    let since = match store {
        Some(store) => store.keys_since().await.ok().flatten(),
        None => None,
    };
    let mut checks = vec![
        backup("backup_records", Half::Records, records, now),
        since_rotation(keys, since).unwrap_or_else(|| backup("backup_keys", Half::Keys, keys, now)),
    ];
    if let Err(fault) = copies::keep_apart(&records.join("-"), &keys.join("-")) {
        checks.push(Check::failed("backup_apart", &fault));
    }
    checks
}

fn backup(check: &'static str, half: Half, folder: &Path, now: Instant) -> Check {
    let shown = folder.display();
    let newest = match copies::all(half, folder) {
        Ok(mut all) => all.pop(),
        Err(error) => {
            return Check::wrong(check, format!("`{shown}`: {error}"), "mount it, or name another folder");
        }
    };
    let Some((at, _)) = newest else {
        return Check::wrong(check, format!("there is none in `{shown}`"), BACK_UP);
    };
    let found = format!("the newest in `{shown}` was taken {}", ago(now, at));
    match hours(now, at) {
        BACKUP_WRONG.. => Check::wrong(check, found, BACK_UP),
        BACKUP_LOOK.. => Check::look(check, found, BACK_UP),
        _ => Check::ok(check, found),
    }
}

/// A backup of the keys from before the last rotation is none.
fn since_rotation(folder: &Path, since: Option<Instant>) -> Option<Check> {
    let (newest, _) = copies::all(Half::Keys, folder).ok()?.pop()?;
    // The name is cut to whole seconds.
    let since = since.filter(|since| newest.seconds() < since.seconds())?;
    let found = format!(
        "the newest was taken at {newest}, before the keys were rotated at {since}: it opens nothing"
    );
    Some(Check::wrong("backup_keys", found, "run `varsam backup` now"))
}

/// Whether the log is signed, and whether somebody outside has it.
pub(super) async fn log(config: &Config, store: &Store, now: Instant) -> Vec<Check> {
    match signed(config, store, now).await {
        Ok(checks) => checks,
        Err(fault) => vec![Check::failed("log", &told(fault))],
    }
}

async fn signed(config: &Config, store: &Store, now: Instant) -> Result<Vec<Check>, Fault> {
    let size = store.log_size().await?;
    let Some(last) = store.checkpoints(1).await?.pop() else {
        return Ok(vec![match size {
            0 => Check::ok("log", "it is empty"),
            _ => Check::look("log", format!("{size} entries were never signed"), SIGN),
        }]);
    };
    let found = format!("{} of {size} entries were signed {}", last.size, ago(now, last.at));
    let age = if last.size == size { 0 } else { hours(now, last.at) };
    let log = match age {
        SIGNED_WRONG.. => Check::wrong("log", found, SIGN),
        SIGNED_LOOK.. => Check::look("log", found, SIGN),
        _ => Check::ok("log", found),
    };
    let witness = match (config.witnesses.is_empty(), last.witnessed) {
        (true, _) => Check::look(
            "witness",
            "nobody outside gets the checkpoints: who controls this machine can rewrite the log",
            "name a file on another machine, or a URL, as `[log] witness`",
        ),
        (false, None) => Check::look(
            "witness",
            "no witness has the last checkpoint",
            "run `varsam log checkpoint`, and see what it says",
        ),
        (false, Some(at)) => Check::ok("witness", format!("has the last checkpoint since {at}")),
    };
    Ok(vec![log, witness])
}

/// Whether erasures are carried out, and final.
pub(super) async fn erasures(store: &Store, now: Instant) -> Vec<Check> {
    let looked = async {
        let open = store.open_erasures().await?.len();
        let all = store.erasures().await?;
        Ok::<_, Fault>((open, all))
    };
    let (open, all) = match looked.await {
        Ok(looked) => looked,
        Err(fault) => return vec![Check::failed("erasures", &told(fault))],
    };
    let not_final: Vec<_> = all.iter().filter(|erasure| erasure.final_at.is_none()).collect();
    let oldest = not_final.first().map_or(0, |erasure| hours(now, erasure.at));
    let found = format!("{} in all, {} not yet final", all.len(), not_final.len());
    vec![if open > 0 {
        Check::wrong(
            "erasures",
            format!("{open} are not carried out"),
            "start the program again: that does it",
        )
    } else if oldest >= FINAL_LOOK {
        let todo = "run `varsam key rotate`: until then an old backup of the keys opens what was erased";
        Check::look("erasures", format!("{found}, the oldest for {} days", oldest / 24), todo)
    } else {
        Check::ok("erasures", found)
    }]
}
