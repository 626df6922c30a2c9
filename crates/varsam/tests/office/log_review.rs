//! Reviews of the log by URL (ACM-56): nobody chooses what is drawn, nobody judges their own, and whose data it is can ask.

use crate::house::{House, Reply, between, day, house, houses_with, now};
use axum::http::StatusCode;
use std::process::Command;
use varsam::office::calendar;
use varsam_model::case::{Act, Case};
use varsam_model::person::Person;
use varsam_model::sample::Sample;
use varsam_model::unit::Unit;
use varsam_model::{Id, id};
use varsam_store::log::Seed;
use varsam_store::{Deed, Document, Filter, Passed, TrailFilter, Urn};

/// Who leads the pupil health, who audits, and a teacher.
const LEADER: &str = "Ewa Jonstam";
const AUDITOR: &str = "Gun Ulvsand";
const TEACHER: &str = "Jonas Flodmark";
const SCHOOL: &str = "Björkskolan";

/// Who signs in by this name.
pub(crate) async fn person(house: &House, name: &str) -> Id<id::Person> {
    let page = house.get("/sign-in", "").await.text;
    let form = page.split("<form").find(|form| form.contains(name)).unwrap();
    between(form, "name=\"person\" value=\"", "\"").parse().unwrap()
}

pub(crate) async fn school(house: &House) -> Id<id::Unit> {
    let filter = Filter { register: "unit", limit: 99, ..Filter::default() };
    let units = house.tenant().await.list::<Unit>(&filter).await.unwrap();
    units.into_iter().map(|unit| unit.body).find(|unit| unit.name == SCHOOL).unwrap().id
}

/// Some pupils of the school.
pub(crate) async fn pupils(house: &House, count: usize) -> Vec<Id<id::Person>> {
    let units = [school(house).await];
    let filter =
        Filter { register: "person", state: "active", units: &units, limit: 999, ..Filter::default() };
    let people = house.tenant().await.list::<Person>(&filter).await.unwrap();
    let pupils = people.into_iter().map(|person| person.body).filter(|person| !person.enrolments.is_empty());
    pupils.map(|pupil| pupil.id).take(count).collect()
}

/// Somebody opens the data of these people.
pub(crate) async fn opens(house: &House, who: &str, people: &[Id<id::Person>]) {
    let (by, unit) = (person(house, who).await, school(house).await);
    let mut change = house.tenant().await.change(by, now()).await.unwrap();
    for person in people {
        let deed = Deed::new("view_person").about(*person).at(unit);
        change.log(deed.note("utvecklingssamtal")).await.unwrap();
    }
    change.commit().await.unwrap();
}

/// The value of the option that is called this.
fn option<'a>(page: &'a str, text: &str) -> &'a str {
    let before = page.split_once(&format!(">{text}</option>")).unwrap_or_else(|| panic!("no {text}")).0;
    before.rsplit_once("value=\"").unwrap().1.split_once('"').unwrap().0
}

