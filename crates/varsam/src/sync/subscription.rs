//! Subscriptions: the other system calls when something changed.

use jiff::Timestamp;
use serde_json::json;
use varsam_model::ss12000::SubscriptionIn;

use super::fetch::Asker;
use super::{Fetch, Method, Request, SyncFault};

/// What is subscribed to, in the words of the standard.
const RESOURCES: [&str; 5] = ["Organisation", "Person", "Group", "Duty", "Activity"];

/// A subscription that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Its id at the other system.
    pub id: String,
    /// When it ends unless it is renewed, where the other system says so.
    pub expires: Option<Timestamp>,
}

impl Subscription {
    /// Whether it is time to renew it: a week before it ends, or when nobody said when it does.
    pub fn is_due(&self, now: Timestamp) -> bool {
        let week = jiff::SignedDuration::from_hours(7 * 24);
        self.expires.is_none_or(|expires| expires.duration_since(now) <= week)
    }
}

/// Subscribes to all changes. `target` is our address for the call; it should hold a secret in its path, since whoever
/// calls is not signed in.
pub async fn subscribe<F: Fetch>(fetch: &F, name: &str, target: &str) -> Result<Subscription, SyncFault> {
    let resources: Vec<_> = RESOURCES.iter().map(|resource| json!({ "resource": resource })).collect();
    let body = json!({ "name": name, "target": target, "resourceTypes": resources });
    ask(fetch, Method::Post, "subscriptions".to_owned(), body.to_string().into_bytes()).await
}

/// Renews one. A 404 means that the other system has forgotten it: subscribe again.
pub async fn renew<F: Fetch>(fetch: &F, id: &str) -> Result<Subscription, SyncFault> {
    ask(fetch, Method::Patch, path(id), b"{}".to_vec()).await
}

/// Ends one. That there is none is fine.
pub async fn unsubscribe<F: Fetch>(fetch: &F, id: &str) -> Result<(), SyncFault> {
    let request = Request { method: Method::Delete, path: path(id), query: Vec::new(), body: Vec::new() };
    match Asker::new(fetch).ask(&request).await {
        Ok(_) | Err(SyncFault::Refused { status: 404, .. }) => Ok(()),
        Err(fault) => Err(fault),
    }
}

async fn ask<F: Fetch>(
    fetch: &F,
    method: Method,
    path: String,
    body: Vec<u8>,
) -> Result<Subscription, SyncFault> {
    let request = Request { method, path, query: Vec::new(), body };
    let reply = Asker::new(fetch).ask(&request).await?;
    let read: SubscriptionIn =
        serde_json::from_slice(&reply).map_err(|error| SyncFault::page(&request.path, &error))?;
    Ok(Subscription { id: read.id, expires: read.expires.and_then(|text| text.parse().ok()) })
}

/// The id comes from outside: whatever could change the path is written in percent.
fn path(id: &str) -> String {
    let id: String = form_urlencoded::byte_serialize(id.as_bytes()).collect();
    format!("subscriptions/{id}")
}
