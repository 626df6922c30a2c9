//! An installation with its own data, as it is before anybody has set it up, served to tests.

use crate::authenticator::Device;
use crate::house::{House, NOW, Reply, address};
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};
use std::cell::Cell;
use std::net::SocketAddr;
use std::sync::Arc;
use varsam::data::{Config, Env, Guidance, Site};
use varsam::library::{Library, Origin};
use varsam::office::{Office, set_up};
use varsam::web::{Settings, router};
use varsam_model::grant::{Grant, HeldPrecondition, Precondition};
use varsam_model::person::Person;
use varsam_model::unit::Unit;
use varsam_model::{Id, Instant, Mark, RecordClass, Role, id};
use varsam_store::{Filter, Head};

pub(crate) const ORIGIN: &str = "http://localhost:8080";

thread_local! {
    static CLOCK: Cell<Instant> = const { Cell::new(NOW) };
}

/// What time it is in the tests of this thread.
pub(crate) fn clock() -> Instant {
    CLOCK.get()
}

/// Lets time pass.
pub(crate) fn pass(seconds: i64) {
    CLOCK.set(CLOCK.get().plus_seconds(seconds));
}

/// A new installation.
pub(crate) async fn new_home() -> House {
    home_with(&Site::default()).await
}

/// A new installation where the guidelines are for those who are signed in.
pub(crate) async fn closed_home() -> House {
    home_with(&Site { guidance: Guidance::SignedIn, ..Site::default() }).await
}

pub(crate) async fn home_with(site: &Site) -> House {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::read(None, Some(folder.path()), &Env::new()).unwrap();
    let store = varsam::data::open(&config, NOW).await.unwrap();
    let office = Arc::new(Office::over(store, site, address(), clock).unwrap());
    let library = Library::open(Origin::Shipped, "2026-11-29".parse().unwrap()).unwrap();
    let settings = Settings { office: Some(Arc::clone(&office)), ..Settings::default() };
    House { office, router: router(Arc::new(library), settings), folder }
}

/// Somebody with a device, in a browser.
pub(crate) struct Somebody {
    pub(crate) cookie: String,
    pub(crate) device: Device,
    pub(crate) id: String,
}

/// A form that sets up with another head of operations.
pub(crate) const FOUNDING: &str =
    "organiser=Norrviks+kommun&given=Anders&family=Kvistorp&head_given=Petra&head_family=Isbrand";

impl House {
    /// The path of the link to set up by.
    pub(crate) async fn set_up_link(&self) -> Option<String> {
        path_of(set_up::link(&self.office).await.unwrap())
    }

    /// Sends JSON as our script does, from an address.
    pub(crate) async fn script_from(&self, from: &str, path: &str, cookie: &str, body: &Value) -> Reply {
        let from: SocketAddr = format!("{from}:4711").parse().unwrap();
        let request = Request::post(path).header("cookie", cookie).header("sec-fetch-site", "same-origin");
        let request = request.extension(ConnectInfo(from)).header("accept-language", "sv");
        self.send(request.header("content-type", "application/json"), body.to_string()).await
    }

    /// Opens a page from an address.
    pub(crate) async fn get_from(&self, from: &str, path: &str) -> Reply {
        let from: SocketAddr = format!("{from}:4711").parse().unwrap();
        let request = Request::get(path).extension(ConnectInfo(from)).header("accept-language", "sv");
        self.send(request, String::new()).await
    }

    /// The same, from somewhere.
    pub(crate) async fn script(&self, path: &str, cookie: &str, body: &Value) -> Reply {
        self.script_from("192.0.2.1", path, cookie, body).await
    }

    /// Adds a passkey for who came by a link or is signed in.
    pub(crate) async fn add_passkey(&self, cookie: &str) -> Somebody {
        let asked = self.script("/my/sign-in/passkey/begin", cookie, &json!({})).await.json();
        let (device, answer) = Device::made(&asked["publicKey"], ORIGIN);
        let body = json!({ "state": asked["state"], "credential": answer, "name": "Telefonen" });
        let reply = self.script("/my/sign-in/passkey", cookie, &body).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
        let cookie = if reply.cookie.is_empty() { cookie.to_owned() } else { kept(&reply.cookie) };
        Somebody { cookie, device, id: String::new() }
    }

