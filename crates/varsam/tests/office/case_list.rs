//! The list of cases by URL: what one may see is found however many others there are, and what is older is a page away.

use super::breach::reported;
use super::statistics::unit;
use crate::house::{House, between, houses_with, link, now, seconds_pass};
use axum::http::StatusCode;
use varsam::office::cases::write;
use varsam_model::case::Case;
use varsam_model::{Id, id};

const TEACHER: &str = "Jonas Flodmark";
const HEAD: &str = "Karin Ekhammar";

/// Begins a case of a school's head, and as many like it after that. Gives the first.
async fn begin(house: &House, count: usize) -> String {
    let (head, school) = (house.as_role(HEAD).await, unit(house, "Björkskolan").await);
    let form = format!("title=November&text=Som+varje+manad&unit={school}");
    let begun = house.post("/cases/new/account-watch?stack=municipality", &head, &form).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
    let id: Id<id::Record> = begun.to.strip_prefix("/cases/").unwrap().parse().unwrap();
    let mut like = house.tenant().await.read::<Case>(id).await.unwrap().body;
    seconds_pass(60);
    like.at = now();
    let directory = house.office.directory(house.organiser().await).await.unwrap();
    for _ in 0..count {
        write::begin(&house.office, &directory, school, &like).await.unwrap();
    }
    begun.to
}

async fn page(house: &House, who: &str, query: &str) -> String {
    let reply = house.get(&format!("/cases{query}"), &house.as_role(who).await).await;
    assert_eq!(reply.status, StatusCode::OK, "{who} {query}: {}", reply.text);
    reply.text
}

fn lists(page: &str, case: &str) -> bool {
    page.contains(&format!("<th scope=\"row\"><a href=\"{case}\">"))
}

#[tokio::test]
async fn an_open_case_stays_in_the_list_however_many_begin_after_it() {
    for house in houses_with(false).await {
        let own = reported(&house, TEACHER, "Björkskolan", "Gammal+klasslista").await;
        seconds_pass(60);
        let first = begin(&house, 320).await;
        assert!(lists(&page(&house, TEACHER, "").await, &own), "none of the others is the teacher's");
        // Whoever sees them all comes to the older ones by a link.
        let latest = page(&house, HEAD, "").await;
        assert!(!lists(&latest, &own) && !lists(&latest, &first), "{latest}");
        let older = link(&latest, "Visa äldre ärenden").replace("&#38;", "&").replace("&amp;", "&");
        assert!(older.contains("state=open"), "{older}");
        let query = older.strip_prefix("/cases").unwrap();
        let rest = page(&house, HEAD, query).await;
        assert!(lists(&rest, &own) && lists(&rest, &first), "{rest}");
        assert!(!rest.contains("Visa äldre ärenden"), "{rest}");
        let rows =
            [&latest, &rest].map(|page| between(page, "id=\"open\"", "</tbody>").matches("<tr>").count());
        assert_eq!(rows[0] + rows[1], 322 + 2, "each has a head, and no case stands twice or is missing");
    }
}

#[tokio::test]
async fn cases_are_narrowed_by_routine_and_by_words_of_the_title() {
    for house in houses_with(false).await {
        let breach = reported(&house, TEACHER, "Björkskolan", "Gammal+klasslista").await;
        let look = begin(&house, 0).await;
        let school = unit(&house, "Björkskolan").await;
        for (query, expected) in [
            ("?q=KLASSLISTA+gammal".to_owned(), [true, false]),
            ("?q=november".to_owned(), [false, true]),
            ("?routine=breach".to_owned(), [true, false]),
            (format!("?routine=account-watch&unit={school}&q="), [false, true]),
            ("?q=&routine=&unit=".to_owned(), [true, true]),
            ("?state=closed".to_owned(), [false, false]),
            ("?q=november&routine=breach".to_owned(), [false, false]),
        ] {
            let page = page(&house, HEAD, &query).await;
            assert_eq!([lists(&page, &breach), lists(&page, &look)], expected, "{query}: {page}");
            let is_none = page.contains("Inga ärenden passar in.");
            assert_eq!(is_none, expected == [false, false], "{query}: {page}");
        }
        // Whoever has nothing to do with cases has no such page, whatever they look for.
        let guardian = house.as_role("Nour Almklint").await;
        for query in ["", "?q=november", "?routine=breach"] {
            let reply = house.get(&format!("/cases{query}"), &guardian).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{query}: {}", reply.text);
        }
    }
}

#[tokio::test]
async fn whoever_has_started_a_case_sees_on_the_first_page_with_whom_it_lies() {
    for house in houses_with(false).await {
        let breach = reported(&house, TEACHER, "Björkskolan", "Gammal+klasslista").await;
        let look = begin(&house, 0).await;
        let first = house.get("/", &house.as_role(TEACHER).await).await.text;
        let waits = between(&first, "id=\"waits\"", "</section>");
        let link = format!("href=\"{breach}\"");
        for told in [link.as_str(), "Gammal klasslista", "ligger hos <bdi>Dataskyddsombud</bdi>"] {
            assert!(waits.contains(told), "{told}: {waits}");
        }
        assert!(!waits.contains(&look) && waits.matches("card-link").count() == 1, "{waits}");
        // What lies with whoever started it is to be done, and not waited for; others wait for nothing.
        for who in [HEAD, "Lena Granfors"] {
            let first = house.get("/", &house.as_role(who).await).await;
            assert_eq!(first.status, StatusCode::OK, "{who}");
            assert!(!first.text.contains("id=\"waits\""), "{who}: {}", first.text);
        }
    }
}
