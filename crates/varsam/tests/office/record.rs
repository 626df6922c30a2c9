//! The record of processing activities by URL: it says what the registers say, to whom they say it, and how it has changed.

use super::registers::{Filled, body, filled, keeper, made};
use crate::house::{House, days_pass, furnished, house};
use axum::http::StatusCode;
use std::collections::BTreeMap;
use varsam::locale::Locale;
use varsam_model::register::{ALL, Entry, Item, Kind, Register};
use varsam_model::{Id, id};
use varsam_store::{Document, Filter};

/// The registers whose entries are rows, and where these stand.
const ROWS: [(&str, &[&str]); 5] = [
    ("processing", &["in_use"]),
    ("service", &["approved", "conditional", "recommended", "compulsory"]),
    ("app", &["approved", "conditional"]),
    ("account", &["open", "handed_over"]),
    ("camera", &["running"]),
];

/// A text without tags, with one space where there are several.
pub(crate) fn plain(html: &str) -> String {
    let text: String = html
        .split('<')
        .enumerate()
        .map(|(at, part)| if at == 0 { part } else { part.split_once('>').map_or("", |(_, text)| text) })
        .collect::<Vec<_>>()
        .join(" ");
    let text = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")]
        .into_iter()
        .fold(text, |text, (sign, letter)| text.replace(sign, letter));
    dense(&text)
}

/// A text without the spaces that tags leave behind.
fn dense(text: &str) -> String {
    text.chars().filter(|char| !char.is_whitespace()).collect()
}

/// The rows of a table of the record: the address of the entry where there is one, and the cells.
fn rows(page: &str, article: &str) -> Vec<(String, Vec<String>)> {
    let Some((_, table)) = page.split_once(&format!("id=\"article-{article}\"")) else { return vec![] };
    let table = table.split_once("<tbody>").unwrap().1.split_once("</tbody>").unwrap().0;
    let row = |row: &str| {
        let address = row.split_once("href=\"").map(|(_, rest)| rest.split('"').next().unwrap().to_owned());
        let head = row.split_once("<bdi>").unwrap().1.split_once("</bdi>").unwrap().0;
        let cells = row.split("<td>").skip(1).map(|cell| plain(cell.split_once("</td>").unwrap().0));
        (address.unwrap_or_default(), [plain(head)].into_iter().chain(cells).collect())
    };
    table.split("<tr>").skip(1).map(row).collect()
}

/// The cells of a row that is called this.
fn row(page: &str, article: &str, title: &str) -> Vec<String> {
    let found = rows(page, article).into_iter().find(|(_, cells)| cells[0] == dense(title));
    found.unwrap_or_else(|| panic!("no {title} in {page}")).1
}

/// The place of an item in a row of the first table.
fn at(item: Item) -> usize {
    1 + Item::ALL.iter().position(|one| *one == item).unwrap()
}

async fn entries(house: &House, code: &str) -> Vec<Document<Entry>> {
    let filter = Filter { register: code, limit: 10_000, ..Filter::default() };
    house.tenant().await.list(&filter).await.unwrap()
}

/// The unit that is called this.
async fn unit(house: &House, name: &str) -> Id<id::Unit> {
    let directory = house.office.directory(house.organiser().await).await.unwrap();
    directory.units().iter().find(|unit| unit.name == name).unwrap().id
}

