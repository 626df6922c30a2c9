//! Routines by URL: each is walked from its start to its end by those who owe its steps, and nobody else gets in.

use crate::house::{House, NOW, between, house, houses_with, just_now, link, seconds_pass};
use axum::http::{Request, StatusCode};
use std::collections::{BTreeSet, HashMap};
use varsam::library::{Library, Origin};
use varsam_model::case::{Case, Standing};
use varsam_model::deadline::OfficeHours;
use varsam_model::routine::{Behaviour, Evidence, Party};
use varsam_model::{Id, Role};
use varsam_store::Document;

/// Who holds a role at Björkskolan, or above it.
fn holder(role: Role) -> &'static str {
    match role {
        Role::Head => "Karin Ekhammar",
        Role::HeadOfOperations => "Petra Isbrand",
        Role::Dpo => "Lena Granfors",
        Role::Communications => "Disa Ripskog",
        Role::AppointedOfficer => "Göran Tranhed",
        Role::Registrar => "Ulla Palmlund",
        Role::SystemAdministrator => "Anders Kvistorp",
        Role::ProtectedAdministrator => "Marika Lövhage",
        Role::HeadOfPupilHealth => "Ewa Jonstam",
        Role::Nurse => "Sofia Rönnås",
        Role::Psychologist => "Hanna Nyängen",
        Role::CardOrderer => "Rut Ymerdal",
        Role::Auditor => "Gun Ulvsand",
        _ => "Jonas Flodmark",
    }
}

/// Those who have signed in, by name.
pub(super) struct Cast<'a> {
    house: &'a House,
    cookies: HashMap<&'static str, String>,
}

impl<'a> Cast<'a> {
    pub(super) fn of(house: &'a House) -> Self {
        Self { house, cookies: HashMap::new() }
    }

    async fn cookie(&mut self, name: &'static str) -> String {
        if !self.cookies.contains_key(name) {
            self.cookies.insert(name, self.house.as_role(name).await);
        }
        self.cookies[name].clone()
    }
}

/// What a form asks for by choices, each with the first or the last of them.
fn chosen(page: &str, is_last: bool) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for radio in page.split("type=\"radio\"").skip(1) {
        let (name, value) = (between(radio, "name=\"", "\""), between(radio, "value=\"", "\""));
        match fields.iter_mut().find(|(of, _)| of == name) {
            Some(field) if is_last => value.clone_into(&mut field.1),
            Some(_) => {}
            None => fields.push((name.to_owned(), value.to_owned())),
        }
    }
    fields
}

/// The first choice of a select that there is, by its name.
fn first_of(page: &str, name: &str) -> Option<String> {
    let select = page.split(&format!("<select class=\"ds-input\" id=\"{name}\"")).nth(1)?;
    let options = select.split("</select>").next()?.split("<option value=\"").skip(1);
    let mut values = options.map(|option| option.split('"').next().unwrap_or_default());
    values.find(|value| !value.is_empty()).map(str::to_owned)
}

fn encoded(fields: &[(String, String)]) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields);
    form.finish()
}

/// A picture of one point.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU";

/// The fields as parts, with a file.
fn parts(fields: &[(String, String)], name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(
            format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
        );
    }
    let head = format!("--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
    body.extend(head.bytes());
    body.extend(bytes);
    body.extend(b"\r\n--x--\r\n");
    body
}

/// Sends a form as parts, with a file.
async fn hand_in(house: &House, path: &str, cookie: &str, body: Vec<u8>) -> crate::house::Reply {
    let request = Request::post(path).header("cookie", cookie).header("sec-fetch-site", "same-origin");
    house.send(request.header("content-type", "multipart/form-data; boundary=x"), body).await
}

