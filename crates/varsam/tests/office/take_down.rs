//! Asking to be removed from social media, by URL: an outsider's form, the link in a letter, the case, and its answer.

use crate::house::{House, Reply, days_pass, furnished, house, house_with, houses_with, now, seconds_pass};
use crate::mail_server::MailServer;
use crate::office::letters::mail;
use crate::office::open::hall;
use axum::http::{Request, StatusCode};
use varsam::data::config::MailTls;
use varsam::data::mail::Mailer;
use varsam::office::letters::{Sent, send_due};
use varsam::office::take_down::erase_due;
use varsam_model::case::Case;
use varsam_model::unit::Unit;
use varsam_store::{Document, Filter, MAIL, OutsideLetter};

const EMAIL: &str = "guardian@example.org";
const TEXT: &str = "Bilden+från+luciatåget+ska+bort.";
const HEAD: &str = "Karin Ekhammar";
const COMMUNICATIONS: &str = "Disa Ripskog";

/// The id of a school, as the form offers it.
async fn school(house: &House, name: &str) -> String {
    let page = house.get(&format!("{}/take-down", hall(house).await), "").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let before = page.text.split_once(&format!(">{name}</option>")).unwrap_or_else(|| panic!("no {name}")).0;
    before.rsplit_once("value=\"").unwrap().1.split_once('"').unwrap().0.to_owned()
}

/// Sends the form, with a text.
async fn tried(house: &House, email: &str, text: &str) -> Reply {
    let unit = school(house, "Björkskolan").await;
    let form = format!("unit={unit}&text={text}&fact-removal_from=our_social_media&email={email}");
    house.post(&format!("{}/take-down", hall(house).await), "", &form).await
}

async fn asked(house: &House, email: &str) -> Reply {
    let reply = tried(house, email, TEXT).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
    reply
}

/// The letters to outsiders that have gone out since the last time.
async fn outside(house: &House) -> Vec<OutsideLetter> {
    let (store, now, mut letters) = (&house.office.store, house.office.now(), Vec::new());
    while let Some(claimed) = store.claim(MAIL, now, 60).await.unwrap() {
        letters.extend(serde_json::from_slice::<OutsideLetter>(&claimed.body.unwrap()).ok());
        store.sent(claimed.id, now).await.unwrap();
    }
    letters
}

/// The link that was sent last.
async fn link(house: &House) -> String {
    outside(house).await.pop().unwrap().path
}

async fn cases(house: &House) -> Vec<Document<Case>> {
    let filter = Filter { register: "case", limit: 99, ..Filter::default() };
    house.tenant().await.list(&filter).await.unwrap()
}

/// How many requests are kept.
async fn kept(house: &House) -> u64 {
    let filter = Filter { register: "removal", ..Filter::default() };
    house.tenant().await.count(&filter).await.unwrap()
}

async fn confirmed(house: &House, link: &str) {
    let done = house.post(link, "", "").await;
    assert_eq!((done.status, done.to.as_str()), (StatusCode::SEE_OTHER, link), "{}", done.text);
}

/// Goes through a case until its answer, and writes that.
async fn answered(house: &House, case: &str, answer: &str) {
    for (who, step, act, note) in [
        (HEAD, "find", "done", "Ett+ställe."),
        (COMMUNICATIONS, "find-central", "done", "Inget."),
        (HEAD, "keep", "done", "Inget+att+bevara."),
        (HEAD, "remove", "declined", "Borta+redan."),
        (COMMUNICATIONS, "remove-central", "declined", "Fanns+inte."),
        (HEAD, "answer", "done", answer),
    ] {
        let (cookie, path) = (house.as_role(who).await, format!("{case}/{step}/{act}"));
        let done = house.post_with_version(&path, &path, &cookie, &format!("note={note}")).await;
        assert_eq!((done.status, done.to.as_str()), (StatusCode::SEE_OTHER, case), "{step}: {}", done.text);
        seconds_pass(1);
    }
}

