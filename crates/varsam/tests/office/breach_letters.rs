//! Letters to those whom a breach concerns, by URL: drafts for all who see the case, kept by whoever tells those concerned
//! once the officer was consulted, and printed as they were kept.

use crate::house::{House, between, house, houses_with, link};
use crate::office::breach::{HEAD, OFFICER, OPERATIONS, TEACHER, does, handled, locale, reported, tried};
use axum::http::StatusCode;

/// A breach at Björkskolan.
async fn breach(house: &House) -> String {
    reported(house, TEACHER, "Björkskolan", "Klasslista").await
}

/// One of which it was decided that those concerned are told.
async fn decided(house: &House) -> String {
    let case = breach(house).await;
    does(house, &case, (TEACHER, "contain"), "note=Listan+är+raderad.").await;
    handled(house, &case).await;
    does(house, &case, (OPERATIONS, "decide-persons"), "decision=yes&note=De+ska+veta.").await;
    case
}

/// What stands in the field of the letter.
fn letter(page: &str) -> String {
    let field = between(page, "<textarea class=\"ds-input\" id=\"text\"", "</textarea>");
    let text = field.split_once(">\n").unwrap().1;
    text.replace("&#39;", "'").replace("&#38;", "&").replace("&#34;", "\"")
}

/// The letter with all places filled.
fn filled(letter: &str) -> String {
    let mut filled = letter.to_owned();
    while let Some((before, rest)) = filled.split_once('[') {
        filled = format!("{before}En lista med namn kom fel.{}", rest.split_once(']').unwrap().1);
    }
    filled
}

/// A form that keeps a letter.
fn form(language: &str, to: &str, text: &str) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("language", language).append_pair("to", to).append_pair("text", text);
    form.finish()
}