/// Starts a routine at Björkskolan; gives the address of the case.
async fn start(
    cast: &mut Cast<'_>,
    (stack, routine): (&str, &str),
    by: &'static str,
    is_last: bool,
) -> String {
    let (cookie, path) = (cast.cookie(by).await, format!("/cases/new/{routine}?stack={stack}"));
    let page = cast.house.get(&path, &cookie).await;
    assert_eq!(page.status, StatusCode::OK, "{routine} by {by}: {}", page.text);
    let school = page.text.split("<option value=\"").find(|option| option.contains("Björkskolan")).unwrap();
    let mut fields = chosen(&page.text, is_last);
    for moment in page.text.split("type=\"datetime-local\"").collect::<Vec<_>>().split_last().unwrap().1 {
        let name = moment.rsplit("name=\"").next().unwrap().split('"').next().unwrap();
        fields.push((name.to_owned(), "2026-11-28T16:40".to_owned()));
    }
    let unit = school.split('"').next().unwrap().to_owned();
    for (name, value) in [("title", "Prov"), ("text", "Något har hänt.")] {
        fields.push((name.to_owned(), value.to_owned()));
    }
    fields.push(("unit".to_owned(), unit));
    let done = cast.house.post(&path, &cookie, &encoded(&fields)).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{routine}: {}", done.text);
    done.to
}

async fn read(house: &House, path: &str) -> Document<Case> {
    let id: Id<_> = path.strip_prefix("/cases/").unwrap().parse().unwrap();
    house.tenant().await.read(id).await.unwrap()
}

/// Has an entry of a register stand where a step wants it.
async fn stand(house: &House, entry: Id<varsam_model::id::Record>, state: &str) {
    let tenant = house.tenant().await;
    let Document { head, body } = tenant.read::<varsam_model::register::Entry>(entry).await.unwrap();
    let mut change = tenant.change(Id::new(uuid::Uuid::nil()), house.office.now()).await.unwrap();
    change.update(&head.in_state(state), &body).await.unwrap();
    change.commit().await.unwrap();
}

/// Does all that is owed in a case, until nothing is; gives how many steps that were, and by how many people.
pub(super) async fn finish(
    cast: &mut Cast<'_>,
    path: &str,
    starter: &'static str,
    is_last: bool,
) -> (usize, usize) {
    let (mut steps, mut people) = (0, BTreeSet::new());
    loop {
        let document = read(cast.house, path).await;
        let walked = document.body.walk(OfficeHours::default());
        let Some(open) = walked.iter().find(|stood| matches!(stood.standing, Standing::Open { .. })) else {
            assert!(document.body.is_closed() && document.head.state == "closed");
            return (steps, people.len());
        };
        let by = match open.step.who[0] {
            Party::Role(role) => holder(role),
            Party::Starter => starter,
        };
        let (cookie, form) = (cast.cookie(by).await, format!("{path}/{}/done", open.step.id));
        let page = cast.house.get(&form, &cookie).await;
        assert_eq!(page.status, StatusCode::OK, "{} of {} by {by}", open.step.id, document.body.routine.id);
        let stranger = cast.cookie("Samira Osmanik").await;
        assert_eq!(cast.house.get(&form, &stranger).await.status, StatusCode::NOT_FOUND, "another school");
        if open.step.does == Some(Behaviour::DrawSample) {
            // Of days before there was anything: the sample is empty, and nothing of it waits for a judgement.
            let version = document.head.version;
            let wish = format!("version={version}&aim=random&from=2026-11-01&until=2026-11-28&count=20");
            let drawn = cast.house.post(&format!("{path}/sample"), &cookie, &wish).await;
            assert_eq!(drawn.status, StatusCode::SEE_OTHER, "{}", drawn.text);
            steps += 1;
            people.insert(by);
            seconds_pass(1);
            continue;
        }
        let mut fields = chosen(&page.text, is_last);
        fields.extend(just_now(&page.text));
        fields.push(("note".to_owned(), "Gjort som rutinen säger.".to_owned()));
        fields.push(("version".to_owned(), document.head.version.to_string()));
        if open.step.evidence == Evidence::Link {
            let entry = first_of(&page.text, "link");
            let told = (&open.step.id, &document.body.routine.id);
            let entry = entry.unwrap_or_else(|| panic!("{told:?}: no entry to choose"));
            if let Some(state) = open.step.link_in.first() {
                stand(cast.house, entry.parse().unwrap(), state).await;
            }
            fields.push(("link".to_owned(), entry));
        }
        let done = if open.step.evidence == Evidence::File {
            hand_in(cast.house, &form, &cookie, parts(&fields, "bild.png", PNG)).await
        } else {
            cast.house.post(&form, &cookie, &encoded(&fields)).await
        };
        let told = (open.step.id.as_str(), document.body.routine.id.as_str(), by);
        assert_eq!((done.status, done.to.as_str()), (StatusCode::SEE_OTHER, path), "{told:?}: {}", done.text);
        steps += 1;
        people.insert(by);
        seconds_pass(1);
    }
}