/// A case of the yearly check, at the school.
pub(crate) async fn case(house: &House) -> String {
    let (path, cookie) = ("/cases/new/health-log", house.as_role(LEADER).await);
    let page = house.get(path, &cookie).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let unit = option(&page.text, SCHOOL);
    let done = house.post(path, &cookie, &format!("title=Loggkontroll&text=Oktober.&unit={unit}")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    done.to
}

/// A wish for so many of what was done today.
pub(crate) fn wish(count: usize) -> String {
    format!("aim=random&from={}&until={}&count={count}", day(0), day(0))
}

/// Draws a sample, as somebody.
async fn tries_to_draw(house: &House, case: &str, who: &str, wish: &str) -> Reply {
    let (path, cookie) = (format!("{case}/sample"), house.as_role(who).await);
    house.post_with_version(&path, &path, &cookie, wish).await
}

pub(crate) async fn draws(house: &House, case: &str, who: &str, wish: &str) {
    let drawn = tries_to_draw(house, case, who, wish).await;
    assert_eq!((drawn.status, drawn.to), (StatusCode::SEE_OTHER, format!("{case}/sample")), "{}", drawn.text);
}

/// The page, as somebody.
async fn shown(house: &House, case: &str, who: &str) -> String {
    let page = house.get(&format!("{case}/sample"), &house.as_role(who).await).await;
    assert_eq!(page.status, StatusCode::OK, "{who}: {}", page.text);
    page.text
}

/// The places of the accesses that a page asks about, in their order.
fn asked(page: &str) -> Vec<u64> {
    let names = page.split("name=\"note-1-").skip(1).map(|rest| rest.split('"').next().unwrap());
    names.map(|place| place.parse().unwrap()).collect()
}

/// Sends the form of the sample, as somebody.
async fn judges(house: &House, case: &str, who: &str, form: &str) -> Reply {
    let (head, cookie) = (sample(house).await.head, house.as_role(who).await);
    let form = format!("version={}&{form}", head.version);
    house.post(&format!("{case}/sample/{}", head.id), &cookie, &form).await
}

/// Judges all that somebody may judge as within authority.
async fn judges_all(house: &House, case: &str, who: &str) {
    let places = asked(&shown(house, case, who).await);
    let form: Vec<_> =
        places.iter().map(|place| format!("finding-1-{place}=within&note-1-{place}=")).collect();
    let done = judges(house, case, who, &form.join("&")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
}

/// Does the step that judging is for, as its owner.
async fn concludes(house: &House, case: &str) -> Reply {
    let (path, cookie) = (format!("{case}/check/done"), house.as_role(LEADER).await);
    house.post_with_version(&path, &path, &cookie, "note=Allt+var+i+sin+ordning.&fact-log_deviation=no").await
}

/// The only sample that there is.
pub(crate) async fn sample(house: &House) -> Document<Sample> {
    let filter = Filter { register: "log_sample", limit: 9, ..Filter::default() };
    let mut samples = house.tenant().await.list::<Sample>(&filter).await.unwrap();
    assert_eq!(samples.len(), 1);
    samples.remove(0)
}

/// What the log tells of a kind of deeds, the latest first.
pub(crate) async fn told(house: &House, kind: &str) -> Vec<Passed> {
    let filter = TrailFilter { kind, limit: 99, ..TrailFilter::default() };
    house.tenant().await.trail(&filter).await.unwrap()
}

#[tokio::test]
async fn acm_56_the_hash_of_the_seed_is_in_the_log_before_and_the_seed_draws_the_same_again() {
    for house in houses_with(false).await {
        opens(&house, TEACHER, &pupils(&house, 30).await).await;
        let case = case(&house).await;
        draws(&house, &case, LEADER, &wish(5)).await;
        let (fixed, drawn) = (told(&house, "sample_fixed").await, told(&house, "sample_drawn").await);
        let [fixed, drawn] = [fixed, drawn].map(|mut told| told.pop().unwrap());
        let noted = fixed.note.unwrap();
        let size: u64 = between(&noted, "size=", " ").parse().unwrap();
        assert!(size <= fixed.place && fixed.place < drawn.place, "{noted}");
        // What comes later is not in it.
        opens(&house, TEACHER, &pupils(&house, 40).await).await;

        let page = shown(&house, &case, LEADER).await;
        let places = asked(&page);
        assert_eq!(places.len(), 5, "{page}");
        assert!(
            page.contains(TEACHER)
                && page.contains("utvecklingssamtal")
                && page.contains("Öppnade personuppgifter")
        );
        assert!(!page.contains("varsam log sample"), "not before all is judged");
        judges_all(&house, &case, LEADER).await;

        let page = shown(&house, &case, LEADER).await;
        let seed: Seed = between(&page, "<dt>Slumptal</dt><dd><bdi><code>", "<").parse().unwrap();
        assert_eq!(between(&noted, "sha256=", " "), seed.commitment());
        assert!(page.contains(&seed.commitment()) && page.contains("Allt är bedömt."));
        let (units, today) = ([school(&house).await], calendar::day(now()));
        let (from, until) = (calendar::start(today), calendar::end(today));
        let kinds = &["view_person", "edit_person", "export"];
        let urn = Urn { kinds, units: &units, by: None, about: None, from, until, size };
        let again = house.tenant().await.draw(&urn, &seed, 5).await.unwrap();
        assert_eq!(again, places, "in the same order");
        let done = concludes(&house, &case).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        // Both are in the case, where whoever may see it reads them.
        let page = house.get(&case, &house.as_role("Lena Granfors").await).await.text;
        assert!(
            page.contains(&seed.commitment()) && page.contains("Urvalet är draget: 5 åtkomster."),
            "{page}"
        );
        assert!(!page.contains(&seed.to_string()));
    }
}

/// The command that the page of a finished review shows, run by somebody at the machine.
#[tokio::test]
async fn acm_56_a_command_draws_the_same_sample() {
    let house = house().await;
    opens(&house, TEACHER, &pupils(&house, 30).await).await;
    opens(&house, AUDITOR, &pupils(&house, 10).await).await;
    let case = case(&house).await;
    let name = "aim=by&name=Jonas+Flodmark";
    draws(&house, &case, LEADER, &wish(7).replace("aim=random", name)).await;
    let places = asked(&shown(&house, &case, LEADER).await);
    let teacher = person(&house, TEACHER).await;
    let rows = sample(&house).await.body.rows.unwrap();
    assert!(rows.len() == 7 && rows.iter().all(|row| row.by == teacher), "the teacher's only");
    judges_all(&house, &case, LEADER).await;
    let page = shown(&house, &case, LEADER).await;
    let command = between(&page, "<dt>Kommando</dt><dd><bdi><code>", "<").to_owned();
    let run = |command: &str| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_varsam"));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("VARSAM_"))
        {
            program.env_remove(name);
        }
        let program = program.args(command.split(' ').skip(1)).arg("--data").arg(house.folder.path());
        let output = program.output().unwrap();
        let [out, err] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
        (output.status.code(), out, err)
    };
    let (code, out, err) = run(&command);
    assert_eq!(code, Some(0), "{err}");
    let mut lines = out.lines();
    assert!(lines.next().unwrap().ends_with(&sample(&house).await.body.fixed.unwrap().commitment), "{out}");
    let again: Vec<u64> = lines.map(|line| line.parse().unwrap()).collect();
    assert_eq!(again, places);
    for (from, to, why) in [
        ("--count 7", "--count 0", "at least 1"),
        ("--size ", "--size 9", "the log has"),
        ("--seed ", "--seed x", "64 hexadecimal digits"),
        ("--until ", "--until 2026-01-01 --count ", "--count"),
    ] {
        let (code, _, err) = run(&command.replacen(from, to, 1));
        assert!(code == Some(2) && err.contains(why), "{why}: {err}");
    }
}

#[tokio::test]
async fn acm_56_nobody_judges_their_own_accesses() {
    for house in houses_with(false).await {
        let people = pupils(&house, 3).await;
        opens(&house, TEACHER, &people).await;
        opens(&house, LEADER, &people).await;
        let case = case(&house).await;
        draws(&house, &case, LEADER, &wish(20)).await;
        let leader = person(&house, LEADER).await;
        let rows = sample(&house).await.body.rows.unwrap();
        let own: Vec<_> = rows.iter().filter(|row| row.by == leader).map(|row| row.place).collect();
        assert_eq!((rows.len(), own.len()), (6, 3));
        let page = shown(&house, &case, LEADER).await;
        assert_eq!(page.matches("Din egen åtkomst").count(), 3, "{page}");
        let asks = asked(&page);
        assert!(asks.len() == 3 && asks.iter().all(|place| !own.contains(place)));
        // A form of their own helps nobody.
        let form = format!("finding-1-{}=within&note-1-{}=", own[0], own[0]);
        assert_eq!(judges(&house, &case, LEADER, &form).await.status, StatusCode::NOT_FOUND);
        judges_all(&house, &case, LEADER).await;
        let early = concludes(&house, &case).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(early.text.contains("Allt i urvalet är inte bedömt"), "{}", early.text);
        assert!(early.text.contains("Allt var i sin ordning."), "what was typed is kept");
        assert!(!shown(&house, &case, LEADER).await.contains("varsam log sample"));
        judges_all(&house, &case, AUDITOR).await;
        let auditor = person(&house, AUDITOR).await;
        let rows = sample(&house).await.body.rows.unwrap();
        for row in rows.iter().filter(|row| own.contains(&row.place)) {
            assert_eq!(row.last().unwrap().by, auditor);
        }
        let done = concludes(&house, &case).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        // Once the step is done, nothing is said anew until somebody opens it again.
        let form = format!("finding-1-{}=outside&note-1-{}=Nej.", asks[0], asks[0]);
        assert_eq!(judges(&house, &case, LEADER, &form).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(told(&house, "review_log").await.len(), 6, "each judgement is in the log");
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_wish_is_said_and_nothing_is_fixed() {
    let house = house().await;
    opens(&house, TEACHER, &pupils(&house, 3).await).await;
    let case = case(&house).await;
    let (today, ahead, before) = (day(0), day(2), day(-3));
    for (wish, told) in [
        (format!("aim=random&from={today}&until={before}&count=5"), "ligger före den första"),
        (format!("aim=random&from={ahead}&until={ahead}&count=5"), "ligger i framtiden"),
        (format!("aim=random&from={today}&until={ahead}&count=5"), "ligger i framtiden"),
        (format!("aim=random&from=&until={today}&count=5"), "Skriv en dag."),
        (format!("aim=random&from={today}&until=2026-02-30&count=5"), "Skriv en dag."),
        (wish(0), "mellan 1 och 200"),
        (wish(100_000), "mellan 1 och 200"),
        (wish(5).replace("count=5", "count=fem"), "mellan 1 och 200"),
        (wish(5).replace("random", "chosen"), "Välj vad urvalet ska dras ur"),
        (wish(5).replace("random", "by&name=+"), "minst två bokstäver"),
        (wish(5).replace("random", "by&name=Ingenstans"), "Ingen med det namnet"),
    ] {
        let refused = tries_to_draw(&house, &case, LEADER, &wish).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wish}");
        assert!(refused.text.contains(told), "{wish}: {}", refused.text);
    }
    let typed = format!("aim=about&name=Ingenstans&from={before}&until={today}&count=17");
    let refused = tries_to_draw(&house, &case, LEADER, &typed).await.text;
    for kept in
        ["value=\"Ingenstans\"", &format!("value=\"{before}\""), "value=\"17\"", "value=\"about\" checked"]
    {
        assert!(refused.contains(kept), "{kept}: {refused}");
    }
    assert!(told(&house, "sample_fixed").await.is_empty());
    // The step is not done by saying so.
    let (path, cookie) = (format!("{case}/draw/done"), house.as_role(LEADER).await);
    let said = house.post_with_version(&path, &path, &cookie, "").await;
    assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(said.text.contains("Urvalet är inte draget"), "{}", said.text);
    // Of two who draw, the second is told.
    let page = house.get(&format!("{case}/sample"), &cookie).await.text;
    assert!(
        page.contains("value=\"2026-10-01\"") && page.contains("value=\"2026-10-31\""),
        "last month: {page}"
    );
    let form = format!("version={}&{}", between(&page, "name=\"version\" value=\"", "\""), wish(2));
    assert_eq!(house.post(&format!("{case}/sample"), &cookie, &form).await.status, StatusCode::SEE_OTHER);
    let second = house.post(&format!("{case}/sample"), &cookie, &form).await;
    assert_eq!(second.status, StatusCode::UNPROCESSABLE_ENTITY, "it is done");
    assert_eq!(sample(&house).await.body.rows.unwrap().len(), 2);
}

#[tokio::test]
async fn for_whoever_has_nothing_to_do_with_it_there_is_no_sample() {
    let house = house().await;
    opens(&house, TEACHER, &pupils(&house, 3).await).await;
    let case = case(&house).await;
    let path = format!("{case}/sample");
    let strangers = [TEACHER, "Karin Ekhammar", "Lena Granfors", "Samira Osmanik", "Nour Almklint"];
    for who in strangers {
        let cookie = house.as_role(who).await;
        assert_eq!(house.get(&path, &cookie).await.status, StatusCode::NOT_FOUND, "{who}");
        let form = format!("version=1&{}", wish(2));
        assert_eq!(house.post(&path, &cookie, &form).await.status, StatusCode::NOT_FOUND, "{who}");
    }
    draws(&house, &case, LEADER, &wish(2)).await;
    let drawn = sample(&house).await;
    let (to, place) = (format!("{path}/{}", drawn.head.id), drawn.body.rows.unwrap()[0].place);
    for who in strangers {
        let cookie = house.as_role(who).await;
        assert_eq!(house.get(&path, &cookie).await.status, StatusCode::NOT_FOUND, "{who}");
        let form = format!("version=2&finding-1-{place}=within&note-1-{place}=");
        assert_eq!(house.post(&to, &cookie, &form).await.status, StatusCode::NOT_FOUND, "{who}");
    }
    let leader = house.as_role(LEADER).await;
    let elsewhere = format!("{path}/{}", case.trim_start_matches("/cases/"));
    assert_eq!(house.post(&elsewhere, &leader, "version=1").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_was_judged_first_stays_and_what_was_not_right_leads_to_a_report() {
    let house = house().await;
    opens(&house, TEACHER, &pupils(&house, 2).await).await;
    let case = case(&house).await;
    draws(&house, &case, LEADER, &wish(5)).await;
    let places = asked(&shown(&house, &case, LEADER).await);
    let (first, second) = (places[0], places[1]);
    for (form, told) in [
        (format!("finding-1-{first}=outside&note-1-{first}="), "Skriv i en kommentar"),
        (format!("finding-1-{first}=unexplained&note-1-{first}=+"), "Skriv i en kommentar"),
        (format!("finding-1-{first}=perfect&note-1-{first}="), "Välj en bedömning"),
        (format!("note-1-{first}=Undrar."), "Välj en bedömning"),
        (format!("finding-1-{first}=within&note-1-{first}={}", "x".repeat(501)), "högst 500 tecken"),
        (format!("note-1-{first}=&note-1-{second}="), "Bedöm minst en"),
    ] {
        let refused = judges(&house, &case, LEADER, &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert!(refused.text.contains(told), "{form}: {}", refused.text);
    }
    // What does not belong in a note is saved with a reason only, and nothing typed is lost.
    let marked = format!("finding-1-{first}=outside&note-1-{first}=Familjen+har+skyddade+personuppgifter.");
    let refused = judges(&house, &case, LEADER, &marked).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("Familjen har skyddade") && refused.text.contains("name=\"despite\""));
    let saved = judges(&house, &case, LEADER, &format!("{marked}&despite=Det+är+skälet.")).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let page = shown(&house, &case, LEADER).await;
    let school = school(&house).await;
    assert!(page.contains(&format!("/cases/new/breach?unit={school}")), "{page}");
    assert!(page.contains("Det är skälet.") && page.contains("1 åtkomst är kvar att bedöma."));
    let again = format!(
        "finding-1-{first}=within&note-1-{first}=Eleven+bytte+klass.&finding-1-{second}=within&note-1-{second}="
    );
    assert_eq!(judges(&house, &case, AUDITOR, &again).await.status, StatusCode::SEE_OTHER);
    let page = shown(&house, &case, LEADER).await;
    for told in ["Familjen har skyddade", "Eleven bytte klass.", "Inte inom befogenheten", LEADER, AUDITOR] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert!(!page.contains("/cases/new/breach?unit="));
    let rows = sample(&house).await.body.rows.unwrap();
    assert_eq!(rows.iter().map(|row| row.judged.len()).collect::<Vec<_>>(), [2, 1]);
    // The second of two who judge from the same page gets it back, with what was typed.
    let to = format!("{case}/sample/{}", sample(&house).await.head.id);
    let stale = format!("version=1&finding-1-{second}=unexplained&note-1-{second}=Varför+då?");
    let told = house.post(&to, &house.as_role(LEADER).await, &stale).await;
    assert_eq!(told.status, StatusCode::CONFLICT, "{}", told.text);
    assert!(told.text.contains("Någon annan hann före") && told.text.contains("Varför då?"));
}

#[tokio::test]
async fn dan_01_who_waits_for_a_decision_on_a_mark_is_in_no_sample_and_leaves_no_gap() {
    let house = house().await;
    let people = pupils(&house, 6).await;
    opens(&house, TEACHER, &people).await;
    house.hide(people[0]).await;
    let case = case(&house).await;
    draws(&house, &case, LEADER, &wish(5)).await;
    assert_eq!(asked(&shown(&house, &case, LEADER).await).len(), 5, "the next one takes the place");
    let tenant = house.tenant().await;
    let places: Vec<_> = sample(&house).await.body.rows.unwrap().iter().map(|row| row.place).collect();
    let passed = tenant.passed_at(&places).await.unwrap();
    assert!(passed.iter().all(|passed| passed.about != Some(people[0])));
    // Somebody whose mark comes later is seen no more, and nobody waits for a judgement.
    house.hide(people[1]).await;
    let page = shown(&house, &case, LEADER).await;
    assert!(asked(&page).len() == 4 && page.contains("4 åtkomster är kvar"), "{page}");
    judges_all(&house, &case, LEADER).await;
    let done = concludes(&house, &case).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
}

#[tokio::test]
async fn a_draw_that_was_broken_off_is_gone_on_with_by_the_seed_that_was_fixed() {
    for house in houses_with(false).await {
        opens(&house, TEACHER, &pupils(&house, 30).await).await;
        let case = case(&house).await;
        draws(&house, &case, LEADER, &wish(5)).await;
        // As it was between the two changes.
        let mut before = sample(&house).await;
        let (tenant, id) = (house.tenant().await, case.trim_start_matches("/cases/").parse().unwrap());
        let mut document = tenant.read::<Case>(id).await.unwrap();
        let done = document.body.events.pop().unwrap();
        assert_eq!((done.act, document.body.events.last().unwrap().act), (Act::Done, Act::Noted));
        let rows = before.body.rows.take();
        let mut change = tenant.change(person(&house, LEADER).await, now()).await.unwrap();
        change.update(&before.head.clone().in_state("fixed"), &before.body).await.unwrap();
        change.update(&document.head, &document.body).await.unwrap();
        change.commit().await.unwrap();
        opens(&house, TEACHER, &pupils(&house, 30).await).await;
        let page = shown(&house, &case, LEADER).await;
        assert!(page.contains("Slumptalet är låst") && !page.contains("name=\"count\""), "{page}");
        draws(&house, &case, LEADER, "").await;
        let after = sample(&house).await.body;
        assert_eq!((after.rows, after.fixed), (rows, before.body.fixed));
        assert_eq!(told(&house, "sample_fixed").await.len(), 1, "nothing is fixed anew");
    }
}

#[tokio::test]
async fn acm_56_whose_data_it_is_asks_for_a_review_and_so_does_who_answers_for_a_child() {
    for house in houses_with(false).await {
        let teacher = house.as_role(TEACHER).await;
        opens(&house, "Karin Ekhammar", &[person(&house, TEACHER).await]).await;
        opens(&house, TEACHER, &pupils(&house, 5).await).await;
        let page = house.get("/my/log", &teacher).await.text;
        assert!(page.contains("Karin Ekhammar") && page.contains("Be om en granskning"), "{page}");
        let short = house.post("/my/log", &teacher, "text=+").await;
        assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
        let marked = house.post("/my/log", &teacher, "text=Familjen+har+skyddade+personuppgifter.").await;
        assert_eq!(marked.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(marked.text.contains("name=\"despite\"") && marked.text.contains("Familjen har skyddade"));
        let asks = house.post("/my/log", &teacher, "text=Varför+har+rektorn+öppnat+mina+uppgifter?").await;
        assert_eq!((asks.status, asks.to.as_str()), (StatusCode::SEE_OTHER, "/my/log"), "{}", asks.text);
        assert!(
            house
                .get("/my/log", &teacher)
                .await
                .text
                .contains(&format!("Du bad om en granskning {}", day(0)))
        );
        let twice = house.post("/my/log", &teacher, "text=En+gång+till.").await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(twice.text.contains("redan bett"), "{}", twice.text);

        // It lies with who audits and with the head, who judges nothing of her own.
        let case = format!("/cases/{}", sample(&house).await.body.case);
        let page = shown(&house, &case, AUDITOR).await;
        assert!(page.contains("Någon har bett om den här granskningen") && page.contains(TEACHER), "{page}");
        assert!(!page.contains("name=\"aim\""), "what it is about is given");
        draws(&house, &case, AUDITOR, &format!("from={}&until={}&count=20", day(-1), day(0))).await;
        let rows = sample(&house).await.body.rows.unwrap();
        assert_eq!(rows.len(), 1, "what was done to the teacher's data, and to nobody else's");
        let head = shown(&house, &case, "Karin Ekhammar").await;
        assert!(head.contains("Din egen åtkomst") && asked(&head).is_empty(), "{head}");
        judges_all(&house, &case, AUDITOR).await;
        assert!(!house.get("/my/log", &teacher).await.text.contains("Du bad om en granskning"));
        let path = format!("{case}/sample");
        assert_eq!(house.get(&path, &teacher).await.status, StatusCode::NOT_FOUND, "not for who asked");

        let guardian = house.as_role("Nour Almklint").await;
        let own = house.get("/my/log", &guardian).await.text;
        let child = between(&own, "href=\"/my/log/", "\"");
        let path = format!("/my/log/{child}");
        let asks = house.post(&path, &guardian, "text=Vem+har+läst+om+mitt+barn?").await;
        assert_eq!((asks.status, asks.to.as_str()), (StatusCode::SEE_OTHER, path.as_str()), "{}", asks.text);
        assert!(house.get(&path, &guardian).await.text.contains("Du bad om en granskning"));
        assert!(!house.get("/my/log", &guardian).await.text.contains("Du bad om"), "of the child only");
        assert_eq!(house.get("/cases", &guardian).await.status, StatusCode::NOT_FOUND);
        let stranger = pupils(&house, 9).await.pop().unwrap();
        let others = house.post(&format!("/my/log/{stranger}"), &guardian, "text=Vem+har+läst?").await;
        assert_eq!(others.status, StatusCode::NOT_FOUND);
    }
}
