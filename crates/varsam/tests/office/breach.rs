//! Personal data breaches by URL: from a teacher's report to what the officer sends in, and the register of all of them.

use crate::house::{House, NOW, Reply, between, day, house, houses_with};
use crate::office::record::plain;
use axum::http::StatusCode;
use std::collections::BTreeSet;
use varsam_model::authority::{Event, FIELDS};
use varsam_model::case::Case;
use varsam_model::{Id, id};
use varsam_store::{Filter, Letter, MAIL, TrailFilter};

pub(crate) const TEACHER: &str = "Jonas Flodmark";
pub(crate) const HEAD: &str = "Karin Ekhammar";
pub(crate) const OFFICER: &str = "Lena Granfors";
pub(crate) const OPERATIONS: &str = "Petra Isbrand";

/// What a weighing says that comes to 2.25.
const WEIGHED: &str =
    "content=simple&vulnerable=1&ease=maximum&confidentiality=known&integrity=kept&availability=kept";

/// A form that reports a breach, discovered so many days ago.
pub(crate) fn report(title: &str, days: i64) -> String {
    let at = format!("{}T08:30", day(-days));
    format!(
        "title={title}&text=Listan+gick+till+fel+adress.&at-discovered={at}&fact-breach_data=yes&\
         fact-breach_event=shared&fact-breach_cause=by_accident&fact-breach_from_processor=no"
    )
}

/// The value of the option that is called this.
pub(crate) fn option<'a>(page: &'a str, text: &str) -> &'a str {
    let before = page.split_once(&format!(">{text}</option>")).unwrap_or_else(|| panic!("no {text}")).0;
    before.rsplit_once("value=\"").unwrap().1.split_once('"').unwrap().0
}

/// Reports a breach at a unit that was discovered today. Gives the address of the case.
pub(crate) async fn reported(house: &House, who: &str, unit: &str, title: &str) -> String {
    reported_late(house, (who, unit), title, 0).await
}

async fn reported_late(house: &House, (who, unit): (&str, &str), title: &str, days: i64) -> String {
    let cookie = house.as_role(who).await;
    let form = house.get("/cases/new/breach", &cookie).await;
    let unit = option(&form.text, unit);
    let done =
        house.post("/cases/new/breach", &cookie, &format!("{}&unit={unit}", report(title, days))).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    done.to
}

/// Does a step, as somebody.
pub(crate) async fn does(house: &House, case: &str, (who, step): (&str, &str), form: &str) {
    let done = tried(house, &format!("{case}/{step}/done"), who, form).await;
    assert_eq!((done.status, done.to.as_str()), (StatusCode::SEE_OTHER, case), "{step}: {}", done.text);
}

/// Sends the form of a page, as somebody.
pub(crate) async fn tried(house: &House, path: &str, who: &str, form: &str) -> Reply {
    let cookie = house.as_role(who).await;
    house.post_with_version(path, path, &cookie, form).await
}

/// Weighs a breach and keeps the sum.
async fn weighed(house: &House, case: &str, form: &str) {
    let (path, cookie) = (format!("{case}/severity/severity"), house.as_role(OFFICER).await);
    let shown = house.post(&path, &cookie, form).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
    let form = between(&shown.text, "name=\"version\"", "</form>");
    let fields: Vec<_> = format!("<input name=\"version\"{form}")
        .split("name=\"")
        .skip(1)
        .map(|field| {
            let (name, rest) = field.split_once('"').unwrap();
            format!("{name}={}", between(rest, "value=\"", "\""))
        })
        .collect();
    let kept = house.post(&path, &cookie, &fields.join("&")).await;
    assert_eq!((kept.status, kept.to.as_str()), (StatusCode::SEE_OTHER, case), "{}", kept.text);
}

/// Everything until the letters to those concerned, with what the officer and the head of operations decide.
pub(crate) async fn handled(house: &House, case: &str) {
    does(house, case, (OFFICER, "assess"), "decision=yes&note=Listan+har+namn+på+elever.").await;
    weighed(house, case, WEIGHED).await;
    let found = "fact-breach_risk=some_risk&fact-protected_concerned=no&fact-security_act=no";
    does(house, case, (OFFICER, "severity"), &format!("note=Namn+kan+spridas.&{found}")).await;
    does(house, case, (OFFICER, "decide-authority"), "decision=yes&note=Risken+finns.").await;
    does(house, case, (OFFICER, "advise"), "note=Låt+dem+veta.&fact-notice_exemption=no_exemption").await;
}