/// Changes fields of an entry, as whoever keeps its register.
async fn changed(house: &House, entry: &str, name: &str, fields: &[(&str, &str)]) {
    let register = Register::of(entry.split('/').nth(2).unwrap()).unwrap();
    let cookie = house.as_role(keeper(register)).await;
    let edit = format!("{entry}/edit");
    let mut form: Filled = filled(register, &house.get(&edit, &cookie).await.text, name);
    for (field, text) in fields {
        form.insert((*field).to_owned(), vec![(*text).to_owned()]);
    }
    let saved = house.post_with_version(&edit, &edit, &cookie, &body(&form)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
}

/// Takes a step that asks for nothing, or for a day.
async fn stepped(house: &House, entry: &str, step: &str, more: &str) {
    let register = Register::of(entry.split('/').nth(2).unwrap()).unwrap();
    let cookie = house.as_role(keeper(register)).await;
    let path = format!("{entry}/step/{step}");
    // A step that asks for something has a page of its own.
    let page = if register.step(step).unwrap().asks.is_empty() { entry } else { &path };
    let done = house.post_with_version(page, &path, &cookie, more).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
}

/// SOL-06, ACM-03: the organiser is the controller of what its schools do, and the record says so of each.
#[tokio::test]
async fn acm_03_sol_06_each_row_names_its_controller_and_its_officer() {
    let house = furnished().await;
    let cookie = house.as_role("Lena Granfors").await;
    let page = house.get("/record", &cookie).await;
    assert_eq!(page.status, StatusCode::OK);
    let all = rows(&page.text, "1");
    assert!(all.len() > 60, "{} rows", all.len());
    for (address, cells) in &all {
        assert!(cells[at(Item::Controller)].contains("Personuppgiftsansvarig:Norrvikskommun"), "{cells:?}");
        assert!(cells[at(Item::Controller)].contains("Dataskyddsombud:LenaGranfors"), "{cells:?}");
        assert!(address.starts_with("/registers/"), "{address}");
    }
    for heading in Item::ALL.iter().map(|item| Locale::of("sv").t(&format!("item-{}", item.code()))) {
        assert!(page.text.contains(&format!("<th scope=\"col\">{heading}</th>")), "{heading}");
    }
    // A row of the other organiser is in no record of this one.
    assert!(!page.text.contains("Exempelskolorna"));
}

/// Whatever stands in a field that says something is in the row of its entry, under what the field is called.
#[tokio::test]
async fn what_entries_in_use_say_is_in_their_rows_and_nothing_else_has_one() {
    let house = furnished().await;
    let cookie = house.as_role("Lena Granfors").await;
    let page = house.get("/record", &cookie).await.text;
    let mut found: BTreeMap<String, Vec<String>> = rows(&page, "1").into_iter().collect();
    let (mut seen, mut others) = (0, rows(&page, "2").len());
    let made_up = unit(&house, "Övningsskolan").await;
    for (code, states) in ROWS {
        let register = Register::of(code).unwrap();
        for Document { head, body } in entries(&house, code).await {
            let is_made_up = head.unit == made_up;
            let Some(cells) = found.remove(&format!("/registers/{code}/{}", head.id)) else {
                let is_for_others = body.values.text("capacity") == "processor";
                let is_in_use = states.contains(&head.state.as_str());
                assert!(!is_in_use || is_for_others || is_made_up, "{code} {}", body.values.text("name"));
                others -= usize::from(is_in_use && is_for_others);
                continue;
            };
            assert!(
                states.contains(&head.state.as_str()),
                "{code} {} is not in use",
                body.values.text("name")
            );
            for field in register.fields.iter().filter(|field| body.values.get(field.name).is_some()) {
                let Some(item) = field.item else { continue };
                let label = format!("field-{code}-{}", field.name.replace('_', "-"));
                let label = dense(&Locale::of("sv").t(&label));
                assert!(cells[at(item)].contains(&label), "{code} {}: {cells:?}", field.name);
                let value = body.values.get(field.name).unwrap();
                if matches!(field.kind, Kind::LongText) {
                    assert!(
                        cells[at(item)].contains(&dense(value.text().unwrap())),
                        "{}: {cells:?}",
                        field.name
                    );
                }
                seen += 1;
            }
        }
    }
    assert!(seen > 400, "only {seen} fields were looked at");
    assert!(found.is_empty() && others == 0, "rows of nothing: {found:?}");
}

/// ACM-05, LAPE-11: the record has the agreement with each processor, through the system that leads to it; and misses it.
#[tokio::test]
async fn acm_05_lape_11_a_row_has_what_its_system_processor_and_agreement_say() {
    let house = house().await;
    let entry = made(&house, Register::of("processing").unwrap(), "Elevregistret").await;
    stepped(&house, &entry, "adopt", "").await;
    let [system, processor, agreement] = ["system", "processor", "agreement"];
    for (code, field, text) in [
        (system, "erasure", "Töms varje sommar."),
        (processor, "security", "Krypterat i vila."),
        (agreement, "covers", "Driften av registret."),
    ] {
        let Document { head, body } = &entries(&house, code).await[0];
        let path = format!("/registers/{code}/{}", head.id);
        changed(&house, &path, body.values.text("name"), &[(field, text)]).await;
    }
    let cookie = house.as_role("Lena Granfors").await;
    let page = house.get("/record", &cookie).await.text;
    let cells = row(&page, "1", "Elevregistret");
    let recipients = &cells[at(Item::Recipients)];
    assert!(
        cells[at(Item::Erasure)].contains(&format!("Tömsvarjesommar.({})", own_name(&house, system).await)),
        "{cells:?}"
    );
    assert!(
        cells[at(Item::Security)]
            .contains(&format!("Krypterativila.({})", own_name(&house, processor).await)),
        "{cells:?}"
    );
    let name = own_name(&house, agreement).await;
    assert!(cells[at(Item::Purposes)].contains(&format!("Driftenavregistret.({name})")), "{cells:?}");
    assert!(recipients.contains(&format!("Biträdesavtal:{name}:Utkast,läst2026-02-28")), "{recipients}");
    let linked = &entries(&house, agreement).await[0];
    assert!(page.contains(&format!("href=\"/registers/agreement/{}\"", linked.head.id)));
    // Once the agreement has ended there is none, and the row says so.
    stepped(&house, &format!("/registers/agreement/{}", linked.head.id), "end", "ended_on=2026-11-29").await;
    let page = house.get("/record", &cookie).await.text;
    let cells = row(&page, "1", "Elevregistret");
    assert!(cells[at(Item::Recipients)].contains("Biträdesavtal:saknas"), "{cells:?}");
    assert!(!cells[at(Item::Purposes)].contains(&name), "{cells:?}");
}

/// What the first entry of a register is called.
async fn own_name(house: &House, code: &str) -> String {
    dense(entries(house, code).await[0].body.values.text("name"))
}

#[tokio::test]
async fn what_is_done_for_others_has_a_table_of_its_own() {
    let house = furnished().await;
    let cookie = house.as_role("Lena Granfors").await;
    let page = house.get("/record", &cookie).await.text;
    let cells = row(&page, "2", "Passersystem i idrottshallen");
    assert_eq!(cells.len(), 5, "{cells:?}");
    assert!(cells[1].contains("Personuppgiftsbiträde:Norrvikskommun"), "{cells:?}");
    assert!(cells[1].contains("Norrafritidsföreningen"), "{cells:?}");
    assert!(cells[2].contains("kvällstid"), "{cells:?}");
    assert!(!rows(&page, "1").iter().any(|(_, cells)| cells[0].contains("Passersystem")));
}

#[tokio::test]
async fn what_is_missing_stands_out_and_leads_to_the_entry() {
    let house = furnished().await;
    let cookie = house.as_role("Lena Granfors").await;
    let page = house.get("/record", &cookie).await.text;
    // Whoever handles school photos keeps no system of ours; what nobody has written down is missing.
    let missing = rows(&page, "1").into_iter().filter(|(_, cells)| cells.iter().any(|cell| cell == "saknas"));
    let missing: Vec<_> = missing.collect();
    assert!(!missing.is_empty(), "the demonstration has everything");
    let (address, _) = &missing[0];
    let link =
        format!("<td><a href=\"{address}\"><span class=\"ds-tag\" data-color=\"warning\">saknas</span>");
    assert!(page.contains(&link), "{link}");
}

#[tokio::test]
async fn each_file_has_the_cells_of_the_page() {
    let house = furnished().await;
    let cookie = house.as_role("Lena Granfors").await;
    let page = house.get("/record", &cookie).await.text;
    let shown: Vec<_> = rows(&page, "1").into_iter().map(|(_, cells)| cells).collect();
    let others: Vec<_> = rows(&page, "2").into_iter().map(|(_, cells)| cells).collect();
    let count = shown.len() + others.len();
    // A file that is a page says the same in the same two tables.
    let text = String::from_utf8(house.taken_out("/record/export/html", &cookie).await).unwrap();
    let of = |article| rows(&text, article).into_iter().map(|(_, cells)| cells).collect::<Vec<_>>();
    assert_eq!((of("1"), of("2")), (shown.clone(), others.clone()));
    assert!(text.contains("Norrviks kommun") && text.contains("2026-11-29"), "{text}");
    assert!(
        !text.contains("<script") && !text.contains("href="),
        "nothing runs in it, and nothing leads away"
    );
    // The others are one list.
    let taken = house.taken_out("/record/export/csv", &cookie).await;
    let listed =
        csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(&taken[3..]).into_records();
    let listed: Vec<Vec<String>> = listed.map(|record| record.unwrap().iter().map(bare).collect()).collect();
    compared(&listed, &shown, &others);
    let book = varsam_scan::table::workbook(&house.taken_out("/record/export/xlsx", &cookie).await).unwrap();
    let listed: Vec<Vec<String>> =
        book.rows().map(|row| row.iter().map(|cell| bare(cell)).collect()).collect();
    compared(&listed, &shown, &others);
    let json = house.taken_out("/record/export/json", &cookie).await;
    let json: Vec<BTreeMap<String, String>> = serde_json::from_slice(&json).unwrap();
    assert_eq!(json.len(), count);
    for (row, cells) in json.iter().zip(&shown) {
        let items = Item::ALL.iter().map(|item| dense(&row[item.code()]));
        let told: Vec<_> = [dense(&row["name"])].into_iter().chain(items).collect();
        assert_eq!((&told, row["article"].as_str()), (cells, "30.1"));
    }
    let log = house.tenant().await;
    let filter = varsam_store::TrailFilter { kind: "export", limit: 1, ..Default::default() };
    let deeds = log.trail(&filter).await.unwrap();
    assert_eq!(deeds.first().unwrap().note.as_deref(), Some(format!("record {count}").as_str()));
}

/// A cell without what keeps it from being a formula.
fn bare(cell: &str) -> String {
    dense(cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@'])).unwrap_or(cell))
}

/// Holds a list against the rows of the page.
fn compared(listed: &[Vec<String>], shown: &[Vec<String>], others: &[Vec<String>]) {
    assert_eq!(listed.len(), 1 + shown.len() + others.len());
    for (row, cells) in listed[1..].iter().zip(shown) {
        assert_eq!(row[0], "30.1");
        let told: Vec<_> = [&row[1]].into_iter().chain(&row[3..3 + Item::ALL.len()]).collect();
        assert_eq!(told, cells.iter().collect::<Vec<_>>());
    }
    for (row, cells) in listed[1 + shown.len()..].iter().zip(others) {
        assert_eq!(
            (row[0].as_str(), &row[1], &row[2 + at(Item::Controller)]),
            ("30.2", &cells[0], &cells[1])
        );
        assert_eq!(row[2 + at(Item::Data)], "", "art. 30(2) does not ask for it");
    }
}

#[tokio::test]
async fn no_cell_of_a_file_is_a_formula() {
    let house = house().await;
    let entry = made(&house, Register::of("processing").unwrap(), "=HYPERLINK(\"http://x\")").await;
    stepped(&house, &entry, "adopt", "").await;
    let cookie = house.as_role("Lena Granfors").await;
    let text = String::from_utf8(house.taken_out("/record/export/csv", &cookie).await).unwrap();
    assert!(text.contains("'=HYPERLINK"), "{text}");
    assert!(!text.contains(";\"=") && !text.contains(";="), "{text}");
    let book = varsam_scan::table::workbook(&house.taken_out("/record/export/xlsx", &cookie).await).unwrap();
    assert!(book.rows().flatten().any(|cell| cell.starts_with("'=HYPERLINK")));
    let page = String::from_utf8(house.taken_out("/record/export/html", &cookie).await).unwrap();
    assert!(page.contains("&#34;http://x&#34;"), "{page}");
}

#[tokio::test]
async fn what_has_changed_since_a_day_is_told_item_by_item() {
    let house = house().await;
    let processing = Register::of("processing").unwrap();
    let one = made(&house, processing, "Elevregistret").await;
    let ends = made(&house, processing, "Isdagen").await;
    for entry in [&one, &ends] {
        stepped(&house, entry, "adopt", "").await;
    }
    days_pass(10);
    let dpo = house.as_role("Lena Granfors").await;
    let none = house.get("/record/changes?since=2026-11-30", &dpo).await;
    assert_eq!(none.status, StatusCode::OK);
    assert!(none.text.contains("Inget har ändrats"), "{}", none.text);
    // Everything is new to whoever asks from before it was there.
    let all = house.get("/record/changes?since=2026-11-29", &dpo).await.text;
    assert!(
        part(&all, "added").contains("Elevregistret") && part(&all, "added").contains("Isdagen"),
        "{all}"
    );
    changed(&house, &one, "Elevregistret", &[("purposes", "Veta vilka som går var.")]).await;
    let processor = &entries(&house, "processor").await[0];
    let (path, name) =
        (format!("/registers/processor/{}", processor.head.id), processor.body.values.text("name"));
    changed(&house, &path, name, &[("security", "Krypterat i vila.")]).await;
    stepped(&house, &ends, "end", "ended_on=2026-12-09").await;
    let new = made(&house, processing, "Simskolan").await;
    made(&house, processing, "Bara ett utkast").await;
    stepped(&house, &new, "adopt", "").await;
    days_pass(1);
    let dpo = house.as_role("Lena Granfors").await;
    let page = house.get("/record/changes?since=2026-12-01", &dpo).await.text;
    assert!(part(&page, "added").contains("Simskolan") && !page.contains("Bara ett utkast"), "{page}");
    assert!(part(&page, "gone").contains("Isdagen"), "{page}");
    assert!(!part(&page, "gone").contains("Elevregistret") && !part(&page, "added").contains("Isdagen"));
    let told = plain(page.split_once("har ändrats</h2>").unwrap().1);
    let (purposes, security) = (told.split_once("Ändamål").unwrap().1, told.split_once("Krypterat").unwrap());
    assert!(purposes.contains("→") && purposes.contains("Vetavilkasomgårvar."), "{told}");
    assert!(purposes.contains("Ettstycke."), "what stood there before: {told}");
    assert!(security.1.contains(&format!("({})", dense(name))), "the linked entry is named: {told}");
    assert!(!told.contains("Gallring"), "nothing else has changed: {told}");
    assert!(!told.contains("Vadbiträdetgöråtoss"), "nor has what the processor does: {told}");
    assert_eq!(told.matches('→').count(), 2, "{told}");
    // From after it all, nothing has.
    let after = house.get("/record/changes?since=2026-12-10", &dpo).await.text;
    assert!(after.contains("Inget har ändrats"), "{after}");
    for since in ["2027-01-01", "i+går"] {
        let wrong = house.get(&format!("/record/changes?since={since}"), &dpo).await.text;
        assert!(wrong.contains("Välj en dag som har varit"), "{since}: {wrong}");
    }
}

/// A list of a page, empty where it has none.
fn part<'a>(page: &'a str, id: &str) -> &'a str {
    let list = page.split_once(&format!("<ul id=\"{id}\">"));
    list.map(|(_, rest)| rest.split_once("</ul>").unwrap().0).unwrap_or_default()
}