/// The demands that the routines carry which are walked here: each is cited by one, or by a step that somebody does.
const CARRIED: [&str; 31] = [
    "SOL-02", "SOL-10", "SOL-12", "SOL-16", "SOL-17", "SOL-18", "SOL-19", "SOL-20", "SOL-21", "SOL-24",
    "SOL-25", "SOL-26", "SOL-27", "SOL-32", "SOL-44", "SOL-46", "ACM-07", "ACM-10", "ACM-11", "ACM-15",
    "ACM-16", "ACM-17", "ACM-18", "ACM-19", "ACM-20", "ACM-21", "ACM-23", "ACM-25", "ACM-54", "ACM-59",
    "SKL-02",
];

#[tokio::test]
async fn each_routine_is_walked_from_start_to_end_by_those_who_owe_its_steps() {
    let library = Library::open(Origin::Shipped, "2026-11-29".parse().unwrap()).unwrap();
    let shelf = library.shelf();
    for house in houses_with(true).await {
        let mut cast = Cast::of(&house);
        let (mut walked, mut cited, mut most) = (BTreeSet::new(), BTreeSet::new(), 0);
        for stack in &shelf.books.stacks {
            for routine in shelf.books.routines_of(stack) {
                if !walked.insert(routine.id.clone()) {
                    continue;
                }
                let starter = match routine.starts[0].as_str() {
                    "anyone" | "public" => "Jonas Flodmark",
                    role => holder(role.parse().unwrap()),
                };
                let mut all = 0;
                for is_last in [false, true] {
                    let path = start(&mut cast, (&stack.id, &routine.id), starter, is_last).await;
                    let (steps, people) = finish(&mut cast, &path, starter, is_last).await;
                    (all, most) = (all + steps, most.max(people));
                    let page = house.get(&path, &cast.cookie("Lena Granfors").await).await;
                    assert!(page.text.contains("Avslutat"), "{}", routine.id);
                }
                assert!(all > 0, "{}", routine.id);
                cited.extend(routine.cites.iter().chain(routine.steps.iter().flat_map(|step| &step.cites)));
            }
        }
        assert!(walked.len() > 20, "{walked:?}");
        assert!(most >= 4, "a breach goes through the hands of four");
        let left: Vec<_> = CARRIED.iter().filter(|id| !cited.iter().any(|cited| cited == *id)).collect();
        assert!(left.is_empty(), "no routine carries {left:?}");
    }
}

/// A breach reported by a teacher at Björkskolan.
pub(super) async fn breach(cast: &mut Cast<'_>) -> String {
    start(cast, ("municipality", "breach"), "Jonas Flodmark", false).await
}

#[tokio::test]
async fn acm_16_acm_17_the_officer_has_seventy_two_hours_from_the_discovery() {
    let house = house().await;
    let mut cast = Cast::of(&house);
    let path = breach(&mut cast).await;
    let officer = cast.cookie("Lena Granfors").await;
    let mine = house.get("/cases", &officer).await.text;
    assert!(mine.contains("Personuppgiftsincident: Prov") && mine.contains("Björkskolan"), "{mine}");
    let document = read(&house, &path).await;
    let discovered = document.body.dates["discovered"];
    let clock = document.body.routine.steps.iter().find(|step| {
        matches!(&step.due, Some(varsam_model::routine::Due::Within(within, _)) if within.to_string() == "72 hours")
    });
    assert!(clock.is_some(), "a step is due 72 hours after something");
    assert_eq!(discovered.to_string(), "2026-11-28T15:40:00Z", "as typed, in Swedish time");
}