/// To whom letters have gone out since the last time, each with what it is about.
async fn letters(house: &House) -> BTreeSet<(Id<id::Person>, String)> {
    let mut letters = BTreeSet::new();
    while let Some(claimed) = house.office.store.claim(MAIL, NOW.plus_seconds(999), 99_999).await.unwrap() {
        let letter: Letter = serde_json::from_slice(&claimed.body.unwrap()).unwrap();
        assert!(letter.path.starts_with("/cases/"), "{}", letter.path);
        letters.insert((letter.to, letter.about));
    }
    letters
}

/// Who signs in by this name.
async fn person(house: &House, name: &str) -> Id<id::Person> {
    let page = house.get("/sign-in", "").await.text;
    let form = page.split("<form").find(|form| form.contains(name)).unwrap();
    between(form, "name=\"person\" value=\"", "\"").parse().unwrap()
}

#[tokio::test]
async fn acm_15_acm_16_acm_19_acm_21_one_form_tells_the_head_and_the_officer() {
    let house = house().await;
    let cookie = house.as_role(TEACHER).await;
    assert_eq!(house.get("/report", &cookie).await.to, "/cases/new/breach");
    let form = house.get("/cases/new/breach", &cookie).await.text;
    assert!(form.contains("Uppgifter har delats med någon obehörig"), "{form}");
    // The day that it was discovered is asked for, and is not ahead.
    let ahead = report("Fel", -2);
    let unit = option(&form, "Björkskolan").to_owned();
    let refused = house.post("/cases/new/breach", &cookie, &format!("{ahead}&unit={unit}")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(letters(&house).await.is_empty(), "nothing has begun");

    let case = reported(&house, TEACHER, "Björkskolan", "Klasslista+till+fel+adress").await;
    let told = letters(&house).await;
    let (head, officer) = (person(&house, HEAD).await, person(&house, OFFICER).await);
    assert!(told.contains(&(head, "case_begun".to_owned())), "{told:?}");
    assert!(told.contains(&(officer, "case_owed".to_owned())), "{told:?}");
    let teacher = person(&house, TEACHER).await;
    assert!(told.iter().all(|(person, _)| *person != teacher), "whoever reports knows");
    for who in [TEACHER, HEAD, OFFICER] {
        let page = house.get(&case, &house.as_role(who).await).await;
        assert_eq!(page.status, StatusCode::OK, "{who}");
    }
    assert_eq!(house.get(&case, &house.as_role("Samira Osmanik").await).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn acm_17_the_officers_form_is_filled_field_by_field() {
    let house = house().await;
    let case = reported(&house, TEACHER, "Björkskolan", "Klasslista").await;
    does(&house, &case, (TEACHER, "contain"), "note=Mottagaren+har+raderat+listan.").await;
    handled(&house, &case).await;
    let officer = house.as_role(OFFICER).await;
    let page = house.get(&format!("{case}/authority"), &officer).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let places: Vec<_> = FIELDS.iter().map(|field| label(&page.text, field.code)).collect();
    assert!(places.is_sorted() && places.len() == FIELDS.len(), "in the order of the form: {places:?}");
    for (field, number) in [("controller", "1. "), ("severity", "29. "), ("own-reference", "")] {
        let label = words(field);
        assert!(page.text.contains(&format!(">{number}{label}<")), "{field}");
    }
    let at = format!("{} 08:30", day(0));
    for (field, value) in [
        ("controller", "Norrviks kommun"),
        ("own_reference", case.trim_start_matches("/cases/")),
        ("discovered", at.as_str()),
        ("contact", OFFICER),
        ("event", "Klasslista\nListan gick till fel adress."),
        ("consequences", "Namn kan spridas."),
        ("severity", "Medel (2,25)\nEn risk"),
        ("actions", "Stoppa det som går att stoppa: Mottagaren har raderat listan."),
    ] {
        assert!(value_of(&page.text, field).contains(value), "{field}: {}", value_of(&page.text, field));
    }
    // What nobody has said is not made up.
    for field in ["address", "groups", "data", "started", "informed", "will_inform_when"] {
        assert!(!page.text.contains(&format!("<p class=\"marked\" id=\"{field}\"")), "{field}");
    }
    assert_eq!(page.text.matches(&words("unverified")).count(), 3, "three were not read in the form");
    assert!(page.text.contains("72 timmar") && page.text.contains(&day(3)), "{}", page.text);
    assert!(!page.text.contains("Det här är en övning"));
    for event in Event::ALL {
        assert!(page.text.contains(&format!("<li>{}</li>", locale(&format!("breach-event-{event}")))));
    }

    does(&house, &case, (OPERATIONS, "decide-persons"), "decision=no&note=De+vet+redan.").await;
    let page = house.get(&format!("{case}/authority"), &officer).await.text;
    assert_eq!(value_of(&page, "informed"), "Nej");
    assert_eq!(value_of(&page, "why_not_informed"), "De vet redan.");
    let cell = page.split_once(&words("informed-when")).unwrap().1.split_once("</li>").unwrap().0;
    assert!(plain(cell).contains("Gällerinte"), "{cell}");
}

/// A Friday morning's three days are over on Monday; by another reading, which is told as one, on Tuesday night.
#[tokio::test]
async fn acm_17_the_hours_are_hard_and_another_reading_is_only_told() {
    let house = house().await;
    let case = reported_late(&house, (TEACHER, "Björkskolan"), "Klasslista", 2).await;
    let page = house.get(&format!("{case}/authority"), &house.as_role(OFFICER).await).await.text;
    assert!(page.contains(&format!("senast {} 08:30", day(1))), "{page}");
    let reading = page.split_once("Ej kontrollerad mot källan").unwrap().1.split_once("</p>").unwrap().0;
    assert!(reading.contains(&format!("till {} 00:00", day(3))), "{reading}");
}

/// What the form of the authority asks of those concerned and of when it was; the report of a teacher needs none of it.
#[tokio::test]
async fn acm_17_whose_data_how_many_what_and_when_fill_the_officers_form() {
    let house = house().await;
    let teacher = house.as_role(TEACHER).await;
    let form = house.get("/cases/new/breach", &teacher).await.text;
    let unit = option(&form, "Björkskolan");
    let sent = format!("{}&unit={unit}&detail-affected=Klass+4B", report("Klasslista", 1));
    let case = house.post("/cases/new/breach", &teacher, &sent).await.to;
    let (path, officer) = (format!("{case}/authority"), house.as_role(OFFICER).await);
    assert_eq!(value_of(&house.get(&path, &officer).await.text, "groups"), "Klass 4B");

    does(&house, &case, (OFFICER, "assess"), "decision=yes&note=Ja.").await;
    let found = "note=Namn.&fact-breach_risk=some_risk&fact-protected_concerned=no&fact-security_act=no&\
                 detail-whose-data-pupils=yes&detail-whose-data-guardians=yes&detail-how-many=20%E2%80%9330&\
                 detail-kinds-of-data-names=yes&detail-kinds-of-data-contact=yes";
    let step = format!("{case}/severity/done");
    // Nobody discovers what has not happened yet, and nothing ends before it begins.
    let (before, after) = (format!("{}T10:00", day(-2)), format!("{}T10:00", day(0)));
    for (times, field, wrong) in [
        (format!("at-started={}T08:45", day(-1)), "started", "Det ligger efter en annan tidpunkt: Upptäckt."),
        (
            format!("at-started={before}&at-ended={}T10:00", day(-3)),
            "ended",
            "Det ligger före en annan tidpunkt: Händelsen började.",
        ),
        (format!("at-ended={after}"), "ended", "Det ligger i framtiden."),
    ] {
        let refused = tried(&house, &step, OFFICER, &format!("{found}&{times}")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{times}");
        let told = between(&refused.text, &format!("id=\"at-{field}-error\">"), "</p>");
        assert!(told.starts_with(wrong), "{told}");
        let ticked = "name=\"detail-whose-data-pupils\" value=\"yes\" checked";
        assert!(refused.text.contains(ticked), "nothing typed is lost: {}", refused.text);
    }
    let times = format!("at-started={before}&at-ended={}T12:00", day(-2));
    does(&house, &case, (OFFICER, "severity"), &format!("{found}&{times}")).await;
    let page = house.get(&path, &officer).await.text;
    for (field, value) in [
        ("groups", "Barn och elever, Vårdnadshavare\n20–30".to_owned()),
        ("data", "Namn, Kontaktuppgifter".to_owned()),
        ("started", format!("{} 10:00", day(-2))),
        ("ended", format!("{} 12:00", day(-2))),
    ] {
        assert_eq!(value_of(&page, field), value, "{field}");
    }
    let told = house.get(&case, &officer).await.text;
    assert!(told.contains("Klass 4B") && told.contains("Barn och elever, Vårdnadshavare"), "{told}");
    assert!(house.get("/breaches/export/csv", &officer).await.text.contains("Namn, Kontaktuppgifter"));
}

#[tokio::test]
async fn acm_17_who_reports_says_whom_it_concerns_until_it_is_found_though_their_number_is_known() {
    for house in houses_with(false).await {
        let teacher = house.as_role(TEACHER).await;
        let form = house.get("/cases/new/breach", &teacher).await.text;
        let unit = option(&form, "Björkskolan");
        let sent = format!("{}&unit={unit}&detail-affected=Klass+4B", report("Klasslista", 1));
        let case = house.post("/cases/new/breach", &teacher, &sent).await.to;
        does(&house, &case, (OFFICER, "assess"), "decision=yes&note=Ja.").await;
        let found = "note=Namn.&fact-breach_risk=some_risk&fact-protected_concerned=no&\
                     fact-security_act=no&detail-how-many=24";
        does(&house, &case, (OFFICER, "severity"), found).await;
        let page = house.get(&format!("{case}/authority"), &house.as_role(OFFICER).await).await.text;
        assert_eq!(value_of(&page, "groups"), "Klass 4B\n24");
    }
}

/// A field that scrolls shows its first line only, on paper and where the browser does not let it grow.
#[tokio::test]
async fn acm_17_what_fills_a_field_of_the_form_is_read_and_printed_whole() {
    let house = house().await;
    let case = reported(&house, TEACHER, "Björkskolan", "Klasslista").await;
    let told = "Listan låg i fel mapp. ".repeat(60);
    does(&house, &case, (TEACHER, "contain"), &format!("note={}", told.replace(' ', "+"))).await;
    let page = house.get(&format!("{case}/authority"), &house.as_role(OFFICER).await).await.text;
    assert!(!page.contains("<textarea"), "{page}");
    assert!(value_of(&page, "actions").contains(told.trim()), "{page}");
    assert!(page.contains("data-print") && page.contains("data-copy-text=\"actions\""), "{page}");
}

/// Where a field stands in a page.
fn label(page: &str, code: &str) -> usize {
    let words = words(&code.replace('_', "-"));
    page.find(&format!("{words}</")).unwrap_or_else(|| panic!("no {words} in {page}"))
}

fn words(key: &str) -> String {
    locale(&format!("authority-{key}"))
}

pub(crate) fn locale(key: &str) -> String {
    varsam::locale::Locale::of("sv").t(key)
}

/// What a field of the form is filled with.
fn value_of<'a>(page: &'a str, field: &str) -> &'a str {
    let rest = page.split_once(&format!("<p class=\"marked\" id=\"{field}\">"));
    rest.unwrap_or_else(|| panic!("no {field} in {page}")).1.split_once("</p>").unwrap().0
}

#[tokio::test]
async fn acm_17_the_sum_is_shown_part_by_part_and_noted_when_it_is_used() {
    let house = house().await;
    let case = reported(&house, TEACHER, "Björkskolan", "Klasslista").await;
    let (path, cookie) = (format!("{case}/severity/severity"), house.as_role(OFFICER).await);
    let page = house.get(&path, &cookie).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let empty = house.post(&path, &cookie, "content=simple&volume=9").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in ["ease", "confidentiality", "integrity", "availability", "volume"] {
        assert!(empty.text.contains(&format!("id=\"{part}-error\"")), "{part}");
    }
    assert!(empty.text.contains("id=\"content-simple\" name=\"content\" value=\"simple\" checked"));
    let shown = house.post(&path, &cookie, WEIGHED).await;
    assert_eq!(shown.status, StatusCode::OK);
    let sum = plain(between(&shown.text, "<tbody>", "</tbody>"));
    for part in [
        "Uppgifternasvikt",
        "tyngreellerlättareMer:detgällerbarnellerandrasombehöverskydd,1steg1",
        "lägst1ochhögst42",
        "Blir2",
        "kanhasettdemEttantalpersonersomvikännertill0,25",
        "Summa2,25",
    ] {
        assert!(sum.contains(part), "{part}: {sum}");
    }
    // Nothing is kept before it is used, and what was shown is what is kept.
    assert!(!house.get(&case, &cookie).await.text.contains("Summa"));
    weighed(&house, &case, WEIGHED).await;
    let page = house.get(&case, &cookie).await.text;
    assert!(page.contains("Allvarlighetsgrad: Medel (2,25)\n") && page.contains("Summa: 2,25"), "{page}");
    let again = house.get(&path, &cookie).await.text;
    assert!(again.contains("value=\"maximum\" checked") && again.contains("value=\"1\" selected"), "{again}");
    // Whoever has a page from before sees that, and loses nothing.
    let stale = house.post(&path, &cookie, &format!("{WEIGHED}&use=yes&version=1")).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.text.contains("Summa"), "{}", stale.text);
}

#[tokio::test]
async fn acm_17_protected_identity_makes_a_breach_high() {
    let house = house().await;
    let case = reported(&house, TEACHER, "Björkskolan", "Klasslista").await;
    let (path, cookie) = (format!("{case}/severity/severity"), house.as_role(OFFICER).await);
    let forced = house.post(&path, &cookie, &format!("{WEIGHED}&protected=yes")).await.text;
    assert!(forced.contains("Allvarlighetsgrad: Hög (<bdi>2,25</bdi>)"), "{forced}");
    assert!(forced.contains(&locale("breach-forced")), "{forced}");
    // Once the case says so, nobody is asked, and what was noted before counts as high.
    weighed(&house, &case, WEIGHED).await;
    does(&house, &case, (OFFICER, "assess"), "decision=yes&note=Ja.").await;
    let found = "fact-breach_risk=high_risk&fact-protected_concerned=yes&fact-security_act=no";
    does(&house, &case, (OFFICER, "severity"), &format!("note=Adressen.&{found}")).await;
    let page = house.get(&path, &cookie).await.text;
    assert!(!page.contains("name=\"protected\"") && page.contains("(står i ärendet)"), "{page}");
    assert!(house.post(&path, &cookie, WEIGHED).await.text.contains("Hög (<bdi>2,25</bdi>)"));
    assert!(plain(&house.get("/breaches", &cookie).await.text).contains("Hög(2,25)"));
}

#[tokio::test]
async fn acm_17_the_register_lists_every_breach_with_who_was_told_when() {
    let house = house().await;
    let first = reported(&house, TEACHER, "Björkskolan", "%3DKlasslista").await;
    let second = reported(&house, "Idris Utterborn", "Kyrkbyns gymnasium", "Telefon").await;
    handled(&house, &first).await;
    does(&house, &first, (OFFICER, "notify-authority"), "note=Inskickad.&now-reported=yes").await;
    does(&house, &first, (OPERATIONS, "decide-persons"), "decision=yes&note=Ja.").await;
    does(&house, &second, (OFFICER, "assess"), "decision=no&note=Telefonen+var+tom.").await;
    let officer = house.as_role(OFFICER).await;
    let page = house.get("/breaches", &officer).await;
    assert_eq!(page.status, StatusCode::OK);
    let at = format!("{}09:00", day(0));
    let row = plain(row(&page.text, &first));
    for cell in ["Björkskolan", "08:30", "Enrisk", "Medel(2,25)", &format!("Harfåttveta,{at}"), "Skafåveta"]
    {
        assert!(row.contains(cell), "{cell}: {row}");
    }
    let other = plain(self::row(&page.text, &second));
    assert!(other.contains("Ingenincident") && other.contains("Behövsinte"), "{other}");
    // A head sees those of the own unit; the head of operations all; the list leads there.
    let head = house.get("/breaches", &house.as_role(HEAD).await).await.text;
    assert!(head.contains(&first) && !head.contains(&second), "{head}");
    assert!(house.get("/breaches", &house.as_role(OPERATIONS).await).await.text.contains(&second));
    assert!(house.get("/cases", &officer).await.text.contains("href=\"/breaches\""));

    let file = house.get("/breaches/export/csv", &officer).await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.text.contains("'=Klasslista"), "a cell is no formula: {}", file.text);
    assert!(file.text.contains("Listan gick till fel adress.") && file.text.contains("Telefon"));
    let filter = TrailFilter { kind: "export", limit: 1, ..Default::default() };
    let deeds = house.tenant().await.trail(&filter).await.unwrap();
    assert_eq!(deeds.first().unwrap().note.as_deref(), Some("breaches 2"));
}

