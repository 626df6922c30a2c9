//! Lists taken in, by URL (ACM-49): looked through first, stopped where much would change, and the same the second time.

use super::lists::{HEADS, between, civic, people, pupil, pupils, row};
use crate::house::{NOW, house};
use axum::http::StatusCode;
use varsam::office::Entry;
use varsam::office::intake::Desk;
use varsam_model::Id;
use varsam_store::TrailFilter;

const ADMINISTRATOR: &str = "Systemadministratör";

#[tokio::test]
async fn acm_49_a_list_is_looked_through_taken_in_and_changes_nothing_the_second_time() {
    let house = house().await;
    let (cookie, tenant) = (house.as_role(ADMINISTRATOR).await, house.tenant().await);
    let before = people(&tenant, "").await.len();
    let list = pupils(0..30);
    let (path, page) = house.looked(&cookie, list.as_bytes()).await;
    assert_eq!(row(&page, "Personer"), ["30", "0", "0", "0", "0"], "{page}");
    assert_eq!(row(&page, "Enheter")[0], "1");
    assert_eq!(people(&tenant, "").await.len(), before, "a dry run writes nobody");
    assert!(!page.contains("Ada0") && !page.contains(&civic(0)), "what is sensitive shows its shape only");
    assert_eq!(house.post(&format!("{path}/begin"), &cookie, "").await.status, StatusCode::SEE_OTHER);
    let done = house.settled(&path, &cookie).await;
    assert!(done.contains("Klart"), "{done}");
    assert_eq!(people(&tenant, "").await.len(), before + 30);
    let registrar = house.as_role("Registrator").await;
    let found = house.post("/people", &registrar, "q=ada7").await.text;
    assert!(found.contains("Testsson, Ada7"), "{found}");
    let again = house.taken(&cookie, list.as_bytes()).await;
    assert!(again.contains("Allt är redan som i listan"), "{again}");
    assert_eq!(row(&again, "Personer"), ["0", "0", "0", "30", "0"]);
    let changed = list.replace("Ada5;", "Adina;");
    assert_eq!(row(&house.taken(&cookie, changed.as_bytes()).await, "Personer"), ["0", "1", "0", "29", "0"]);
    let trail = tenant.trail(&TrailFilter { kind: "import_done", limit: 9, ..TrailFilter::default() }).await;
    assert_eq!(trail.unwrap().len(), 3);
}

#[tokio::test]
async fn of_many_rows_the_wrong_ones_are_listed_and_cost_nobody_their_place() {
    let house = house().await;
    let cookie = house.as_role(ADMINISTRATOR).await;
    let wrong = [17, 300, 4_000, 4_001, 9_999, 20_000, 29_999];
    let mut list = HEADS.to_owned();
    for number in 0..30_000 {
        let line = if wrong.contains(&number) { format!("{number};;;;;;") } else { pupil(number) };
        list.push('\n');
        list.push_str(&line);
    }
    let (_, page) = house.looked(&cookie, list.as_bytes()).await;
    assert!(page.contains("30000 rader lästes. 7 rader hoppades över"), "{page}");
    for number in wrong {
        assert_eq!(row(&page, &(number + 2).to_string()).last(), Some(&"Raden hoppas över"), "{number}");
    }
    assert_eq!(row(&page, "Personer")[0], "29993");
}

#[tokio::test]
async fn much_at_once_is_stopped_until_somebody_says_why_it_is_right() {
    let house = house().await;
    let (cookie, tenant) = (house.as_role(ADMINISTRATOR).await, house.tenant().await);
    house.taken(&cookie, pupils(0..40).as_bytes()).await;
    let (path, page) = house.looked(&cookie, pupils(0..5).as_bytes()).await;
    assert!(page.contains("Många skulle avslutas") && page.contains("Det gäller 35"), "{page}");
    assert!(page.contains("Högst 10 går"), "{page}");
    let refused = house.post(&format!("{path}/begin"), &cookie, "reason=ja").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains(">ja</textarea>"), "nothing typed is lost");
    assert_eq!(people(&tenant, "ended").await.len(), 0);
    let reason = "reason=skolan+delas+i+tv%C3%A5";
    assert_eq!(house.post(&format!("{path}/begin"), &cookie, reason).await.status, StatusCode::SEE_OTHER);
    house.settled(&path, &cookie).await;
    let ended = people(&tenant, "ended").await;
    assert_eq!(ended.len(), 35);
    assert!(ended.iter().all(|person| person.body.enrolments[0].period.end.is_some()), "ended, not erased");
    let trail = tenant.trail(&TrailFilter { kind: "import_begun", limit: 1, ..TrailFilter::default() }).await;
    assert_eq!(trail.unwrap()[0].note.as_deref(), Some("skolan delas i två"));
    let back = house.taken(&cookie, pupils(0..6).as_bytes()).await;
    assert_eq!(row(&back, "Personer"), ["0", "1", "0", "5", "0"], "who comes back is the same person");
    assert_eq!(people(&tenant, "ended").await.len(), 34);
}