#[tokio::test]
async fn sol_42_anybody_asks_confirms_by_mail_and_reads_the_answer_by_the_link() {
    for house in houses_with(false).await {
        let sent = asked(&house, EMAIL).await;
        assert!(
            sent.text.contains("Titta i din e-post") && !sent.text.contains("luciatåget"),
            "{}",
            sent.text
        );
        let letters = outside(&house).await;
        assert_eq!(letters.len(), 1);
        assert_eq!((letters[0].address.as_str(), letters[0].about.as_str()), (EMAIL, "removal_confirm"));
        let link = letters[0].path.clone();
        assert!(link.starts_with(&format!("{}/take-down/", hall(&house).await)), "{link}");
        // A scanner opens it, and opens it again.
        for _ in 0..3 {
            let page = house.get(&link, "").await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(
                page.text.contains("Ja, det var jag") && !page.text.contains("Svar senast"),
                "{}",
                page.text
            );
        }
        assert!(cases(&house).await.is_empty(), "nothing starts before it is confirmed");
        confirmed(&house, &link).await;
        let page = house.get(&link, "").await.text;
        assert!(page.contains("Vi har tagit emot") && page.contains("Svar senast"), "{page}");
        assert!(!page.contains("Ja, det var jag"), "{page}");
        let begun = cases(&house).await;
        assert_eq!(begun.len(), 1);
        let body = &begun[0].body;
        assert_eq!((body.routine.id.as_str(), body.by), ("take-down", None));
        assert_eq!(
            (body.text.as_str(), body.facts["removal_from"].as_str()),
            ("Bilden från luciatåget ska bort.", "our_social_media")
        );
        assert!(!serde_json::to_string(body).unwrap().contains(EMAIL), "the address is in the case");
        let case = format!("/cases/{}", begun[0].head.id);
        let form = house.get(&format!("{case}/find/done"), &house.as_role(HEAD).await).await.text;
        assert!(!form.contains("Den som bad om det läser"), "{form}");
        answered(&house, &case, "Bilden+är+borta+överallt.").await;
        let letters = outside(&house).await;
        assert_eq!(letters.len(), 1, "{letters:?}");
        assert_eq!((letters[0].address.as_str(), letters[0].about.as_str()), (EMAIL, "removal_answered"));
        assert_ne!(letters[0].path, link, "each letter has a link of its own");
        for link in [&link, &letters[0].path] {
            let page = house.get(link, "").await.text;
            assert!(page.contains("Bilden är borta överallt.") && page.contains("Besvarat"), "{page}");
            assert!(!page.contains("Inget att bevara"), "what else was noted is in it");
        }
    }
}

#[tokio::test]
async fn who_writes_the_answer_is_told_who_reads_it() {
    let house = house().await;
    asked(&house, EMAIL).await;
    confirmed(&house, &link(&house).await).await;
    let case = format!("/cases/{}", cases(&house).await[0].head.id);
    let head = house.as_role(HEAD).await;
    let form = house.get(&format!("{case}/answer/done"), &head).await.text;
    assert!(form.contains("Den som bad om det läser vad du skriver här."), "{form}");
    // Nobody outside asked for this one.
    let unit = school(&house, "Björkskolan").await;
    let form = format!("title=Bild&text=En+bild.&unit={unit}&fact-removal_from=our_social_media");
    let own = house.post("/cases/new/take-down?stack=municipality", &head, &form).await.to;
    let form = house.get(&format!("{own}/answer/done"), &head).await.text;
    assert!(form.contains("name=\"note\"") && !form.contains("Den som bad om det läser"), "{form}");
}

#[tokio::test]
async fn a_link_that_is_used_twice_says_so_and_starts_nothing_new() {
    let house = house().await;
    asked(&house, EMAIL).await;
    let link = link(&house).await;
    confirmed(&house, &link).await;
    let again = house.post(&link, "", "").await;
    assert_eq!(again.status, StatusCode::OK);
    assert!(again.text.contains("redan bekräftat") && again.text.contains("Svar senast"), "{}", again.text);
    assert_eq!(cases(&house).await.len(), 1);
}

