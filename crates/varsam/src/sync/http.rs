//! The real wire.

use serde::Deserialize;
use std::time::Duration;

use super::{Fetch, FetchFault, Method, Reply, Request};

/// How long one question may take.
const TIMEOUT: Duration = Duration::from_mins(1);
/// The largest answer that is read, in bytes.
const LARGEST: usize = 64 << 20;

/// How we sign in.
pub enum SignIn {
    /// With a token that does not change.
    Token(String),
    /// With the client credentials grant of OAuth 2.0.
    Client {
        /// Where tokens are given.
        url: String,
        /// Our id there.
        id: String,
        /// Our secret there.
        secret: String,
        /// What is asked for, if the server wants it said.
        scope: Option<String>,
    },
}

/// SS 12000 over HTTP. No redirects: a token must not follow one to somewhere else.
pub struct Http {
    client: reqwest::Client,
    base: String,
    sign_in: SignIn,
}

impl Http {
    /// A server whose lists are below `base`, such as `https://school.example/ss12000`.
    pub fn new(base: &str, sign_in: SignIn) -> Result<Self, FetchFault> {
        let client = reqwest::Client::builder()
            .timeout(TIMEOUT)
            .connect_timeout(Duration::from_secs(10))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| fault(&error))?;
        Ok(Self { client, base: base.trim_end_matches('/').to_owned(), sign_in })
    }

    fn url(&self, request: &Request) -> String {
        let mut url = format!("{}/{}", self.base, request.path);
        if !request.query.is_empty() {
            let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&request.query).finish();
            url.push('?');
            url.push_str(&query);
        }
        url
    }
}

impl Fetch for Http {
    async fn fetch(&self, request: &Request, token: &str) -> Result<Reply, FetchFault> {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut asked = self.client.request(method, self.url(request)).bearer_auth(token);
        if !request.body.is_empty() {
            asked = asked.header("content-type", "application/json").body(request.body.clone());
        }
        reply(asked.send().await.map_err(|error| fault(&error))?).await
    }

    async fn token(&self) -> Result<String, FetchFault> {
        match &self.sign_in {
            SignIn::Token(token) => Ok(token.clone()),
            SignIn::Client { url, id, secret, scope } => {
                let form = form(id, secret, scope.as_deref());
                let asked = self.client.post(url).header("content-type", "application/x-www-form-urlencoded");
                let answer = asked.body(form).send().await.map_err(|error| fault(&error))?;
                token(&reply(answer).await?)
            }
        }
    }
}

fn form(id: &str, secret: &str, scope: Option<&str>) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", "client_credentials");
    form.append_pair("client_id", id).append_pair("client_secret", secret);
    if let Some(scope) = scope {
        form.append_pair("scope", scope);
    }
    form.finish()
}

fn token(reply: &Reply) -> Result<String, FetchFault> {
    #[derive(Deserialize)]
    struct Given {
        access_token: String,
    }
    if reply.status >= 500 {
        // It may pass; what is refused does not.
        return Err(FetchFault::Connection(format!("sign-in answers {}", reply.status)));
    }
    if !(200..300).contains(&reply.status) {
        return Err(FetchFault::SignIn(format!("status {}", reply.status)));
    }
    let given: Given = serde_json::from_slice(&reply.body)
        .map_err(|_| FetchFault::SignIn("no `access_token`".to_owned()))?;
    Ok(given.access_token)
}

async fn reply(mut answer: reqwest::Response) -> Result<Reply, FetchFault> {
    let status = answer.status().as_u16();
    let retry_after = answer.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
    let mut body =
        Vec::with_capacity(usize::try_from(answer.content_length().unwrap_or(0)).unwrap_or(0).min(LARGEST));
    while let Some(chunk) = answer.chunk().await.map_err(|error| fault(&error))? {
        if body.len() + chunk.len() > LARGEST {
            return Err(FetchFault::TooLarge(LARGEST));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Reply { status, body, retry_after })
}

/// Without the URL: a page token or a secret may stand in it.
fn fault(error: &reqwest::Error) -> FetchFault {
    if error.is_timeout() {
        return FetchFault::Timeout;
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    FetchFault::Connection(cause.to_string())
}
