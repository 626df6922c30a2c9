//! One question and its answer: signed in, asked again when it failed for a while.

use std::future::Future;
use std::time::Duration;

use super::SyncFault;

/// How often one thing is asked.
const TRIES: u32 = 3;
/// The longest that a server may have us wait, in seconds.
const LONGEST_WAIT: u64 = 60;

/// How it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// GET.
    Get,
    /// POST with a body of JSON.
    Post,
    /// PATCH with a body of JSON.
    Patch,
    /// DELETE.
    Delete,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// How.
    pub method: Method,
    /// The path below the base, without a slash in front.
    pub path: String,
    /// The query.
    pub query: Vec<(&'static str, String)>,
    /// The body; empty for none.
    pub body: Vec<u8>,
}

impl Request {
    /// A plain question.
    pub fn get(path: impl Into<String>, query: Vec<(&'static str, String)>) -> Self {
        Self { method: Method::Get, path: path.into(), query, body: Vec::new() }
    }
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
    /// Seconds to wait before asking again, where the server said so.
    pub retry_after: Option<u64>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum FetchFault {
    /// It took too long.
    #[error("no answer in time")]
    Timeout,
    /// There is no way there, or it broke.
    #[error("no connection: {0}")]
    Connection(String),
    /// The answer is larger than anything that a page should be.
    #[error("the answer is larger than {0} bytes; choose a smaller `limit`")]
    TooLarge(usize),
    /// No token was given.
    #[error("sign-in refused: {0}")]
    SignIn(String),
}

/// A way to ask: HTTP, or a test's own.
pub trait Fetch: Sync {
    /// Asks once.
    fn fetch(&self, request: &Request, token: &str)
    -> impl Future<Output = Result<Reply, FetchFault>> + Send;

    /// A new bearer token.
    fn token(&self) -> impl Future<Output = Result<String, FetchFault>> + Send;

    /// Waits before a next try.
    fn pause(&self, length: Duration) -> impl Future<Output = ()> + Send {
        tokio::time::sleep(length)
    }
}

/// Asks, signed in.
pub(super) struct Asker<'a, F> {
    fetch: &'a F,
    token: Option<String>,
    /// How often something had to be asked again.
    pub(super) retries: u64,
}

impl<'a, F: Fetch> Asker<'a, F> {
    pub(super) fn new(fetch: &'a F) -> Self {
        Self { fetch, token: None, retries: 0 }
    }

    /// The body of the answer. A token that has run out is renewed once; what may pass is tried three times in all.
    pub(super) async fn ask(&mut self, request: &Request) -> Result<Vec<u8>, SyncFault> {
        let (mut tries, mut renewed) = (1, false);
        loop {
            let wait = match self.once(request).await {
                Ok(Reply { status: 200..=299, body, .. }) => return Ok(body),
                Ok(Reply { status: 401, .. }) if !renewed => {
                    renewed = true;
                    self.token = None;
                    continue;
                }
                Ok(Reply { status: 429 | 500.., retry_after, .. }) if tries < TRIES => retry_after,
                Err(FetchFault::Timeout | FetchFault::Connection(_)) if tries < TRIES => None,
                Ok(Reply { status, .. }) => return Err(SyncFault::refused(request, status)),
                Err(fault) => return Err(SyncFault::Fetch { path: request.path.clone(), fault }),
            };
            let seconds = wait.unwrap_or(4_u64.pow(tries - 1)).min(LONGEST_WAIT);
            self.fetch.pause(Duration::from_secs(seconds)).await;
            tries += 1;
            self.retries += 1;
        }
    }

    async fn once(&mut self, request: &Request) -> Result<Reply, FetchFault> {
        let token = match self.token.take() {
            Some(token) => token,
            None => self.fetch.token().await?,
        };
        let reply = self.fetch.fetch(request, &token).await;
        self.token = Some(token);
        reply
    }
}
