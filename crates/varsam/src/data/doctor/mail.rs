//! Mail: whether its server answers, and what waits to go out.

use super::{Check, ago, hours};
use crate::data::Config;
use crate::data::mail::Mailer;
use crate::data::told::told;
use varsam_model::Instant;
use varsam_store::{Figures, Store};

/// Mail goes out within a minute; a server may be away for some hours.
const WAITS_LOOK: i64 = 4;
const WAITS_WRONG: i64 = 24;

/// Whether the server answers, is who it says, and lets us in. Nothing is sent.
pub(super) async fn server(config: &Config) -> Option<Check> {
    let mail = config.mail.as_ref()?;
    let probed = match Mailer::new(mail) {
        Ok(mailer) => mailer.probe().await.map(|()| mailer),
        Err(fault) => Err(fault),
    };
    Some(match probed {
        Ok(mailer) => Check::ok("mail", format!("{} takes mail", mailer.server())),
        Err(fault) => Check::failed("mail", &fault),
    })
}

/// Whether mail goes out.
pub(super) async fn outbox(config: &Config, store: &Store, now: Instant) -> Option<Check> {
    match store.figures(now).await {
        Ok(figures) if config.mail.is_none() && figures.waiting == 0 => None,
        Ok(figures) => Some(waiting(config, &figures, now)),
        Err(fault) => Some(Check::failed("outbox", &told(fault))),
    }
}

fn waiting(config: &Config, figures: &Figures, now: Instant) -> Check {
    let Figures { waiting, failing, given_up, uncertain, overdue, .. } = figures;
    let found = format!("{waiting} wait, {failing} of them have failed, {given_up} were given up");
    let found = match uncertain {
        0 => found,
        _ => {
            format!("{found}, {uncertain} were on their way when the program stopped, and are not sent again")
        }
    };
    let (found, late) = match overdue {
        Some(since) => (format!("{found}; the oldest is due since {}", ago(now, *since)), hours(now, *since)),
        None => (found, 0),
    };
    let todo = "see what the log says of letters, and to `[mail]`";
    match late {
        _ if config.mail.is_none() => {
            Check::look("outbox", found, "nothing sends them: name a server as `[mail] server`")
        }
        WAITS_WRONG.. => Check::wrong("outbox", found, todo),
        WAITS_LOOK.. => Check::look("outbox", found, todo),
        _ if *given_up + *uncertain > 0 => Check::look("outbox", found, todo),
        _ => Check::ok("outbox", found),
    }
}
