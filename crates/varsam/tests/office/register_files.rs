//! Registers as files: what is taken out comes back as it was, each fault is told by its row, and a file is taken whole
//! or not at all.

use super::registers::{body, by_hand, filled, keeper, made, sent};
use crate::house::{House, Reply, between, house, houses};
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use std::fmt::Write as _;
use tower::ServiceExt as _;
use varsam_model::person::Person;
use varsam_model::register::{Entry, Kind, Register, Value, Values};
use varsam_model::{Id, id};
use varsam_store::Document;

/// What a file of storage places says at least.
const HEADS: &str = "name;kind;unit;holds;sharing;login;country;erasure_by;review_on";

impl House {
    /// A file that is taken out.
    pub(crate) async fn taken_out(&self, path: &str, cookie: &str) -> Vec<u8> {
        let request = Request::get(path).header("cookie", cookie).header("accept-language", "sv");
        let request = request.body(axum::body::Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let attached = response.headers()["content-disposition"].to_str().unwrap().to_owned();
        assert!(attached.starts_with("attachment; filename=\""), "{attached}");
        response.into_body().collect().await.unwrap().to_bytes().to_vec()
    }

    /// Posts a form with a file or texts to where files are handed over.
    async fn handed(&self, register: &str, cookie: &str, parts: &[(&str, &[u8])]) -> Reply {
        let mut body = Vec::new();
        for (name, bytes) in parts {
            let file = if *name == "file" { "; filename=\"lista.csv\"" } else { "" };
            let head = format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
            body.extend([head.as_bytes(), bytes, b"\r\n"].concat());
        }
        body.extend(b"--edge--\r\n");
        let request = Request::post(format!("/registers/{register}/import")).header("cookie", cookie);
        let request = request.header("sec-fetch-site", "same-origin").header("accept-language", "sv");
        self.send(request.header("content-type", "multipart/form-data; boundary=edge"), body).await
    }

    /// Hands a file over. Gives the page that tells what it would do.
    pub(crate) async fn told_of(&self, register: &str, cookie: &str, bytes: &[u8]) -> String {
        let reply = self.handed(register, cookie, &[("file", bytes)]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
        let page = self.get(&reply.to, cookie).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        page.text
    }

    /// Has done what a page tells.
    pub(crate) async fn carried_out(&self, register: &str, cookie: &str, page: &str) -> Reply {
        let kept = between(page, "name=\"kept\" value=\"", "\"").as_bytes();
        let stamp = between(page, "name=\"stamp\" value=\"", "\"").as_bytes();
        self.handed(register, cookie, &[("kept", kept), ("stamp", stamp)]).await
    }

    pub(crate) async fn kept_entry(&self, path: &str) -> Document<Entry> {
        let id: Id<id::Record> = path.rsplit_once('/').unwrap().1.parse().unwrap();
        self.tenant().await.read(id).await.unwrap()
    }
}

/// How many rows come to this: new, changed, same, wrong.
fn counts(page: &str) -> [usize; 4] {
    ["Ny", "Ändras", "Oförändrad", "Fel"]
        .map(|word| between(page, &format!("<dt>{word}</dt><dd>"), "<").parse().unwrap())
}

/// What is told of a row.
fn row(page: &str, number: usize) -> &str {
    between(page, &format!("<tr><th scope=\"row\">{number}</th>"), "</tr>")
}

fn system(name: &str, unit: &str, kind: &str, day: &str) -> String {
    format!("{name};{kind};{unit};harmless;none;none;sweden;owner;{day}")
}

/// A list of storage places.
fn systems(rows: &[String]) -> String {
    rows.iter().fold(HEADS.to_owned(), |mut text, row| {
        write!(text, "\n{row}").unwrap();
        text
    })
}

#[tokio::test]
async fn each_register_comes_back_as_it_went_out() {
    for house in houses().await {
        come_back(&house).await;
    }
}

async fn come_back(house: &House) {
    for register in by_hand() {
        made(house, register, "Ängsvik").await;
        let (code, cookie) = (register.code, house.as_role(keeper(register)).await);
        let tenant = house.tenant().await;
        let before = tenant.stamp(code).await.unwrap();
        for file in ["csv", "xlsx", "csv?lang=en"] {
            let bytes = house.taken_out(&format!("/registers/{code}/export/{file}"), &cookie).await;
            let page = house.told_of(code, &cookie, &bytes).await;
            let [new, changed, same, wrong] = counts(&page);
            assert_eq!((new, changed, wrong), (0, 0, 0), "{code} {file}: {page}");
            assert_eq!(same, usize::try_from(before.count()).unwrap(), "{code} {file}");
            assert!(!page.contains("Spara allt") && !page.contains("läses inte"), "{code} {file}: {page}");
        }
        assert_eq!(tenant.stamp(code).await.unwrap(), before, "{code}");
        let json = house.taken_out(&format!("/registers/{code}/export/json"), &cookie).await;
        let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
        assert!(json.as_array().unwrap().iter().any(|one| one["name"] == "Ängsvik"), "{json}");
        let secrets = register.fields.iter().filter(|field| !field.is_listed());
        let secrets = secrets.filter(|field| field.kind != varsam_model::register::Kind::LongText);
        secrets.for_each(|field| assert!(json[0].get(field.name).is_none(), "{code}: {}", field.name));
    }
}

/// A file from elsewhere: no id in it is known here.
#[tokio::test]
async fn each_cell_is_read_as_what_it_was_written_from() {
    for house in houses().await {
        for register in by_hand() {
            read_anew(&house, register).await;
        }
    }
}

async fn read_anew(house: &House, register: &'static Register) {
    let one = made(house, register, "Ängsvik").await;
    let before = house.kept_entry(&one).await.body.values;
    let (code, cookie) = (register.code, house.as_role(keeper(register)).await);
    let title = register.title().unwrap().name;
    let others = |values: &Values| {
        let others = values.iter().filter(|(field, _)| ![title, "address"].contains(field));
        others.map(|(field, value)| (field.to_owned(), value.clone())).collect::<Vec<_>>()
    };
    for (language, name) in [("sv", "Granliden ett"), ("en", "Granliden två")] {
        let taken = house.taken_out(&format!("/registers/{code}/export/csv?lang={language}"), &cookie).await;
        let page = house.told_of(code, &cookie, &renamed(register, &taken, name)).await;
        assert_eq!(counts(&page), [1, 0, 0, 0], "{code} {language}: {page}");
        assert!(!page.contains("läses inte"), "{code} {language}: {page}");
        let done = house.carried_out(code, &cookie, &page).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{code} {language}: {}", done.text);
        let words = name.replace(' ', "+");
        let list = house.get(&format!("/api/registers/{code}?q={words}"), &cookie).await.json();
        assert_eq!(list["count"], 1, "{code} {language}: {list}");
        let id = list["entries"][0]["id"].as_str().unwrap();
        let after = house.kept_entry(&format!("/registers/{code}/{id}")).await.body.values;
        assert_eq!(after.text(title), name);
        assert_eq!(others(&after), others(&before), "{code} {language}");
    }
}

/// The row of the entry that is called Ängsvik: without its id, and with what is an entry's own made another's.
fn renamed(register: &Register, taken: &[u8], name: &str) -> Vec<u8> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(&taken["\u{feff}".len()..]);
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    // Before the fields stand the id and the state.
    let place = |name: &str| {
        let mut fields =
            register.fields.iter().filter(|field| !matches!(field.kind, Kind::Secret | Kind::File));
        2 + fields.position(|field| field.name == name).unwrap()
    };
    let title = place(register.title().unwrap().name);
    for (number, row) in reader.records().enumerate() {
        let mut cells: Vec<_> = row.unwrap().iter().map(str::to_owned).collect();
        if number > 0 && cells[title] != "Ängsvik" {
            continue;
        }
        if number > 0 {
            cells[0].clear();
            name.clone_into(&mut cells[title]);
            if register.key.contains(&"address") {
                cells[place("address")] = format!("https://exempel.se/{}", name.replace(' ', "-"));
            }
        }
        writer.write_record(&cells).unwrap();
    }
    writer.into_inner().unwrap()
}

#[tokio::test]
async fn a_changed_cell_is_a_change_of_one_field_with_its_history() {
    let house = house().await;
    let register = Register::of("system").unwrap();
    let (one, other) = (made(&house, register, "Pärmen").await, made(&house, register, "Skåpet").await);
    let cookie = house.as_role(keeper(register)).await;
    let found = house.taken_out("/registers/system/export/csv?q=pärm", &cookie).await;
    let text = String::from_utf8(found).unwrap();
    assert!(text.starts_with('\u{feff}') && text.contains("Pärmen") && !text.contains("Skåpet"), "{text}");
    let page =
        house.told_of("system", &cookie, text.replace(";Pärmen;", ";Pärmen i hallen;").as_bytes()).await;
    assert_eq!(counts(&page), [0, 1, 0, 0], "{page}");
    assert!(row(&page, 2).contains("Ändras") && row(&page, 2).contains("<p>"), "{}", row(&page, 2));
    // Somebody else changes the register meanwhile: it is shown once more, and nothing is done.
    let form = house.get(&format!("{other}/edit"), &cookie).await.text;
    let mut again = filled(register, &form, "Skåpet i hallen");
    again.insert("version".to_owned(), vec![between(&form, "name=\"version\" value=\"", "\"").to_owned()]);
    assert_eq!(
        house.post(&format!("{other}/edit"), &cookie, &body(&again)).await.status,
        StatusCode::SEE_OTHER
    );
    let late = house.carried_out("system", &cookie, &page).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text);
    let done = house.carried_out("system", &cookie, &late.text).await;
    assert_eq!(done.to, "/registers/system/import?done=1", "{}", done.text);
    assert!(house.get(&done.to, &cookie).await.text.contains("1 post sparades"));
    let shown = house.get(&one, &cookie).await.text;
    let history = between(&shown, "Vad som har hänt", "</section>");
    assert!(history.contains("Pärmen i hallen"), "{history}");
    // The file is gone: nobody does it twice.
    let twice = house.carried_out("system", &cookie, &late.text).await;
    assert_eq!(twice.status, StatusCode::NOT_FOUND);
    // The other one's state cannot be changed by a file, and it is said so.
    let text = house.taken_out("/registers/system/export/csv?q=hallen", &cookie).await;
    let text = String::from_utf8(text).unwrap().replace(";Planerat;", ";Ur bruk;");
    let page = house.told_of("system", &cookie, text.as_bytes()).await;
    assert_eq!(counts(&page), [0, 0, 2, 0], "{page}");
    assert!(row(&page, 2).contains("En fil ändrar inte läget"), "{}", row(&page, 2));
}

