//! Messages of SS 12000: read leniently in everything but protection.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

use jiff::civil::{Date, date};
use uuid::Uuid;
use varsam_model::school::{DutyRole, GroupKind, Relation, SchoolForm, UnitKind};
use varsam_model::ss12000::{
    ActivityIn, Callback, DeletedPage, DutyIn, GroupIn, OrganisationIn, Page, PersonIn, ProblemCode, Reader,
    Seen, Text,
};
use varsam_model::unit::Marked;
use varsam_model::{Id, Mark};

const TODAY: Date = date(2026, 11, 29);
const A: &str = "046b6c7f-0b8a-43b9-b35d-6489e6daee91";
const B: &str = "146b6c7f-0b8a-43b9-b35d-6489e6daee91";

fn uuid(text: &str) -> Uuid {
    text.parse().unwrap()
}

fn reader() -> Reader {
    Reader::new(TODAY, Mark::Unknown)
}

fn person(json: &str) -> (Option<Seen>, Reader) {
    let mut reader = reader();
    let seen = reader.person(&serde_json::from_str::<PersonIn<'_>>(json).unwrap());
    (seen, reader)
}

fn open(json: &str) -> varsam_model::person::Person {
    let opened = |seen| if let Seen::Open(person) = seen { Some(*person) } else { None };
    person(json).0.and_then(opened).unwrap()
}

#[test]
fn a_person_as_the_standard_has_it() {
    let json = format!(
        r#"{{"id":"{A}","meta":{{"created":"2026-01-01T00:00:00Z","modified":"2026-01-01T00:00:00Z"}},
        "givenName":"Alv","familyName":"Exempelss\u00f6n","eduPersonPrincipalNames":["x@y"],"civicNo":{{"value":"201701012393","nationality":"SE"}},
        "birthDate":"2017-01-01","sex":"Man","securityMarking":"Ingen","personStatus":"Aktiv","emails":[{{"value":"a@example.se","type":"Skola elev"}}],
        "phoneNumbers":[{{"number":"070-0","type":"Hem"}},{{"value":"070-1","mobile":true}}],"addresses":null,"photo":{{"x":[1]}},
        "enrolments":[{{"enroledAt":{{"id":"{B}","displayName":"Skolan"}},"schoolType":"GR","schoolYear":4,"startDate":"2022-08-15","cancelled":false}}],
        "responsibles":[{{"person":{{"id":"{B}"}},"relationType":"Vårdnadshavare"}}]}}"#
    );
    let alv = open(&json);
    assert_eq!((alv.given.as_str(), alv.family.as_str()), ("Alv", "Exempelssön"));
    assert_eq!(alv.civic.unwrap().exposed(), "201701012393");
    let phones: Vec<_> = alv.phones.iter().map(|phone| phone.value.as_str()).collect();
    assert_eq!(phones, ["070-0", "070-1"]);
    assert_eq!((alv.enrolments[0].form.clone(), alv.enrolments[0].year), (SchoolForm::Compulsory, Some(4)));
    assert_eq!(alv.enrolments[0].period.start, Some(date(2022, 8, 15)));
    assert_eq!(alv.responsibles[0].relation, Relation::Custodian);
    assert_eq!(alv.born, Some(date(2017, 1, 1)));
}

#[test]
fn odd_fields_cost_no_person() {
    let json = format!(
        r#"{{"id":"{A}","givenName":7,"familyName":{{"a":1}},"sex":null,"securityMarking":"Ingen","birthDate":"1/1",
        "civicNo":{{"value":"201701012394"}},"enrolments":[{{"schoolType":"NY"}}],"responsibles":[{{"person":null}}],"middleName":[1,2]}}"#
    );
    let (seen, reader) = person(&json);
    let Some(Seen::Open(person)) = seen else { unreachable!("{seen:?}") };
    assert_eq!((person.given.as_str(), person.family.as_str(), person.civic), ("7", "", None));
    let codes: Vec<_> = reader.problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, [ProblemCode::Reference, ProblemCode::Civic, ProblemCode::Date, ProblemCode::Unit]);
    assert!(reader.problems.iter().all(|problem| problem.id == Some(uuid(A))));
    assert!(!format!("{reader:?}").contains("201701012394"));
}

