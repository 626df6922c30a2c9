//! Accounts, number plates, network addresses, handles.

use varsam_detect::{Label, identifier::value};

use crate::{check, spans};

#[test]
fn accounts() {
    check(
        Label::OtherId,
        &[
            "«SE45 5000 0000 0583 9825 7466»",
            "IBAN:«SE4550000000058398257466», tack",
            "«FI21 1234 5600 0007 85» och «NO93 8601 1117 947»",
            "SE46 5000 0000 0583 9825 7466",
            "konto «1234 56 789 01»",
            "kontonummer: «8327-9 123456789»",
            "clearingnr 8327, konto «1234567»",
            "bg «5050-1055», bankgiro: «991-2346»",
            "plusgiro «12 34 56-6»",
            "bg 5050-1056",
            "konto 4010",
        ],
    );
}

#[test]
fn plates() {
    check(
        Label::OtherId,
        &[
            "bilen «ABC 123» står fel",
            "reg.nr «ABC12D»",
            "regnr «abc123»",
            "registreringsnummer: «XYZ 987»",
            "parkerad bil «KLM45R»",
            "en «KLT 482» kom",
            "kursen MAT 123, SVE 101, ENG 07",
            "SEK 500, ISO 900, SFS 201, LGR 11",
            "sal NO2, rum A12, bil 3",
            "bilen AIQ 123",
        ],
    );
}

#[test]
fn networks() {
    check(
        Label::OtherId,
        &[
            "loggade in från «192.168.1.12».",
            "ip «8.8.8.8»",
            "«fe80::1ff:fe23:4567:890a» «2001:db8::1»",
            "version 10.12.13.14, v 192.168.1.12",
            "avsnitt 1.2.3.4 och 300.1.2.3",
            "00:1A:2B:3C:4D:5E 12:30:45",
            "192.168.1",
        ],
    );
}

#[test]
fn handles() {
    check(
        Label::OtherId,
        &[
            "följ «@elsa.k09»!",
            "(«@ali_h»)",
            "insta: «elsa.k09», snap: «elsak»",
            "snap:«070elsa»",
            "Snapchat:«@elsa_k»",
            "«instagram.com/elsa.k» och https://www.«tiktok.com/@elsa.k»",
            "@alla @everyone @media @import @almaskolan @klass4b @umeakommun",
            "@ 12, @5",
        ],
    );
}

#[test]
fn values() {
    let cases = [
        ("SE45 5000 0000 0583 9825 7466", "SE4550000000058398257466"),
        ("bilen ABC 12d", "ABC12D"),
        ("reg.nr abc123", "ABC123"),
        ("hej @Elsa.K09", "@elsa.k09"),
    ];
    for (text, expected) in cases {
        let spans = spans(text);
        assert_eq!(spans.first().and_then(|span| value(text, span)).as_deref(), Some(expected), "{text}");
    }
}