#[tokio::test]
async fn no_cell_is_a_formula_and_each_comes_back() {
    let house = house().await;
    let register = Register::of("system").unwrap();
    let cookie = house.as_role(keeper(register)).await;
    for name in ["=1+1", "+46", "-2", "@summa", "'=x"] {
        made(&house, register, name).await;
    }
    let bytes = house.taken_out("/registers/system/export/csv", &cookie).await;
    let text = String::from_utf8(bytes.clone()).unwrap();
    for name in [";'=1+1;", ";'+46;", ";'-2;", ";'@summa;", ";''=x;"] {
        assert!(text.contains(name), "{name}: {text}");
    }
    for bytes in [bytes, house.taken_out("/registers/system/export/xlsx", &cookie).await] {
        let page = house.told_of("system", &cookie, &bytes).await;
        assert_eq!(counts(&page), [0, 0, 5, 0], "{page}");
    }
}

#[tokio::test]
async fn each_fault_is_told_by_its_row_and_nothing_is_taken() {
    let house = house().await;
    let register = Register::of("system").unwrap();
    made(&house, register, "Finns redan").await;
    let cookie = house.as_role(keeper(register)).await;
    let good = [
        system("Pärm ett", "Björkskolan", "paper_binder", "2027-11-30"),
        system("Pärm två", "björkskolan", "Locker", "30/11/2027"),
        system("Pärm tre", "Strandskolan", "usb_stick", "20271130"),
        system("Pärm fyra", "Strandskolan", "phone", "30.11.2027"),
    ];
    let bad = [
        system("Femte", "Okändskolan", "phone", ""),
        system("Sjätte", "Strandskolan", "duva", ""),
        system("pärm ett", "Björkskolan", "phone", ""),
        system("Finns redan", "Norrviks kommun", "phone", ""),
        system("Nionde", "Strandskolan", "phone", "i morgon"),
        system("", "Strandskolan", "phone", ""),
    ];
    let all = systems(&[&good[..], &bad[..]].concat());
    // As an old program writes it, with a column that no register has.
    let all = all.replacen("review_on", "review_on;Färg", 1);
    let latin: Vec<u8> = all.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
    let page = house.told_of("system", &cookie, &latin).await;
    assert_eq!(counts(&page), [4, 0, 0, 6], "{page}");
    assert!(page.contains("<bdi>Färg</bdi>") && page.contains("<bdi>Pärm två</bdi>"), "{page}");
    for (number, words) in [
        (6, "Det hittades inte"),
        (7, "Det finns inte bland alternativen"),
        (8, "Det är samma post som på rad 2"),
        (9, "Det finns redan en sådan"),
        (10, "Det är inget datum"),
        (11, "Här står inget än"),
    ] {
        assert!(row(&page, number).contains(words), "{number}: {}", row(&page, number));
    }
    assert!(!page.contains("Spara allt"), "{page}");
    // Whoever asks for it all the same gets nothing done.
    let kept = between(&page, "name=\"drop\" value=\"", "\"").as_bytes();
    let forced = house.handed("system", &cookie, &[("kept", kept)]).await;
    assert_eq!(forced.status, StatusCode::CONFLICT);
    assert!(!house.get("/registers/system", &cookie).await.text.contains("Pärm ett"));
    let page = house.told_of("system", &cookie, systems(&good).as_bytes()).await;
    assert_eq!(counts(&page), [4, 0, 0, 0], "{page}");
    let done = house.carried_out("system", &cookie, &page).await;
    assert_eq!(done.to, "/registers/system/import?done=4", "{}", done.text);
    let text = house.taken_out("/registers/system/export/csv?q=pärm", &cookie).await;
    assert_eq!(String::from_utf8(text).unwrap().matches("2027-11-30").count(), 4);
    for (bytes, words) in [
        (&b""[..], "Filen är tom"),
        (b"\x00\x01\x02\x00", "Filen är ingen tabell"),
        (b"PK\x03\x04skr\xe4p", "Filen är skadad"),
        (b"a;b\n1;2", "Ingen rubrik"),
    ] {
        let reply = house.handed("system", &cookie, &[("file", bytes)]).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(reply.text.contains(words), "{words}: {}", reply.text);
    }
}