#[tokio::test]
async fn of_two_who_confirm_at_once_one_starts_the_case() {
    for house in houses_with(false).await {
        asked(&house, EMAIL).await;
        let link = link(&house).await;
        let (one, other) = tokio::join!(house.post(&link, "", ""), house.post(&link, "", ""));
        for reply in [&one, &other] {
            assert!([StatusCode::SEE_OTHER, StatusCode::OK].contains(&reply.status), "{}", reply.text);
        }
        assert_eq!(cases(&house).await.len(), 1);
    }
}

#[tokio::test]
async fn the_same_asked_twice_is_one_case_and_both_are_answered() {
    let house = house().await;
    let mut links = Vec::new();
    for _ in 0..2 {
        asked(&house, EMAIL).await;
        links.push(link(&house).await);
    }
    assert_ne!(links[0], links[1]);
    for link in &links {
        confirmed(&house, link).await;
    }
    let begun = cases(&house).await;
    assert_eq!(begun.len(), 1);
    // Somebody else's is another, and so is the same about something else.
    asked(&house, "other@example.org").await;
    confirmed(&house, &link(&house).await).await;
    assert_eq!(tried(&house, EMAIL, "En+annan+bild.").await.status, StatusCode::OK);
    confirmed(&house, &link(&house).await).await;
    assert_eq!(cases(&house).await.len(), 3);
    answered(&house, &format!("/cases/{}", begun[0].head.id), "Borta.").await;
    let letters = outside(&house).await;
    assert_eq!(letters.len(), 2);
    for link in &links {
        assert!(house.get(link, "").await.text.contains("<p class=\"marked\">Borta.</p>"));
    }
    // It is seen again: now it is a new case.
    days_pass(2);
    asked(&house, EMAIL).await;
    confirmed(&house, &link(&house).await).await;
    assert_eq!(cases(&house).await.len(), 4);
}

