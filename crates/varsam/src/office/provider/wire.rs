//! Requests to the identity provider: no redirects, not for ever, and no more of an answer than there can be.

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long it may take to reach the provider.
const REACH: Duration = Duration::from_secs(5);
/// The longest answer that is read, in bytes.
const LONGEST: usize = 1 << 20;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoAnswer {
    /// It does not come.
    #[error("{0}")]
    Away(#[from] reqwest::Error),
    /// It is longer than any can be.
    #[error("the answer is too long")]
    TooLong,
    /// It is none.
    #[error("{0}")]
    Unfit(#[from] openidconnect::http::Error),
}

/// The way to the provider.
#[derive(Debug, Clone)]
pub(super) struct Wire(reqwest::Client);

impl Wire {
    /// A way under TLS, unless the provider is on this machine.
    pub(super) fn new(is_local: bool) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        let client = client.timeout(PATIENCE).connect_timeout(REACH).https_only(!is_local);
        Ok(Self(client.build()?))
    }

    async fn answer(&self, request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
        let (parts, body) = request.into_parts();
        let asked = self.0.request(parts.method, parts.uri.to_string()).headers(parts.headers).body(body);
        let mut reply = asked.send().await.map_err(reqwest::Error::without_url)?;
        let (status, headers) = (reply.status(), reply.headers().clone());
        let mut body = Vec::new();
        while let Some(part) = reply.chunk().await.map_err(reqwest::Error::without_url)? {
            body.extend_from_slice(&part);
            if body.len() > LONGEST {
                return Err(NoAnswer::TooLong);
            }
        }
        let mut answer = openidconnect::http::Response::builder().status(status).body(body)?;
        *answer.headers_mut() = headers;
        Ok(answer)
    }
}

impl<'c> AsyncHttpClient<'c> for Wire {
    type Error = NoAnswer;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, NoAnswer>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.answer(request))
    }
}