#[tokio::test]
async fn a_number_in_a_purpose_is_told_by_its_row() {
    let house = house().await;
    let register = Register::of("app").unwrap();
    made(&house, register, "Läsa").await;
    let cookie = house.as_role(keeper(register)).await;
    let text = String::from_utf8(house.taken_out("/registers/app/export/csv", &cookie).await).unwrap();
    let text = text.replace("Ett stycke.", "Gäller Elsa Lundgren 20121130-2389.");
    let page = house.told_of("app", &cookie, text.as_bytes()).await;
    assert_eq!(counts(&page)[3], 1, "{page}");
    assert!(row(&page, 2).contains("Granskningen hittade något"), "{}", row(&page, 2));
}

/// A workbook of one row: of which entry, and whether it has accounts.
fn says_accounts(id: &str, write: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, text) in [(0, "id"), (1, "has_accounts")] {
        sheet.write_string(0, column, text).unwrap();
    }
    sheet.write_string(1, 0, id).unwrap();
    write(sheet);
    book.save_to_buffer().unwrap()
}

/// A spreadsheet makes a yes or no of its own of what is typed as one.
#[tokio::test]
async fn a_typed_yes_is_one_and_a_failed_formula_empties_nothing() {
    for house in houses().await {
        let register = Register::of("app").unwrap();
        let one = made(&house, register, "Läsa").await;
        let id = one.rsplit_once('/').unwrap().1;
        let cookie = house.as_role(keeper(register)).await;
        let before = house.kept_entry(&one).await.body.values;
        let is_so = before.get("has_accounts") == Some(&Value::Flag(true));
        let told = async |bytes: Vec<u8>| house.told_of("app", &cookie, &bytes).await;
        let says = |is_so: bool| {
            says_accounts(id, |sheet| {
                sheet.write_boolean(1, 1, is_so).unwrap();
            })
        };
        let same = told(says(is_so)).await;
        assert_eq!(counts(&same), [0, 0, 1, 0], "{same}");
        let failed = says_accounts(id, |sheet| {
            sheet.write_formula(1, 1, rust_xlsxwriter::Formula::new("=NA()").set_result("#N/A")).unwrap();
        });
        let failed = told(failed).await;
        assert_eq!(counts(&failed), [0, 0, 0, 1], "{failed}");
        assert!(row(&failed, 2).contains("Det passar inte i fältet"), "{}", row(&failed, 2));
        let changed = told(says(!is_so)).await;
        assert_eq!(counts(&changed), [0, 1, 0, 0], "{changed}");
        assert_eq!(house.carried_out("app", &cookie, &changed).await.status, StatusCode::SEE_OTHER);
        let after = house.kept_entry(&one).await.body.values;
        assert_eq!(after.get("has_accounts"), Some(&Value::Flag(!is_so)));
    }
}