#[tokio::test]
async fn while_one_import_is_under_way_another_says_so_and_writes_nothing() {
    let house = house().await;
    let (cookie, tenant) = (house.as_role(ADMINISTRATOR).await, house.tenant().await);
    let before = people(&tenant, "").await.len();
    let (organiser, by) = (house.organiser().await, Id::new(uuid::Uuid::nil()));
    let desk = Desk::open(&house.office.store, organiser, "other", by, || NOW).await.unwrap();
    let page = house.taken(&cookie, pupils(0..5).as_bytes()).await;
    assert!(page.contains("En annan inläsning pågick"), "{page}");
    assert_eq!(people(&tenant, "").await.len(), before);
    // One that was killed bars nobody for ever.
    drop(desk);
    let later = || NOW.plus_seconds(600);
    assert!(Desk::open(&house.office.store, organiser, "third", by, later).await.is_ok());
}

#[tokio::test]
async fn lists_in_the_encodings_of_exports_are_read_alike() {
    let house = house().await;
    let (cookie, tenant) = (house.as_role(ADMINISTRATOR).await, house.tenant().await);
    let list = |number: u32| {
        let row =
            pupil(number).replace("Testsson", "Åström").replace("Nya skolan", &format!("Skolan {number}"));
        format!("{HEADS}\n{row}")
    };
    let latin =
        |text: &str| text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect::<Vec<_>>();
    let wide = |text: &str| {
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        [0xff, 0xfe].into_iter().chain(units).collect::<Vec<_>>()
    };
    for bytes in [list(0).into_bytes(), latin(&list(1)), wide(&list(2))] {
        house.taken(&cookie, &bytes).await;
    }
    let found: Vec<_> = people(&tenant, "active").await;
    let found = found.iter().filter(|person| person.body.family == "Åström").count();
    assert_eq!(found, 3);
}

#[tokio::test]
async fn what_is_no_table_is_refused_with_what_to_do() {
    let house = house().await;
    let cookie = house.as_role(ADMINISTRATOR).await;
    for (bytes, words) in [
        (&b""[..], "Filen är tom"),
        (&[0, 159, 146, 150, 0, 0, 0, 1][..], "Det här är ingen tabell"),
        (&b"PK\x03\x04 not a workbook"[..], "skadad eller har lösenord"),
    ] {
        let reply = house.hand_over(&cookie, "x.csv", bytes).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(reply.text.contains(words), "{}", reply.text);
    }
    let (path, page) = house.looked(&cookie, b"Namn;Personnummer\n=1+2;=cmd|'/c calc'!A0").await;
    assert_eq!(row(&page, "2").last(), Some(&"Raden hoppas över"), "{page}");
    assert!(!page.contains("calc"), "a formula is nobody's name, and its text stays out of sight");
    assert_eq!(house.post(&format!("{path}/drop"), &cookie, "").await.to, "/import");
    let gone = house.get(&path, &cookie).await;
    assert!(gone.text.contains("Listan är kastad"));
}

#[tokio::test]
async fn who_may_not_import_is_not_told_that_one_can() {
    let house = house().await;
    let administrator = house.as_role(ADMINISTRATOR).await;
    let (path, _) = house.looked(&administrator, pupils(0..2).as_bytes()).await;
    for role in ["Lärare", "Registrator", "Granskare"] {
        let cookie = house.as_role(role).await;
        assert_eq!(house.get("/import", &cookie).await.status, StatusCode::NOT_FOUND, "{role}");
        let pushed = house.hand_over(&cookie, "x.csv", pupils(0..2).as_bytes()).await;
        assert_eq!(pushed.status, StatusCode::NOT_FOUND, "{role}");
        assert_eq!(house.post(&format!("{path}/begin"), &cookie, "").await.status, StatusCode::NOT_FOUND);
        let source = house.post("/import/source/skolsystemet", &cookie, "full=true").await;
        assert_eq!(source.status, StatusCode::NOT_FOUND, "{role}");
    }
}

