//! How the registers are kept: the numbers, the lists that they lead to, and the figures are the same entries.

use crate::house::{House, between, days_pass, furnished, house, houses, link};
use crate::office::away::person;
use crate::office::registers::{body, filled, keeper, made, sent};
use crate::office::watch::figures;
use crate::openmetrics;
use axum::http::StatusCode;
use std::collections::{BTreeMap, BTreeSet};
use varsam::office::upkeep::remind;
use varsam_model::grant::Grant;
use varsam_model::register::{ALL, Entry, Register};
use varsam_model::{Id, Instant, id};
use varsam_store::{Document, Filter};

const DPO: &str = "Lena Granfors";
const KINDS: [&str; 4] = ["missing", "expiring", "overdue", "password"];

/// The numbers of a page, each with where it leads.
fn numbers(page: &str) -> Vec<(usize, String)> {
    let links = page.split("<a href=\"/registers/").skip(1).filter(|link| link.contains("attention="));
    let number = |link: &str| {
        let (href, rest) = link.split_once("\">").unwrap();
        (
            rest.split('<').next().unwrap().parse().unwrap(),
            format!("/registers/{}", href.replace("&amp;", "&").replace("&#38;", "&")),
        )
    };
    links.map(number).collect()
}

fn found(list: &str) -> usize {
    between(list, "id=\"found\">", "<").split(' ').next().unwrap().parse().unwrap_or(0)
}

/// Why an entry needs attention, found out once more from the whole of it, with the media that are not to be used.
async fn needs(
    house: &House,
    register: &Register,
    document: &Document<Entry>,
    unusable: &[String],
) -> [bool; 4] {
    let (head, values, now) = (&document.head, &document.body.values, house.office.now());
    let state = head.state.as_str();
    if register.is_ended(state) {
        return [false; 4];
    }
    let here = here(house, document).await;
    let lacks = match register.code {
        "account" => here.len() < 2 || unusable.iter().any(|id| id == values.text("platform")),
        "app" | "service" => {
            !["requested", "under_assessment"].contains(&state)
                && !values.text("processor").is_empty()
                && values.text("agreement").is_empty()
        }
        "agreement" => state != "draft" && values.all("clauses").len() < 14,
        _ => false,
    };
    let missing = lacks || !register.check(values, state).is_empty();
    // 2026-11-29 and sixty days: 2027-01-28, which ends at 23 o'clock UTC.
    let soon: Instant = "2027-01-28T23:00:00Z".parse::<jiff::Timestamp>().unwrap().into();
    let is_over = head.due.is_some_and(|due| due <= now);
    let is_left = document.body.known_by.keys().any(|person| !here.contains(person));
    [missing, !is_over && head.due.is_some_and(|due| due <= soon), is_over, is_left]
}

/// Those who hold a login and work at its unit or below it.
pub(crate) async fn here(house: &House, document: &Document<Entry>) -> BTreeSet<Id<id::Person>> {
    let directory = house.office.directory(house.organiser().await).await.unwrap();
    let mut here = BTreeSet::new();
    for holder in document.body.values.all("holders") {
        let holder = holder.parse().unwrap();
        let (grants, held) = directory.grants(holder).await.unwrap();
        let counts = |grant: &&Grant| grant.is_active(house.office.now(), &held);
        let mut counting = grants.iter().filter(counts);
        if counting.any(|grant| directory.units.is_within(grant.unit, document.head.unit)) {
            here.insert(holder);
        }
    }
    here
}

async fn counted(house: &House) -> BTreeMap<(&'static str, &'static str), usize> {
    let media = Filter { register: "platform", limit: u32::MAX, ..Filter::default() };
    let media = house.tenant().await.list::<Entry>(&media).await.unwrap().into_iter();
    let unusable = media.filter(|medium| medium.head.state == "not_to_be_used");
    let unusable: Vec<_> = unusable.map(|medium| medium.head.id.to_string()).collect();
    let mut counted = BTreeMap::new();
    for register in ALL {
        let filter = Filter { register: register.code, limit: u32::MAX, ..Filter::default() };
        for document in house.tenant().await.list::<Entry>(&filter).await.unwrap() {
            let needs = needs(house, register, &document, &unusable).await;
            for (kind, needs) in KINDS.into_iter().zip(needs) {
                *counted.entry((register.code, kind)).or_insert(0) += usize::from(needs);
            }
        }
    }
    counted.retain(|_, count| *count > 0);
    counted
}