#[tokio::test]
async fn a_row_shows_no_linked_entry_that_the_reader_may_not_see() {
    let house = furnished().await;
    let hidden = "Delad yta för elevhälsoteamet, Björkskolan";
    let (own, other) = (house.as_role("Jonas Flodmark").await, house.as_role("Samira Osmanik").await);
    for path in ["/record", "/flows"] {
        let page = house.get(path, &own).await.text;
        assert!(page.contains(hidden), "{path}: whoever works there sees it");
        let page = house.get(path, &other).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.text.contains(hidden), "{path}: another school's");
    }
    let team = entries(&house, "processing").await;
    let team = team.iter().find(|one| one.body.values.text("name").contains("levhälsoteam")).unwrap();
    assert!(!team.body.values.all("systems").is_empty(), "it leads to what is hidden");
    let page = house.get("/record", &other).await.text;
    let cells = row(&page, "1", team.body.values.text("name"));
    assert!(cells[at(Item::Security)].contains("annanenhetspost"), "{cells:?}");
    // Rows of other schools are not there at all.
    let school = unit(&house, "Björkskolan").await;
    for (code, _) in ROWS {
        for document in entries(&house, code).await.iter().filter(|one| one.head.unit == school) {
            assert!(!page.contains(&document.head.id.to_string()), "{code} of Björkskolan");
        }
    }
}