/// What is sent in on a Friday and noted on the Monday is not late, and the supplement is counted from the Friday.
#[tokio::test]
async fn acm_17_when_it_was_reported_counts_and_not_when_that_was_noted() {
    let house = house().await;
    let case = reported_late(&house, (TEACHER, "Björkskolan"), "Klasslista", 4).await;
    handled(&house, &case).await;
    let (path, officer) = (format!("{case}/notify-authority/done"), house.as_role(OFFICER).await);
    let sent = |at: &str| format!("note=Inskickad.&detail-reference=IMY-2026-77&at-reported={at}");
    for (at, wrong) in [
        (String::new(), "Skriv dag och klockslag."),
        (format!("{}T10:00", day(1)), "Det ligger i framtiden."),
        (format!("{}T08:00", day(-4)), "Det ligger före en annan tidpunkt: Upptäckt."),
    ] {
        let refused = tried(&house, &path, OFFICER, &sent(&at)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{at}");
        let told = between(&refused.text, "id=\"at-reported-error\">", "</p>");
        assert!(told.starts_with(wrong), "{told}");
        assert!(refused.text.contains("value=\"IMY-2026-77\""), "nothing typed is lost: {}", refused.text);
    }
    does(&house, &case, (OFFICER, "notify-authority"), &sent(&format!("{}T10:00", day(-2)))).await;
    let page = house.get(&case, &officer).await.text;
    assert!(page.contains("IMY-2026-77") && page.contains(&format!("{} 10:00", day(-2))), "{page}");
    assert!(page.contains(&format!("{} 10:00", day(26))), "28 days from then: {page}");
    let register = house.get("/breaches", &officer).await.text;
    assert!(plain(row(&register, &case)).contains(&format!("Harfåttveta,{}10:00", day(-2))), "{register}");
    assert!(house.get("/breaches/export/csv", &officer).await.text.contains("IMY-2026-77"));
}

/// The row of a case.
fn row<'a>(page: &'a str, case: &str) -> &'a str {
    page.split("<tr>").find(|row| row.contains(case)).unwrap_or_else(|| panic!("no {case} in {page}"))
}

