//! Lists and made-up school systems for tests, and handing lists over as a browser does.

use crate::house::{House, NOW, Reply};
use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt as _;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::time::Duration;
use tower::ServiceExt as _;
use varsam::sync::mock::{School, router};
use varsam::sync::{Fetch, FetchFault, Reply as Answer, Request as Question};
use varsam_model::person::Person;
use varsam_model::{Id, id};
use varsam_store::{Document, Filter, Tenant};

pub(crate) const HEADS: &str = "Personnummer;Förnamn;Efternamn;Klass;Årskurs;Skola;Skyddad identitet";

/// A number that nobody can have: given by a school, never by the population register.
pub(crate) fn civic(number: u32) -> String {
    let day = jiff::civil::date(2013, 1, 1);
    let day = day.checked_add(jiff::Span::new().days(i64::from(number / 100))).unwrap();
    format!("{}TF{:02}", day.strftime("%Y%m%d"), number % 100)
}

pub(crate) fn pupil(number: u32) -> String {
    format!("{};Ada{number};Testsson;7A;7;Nya skolan;Nej", civic(number))
}

/// A list of pupils, from a number to below another.
pub(crate) fn pupils(numbers: std::ops::Range<u32>) -> String {
    numbers.fold(HEADS.to_owned(), |mut text, number| {
        write!(text, "\n{}", pupil(number)).unwrap();
        text
    })
}

impl House {
    /// Hands a file over, as a browser does.
    pub(crate) async fn hand_over(&self, cookie: &str, name: &str, bytes: &[u8]) -> Reply {
        let head = format!(
            "--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             content-type: application/octet-stream\r\n\r\n"
        );
        let body = [head.as_bytes(), bytes, b"\r\n--edge--\r\n"].concat();
        let request =
            Request::post("/import").header("cookie", cookie).header("sec-fetch-site", "same-origin");
        let request = request.header("content-type", "multipart/form-data; boundary=edge");
        self.send(request, body).await
    }

    /// The page of a job when nobody is at it any more.
    pub(crate) async fn settled(&self, path: &str, cookie: &str) -> String {
        for _ in 0..1500 {
            let page = self.get(path, cookie).await.text;
            if !page.contains("hx-trigger") {
                return page;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the job does not end");
    }

    /// Hands a list over and has it found out what would change. Gives the path of the job and its page.
    pub(crate) async fn looked(&self, cookie: &str, bytes: &[u8]) -> (String, String) {
        let reply = self.hand_over(cookie, "elever.csv", bytes).await;
        assert_eq!(reply.status, 303, "{}", reply.text);
        let page = self.get(&reply.to, cookie).await.text;
        let form = chosen(&page);
        let checked = self.post(&format!("{}/check", reply.to), cookie, &form).await;
        assert_eq!(checked.status, 303, "{}", checked.text);
        let page = self.settled(&reply.to, cookie).await;
        (reply.to, page)
    }

    /// Takes a list in. Gives the page with the result.
    pub(crate) async fn taken(&self, cookie: &str, bytes: &[u8]) -> String {
        let (path, page) = self.looked(cookie, bytes).await;
        assert!(page.contains(&format!("{path}/begin")), "{page}");
        assert_eq!(self.post(&format!("{path}/begin"), cookie, "").await.status, 303);
        self.settled(&path, cookie).await
    }

    pub(crate) async fn organiser(&self) -> Id<id::Organiser> {
        self.office.store.organisers().await.unwrap()[0]
    }
}

/// The form of the mapping as the page chose it.
pub(crate) fn chosen(page: &str) -> String {
    let mut form = Vec::new();
    for select in page.split("<select").skip(1) {
        let name = between(select, "name=\"", "\"");
        let options = select.split("</select").next().unwrap();
        let value = options.split("<option").find(|option| option.contains(" selected"));
        form.push(format!("{name}={}", value.map_or("", |option| between(option, "value=\"", "\""))));
    }
    form.join("&") + "&silence=unknown"
}

pub(crate) fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    text.split(before).nth(1).and_then(|rest| rest.split(after).next()).unwrap_or_default()
}

/// The row of a table that has this in its head.
pub(crate) fn row<'a>(page: &'a str, head: &str) -> Vec<&'a str> {
    let row = page.split("<tr").find(|row| row.contains(&format!("<th scope=\"row\">{head}<")));
    let row = row.unwrap_or_default().split("</tr").next().unwrap();
    row.split("<td>").skip(1).map(|cell| cell.split('<').next().unwrap()).collect()
}

/// All people in a state; in any, if it is empty.
pub(crate) async fn people(tenant: &Tenant<'_>, state: &str) -> Vec<Document<Person>> {
    let (mut people, mut after) = (Vec::new(), None);
    loop {
        let filter = Filter { register: "person", state, after, limit: 1000, ..Filter::default() };
        let page = tenant.list::<Person>(&filter).await.unwrap();
        let Some(last) = page.last() else { return people };
        after = Some(last.head.id);
        people.extend(page);
    }
}

/// A made-up school system, asked without a wire; nothing is waited for.
pub(crate) struct Called {
    router: axum::Router,
    pub(crate) paused: Mutex<u64>,
}

impl Called {
    pub(crate) fn new(school: School) -> Self {
        Self { router: router(school), paused: Mutex::default() }
    }

    async fn call(&self, request: Request<Body>) -> Answer {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let status = answer.status().as_u16();
        let body = answer.into_body().collect().await.unwrap().to_bytes().to_vec();
        Answer { status, body, retry_after: None }
    }
}

impl Fetch for Called {
    async fn fetch(&self, question: &Question, token: &str) -> Result<Answer, FetchFault> {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&question.query).finish();
        let request = Request::get(format!("/{}?{query}", question.path));
        let request = request.header("authorization", format!("Bearer {token}")).body(Body::empty());
        Ok(self.call(request.unwrap()).await)
    }

    async fn token(&self) -> Result<String, FetchFault> {
        let answer = self.call(Request::post("/token").body(Body::empty()).unwrap()).await;
        let given: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        Ok(given["access_token"].as_str().unwrap().to_owned())
    }

    async fn pause(&self, _: Duration) {
        *self.paused.lock().unwrap() += 1;
    }
}

pub(crate) fn now() -> varsam_model::Instant {
    NOW
}
