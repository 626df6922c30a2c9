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
            "swedbank «8214-9, 123 882 004-5»",
            "Personkonto i Nordea: «3300 812 44 10 07»",
            "du kan sätta in på «9022-12.345.67»",
            "clearing «8327-9, konto 994 512 307-1», tack",
            "clearing «8327-9 konto: 994512307»",
            "Swedbank 2 400 000 kr, Nordea 2023-10-12, SEB 12 450 kunder",
            "sätt in på 3 000 platser, på så sätt 2024-03-12 14:30",
            "sätt 8214-9, rum 12, bank 4711",
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
            "Bilar på parkeringen: «FOA 617», «bnd 03e», «xyz 12k» och «ljk 904».",
            "en «KLT 482», «bnd 03e» kom",
            "bilen «ABC 123», kap 123, mat 120",
            "salarna bnd 03e och ljk 904",
            "läs kap 123, bnd 045",
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
            "Min snapchat är «maxi_m08», eller",
            "insta = «nike.w», snap = «nikewww»",
            "POST /login user=«tova.b» ok",
            "Roblox-namnet är «Kattis2013xx»",
            "Steam-id «grillkorven_88»",
            "«zebbe_07» på discord, «ludde2009» på GitHub",
            "github.com är bra, «github.com/ludde-kod»",
            "min snapchat är borta, på discord igår, insta = kul, snap = app",
            "github.com/rust-lang/rust github.com/features",
            "npm i @types/node@20.11.5 @angular/core @babel/plugin-x",
            "@Robin Sjö och @Anna-Karin kan svara, «@Robin_S» och «@RobinSjö» med",
            "user=request.user, username = form.name, login=true, user=new_user2",
            "Discord version2, Xbox windows11, kl12 på discord, klass4b på insta, vecka12 på snap",
            "rum_12, fil_03.pdf, sida-04, elev_07 sa att discord är nere",
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