#[tokio::test]
async fn a_head_takes_in_people_of_the_own_school_and_of_no_other() {
    let house = house().await;
    let (cookie, tenant) = (house.as_role("Rektor").await, house.tenant().await);
    let own = pupils(0..3).replace("Nya skolan", "Björkskolan");
    assert_eq!(row(&house.taken(&cookie, own.as_bytes()).await, "Personer")[0], "3");
    let other = pupils(10..13).replace("Nya skolan", "Strandskolan");
    let page = house.taken(&cookie, other.as_bytes()).await;
    assert!(page.contains("3 personer hör till enheter där du inte får"), "{page}");
    let new = house.taken(&cookie, pupils(20..23).as_bytes()).await;
    assert!(new.contains("3 personer hör till enheter"), "no school is made by a head: {new}");
    let there = people(&tenant, "active").await;
    assert_eq!(there.iter().filter(|person| person.body.family == "Testsson").count(), 3);
}

#[tokio::test]
async fn guardians_who_come_before_their_children_are_linked_when_these_come() {
    let house = house().await;
    let (cookie, tenant) = (house.as_role(ADMINISTRATOR).await, house.tenant().await);
    let guardians = format!(
        "Personnummer;Förnamn;Efternamn;Elevens personnummer;Relation;Skyddad identitet\n\
         {};Bo;Testsson;{};Vårdnadshavare;Nej",
        civic(900),
        civic(0)
    );
    house.taken(&cookie, guardians.as_bytes()).await;
    house.taken(&cookie, pupils(0..2).as_bytes()).await;
    let all = people(&tenant, "active").await;
    let of = |given: &str| all.iter().find(|person| person.body.given == given).unwrap();
    assert_eq!(of("Ada0").body.responsibles[0].person, of("Bo").body.id);
    assert!(of("Ada1").body.responsibles.is_empty());
    let children = house.office.directory(house.organiser().await).await.unwrap();
    let children = children.children(of("Bo").body.id, NOW).await.unwrap();
    assert_eq!(
        children.iter().map(Entry::name).collect::<Vec<_>>(),
        ["Ada0 Testsson"],
        "and the other way round"
    );
    let other = guardians.replace(&civic(0), &civic(1));
    house.taken(&cookie, other.as_bytes()).await;
    let all = people(&tenant, "active").await;
    let count = |given: &str| {
        let child = all.iter().find(|person| person.body.given == given).unwrap();
        child.body.responsibles.len()
    };
    assert_eq!((count("Ada0"), count("Ada1")), (0, 1), "whoever is named with another child is moved");
}

#[tokio::test]
async fn nobody_of_another_organiser_is_touched() {
    let house = house().await;
    let store = &house.office.store;
    let strange: Id<varsam_model::id::Organiser> = store.new_id(NOW).unwrap();
    store.add_organiser(strange, NOW).await.unwrap();
    let other = store.tenant(strange);
    let somebody = varsam_model::person::Person::named(
        store.new_id(NOW).unwrap(),
        "Cia",
        "Egen",
        varsam_model::Mark::None,
    );
    let head = varsam::office::Entry::head(&somebody, store.new_id(NOW).unwrap());
    let mut change = other.change(Id::new(uuid::Uuid::nil()), NOW).await.unwrap();
    change.create(&head, &somebody).await.unwrap();
    change.commit().await.unwrap();
    other.index_numbers(&[(&civic(0), somebody.id)]).await.unwrap();
    // Whoever is first may be either; the demonstration's own is the one with people to sign in as.
    let cookie = house.as_role(ADMINISTRATOR).await;
    house.taken(&cookie, pupils(0..3).as_bytes()).await;
    let there = people(&other, "").await;
    assert_eq!((there.len(), there[0].body.clone(), there[0].head.version), (1, somebody, 1));
}

#[tokio::test]
async fn the_columns_are_remembered_and_one_field_is_one_column() {
    let house = house().await;
    let cookie = house.as_role(ADMINISTRATOR).await;
    let list = "Kol A;Kol B;Efternamn\nx1;Ada;Testsson";
    let path = house.hand_over(&cookie, "a.csv", list.as_bytes()).await.to;
    let twice = house.post(&format!("{path}/check"), &cookie, "sheet=pupils&c0=key&c1=given&c2=given").await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.text.contains("Två kolumner är Förnamn"), "{}", twice.text);
    let form = "sheet=pupils&c0=key&c1=given&c2=family&unit=Nya+skolan&silence=none";
    house.post(&format!("{path}/check"), &cookie, form).await;
    house.settled(&path, &cookie).await;
    let next = house.hand_over(&cookie, "b.csv", list.as_bytes()).await.to;
    let page = house.get(&next, &cookie).await.text;
    assert!(page.contains("value=\"given\" selected") && page.contains("value=\"Nya skolan\""), "{page}");
    let is_checked = |id: &str| between(&page, &format!("id=\"silence-{id}\""), ">").contains(" checked");
    assert!(is_checked("unknown") && !is_checked("none"), "what silence means is asked anew for each list");
}