#[tokio::test]
async fn who_may_not_see_it_finds_no_record_and_who_may_not_take_it_out_no_file() {
    let house = furnished().await;
    let guardian = house.as_role("Nour Almklint").await;
    for path in ["/record", "/record/changes", "/flows", "/record/export/csv"] {
        assert_eq!(house.get(path, &guardian).await.status, StatusCode::NOT_FOUND, "{path}");
        assert!(house.get(path, "").await.to.starts_with("/sign-in"), "{path}");
    }
    let teacher = house.as_role("Jonas Flodmark").await;
    assert!(!house.get("/record", &teacher).await.text.contains("/record/export"));
    for format in ["csv", "xlsx", "json", "html"] {
        let path = format!("/record/export/{format}");
        assert_eq!(house.get(&path, &teacher).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let dpo = house.as_role("Lena Granfors").await;
    assert_eq!(house.get("/record/export/pdf", &dpo).await.status, StatusCode::NOT_FOUND);
    let index = house.get("/registers", &dpo).await.text;
    for path in ["/record", "/record/changes", "/flows"] {
        assert!(index.contains(&format!("href=\"{path}\"")), "{path}");
    }
    // A head takes out what is theirs to take out: not what was assessed by others.
    let head = house.as_role("Karin Ekhammar").await;
    let text = String::from_utf8(house.taken_out("/record/export/json", &head).await).unwrap();
    let apps = entries(&house, "app").await;
    assert!(!apps.iter().any(|app| text.contains(&app.head.id.to_string())), "{text}");
}

#[tokio::test]
async fn the_record_of_a_unit_is_its_own_and_what_is_above_it() {
    let house = furnished().await;
    let cookie = house.as_role("Lena Granfors").await;
    let (here, there) = (unit(&house, "Strandskolan").await, unit(&house, "Björkskolan").await);
    let top = unit(&house, "Norrviks kommun").await;
    let page = house.get(&format!("/record?unit={here}"), &cookie).await.text;
    assert!(page.contains(&format!("<option value=\"{here}\" selected>")));
    let mut seen = [0; 2];
    for (code, states) in ROWS {
        for one in entries(&house, code).await {
            let is_there = page.contains(&format!("\"/registers/{code}/{}\"", one.head.id));
            let is_row = states.contains(&one.head.state.as_str());
            match one.head.unit {
                unit if is_row && (unit == here || unit == top) => {
                    assert!(is_there, "{code} {}", one.body.values.text("name"));
                    seen[0] += 1;
                }
                unit if unit == there => {
                    assert!(!is_there, "{code} {}", one.body.values.text("name"));
                    seen[1] += 1;
                }
                _ => {}
            }
        }
    }
    assert!(seen[0] > 20 && seen[1] > 5, "{seen:?}");
    let made_up = unit(&house, "Övningsskolan").await;
    for (code, _) in ROWS {
        let made_up: Vec<_> =
            entries(&house, code).await.into_iter().filter(|one| one.head.unit == made_up).collect();
        let page = house.get("/record", &cookie).await.text;
        for one in made_up {
            assert!(!page.contains(&one.head.id.to_string()), "{code}: what a made-up school does");
        }
    }
}

/// The registers that say something are all there is to it: one that says nothing has no part in the record.
#[test]
fn every_register_that_says_something_is_known_here() {
    let says = ALL.iter().filter(|register| register.fields.iter().any(|field| field.item.is_some()));
    let linked = ["platform", "processor", "agreement", "system"];
    for register in says {
        let is_known = ROWS.iter().any(|(code, _)| *code == register.code) || linked.contains(&register.code);
        assert!(is_known, "{}: is it a row, or is it led to?", register.code);
    }
}