#[tokio::test]
async fn each_number_leads_to_exactly_its_entries() {
    let house = furnished().await;
    let dpo = house.as_role(DPO).await;
    let page = house.get("/upkeep", &dpo).await;
    assert_eq!(page.status, StatusCode::OK);
    let mut sums = BTreeMap::new();
    for (number, href) in numbers(&page.text) {
        let list = house.get(&href, &dpo).await.text;
        assert_eq!(found(&list), number, "{href}");
        let code = href.split(['/', '?']).nth(2).unwrap();
        let code = Register::of(code).unwrap().code;
        let kind = KINDS.into_iter().find(|kind| href.contains(&format!("attention={kind}&"))).unwrap();
        *sums.entry((code, kind)).or_insert(0) += number;
    }
    assert_eq!(sums, counted(&house).await);
    for (code, kind) in [("account", "missing"), ("agreement", "expiring"), ("platform", "overdue")] {
        assert!(sums.contains_key(&(code, kind)), "{code} {kind}: {sums:?}");
    }
    // A long text that is missing is found though no list holds it.
    let accounts = house.get("/registers/account?attention=missing", &dpo).await.text;
    assert!(accounts.contains("Strandskolan"), "{accounts}");
    assert!(between(&accounts, "name=\"attention\"", "</select>").contains("value=\"missing\" selected"));
}

#[tokio::test]
async fn the_figures_say_the_same_and_name_no_organiser() {
    let house = furnished().await;
    let families = openmetrics::read(&figures(&house).await);
    let samples = &families["varsam_register_entries_attention"].samples;
    let figure = |code: &str, kind: &str| {
        let name = format!("varsam_register_entries_attention{{register=\"{code}\",kind=\"{kind}\"}}");
        samples.iter().find(|(sample, _)| *sample == name).unwrap_or_else(|| panic!("{name}: {samples:?}")).1
    };
    let first: usize = counted(&house).await.into_values().sum();
    let all: f64 = samples.iter().map(|(_, value)| value).sum();
    assert_eq!(samples.len(), ALL.len() * KINDS.len());
    assert!(all > f64::from(u32::try_from(first).unwrap()), "both organisers are counted");
    assert!(figure("account", "missing") > 0.0 && figure("answer", "missing") < 1.0);
}