#[tokio::test]
async fn who_may_not_change_entries_hands_none_over_and_sees_nobody_elses_file() {
    let house = house().await;
    let register = Register::of("app").unwrap();
    made(&house, register, "Läsa").await;
    let teacher = house.as_role("Jonas Flodmark").await;
    assert_eq!(house.get("/registers/app", &teacher).await.status, StatusCode::OK);
    for path in ["import", "export/csv", "export/xlsx", "export/json"] {
        let reply = house.get(&format!("/registers/app/{path}"), &teacher).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(!house.get("/registers/app", &teacher).await.text.contains("/registers/app/export"));
    assert_eq!(house.handed("app", &teacher, &[("file", b"name\nx")]).await.status, StatusCode::NOT_FOUND);
    let (officer, head) = (house.as_role("Lena Granfors").await, house.as_role("Petra Isbrand").await);
    assert_eq!(house.get("/registers/app/export/pdf", &officer).await.status, StatusCode::NOT_FOUND);
    let kept = house.handed("app", &officer, &[("file", b"name\nx")]).await.to;
    assert_eq!(house.get(&kept, &officer).await.status, StatusCode::OK);
    assert_eq!(house.get(&kept, &head).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(&kept.replace("/app/", "/service/"), &officer).await.status, StatusCode::NOT_FOUND);
    let log = house.tenant().await;
    let filter = varsam_store::TrailFilter { kind: "export", limit: 9, ..Default::default() };
    house.taken_out("/registers/app/export/csv", &officer).await;
    let deeds = log.trail(&filter).await.unwrap();
    assert_eq!(deeds.first().unwrap().note.as_deref(), Some("app 1"));
}

#[tokio::test]
async fn who_is_hidden_stands_in_no_file_and_is_not_taken_out_by_one() {
    let house = house().await;
    let register = Register::of("system").unwrap();
    let one = made(&house, register, "Pärmen").await;
    let cookie = house.as_role(keeper(register)).await;
    let owner: Id<id::Person> = house.kept_entry(&one).await.body.values.id("owner").unwrap();
    let tenant = house.tenant().await;
    let person: Document<Person> = tenant.read(owner.of()).await.unwrap();
    let name = format!("{} {}", person.body.given, person.body.family);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let path = "/registers/system/export/csv";
    assert!(text(house.taken_out(path, &cookie).await).contains(&name));
    let mut change = tenant.change(owner, crate::house::now()).await.unwrap();
    change.update(&person.head.clone().in_state("quarantined"), &person.body).await.unwrap();
    change.commit().await.unwrap();
    let taken = text(house.taken_out(path, &cookie).await);
    assert!(!taken.contains(&name) && taken.contains("Pärmen"), "{taken}");
    let page = house.told_of("system", &cookie, taken.as_bytes()).await;
    assert_eq!(counts(&page), [0, 0, 1, 0], "{page}");
    let page = house.told_of("system", &cookie, taken.replace(";Pärmen;", ";Boken;").as_bytes()).await;
    assert_eq!(house.carried_out("system", &cookie, &page).await.status, StatusCode::SEE_OTHER);
    let kept = house.kept_entry(&one).await.body.values;
    assert_eq!((kept.text("name"), kept.id("owner")), ("Boken", Some(owner)));
}

#[tokio::test]
async fn many_rows_are_taken_at_once_and_two_hundred_are_told_of() {
    let house = house().await;
    let register = Register::of("system").unwrap();
    let cookie = house.as_role(keeper(register)).await;
    // As many as may come take half a minute in a build for tests: `VARSAM_ROWS=50000`.
    let count = std::env::var("VARSAM_ROWS").map_or(1500, |rows| rows.parse().unwrap());
    let rows: Vec<_> =
        (0..count).map(|number| system(&format!("Pärm {number}"), "Björkskolan", "phone", "")).collect();
    let page = house.told_of("system", &cookie, systems(&rows).as_bytes()).await;
    assert_eq!(counts(&page), [count, 0, 0, 0]);
    assert_eq!(page.matches("<th scope=\"row\">").count(), 200);
    assert!(page.contains(&format!("{} rader till visas inte", count - 200)), "{page}");
    let done = house.carried_out("system", &cookie, &page).await;
    assert_eq!(done.to, format!("/registers/system/import?done={count}"), "{}", done.text);
    let list = house.get("/registers/system", &cookie).await.text;
    assert!(list.contains(&format!("{count} poster")), "{list}");
}

#[tokio::test]
async fn an_entry_beyond_those_in_the_list_of_choices_is_found_by_its_name() {
    let house = house().await;
    let (register, processing) = (Register::of("system").unwrap(), Register::of("processing").unwrap());
    let cookie = house.as_role(keeper(register)).await;
    let rows: Vec<_> =
        (0..510).map(|number| system(&format!("Pärm {number}"), "Björkskolan", "phone", "")).collect();
    let page = house.told_of("system", &cookie, systems(&rows).as_bytes()).await;
    house.carried_out("system", &cookie, &page).await;
    let cookie = house.as_role(keeper(processing)).await;
    let new = house.get("/registers/processing/new", &cookie).await.text;
    assert!(new.contains("Listan har de första 500 posterna") && !new.contains(">Pärm 99<"), "{new}");
    let name = |name: &'static str| {
        move |form: &mut super::registers::Filled| {
            form.insert("systems".to_owned(), vec![name.to_owned()]);
        }
    };
    let wrong = sent(&house, processing, "Närvaro", name("Ingen alls")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("Det hittades inte") && wrong.text.contains("value=\"Ingen alls\""));
    let done = sent(&house, processing, "Närvaro", name("Pärm 99")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert!(house.get(&done.to, &cookie).await.text.contains("Pärm 99"));
}