#[tokio::test]
async fn acm_17_a_teacher_weighs_nothing_sends_nothing_in_and_sees_no_register() {
    let house = house().await;
    let case = reported(&house, TEACHER, "Björkskolan", "Klasslista").await;
    let teacher = house.as_role(TEACHER).await;
    assert!(!house.get("/cases", &teacher).await.text.contains("/breaches"));
    let weigh = format!("{case}/severity/severity");
    let form = format!("{case}/authority");
    for path in [form.as_str(), &weigh, "/breaches", "/breaches/export/csv"] {
        assert_eq!(house.get(path, &teacher).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(house.post(&weigh, &teacher, WEIGHED).await.status, StatusCode::NOT_FOUND);
    let officer = house.as_role(OFFICER).await;
    // Only a step that is weighed for has such a form, and only a file that there is can be taken out.
    for path in [format!("{case}/assess/severity").as_str(), "/breaches/export/pdf"] {
        assert_eq!(house.get(path, &officer).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn acm_52_an_exercise_says_that_it_is_one_and_stands_in_no_register() {
    let house = house().await;
    let case = reported(&house, OFFICER, "Övningsskolan", "Övning").await;
    let officer = house.as_role(OFFICER).await;
    let page = house.get(&format!("{case}/authority"), &officer).await;
    assert!(page.text.contains("Det här är en övning. Skicka inte in något."), "{}", page.text);
    assert!(!house.get("/breaches", &officer).await.text.contains(&case));
    let filter = Filter { register: "case", limit: 9, ..Filter::default() };
    assert_eq!(house.tenant().await.list::<Case>(&filter).await.unwrap().len(), 1);
}
