//! Telephones, e-mail and postal addresses.

use varsam_detect::{Label, identifier::value};

use crate::{check, spans};

#[test]
fn telephones() {
    check(
        Label::Phone,
        &[
            "ring «070-123 45 67» nu",
            "«0701234567»",
            "«070 123 45 67», «070-1234567», «070-12 34 567», «0701-23 45 67»",
            "«070/123 45 67» «070.123.45.67»",
            "«+46 70 123 45 67» «+46701234567» «+46 (0)70-123 45 67» «+46(0)701234567»",
            "«0046701234567» och «0046 70 123 45 67»",
            "«08-12 34 56» «08-123 456 78» «08-1234567» «031-12 34 56» «0303-123 45»",
            "«(08) 12 34 56»",
            "«010-123 45 67», vardagar",
            "«031 12 34 56»",
            "tel «08 12 34 56»",
            "tel: «12345»",
            "Telefon: «123 45 67»",
            "mobil «123 45 67»",
            "ring «12 34 56» efter klockan 15",
            "«+358 40 123 4567» «+47 12 34 56 78» «+45 12 34 56 78» «+49 151 12345678»",
            "Elsa;«0701234567»;Ali;«0731234567»",
            "mamma «070-123 45 67» pappa «073-123 45 67»",
            "«070\u{a0}123\u{a0}45\u{a0}67» «070–123 45 67»",
        ],
    );
}

#[test]
fn other_numbers_are_no_telephones() {
    check(
        Label::Phone,
        &[
            "öppet 08-16 och 08.15-16.00",
            "08-12 13-17",
            "kl 08.00–09.30",
            "pris 1 200 000 kr",
            "+200 000 000 kr",
            "0,70 1234567",
            "sidorna 123-145",
            "bg 5050-1056",
            "ring 112",
            "tel 2024",
            "0-3, 3-1, 08 12",
            "2012-03-12",
            "Ordernr 070-1234567",
            "00:15:30 00:20:10",
        ],
    );
}

#[test]
fn emails() {
    check(
        Label::Email,
        &[
            "mejla «elsa.berg@skola.se».",
            "«elsa+skola@exempel.se», <«Elsa_B@edu.sollentuna.se»>",
            "«åsa.öberg@skola.se» «per@åmål.se»",
            "«elsa09@skola.se» «120312-2385@elev.se»",
            "mailto:«elsa@skola.se»",
            "«anna (at) skola.se» «anna(at)skola.se» «anna [at] skola.se» «anna(a)skola.se»",
            "«anna.berg snabel-a skola punkt se»",
            "«anna punkt berg [at] skola punkt se»",
            "«anna.berg @ skola.se»",
            "«anna (snabel-a) skola.se»",
            "mejla «pelle.t snabela hotmail punkt com» ikväll",
            "Skriv till «hassan at lundaskolan dot se».",
            "«hassan at edu dot lundaskolan dot se», «elsa snabela skola.se», ring 12",
            "look at us dot com, look at google dot txt, en punkt at en punkt till",
            "vi var at skolan punkt Sedan gick vi, snabela heter tecknet, punkt se",
            "@alla, @ 5 kr, a@b, @media print, vi ses @ skolan",
        ],
    );
}

#[test]
fn addresses() {
    check(
        Label::Address,
        &[
            "bor på «Storgatan 5» i Umeå",
            "«storgatan 5b», sa hon",
            "«Karl Johans gata 5»",
            "«Drottning Kristinas väg 12 A»",
            "«Lilla Torggatan 3B, 123 45 Umeå»",
            "«Stora Nygatan 12 C, lgh 1102, 111 22 Stockholm»",
            "«Nygatan 3, 2 tr, 123 45 Umeå»",
            "«Skolvägen 10\n123 45 Upplands Väsby»",
            "«Ringvägen 7, SE-123 45 UMEÅ»",
            "«Ekstigen 4, 12345 Umeå»",
            "«Björkallén 8» «Odenplan 5» «Möllevångstorget 2»",
            "«S:t Eriks gata 5»",
            "«Storg. 12»",
            "«Berga 12, 765 43 Bollebygd»",
            "«Norra Berga 12, 765 43 Bollebygd»",
            "«Box 123, 123 45 Umeå»",
            "«Mannerheimintie 5 A, 00100 Helsingfors»",
            "«Björnkatu 12»",
            "Elsa;«Skolgatan 3»;4b",
            "«Skolgatan 3-5»",
            "jag bor «nedre brog. 3 b»",
            "Hej, «Lilla Torget 2» är målet",
            "«Torget 2, 794 93 Orsa»",
            "«12 Acacia Avenue, Leeds LS6 2AB»",
            "at «7 Mill Lane, London SW1A 2AA».",
            "«PL 3412, 794 93 Orsa»",
        ],
    );
}

#[test]
fn other_words_with_numbers_are_no_addresses() {
    check(
        Label::Address,
        &[
            "kapitel 5, väg 73, E4, plan 3, vägen 2 av 3",
            "riksväg 40 och länsväg 222",
            "drygt 20 elever, omgången 3, handen 5",
            "Storgatan 10.30",
            "Storgatan 2024",
            "Grusvägen 3 km bort",
            "Handlingsplan 3, Läroplan 11, arbetsplatsen 5",
            "lekplatsen 2, parkeringsplatsen 4",
            "Almaskolan 4, Bergagymnasiet 3",
            "sal 5, rum 12, grupp 3, klass 7",
            "Swish 123 456 78 90, Plan 12 345 67",
            "efter stunden 3, igen 5 gånger",
            "vid torget 2, på torget 5 gånger, PL 3412",
            "norra skog. 3, den nedre dag. 3 elever kom, övre brog. 3 elever",
            "12 Street, kursen LS6 2AB, betyg LS6 12",
            "Björbo 45 går klockan 7, buss Rödmyra 118, Volvo 240, klass Alma 4",
        ],
    );
}

#[test]
fn values() {
    let cases = [
        ("070-123 45 67", "+46701234567"),
        ("+46 (0)70-123 45 67", "+46701234567"),
        ("0046 70 123 45 67", "+46701234567"),
        ("(08) 12 34 56", "+468123456"),
        ("+358 40 123 4567", "+358401234567"),
        ("Elsa.Berg@Skola.SE", "elsa.berg@skola.se"),
        ("anna punkt berg (at) skola punkt se", "anna.berg@skola.se"),
        ("hassan at lundaskolan dot se", "hassan@lundaskolan.se"),
        ("pelle.t snabela hotmail punkt com", "pelle.t@hotmail.com"),
        ("Storgatan 5,\n123 45 Umeå", "Storgatan 5, 123 45 Umeå"),
    ];
    for (text, expected) in cases {
        let spans = spans(text);
        assert_eq!(value(text, &spans[0]).as_deref(), Some(expected), "{text}");
    }
}