#[tokio::test]
async fn nobody_of_another_school_sees_a_case_and_pupils_and_guardians_none() {
    let house = house().await;
    let mut cast = Cast::of(&house);
    let path = breach(&mut cast).await;
    for stranger in ["Samira Osmanik", "Henrik Stenvik", "Nour Almklint", "Mats Tallheden", "Rut Ymerdal"] {
        let cookie = cast.cookie(stranger).await;
        assert_eq!(house.get(&path, &cookie).await.status, StatusCode::NOT_FOUND, "{stranger}");
        let list = house.get("/cases", &cookie).await;
        assert!(!list.text.contains("Prov"), "{stranger}: {}", list.text);
    }
    let guardian = cast.cookie("Nour Almklint").await;
    for path in ["/cases", "/cases/new/breach"] {
        assert_eq!(house.get(path, &guardian).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn of_two_who_do_the_same_step_the_second_is_told_and_keeps_what_was_typed() {
    let house = house().await;
    let mut cast = Cast::of(&house);
    let path = breach(&mut cast).await;
    let teacher = cast.cookie("Jonas Flodmark").await;
    let form = format!("{path}/contain/done");
    let page = house.get(&form, &teacher).await.text;
    let version = between(&page, "name=\"version\" value=\"", "\"");
    let typed = format!("version={version}&note=Bad+mottagaren+radera.");
    let first = house.post(&form, &teacher, &typed).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text);
    let second = house.post(&form, &teacher, &typed).await;
    assert_eq!(second.status, StatusCode::UNPROCESSABLE_ENTITY, "it is done already");
    assert!(second.text.contains("Bad mottagaren radera.") && second.text.contains("inte längre öppet"));
    // Another step of the same case, filled in before the first was done.
    let stale = house
        .post(&format!("{path}/tell-head/done"), &teacher, &format!("version={version}&note=Ringt."))
        .await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.text);
    assert!(stale.text.contains("Ringt.") && stale.text.contains("Någon annan hann före"));
    let document = read(&house, &path).await;
    assert_eq!(document.body.events.len(), 1);
}

#[tokio::test]
async fn a_step_is_declined_opened_again_and_handed_over_each_with_a_reason() {
    let house = house().await;
    let mut cast = Cast::of(&house);
    let path = breach(&mut cast).await;
    let teacher = cast.cookie("Jonas Flodmark").await;
    let act = async |act: &str, more: &str| {
        let version = read(&house, &path).await.head.version;
        house.post(&format!("{path}/contain/{act}"), &teacher, &format!("version={version}&{more}")).await
    };
    let short = act("declined", "note=+").await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(short.text.contains("Skriv något här"));
    assert_eq!(act("declined", "note=Inget+att+stoppa.").await.status, StatusCode::SEE_OTHER);
    assert_eq!(act("reopened", "note=Det+fanns+en+kopia.").await.status, StatusCode::SEE_OTHER);
    let form = house.get(&format!("{path}/contain/handed_over"), &teacher).await.text;
    let head = form.split("<option value=\"").find(|option| option.contains("Karin Ekhammar")).unwrap();
    let head = head.split('"').next().unwrap().to_owned();
    assert_eq!(act("handed_over", "to=nobody").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(act("handed_over", &format!("to={head}")).await.status, StatusCode::SEE_OTHER);
    // It is the head's now; who handed it over can take it back, and is not asked to do it.
    assert_eq!(house.get(&format!("{path}/contain/handed_over"), &teacher).await.status, StatusCode::OK);
    assert!(!house.get("/cases", &teacher).await.text.contains("/contain/done"));
    let head = cast.cookie("Karin Ekhammar").await;
    let tasks = house.get("/cases", &head).await.text;
    assert!(link(&tasks, "Stoppa det som går att stoppa").ends_with("/contain/done"), "{tasks}");
    let page = house.get(&path, &head).await.text;
    for told in ["Inget att stoppa.", "Det fanns en kopia.", "lämnades över till", "Karin Ekhammar"] {
        assert!(page.contains(told), "{told}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_start_is_said_and_nothing_typed_is_lost() {
    let house = house().await;
    let teacher = house.as_role("Jonas Flodmark").await;
    let path = "/cases/new/breach?stack=municipality";
    let refused = house.post(path, &teacher, "title=Fel+klasslista&at-discovered=2027-01-01T08:00").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for told in
        ["Fel klasslista", "Det ligger i framtiden", "Skriv en text", "Välj vilken enhet", "2027-01-01T08:00"]
    {
        assert!(refused.text.contains(told), "{told}: {}", refused.text);
    }
    let unknown = house.get("/cases/new/nothing", &teacher).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn evidence_is_what_it_says_it_is_and_is_given_out_with_its_hash() {
    let house = house().await;
    let mut cast = Cast::of(&house);
    let starter = "Jonas Flodmark";
    let path = start(&mut cast, ("municipality", "moderate"), starter, false).await;
    // What must go is removed at once: on this Sunday, two hours after the office opens.
    let page = house.get(&path, &cast.cookie(starter).await).await.text;
    assert!(page.contains("Klart senast <bdi><time>2026-11-30 10:00"), "{page}");
    // What is pressed is not on paper.
    assert!(page.contains("data-print") && !page.contains("<p class=\"row\">"), "{page}");
    // On to the first step that asks for a file.
    loop {
        let document = read(&house, &path).await;
        let walked = document.body.walk(OfficeHours::default());
        let open = walked.iter().find(|stood| matches!(stood.standing, Standing::Open { .. })).unwrap();
        let by = match open.step.who[0] {
            Party::Role(role) => holder(role),
            Party::Starter => starter,
        };
        let (cookie, form) = (cast.cookie(by).await, format!("{path}/{}/done", open.step.id));
        let page = house.get(&form, &cookie).await.text;
        let mut fields = chosen(&page, false);
        fields.push(("note".to_owned(), "Bedömt.".to_owned()));
        fields.push(("version".to_owned(), document.head.version.to_string()));
        if open.step.evidence != Evidence::File {
            assert_eq!(house.post(&form, &cookie, &encoded(&fields)).await.status, StatusCode::SEE_OTHER);
            continue;
        }
        for (name, bytes) in
            [("bild.png", &b"MZ\x90\0"[..]), ("bild.gif", &b"GIF89a"[..]), ("bild.png", &b""[..])]
        {
            let refused = hand_in(&house, &form, &cookie, parts(&fields, name, bytes)).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
            assert!(refused.text.contains("Bedömt."), "what was typed is kept");
        }
        let mut marked = fields.clone();
        marked.retain(|(name, _)| name != "note");
        marked.push(("note".to_owned(), "Familjen har skyddade personuppgifter.".to_owned()));
        let found = hand_in(&house, &form, &cookie, parts(&marked, "bild.png", PNG)).await.text;
        assert!(found.contains("name=\"despite\"") && found.contains("Välj filen igen."), "{found}");
        // What is taken ends at 20 MB, and no more than a little around it is read.
        for (size, is_read) in [(20 << 20, true), (40 << 20, false)] {
            let large = [PNG, &vec![0; size]].concat();
            let refused = hand_in(&house, &form, &cookie, parts(&fields, "bild.png", &large)).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.text.contains("Filen är för stor. Den får ha högst"), "{}", refused.text);
            assert!(!is_read || refused.text.contains("Bedömt."), "what was typed is kept");
        }
        let done = hand_in(&house, &form, &cookie, parts(&fields, "bild.png", PNG)).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        let page = house.get(&path, &cookie).await.text;
        let file = link(&page, "bild.png").to_owned();
        let given = house.get(&file, &cookie).await;
        assert_eq!(given.status, StatusCode::OK);
        assert!(page.contains("SHA-256"));
        let stranger = cast.cookie("Samira Osmanik").await;
        assert_eq!(house.get(&file, &stranger).await.status, StatusCode::NOT_FOUND);
        return;
    }
}

#[tokio::test]
async fn a_step_whose_role_nobody_holds_goes_up_and_says_so() {
    let house = house().await;
    let mut cast = Cast::of(&house);
    let path = breach(&mut cast).await;
    // The officer leaves.
    let tenant = house.tenant().await;
    let filter = varsam_store::Filter { register: "grant", limit: 9999, ..varsam_store::Filter::default() };
    let given = tenant.list::<varsam_model::grant::Given>(&filter).await.unwrap();
    let mut change = tenant.change(Id::new(uuid::Uuid::nil()), NOW).await.unwrap();
    for mut given in given.into_iter().filter(|given| given.body.grant.role == Role::Dpo) {
        given.body.grant.until = NOW;
        change.update(&given.head, &given.body).await.unwrap();
    }
    change.commit().await.unwrap();
    let head = cast.cookie("Karin Ekhammar").await;
    let page = house.get(&path, &head).await.text;
    assert!(page.contains("ingen har rollen som rutinen anger"), "{page}");
    assert_eq!(house.get(&format!("{path}/assess/done"), &head).await.status, StatusCode::OK);
    let teacher = cast.cookie("Jonas Flodmark").await;
    assert_eq!(house.get(&format!("{path}/assess/done"), &teacher).await.status, StatusCode::NOT_FOUND);
}