#[tokio::test]
async fn an_account_of_one_is_at_risk_in_the_list() {
    let house = house().await;
    let register = Register::of("account").unwrap();
    let account = made(&house, register, "Skolans sida").await;
    let cookie = house.as_role(keeper(register)).await;
    let risk = "Färre än två har inloggningen";
    assert!(house.get("/registers/account", &cookie).await.text.contains(risk));
    let page = house.get("/upkeep", &cookie).await.text;
    let missing = link(&page, ">1</a>").replace("&#38;", "&");
    assert!(house.get(&missing, &cookie).await.text.contains("Skolans sida"), "{missing}");
    let edit = format!("{account}/edit");
    let page = house.get(&edit, &cookie).await.text;
    let mut form = filled(register, &page, "Skolans sida");
    let holders = between(&page, "name=\"holders\"", "</select>");
    let holders = holders.split("<option value=\"").skip(2).take(2);
    let holders = holders.map(|option| option.split('"').next().unwrap().to_owned());
    form.insert("holders".to_owned(), holders.collect());
    form.insert("version".to_owned(), vec![between(&page, "name=\"version\" value=\"", "\"").to_owned()]);
    let saved = house.post(&edit, &cookie, &body(&form)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    assert!(!house.get("/registers/account", &cookie).await.text.contains(risk));
    assert_eq!(found(&house.get("/registers/account?attention=missing", &cookie).await.text), 0);
}

#[tokio::test]
async fn time_makes_entries_expire_and_overdue() {
    let house = house().await;
    let register = Register::of("system").unwrap();
    // It is overdue, and what the fields of another lead to is there then.
    made(&house, register, "En annan").await;
    let cookie = house.as_role(keeper(register)).await;
    let page = house.get("/registers/system/new", &cookie).await.text;
    let mut form = filled(register, &page, "Pärmen");
    form.insert("review_on".to_owned(), vec!["2027-01-29".to_owned()]);
    let reply = house.post("/registers/system/new", &cookie, &body(&form)).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
    for (days, expected) in [(0, [0, 0, 1, 0]), (1, [0, 1, 1, 0]), (60, [0, 1, 1, 0]), (1, [0, 0, 2, 0])] {
        days_pass(days);
        let cookie = house.as_role(keeper(register)).await;
        let mut counts = Vec::new();
        for kind in KINDS {
            counts
                .push(found(&house.get(&format!("/registers/system?attention={kind}"), &cookie).await.text));
        }
        assert_eq!(counts, expected, "{days} days on");
    }
}

#[tokio::test]
async fn who_sees_no_register_sees_no_numbers_and_a_school_sees_no_others() {
    let house = furnished().await;
    let guardian = house.as_role("Nour Almklint").await;
    assert_eq!(house.get("/upkeep", &guardian).await.status, StatusCode::NOT_FOUND);
    let (dpo, teacher) = (house.as_role(DPO).await, house.as_role("Jonas Flodmark").await);
    let all = house.get("/upkeep", &dpo).await.text;
    let own = house.get("/upkeep", &teacher).await.text;
    let rows = |page: &str| page.matches("<th scope=\"row\">").count();
    assert!(rows(&own) > 0 && rows(&own) < rows(&all));
    assert!(all.contains("<th scope=\"row\">Strandskolan") && !own.contains("Strandskolan"), "{own}");
    let option = all.split_once(">Strandskolan</option>").unwrap().0.rsplit_once("value=\"").unwrap().1;
    let id = option.split('"').next().unwrap();
    let narrowed = house.get(&format!("/upkeep?unit={id}"), &dpo).await.text;
    assert_eq!(rows(&narrowed), narrowed.matches("<th scope=\"row\">Strandskolan").count());
    assert!(rows(&narrowed) > 0);
    let outside = house.get(&format!("/upkeep?unit={id}"), &teacher).await.text;
    assert_eq!(rows(&outside), 0, "{outside}");
}

/// The letter of a day was once called by the day alone: what came to have the same day later was told to nobody.
#[tokio::test]
async fn an_entry_that_comes_to_have_the_day_of_another_is_told_of_too() {
    for house in houses().await {
        let register = Register::of("system").unwrap();
        let dpo = person(&house, DPO).await;
        let kept = async |name: &'static str| {
            let made = sent(&house, register, name, |form| {
                form.insert("review_on".to_owned(), vec!["2027-01-20".to_owned()]);
            });
            made.await.to
        };
        let told = async || {
            remind(&house.office).await.unwrap();
            let soon = house.letters().await.into_iter().filter(|letter| letter.about == "register_soon");
            let soon = soon.filter(|letter| letter.to == dpo).map(|letter| letter.path);
            soon.filter(|path| path.starts_with("/registers/system")).collect::<Vec<_>>()
        };
        let first = kept("Pärmen").await;
        assert_eq!(told().await, [first]);
        days_pass(1);
        assert!(told().await.is_empty(), "once");
        kept("Skåpet").await;
        days_pass(1);
        assert_eq!(told().await, ["/registers/system?attention=expiring"]);
        days_pass(1);
        assert!(told().await.is_empty(), "once");
        days_pass(-3);
    }
}