#[tokio::test]
async fn acm_18_acm_20_a_letter_is_kept_once_the_officer_was_consulted_and_not_before() {
    for house in houses_with(false).await {
        let case = breach(&house).await;
        let (path, cookie) = (format!("{case}/letters"), house.as_role(OPERATIONS).await);
        let refused = async |hindrance: &str| {
            let page = house.get(&path, &cookie).await;
            assert_eq!(page.status, StatusCode::OK, "{}", page.text);
            let words = locale(&format!("letters-hindrance-{hindrance}"));
            assert!(page.text.contains(&words), "{hindrance}: {}", page.text);
            assert!(!page.text.contains(&locale("letters-keep")) && !page.text.contains("/letters/done"));
            let sent = tried(&house, &path, OPERATIONS, &form("sv", "guardian", "Så var det.")).await;
            assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{hindrance}");
            assert!(sent.text.contains(&words) && letter(&sent.text) == "Så var det.", "{}", sent.text);
        };
        refused("advice").await;
        handled(&house, &case).await;
        refused("decision").await;
        does(&house, &case, (OPERATIONS, "decide-persons"), "decision=yes&note=De+ska+veta.").await;
        let page = house.get(&path, &cookie).await.text;
        let draft = letter(&page);
        assert!(draft.starts_with("Viktig information om ditt barns personuppgifter\n\nHej!"), "{draft}");
        assert!(draft.contains("Namn kan spridas.") && draft.contains(OFFICER), "{draft}");
        // A place that nobody has filled stays no letter.
        let unfinished = tried(&house, &path, OPERATIONS, &form("sv", "guardian", &draft)).await;
        assert_eq!(unfinished.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(unfinished.text.contains("Nämn inga andra personer.]"), "{}", unfinished.text);
        let finished = filled(&draft);
        let as_sent = form("sv", "guardian", &finished.replace('\n', "\r\n"));
        let kept = tried(&house, &path, OPERATIONS, &as_sent).await;
        assert_eq!((kept.status, kept.to.as_str()), (StatusCode::SEE_OTHER, path.as_str()), "{}", kept.text);

        let page = house.get(&path, &cookie).await.text;
        let file = house.get(link(&page, "letter-guardian-sv.txt"), &cookie).await;
        assert_eq!((file.status, file.text.as_str()), (StatusCode::OK, finished.as_str()));
        assert!(house.get(&case, &cookie).await.text.contains("letter-guardian-sv.txt"), "it is in the case");
        does(&house, &case, (OPERATIONS, "letters"), "note=Skickat+med+posten.&now-persons-told=yes").await;
        refused("settled").await;
    }
}

#[tokio::test]
async fn acm_20_an_advice_that_is_opened_again_stops_letters_and_what_says_that_they_are_sent() {
    let house = house().await;
    let case = decided(&house).await;
    let reopened = tried(&house, &format!("{case}/advise/reopened"), OFFICER, "note=Nytt+är+känt.").await;
    assert_eq!(reopened.status, StatusCode::SEE_OTHER, "{}", reopened.text);
    let path = format!("{case}/letters");
    let kept = tried(&house, &path, OPERATIONS, &form("sv", "adult", "Så var det.")).await;
    assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(kept.text.contains(&locale("letters-hindrance-advice")), "{}", kept.text);
    let sent = tried(&house, &format!("{path}/done"), OPERATIONS, "note=Skickat.").await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", sent.text);
}

#[tokio::test]
async fn acm_20_others_read_the_drafts_and_keep_none_and_strangers_see_nothing() {
    let house = house().await;
    let case = decided(&house).await;
    let path = format!("{case}/letters");
    for who in [TEACHER, HEAD, OFFICER] {
        let cookie = house.as_role(who).await;
        let page = house.get(&path, &cookie).await;
        assert_eq!(page.status, StatusCode::OK, "{who}");
        assert!(page.text.contains(&locale("letters-others")) && !page.text.contains("name=\"version\""));
        assert!(page.text.contains(" readonly>"), "{who}: {}", page.text);
        assert!(house.get(&case, &cookie).await.text.contains(&format!("href=\"{path}\"")), "{who}");
        let sent = house.post(&path, &cookie, &format!("version=9&{}", form("sv", "pupil", "Hej"))).await;
        assert_eq!(sent.status, StatusCode::CONFLICT, "{who}");
        assert!(sent.text.contains("Hej</textarea>") && sent.text.contains(&locale("cases-error-over")));
        let never_open = house.post(&path, &cookie, &form("sv", "pupil", "Hej")).await;
        assert_eq!(never_open.status, StatusCode::NOT_FOUND, "{who}");
    }
    let stranger = house.as_role("Samira Osmanik").await;
    let operations = house.as_role(OPERATIONS).await;
    let printed = format!("{path}/print");
    assert_eq!(house.get(&path, &stranger).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(&printed, &operations).await.status, StatusCode::NOT_FOUND, "none is kept");
    let other = house.get(&format!("{case}/letters?language=xx&to=everybody"), &operations).await;
    assert!(letter(&other.text).starts_with("Viktig information om ditt barns"), "{}", other.text);
}

#[tokio::test]
async fn acm_18_what_people_wrote_is_put_into_other_words_by_hand_and_never_guessed() {
    let house = house().await;
    let case = decided(&house).await;
    let cookie = house.as_role(OPERATIONS).await;
    let draft = async |language: &str, to: &str| {
        house.get(&format!("{case}/letters?language={language}&to={to}"), &cookie).await.text
    };
    let own = "Listan är raderad.";
    for (language, to, has_own) in
        [("sv", "guardian", true), ("sv", "adult", true), ("sv", "pupil", false), ("en", "adult", false)]
    {
        let page = draft(language, to).await;
        assert_eq!(letter(&page).contains(own), has_own, "{language} {to}: {page}");
        assert!(page.contains(own), "{language} {to}: it stands beside the draft");
        assert!(!page.contains(&locale("letters-unreviewed")), "{language}");
    }
    for language in ["ar", "fi", "so", "uk"] {
        let page = draft(language, "guardian").await;
        assert!(page.contains(&locale("letters-unreviewed")), "{language}");
        assert!(!letter(&page).contains(own) && letter(&page).contains(OFFICER), "{language}: {page}");
        assert_eq!(page.contains("lang=\"ar\" dir=\"rtl\""), language == "ar", "{language}");
    }
    // The last letter to each, in each language, is printed on a sheet of its own.
    for (language, to, text) in [
        ("ar", "pupil", "Först så"),
        ("ar", "pupil", "معلومات\nمرحبًا"),
        ("sv", "adult", "Viktigt\nSå var det."),
    ] {
        let kept = tried(&house, &format!("{case}/letters"), OPERATIONS, &form(language, to, text)).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    }
    let printed = house.get(&format!("{case}/letters/print"), &house.as_role(HEAD).await).await;
    assert_eq!(printed.text.matches("<article").count(), 2, "{}", printed.text);
    assert!(printed.text.contains("lang=\"ar\" dir=\"rtl\"") && printed.text.contains("معلومات</h2>"));
    assert!(printed.text.contains(">Så var det.</p>") && !printed.text.contains("Först så"));
}

#[tokio::test]
async fn acm_20_the_page_says_how_somebody_with_protected_personal_data_is_reached() {
    let house = house().await;
    let case = breach(&house).await;
    let (path, cookie) = (format!("{case}/letters"), house.as_role(OFFICER).await);
    assert!(house.get(&path, &cookie).await.text.contains(&locale("letters-protected-open")));
    does(&house, &case, (OFFICER, "assess"), "decision=yes&note=Ja.").await;
    let found = "fact-breach_risk=high_risk&fact-protected_concerned=yes&fact-security_act=no";
    does(&house, &case, (OFFICER, "severity"), &format!("note=Adressen.&{found}")).await;
    for (stack, section) in
        [("municipality", "Handlingsplan"), ("company", "Inget som pekar ut den som är skyddad")]
    {
        let page = house.get(&path, &format!("{cookie}; stack={stack}")).await.text;
        assert!(page.contains(&locale("letters-protected-way")), "{stack}: {page}");
        let (guideline, anchor) = link(&page, section).split_once('#').unwrap();
        let guideline = house.get(guideline, &cookie).await;
        assert_eq!(guideline.status, StatusCode::OK, "{stack}");
        assert!(guideline.text.contains(&format!("id=\"{anchor}\"")), "{stack}: {anchor}");
    }
}

#[tokio::test]
async fn acm_20_an_identity_number_or_a_name_is_kept_only_with_a_reason() {
    let house = house().await;
    let case = decided(&house).await;
    let path = format!("{case}/letters");
    for (text, told) in [
        ("Det gäller 20121130-2389.", "20121130-2389"),
        ("Det gäller Elsa Lindqvist i 7B.", "Elsa Lindqvist"),
    ] {
        let form = form("sv", "adult", text);
        let stopped = tried(&house, &path, OPERATIONS, &form).await;
        assert_eq!(stopped.status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
        assert!(stopped.text.contains("name=\"despite\"") && stopped.text.contains(told), "{}", stopped.text);
        assert_eq!(letter(&stopped.text), text, "nothing is lost");
        let kept = tried(&house, &path, OPERATIONS, &format!("{form}&despite=Påhittat")).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    }
    let page = house.get(&case, &house.as_role(OPERATIONS).await).await.text;
    assert_eq!(page.matches("Påhittat").count(), 2, "the reasons stay with the case");
}

#[tokio::test]
async fn of_two_who_keep_a_letter_the_second_is_told_and_keeps_what_was_typed() {
    let house = house().await;
    let case = decided(&house).await;
    let (path, cookie) = (format!("{case}/letters"), house.as_role(OPERATIONS).await);
    let page = house.get(&path, &cookie).await.text;
    let version = between(&page, "name=\"version\" value=\"", "\"");
    let typed = format!("version={version}&{}", form("sv", "adult", "Så var det."));
    assert_eq!(house.post(&path, &cookie, &typed).await.status, StatusCode::SEE_OTHER);
    let second = house.post(&path, &cookie, &typed).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert_eq!(letter(&second.text), "Så var det.");
    let empty = tried(&house, &path, OPERATIONS, &form("sv", "adult", " \r\n ")).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text.contains(&locale("letters-error-empty")), "{}", empty.text);
    let long = tried(&house, &path, OPERATIONS, &form("ar", "adult", &"م".repeat(20_001))).await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY, "too long, and not too large to be read");
}