    /// Shows a passkey at a path; gives what is sent and what comes back.
    pub(crate) async fn show(&self, path: &str, cookie: &str, device: &mut Device) -> (Value, Reply) {
        let asked = self.script(&format!("{path}/begin"), cookie, &json!({})).await.json();
        let body = json!({ "state": asked["state"], "credential": device.shown(&asked["publicKey"]) });
        let reply = self.script(path, cookie, &body).await;
        (body, reply)
    }

    /// Follows a link and adds a passkey.
    pub(crate) async fn accept(&self, link: &str) -> Somebody {
        let reply = self.post(link, "", "").await;
        assert_eq!((reply.status, reply.to.as_str()), (StatusCode::SEE_OTHER, "/my/sign-in/passkey"));
        self.add_passkey(&kept(&reply.cookie)).await
    }

    /// Sets up: the administrator and the head of operations, each with a passkey.
    pub(crate) async fn found(&self) -> (Somebody, Somebody) {
        let link = self.set_up_link().await.unwrap();
        let reply = self.post(&link, "", FOUNDING).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
        let mut administrator = self.add_passkey(&kept(&reply.cookie)).await;
        let mut head = self.accept(&link_in(&reply.text)).await;
        let list = self.get("/sign-ins", &administrator.cookie).await.text;
        administrator.id = id_of(&list, "Anders Kvistorp");
        head.id = id_of(&list, "Petra Isbrand");
        (administrator, head)
    }
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }
}

/// Takes somebody in, with a role at the organiser or without one. Gives their id.
pub(crate) async fn take_in(house: &House, name: (&str, &str), role: Option<Role>) -> String {
    let store = &house.office.store;
    let organiser = store.organisers().await.unwrap()[0];
    let tenant = store.tenant(organiser);
    let units = Filter { register: "unit", limit: 9, ..Filter::default() };
    let unit = tenant.list::<Unit>(&units).await.unwrap()[0].body.id;
    let (given, family) = name;
    let person = Person::named(store.new_id(NOW).unwrap(), given, family, Mark::None);
    let about = |id: Id<id::Record>, register: &str, class| {
        Head::about(id, register, unit, person.id.uuid(), class).in_state("active")
    };
    let mut change = tenant.change(person.id, NOW).await.unwrap();
    change.create(&about(person.id.of(), "person", RecordClass::Identity), &person).await.unwrap();
    if let Some(role) = role {
        let id = store.new_id(NOW).unwrap();
        let until = NOW.plus_seconds(86_400 * 365);
        let by = person.id;
        let (person, card_exempt_until) = (person.id, None);
        let grant = Grant { id, person, organiser, unit, role, from: NOW, until, by, card_exempt_until };
        change.create(&about(id.of(), "grant", RecordClass::School), &grant).await.unwrap();
        for &precondition in Precondition::of_role(role) {
            let held = HeldPrecondition { person, precondition, from: NOW, until: None };
            let head = about(store.new_id(NOW).unwrap(), "competence", RecordClass::School);
            change.create(&head, &held).await.unwrap();
        }
    }
    change.commit().await.unwrap();
    person.id.to_string()
}

/// A cookie as a browser sends it back.
pub(crate) fn kept(cookie: &str) -> String {
    cookie.split(';').next().unwrap().to_owned()
}

/// The path of the link that a page shows once.
pub(crate) fn link_in(page: &str) -> String {
    let link = page.split("readonly>").nth(1).unwrap();
    path_of(Some(link.split('<').next().unwrap().to_owned())).unwrap()
}

/// The id of somebody in a list.
pub(crate) fn id_of(page: &str, name: &str) -> String {
    let row = page.split("<tr>").skip(1).find(|row| row.contains(name)).unwrap();
    row.split("/people/").nth(1).unwrap().split('/').next().unwrap().to_owned()
}

fn path_of(link: Option<String>) -> Option<String> {
    Some(link?.strip_prefix(ORIGIN).unwrap().to_owned())
}