/// A workbook whose first sheet has these rows, as XML.
fn workbook(rows: &str) -> Vec<u8> {
    sharing(rows, "<sst/>")
}

/// One whose cells share texts.
fn sharing(rows: &str, shared: &str) -> Vec<u8> {
    const S: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
                     xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
    const RELS: &str = "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
                 <Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>";
    let related = |kind: &str, target: &str| {
        format!(
            "<Relationships {RELS}><Relationship Id=\"rId1\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let (rels, book_rels) =
        (related("officeDocument", "xl/workbook.xml"), related("worksheet", "worksheets/sheet1.xml"));
    let book = format!(
        "<workbook {S}><sheets><sheet name=\"Elever\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let sheet = format!("<worksheet {S}><sheetData>{rows}</sheetData></worksheet>");
    let parts = [
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", rels.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", book_rels.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", shared.as_bytes()),
    ];
    varsam_scan::made::zip(&parts).unwrap()
}

fn cells(row: u32, texts: &str) -> String {
    let cell = |(at, text): (u8, &str)| {
        format!("<c r=\"{}{row}\" t=\"inlineStr\"><is><t>{text}</t></is></c>", char::from(b'A' + at))
    };
    let cells: String = (0..).zip(texts.split(';')).map(cell).collect();
    format!("<row r=\"{row}\">{cells}</row>")
}

#[tokio::test]
async fn a_workbook_is_read_and_one_that_is_a_trap_is_refused() {
    let house = house().await;
    let (cookie, tenant) = (house.as_role(ADMINISTRATOR).await, house.tenant().await);
    let computed = cells(4, &pupil(1)).replace(
        "t=\"inlineStr\"><is><t>Ada1</t></is>",
        "t=\"str\"><f>CONCATENATE(\"Ada\",\"1\")</f><v>Beräknad</v>",
    );
    let rows = [cells(1, HEADS), cells(2, &pupil(0)), computed].concat();
    let page = house.taken(&cookie, &workbook(&rows)).await;
    assert_eq!(row(&page, "Personer")[0], "2", "{page}");
    let there = people(&tenant, "active").await;
    let named = |given: &str| there.iter().any(|person| person.body.given == given);
    assert!(named("Ada0") && named("Beräknad"), "of a formula the value counts that was saved with it");
    let far = [cells(1, HEADS), "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>".into()].concat();
    let bomb = varsam_scan::made::zeros("xl/worksheets/sheet1.xml", 600 << 20).unwrap();
    let shared = |length: usize, cells: usize| {
        let text = format!("<sst uniqueCount=\"1\"><si><t>{}</t></si></sst>", "x".repeat(length));
        let row = |row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c></row>");
        let rows: Vec<_> = (2..cells + 2).map(row).collect();
        sharing(&[self::cells(1, HEADS), rows.concat()].concat(), &text)
    };
    let boast = sharing(&cells(1, HEADS), "<sst uniqueCount=\"99999999999999\"></sst>");
    for bytes in [workbook(&far), bomb, shared(1 << 20, 3), shared(32_000, 10_000), boast] {
        assert!(bytes.len() < 2 << 20);
        let reply = house.hand_over(&cookie, "elever.xlsx", &bytes).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(reply.text.contains("Filen är för stor"), "{}", reply.text);
    }
}

/// A spreadsheet makes a yes or no of its own of what is typed as one.
#[tokio::test]
async fn a_no_of_a_workbook_hides_nobody_and_its_yes_does() {
    let house = house().await;
    let (cookie, tenant) = (house.as_role(ADMINISTRATOR).await, house.tenant().await);
    let said =
        |row: u32, cell: &str| cells(row, &pupil(row)).replace("t=\"inlineStr\"><is><t>Nej</t></is>", cell);
    let rows = [
        cells(1, HEADS),
        said(2, "t=\"b\"><v>0</v>"),
        said(3, "t=\"b\"><v>1</v>"),
        said(4, "t=\"e\"><v>#N/A</v>"),
    ];
    house.taken(&cookie, &workbook(&rows.concat())).await;
    let stands = async |state: &str| {
        let there = people(&tenant, state).await;
        let given = there.into_iter().map(|person| person.body.given);
        let mut given: Vec<_> =
            given.filter(|given| ["Ada2", "Ada3", "Ada4"].contains(&given.as_str())).collect();
        given.sort();
        given
    };
    assert_eq!(stands("active").await, ["Ada2"]);
    assert_eq!(stands("quarantined").await, ["Ada3", "Ada4"]);
}
