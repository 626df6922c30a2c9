//! School text full of numbers in which nobody is named.

use varsam_detect::Label;

use crate::check;

#[test]
fn text_without_identifiers_stays_unmarked() {
    check(
        Label::OtherId,
        &[
            "Klass 4b, 23 elever, sal 112, kl 08.15–09.00",
            "Buss 42 avgår 07:12, 07:27, 07:42 och 07:57 från hållplats C",
            "IFK–AIK 3–1 (1–0), 12 450 åskådare",
            "Prov kap 5, s. 112-118, tisdag 12/3 kl 10.20",
            "Pris 1 299:- exkl. moms, 12 st à 49,50 kr",
            "ISBN 978-91-0-012345-6, 91-0-012345-6",
            "59.32932, 18.06858 och N59 19.759 E18 4.115",
            "color: #1a2b3c; background: #120312; margin: 0 12px 08px",
            "commit 4b3548c0a1b2c3d4e5f60718293a4b5c6d7e8f90",
            "550e8400-e29b-41d4-a716-446655440000",
            "2024-03-12T14:30:55.123Z INFO request 8812 took 153 ms",
            "[2024-03-12 14:30:55,123] 200 GET /elev/4411 0.153",
            "SFS 2010:800, 3 kap. 5 § och 29 kap. 2 a §",
            "Lgr22, Gy11, SS 12000:2020, ISO 8601",
            "Faktura 10023, förfaller 2024-04-30, 12 500,00 kr",
            "Läsår 2024/2025, v. 12–14, vt 2025",
            "Betyg: A 12, B 15, C 20, D 8, E 3, F 1",
            "Skolenhetskod 12345678, resultatenhet 4010",
            "GET /api/v2/persons?limit=100&offset=200 HTTP/1.1",
            "1 234 567 890 invånare och 0,5 %",
            "Klockan 8 till 12, 10 x 10 cm, 3 m, 12 kg",
            "Version 2.10.4, Windows 10.0.19045",
            "3 * 4 = 12; 120 / 3 = 40; 1e10",
            "tel. stängd 12–13",
            "Resultat 100 m: 12,34; 12,85; 13,01",
            "Svar: 1a, 2c, 3b, 4d, 5a",
            "Kurskod MATMAT01b, ENGENG05, SVESVE02",
            "CO2, H2O, C6H12O6, pH 7, pi 3,14159265",
            "1939–1945, 1800-talet, 500 f.Kr.",
            "Rum B12 bokat 2024-03-12 13:00–14:30 (90 min)",
            "",
        ],
    );
}