#[test]
fn a_mark_leaves_nothing_but_id_and_mark() {
    let marks = [
        (r#""Sekretessmarkering""#, Mark::Secrecy),
        (r#""Skyddad folkbokföring""#, Mark::ProtectedRegistration),
        (r#""Fingerade uppgifter""#, Mark::Unknown),
        (r#""""#, Mark::Unsaid),
        ("null", Mark::Unknown),
        ("true", Mark::Unknown),
        (r#"["Ingen"]"#, Mark::Unsaid),
    ];
    for (text, mark) in marks {
        let json =
            format!(r#"{{"id":"{A}","givenName":"Cia","familyName":"Dolda","securityMarking":{text}}}"#);
        assert_eq!(
            person(&json).0,
            Some(Seen::Protected(Marked { person: Id::new(uuid(A)), mark, civic: None })),
            "{text}"
        );
    }
    let silent = format!(r#"{{"id":"{A}","givenName":"Cia","familyName":"Dolda"}}"#);
    assert!(matches!(person(&silent).0, Some(Seen::Protected(_))));
    let wire = serde_json::from_str::<PersonIn<'_>>(&silent).unwrap();
    assert!(matches!(Reader::new(TODAY, Mark::None).person(&wire), Some(Seen::Open(_))));
}

#[test]
fn marks_on_references_are_kept_and_names_there_are_not_read() {
    let guardian = format!(
        r#"{{"id":"{A}","givenName":"Alv","familyName":"E","securityMarking":"Ingen",
        "responsibles":[{{"person":{{"id":"{B}","displayName":"Dolda","securityMarking":"Sekretessmarkering"}},"relationType":"God man"}}]}}"#
    );
    let (_, reader) = person(&guardian);
    assert_eq!(reader.marks, [Marked { person: Id::new(uuid(B)), mark: Mark::Secrecy, civic: None }]);
    let group = format!(
        r#"{{"id":"{A}","displayName":"4A","groupType":"Klass","organisation":{{"id":"{B}"}},"startDate":"2026-08-17",
        "groupMemberships":[{{"person":{{"id":"{B}","securityMarking":"Något nytt"}},"endDate":"2027-06-10"}},{{"person":{{"id":"{A}"}}}}]}}"#
    );
    let mut reader = self::reader();
    let group = reader.group(&serde_json::from_str::<GroupIn<'_>>(&group).unwrap()).unwrap();
    assert_eq!(reader.marks, [Marked { person: Id::new(uuid(B)), mark: Mark::Unknown, civic: None }]);
    assert_eq!((group.kind, group.members.len()), (GroupKind::Class, 2));
    assert_eq!(group.members[0].period.end, Some(date(2027, 6, 10)));
    let duty = format!(
        r#"{{"id":"{A}","person":{{"id":"{B}","securityMarking":"Skyddad folkbokföring"}},"dutyAt":{{"id":"{A}"}},"dutyRole":"Elevhälsopersonal"}}"#
    );
    let duty = reader.duty(&serde_json::from_str::<DutyIn<'_>>(&duty).unwrap()).unwrap();
    assert_eq!(duty.role, DutyRole::Other("Elevhälsopersonal".to_owned()));
    assert_eq!(reader.marks.len(), 2);
}

#[test]
fn both_wrappers_and_both_spellings_are_read() {
    let page =
        format!(r#"{{"organisations":[{{"id":"{A}","displayName":"Skolan","schoolUnitCode":"01234567"}}]}}"#);
    let (units, token) = serde_json::from_str::<Page<OrganisationIn<'_>>>(&page).unwrap().parts();
    assert_eq!(token, None);
    let unit = reader().unit(&units[0]).unwrap();
    assert_eq!((unit.kind, unit.code.as_deref()), (UnitKind::SchoolUnit, Some("01234567")));
    let page = format!(
        r#"{{"pageToken":"n2","data":[{{"id":"{A}","displayName":"Nämnden","organisationType":"Huvudman","organisationNumber":"212000-0000","parentOrganisation":null}}]}}"#
    );
    let (units, token) = serde_json::from_str::<Page<OrganisationIn<'_>>>(&page).unwrap().parts();
    assert_eq!(token.as_deref(), Some("n2"));
    let unit = reader().unit(&units[0]).unwrap();
    assert_eq!(
        (unit.kind, unit.code.as_deref(), unit.parent),
        (UnitKind::Organiser, Some("212000-0000"), None)
    );
    for end in ["null", "\"\""] {
        let page = format!(r#"{{"data":null,"pageToken":{end}}}"#);
        let (units, token) = serde_json::from_str::<Page<OrganisationIn<'_>>>(&page).unwrap().parts();
        assert!(units.is_empty() && token.is_none());
    }
    let (_, token) =
        serde_json::from_str::<Page<PersonIn<'_>>>(r#"{"data":[],"pageToken":17}"#).unwrap().parts();
    assert_eq!(token.as_deref(), Some("17"));
    for word in ["activities", "activitites"] {
        let json = format!(r#"{{"data":{{"persons":["{A}","x"],"{word}":["{B}"]}},"pageToken":null}}"#);
        let page: DeletedPage = serde_json::from_str(&json).unwrap();
        let mut reader = reader();
        let [units, persons, .., activities] = reader.deleted(&page.data);
        assert_eq!((units, persons, activities), (vec![], vec![uuid(A)], vec![uuid(B)]));
        assert_eq!(reader.problems.len(), 1);
    }
    for word in ["modifiedEntites", "modifiedEntities"] {
        let json = format!(r#"{{"{word}":["Person","Nytt"],"deletedEntities":true}}"#);
        let callback: Callback = serde_json::from_str(&json).unwrap();
        assert_eq!(callback.modified().collect::<Vec<_>>(), ["Person", "Nytt"]);
        assert!(callback.deleted_entities);
    }
}

#[test]
fn an_activity_names_groups_and_duties() {
    let json = format!(
        r#"{{"id":"{A}","displayName":"Matematik 4A","activityType":"Undervisning","organisation":{{"id":"{B}"}},
        "groups":[{{"id":"{A}"}}],"teachers":[{{"duty":{{"id":"{B}"}}}},{{"duty":null}}]}}"#
    );
    let activity = reader().activity(&serde_json::from_str::<ActivityIn<'_>>(&json).unwrap()).unwrap();
    assert_eq!(
        (activity.groups.len(), activity.duties.len(), activity.kind.as_str()),
        (1, 1, "Undervisning")
    );
}

#[test]
fn what_has_no_id_is_left_out_and_told() {
    let (seen, reader) = person(r#"{"id":"7","givenName":"A","familyName":"B","securityMarking":"Ingen"}"#);
    assert_eq!(seen, None);
    assert_eq!(reader.problems[0].code, ProblemCode::Id);
}

#[test]
fn plain_texts_are_not_copied() {
    let text: Text<'_> = serde_json::from_str(r#""Ingen""#).unwrap();
    assert!(matches!(text.0, std::borrow::Cow::Borrowed("Ingen")));
}