#[tokio::test]
async fn a_link_that_is_wrong_or_too_old_leads_nowhere() {
    let house = house().await;
    asked(&house, EMAIL).await;
    let link = link(&house).await;
    let (request, token) = link.rsplit_once('/').unwrap();
    let other = house.office.store.organisers().await.unwrap()[1];
    let elsewhere = link.replace(&hall(&house).await, &format!("/open/{other}"));
    for wrong in [
        format!("{request}/{token}x"),
        format!("{request}/x"),
        elsewhere,
        link.replace(token, request.rsplit('/').next().unwrap()),
    ] {
        assert_eq!(house.get(&wrong, "").await.status, StatusCode::NOT_FOUND, "{wrong}");
        assert_eq!(house.post(&wrong, "", "").await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    seconds_pass(7 * 86_400 - 1);
    assert_eq!(house.get(&link, "").await.status, StatusCode::OK);
    seconds_pass(1);
    let late = house.post(&link, "", "").await;
    assert_eq!(late.status, StatusCode::NOT_FOUND);
    assert!(
        late.text.contains("Länken leder ingenstans") && late.text.contains("/take-down"),
        "{}",
        late.text
    );
    assert!(cases(&house).await.is_empty());
}

#[tokio::test]
async fn what_nobody_confirms_is_erased_and_what_is_answered_goes_in_time() {
    for house in houses_with(false).await {
        asked(&house, EMAIL).await;
        let link_kept = link(&house).await;
        confirmed(&house, &link_kept).await;
        asked(&house, "other@example.org").await;
        days_pass(6);
        assert_eq!((erase_due(&house.office).await.unwrap(), kept(&house).await), (0, 2));
        days_pass(1);
        assert_eq!((erase_due(&house.office).await.unwrap(), kept(&house).await), (1, 1));
        assert!(outside(&house).await.is_empty(), "its letter, which was not sent yet, went with it");
        assert_eq!(house.get(&link_kept, "").await.status, StatusCode::OK);
        let case = format!("/cases/{}", cases(&house).await[0].head.id);
        answered(&house, &case, "Borta.").await;
        days_pass(89);
        assert_eq!(erase_due(&house.office).await.unwrap(), 0);
        days_pass(1);
        assert_eq!((erase_due(&house.office).await.unwrap(), kept(&house).await), (1, 0));
        assert_eq!(house.get(&link_kept, "").await.status, StatusCode::NOT_FOUND);
        assert_eq!(cases(&house).await.len(), 1, "the case stays");
    }
}

#[tokio::test]
async fn a_letter_goes_to_an_address_outside_once_and_says_nothing_of_what_is_asked() {
    let Some(mut server) = MailServer::place("none") else { return };
    server.start();
    let house = house().await;
    let mailer = Mailer::new(&mail(&server, MailTls::None)).unwrap();
    asked(&house, EMAIL).await;
    assert_eq!(send_due(&house.office, &mailer).await.unwrap(), Sent { sent: 1, later: 0, given_up: 0 });
    assert_eq!(send_due(&house.office, &mailer).await.unwrap(), Sent::default());
    let taken = server.taken();
    assert_eq!(taken[0]["to"], serde_json::json!([EMAIL]));
    let text = taken[0].to_string();
    assert!(text.contains("http://localhost:8080/open/") && text.contains("inom 7 dagar"), "{text}");
    for word in ["luciatåget", "Björkskolan", "sociala medier"] {
        assert!(!text.contains(word), "`{word}` is in a mail");
    }
    // In the language in which it was asked.
    let unit = school(&house, "Björkskolan").await;
    let form = format!("unit={unit}&text={TEXT}&fact-removal_from=elsewhere&email=other@example.org");
    let path = format!("{}/take-down?lang=en", hall(&house).await);
    assert_eq!(house.post(&path, "", &form).await.status, StatusCode::OK);
    assert_eq!(send_due(&house.office, &mailer).await.unwrap().sent, 1);
    assert!(server.taken()[1].to_string().contains("within 7 days"));
}

#[tokio::test]
async fn what_is_wrong_with_the_form_is_said_and_nothing_typed_is_lost() {
    let house = house().await;
    let path = format!("{}/take-down", hall(&house).await);
    let refused = house.post(&path, "", "text=Bilden&email=nobody").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for told in
        ["Välj skola", "Skriv en e-postadress", "Svara på frågan", "Bilden</textarea>", "value=\"nobody\""]
    {
        assert!(refused.text.contains(told), "{told}: {}", refused.text);
    }
    for email in
        ["", "a@b@c", "a b@example.org", "a%0Abcc:b@example.org", &format!("{}@example.org", "a".repeat(300))]
    {
        assert_eq!(tried(&house, email, TEXT).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{email}");
    }
    assert_eq!(tried(&house, EMAIL, "+").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(tried(&house, EMAIL, &"a".repeat(20_001)).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(tried(&house, EMAIL, &"a".repeat(600_000)).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(outside(&house).await.is_empty() && kept(&house).await == 0);
}

#[tokio::test]
async fn what_the_guard_finds_is_sent_with_a_reason_only() {
    let house = house().await;
    let text = "Familjen+har+skyddade+personuppgifter.";
    let found = tried(&house, EMAIL, text).await;
    assert_eq!(found.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        found.text.contains("name=\"despite\"") && found.text.contains("farligt för någon"),
        "{}",
        found.text
    );
    let sent = tried(&house, EMAIL, &format!("{text}&despite=Därför+är+det+bråttom.")).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.text);
    confirmed(&house, &link(&house).await).await;
    assert_eq!(cases(&house).await[0].body.despite, "Därför är det bråttom.");
}

#[tokio::test]
async fn a_school_that_is_made_up_is_not_offered_and_is_refused() {
    let house = house().await;
    let path = format!("{}/take-down", hall(&house).await);
    let filter = Filter { register: "unit", state: "fictitious", limit: 9, ..Filter::default() };
    let made_up = house.tenant().await.list::<Unit>(&filter).await.unwrap()[0].body.clone();
    let page = house.get(&path, "").await.text;
    assert!(page.contains("Strandskolan") && !page.contains(&made_up.name), "{page}");
    let form = format!("unit={}&text={TEXT}&fact-removal_from=elsewhere&email={EMAIL}", made_up.id);
    let refused = house.post(&path, "", &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("Välj skola"), "{}", refused.text);
}

#[tokio::test]
async fn a_form_of_another_site_does_nothing() {
    let house = house().await;
    asked(&house, EMAIL).await;
    let link = link(&house).await;
    for path in [format!("{}/take-down", hall(&house).await), link] {
        let request = Request::post(&path).header("sec-fetch-site", "cross-site");
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        assert_eq!(house.send(request, String::new()).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert!(cases(&house).await.is_empty());
}

#[tokio::test]
async fn who_sends_too_many_forms_waits_and_an_address_gets_three_letters_a_day() {
    let house = house_with(now, |office| (office.is_demo, office.has_mail) = (false, true)).await;
    for _ in 0..3 {
        asked(&house, EMAIL).await;
    }
    for _ in 0..2 {
        let often = tried(&house, EMAIL, TEXT).await;
        assert_eq!(often.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(often.text.contains("tre mejl") && often.text.contains(EMAIL), "{}", often.text);
    }
    assert_eq!(outside(&house).await.len(), 3);
    for number in 0..15 {
        asked(&house, &format!("other{number}@example.org")).await;
    }
    let refused = tried(&house, "more@example.org", TEXT).await;
    assert_eq!((refused.status, refused.wait.as_str()), (StatusCode::TOO_MANY_REQUESTS, "3600"));
    for told in ["more@example.org", "Bilden från luciatåget ska bort.</textarea>", "vänta 60 minuter"] {
        assert!(refused.text.contains(told), "what was typed is kept, {told}: {}", refused.text);
    }
    days_pass(1);
    outside(&house).await;
    asked(&house, EMAIL).await;
    assert_eq!(outside(&house).await.len(), 1);
}

#[tokio::test]
async fn where_there_is_no_routine_or_no_mail_the_page_says_to_whom_to_turn() {
    let house = furnished().await;
    let hall_path = hall(&house).await;
    let accounts = house.get(&format!("{hall_path}/accounts"), "").await.text;
    let account = accounts.split(&format!("href=\"{hall_path}/accounts/")).nth(1).unwrap();
    let account = format!("{hall_path}/accounts/{}", account.split('"').next().unwrap());
    let path = format!("{hall_path}/take-down?stack=company");
    for reply in
        [house.get(&path, "").await, house.post(&path, "", &format!("text={TEXT}&email={EMAIL}")).await]
    {
        assert_eq!(reply.status, StatusCode::OK);
        assert!(
            reply.text.contains("Vänd dig direkt") && !reply.text.contains("<textarea"),
            "{}",
            reply.text
        );
        assert!(reply.text.contains(&account), "{}", reply.text);
    }
    // The page of the account leads to the form, with its school chosen.
    let page = house.get(&account, "").await.text;
    let form = page.split(&format!("href=\"{hall_path}/take-down?unit=")).nth(1).unwrap();
    let unit = form.split('"').next().unwrap();
    let form = house.get(&format!("{hall_path}/take-down?stack=municipality&unit={unit}"), "").await.text;
    assert!(form.contains(&format!("<option value=\"{unit}\" selected>")), "{form}");
    let silent = house_with(now, |office| office.is_demo = false).await;
    let page = silent.get(&format!("{}/take-down", hall(&silent).await), "").await.text;
    assert!(page.contains("Vänd dig direkt") && !page.contains("<textarea"), "{page}");
}
