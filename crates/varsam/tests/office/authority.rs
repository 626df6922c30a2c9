//! An authority that issues cards, and lists those that it has revoked.

use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CertifiedIssuer, DnType,
    ExtendedKeyUsagePurpose, IsCa, KeyIdMethod, KeyPair, KeyUsagePurpose, RevokedCertParams, SerialNumber,
    date_time_ymd,
};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

/// The authority.
pub(crate) struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

/// What a card is like.
pub(crate) struct Like {
    pub(crate) serial: &'static str,
    pub(crate) number: u64,
    pub(crate) until: i32,
    pub(crate) usage: Option<ExtendedKeyUsagePurpose>,
}

/// A certificate and its key, PEM.
pub(crate) struct Made {
    pub(crate) certificate: String,
    pub(crate) der: Vec<u8>,
    pub(crate) key: String,
}

impl Default for Like {
    fn default() -> Self {
        let usage = Some(ExtendedKeyUsagePurpose::ClientAuth);
        Self { serial: "19800303TF02", number: 7, until: 2060, usage }
    }
}

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.distinguished_name.push(DnType::CommonName, name);
        let (from, until) = (date_time_ymd(2020, 1, 1), date_time_ymd(2060, 1, 1));
        (params.not_before, params.not_after) = (from, until);
        Self { issuer: CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap() }
    }

    pub(crate) fn pem(&self) -> String {
        self.issuer.pem()
    }

    /// A card.
    pub(crate) fn card(&self, like: &Like) -> Made {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "Jonas Flodmark");
        params.distinguished_name.push(DnType::CustomDnType(vec![2, 5, 4, 5]), like.serial);
        params.serial_number = Some(SerialNumber::from(like.number));
        params.extended_key_usages = like.usage.clone().into_iter().collect();
        (params.not_before, params.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(like.until, 1, 1));
        self.signed(&params)
    }

    /// What a server shows to browsers.
    pub(crate) fn server(&self) -> Made {
        let mut params =
            CertificateParams::new(vec!["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        (params.not_before, params.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2060, 1, 1));
        self.signed(&params)
    }

    fn signed(&self, params: &CertificateParams) -> Made {
        let key = KeyPair::generate().unwrap();
        let made = params.signed_by(&key, &self.issuer).unwrap();
        Made { certificate: made.pem(), der: made.der().to_vec(), key: key.serialize_pem() }
    }

    /// The list of those revoked, good until a year.
    pub(crate) fn list(&self, numbers: &[u64], until: i32) -> String {
        let revoked = numbers.iter().map(|number| RevokedCertParams {
            serial_number: SerialNumber::from(*number),
            revocation_time: date_time_ymd(2021, 1, 1),
            reason_code: None,
            invalidity_date: None,
        });
        let params = CertificateRevocationListParams {
            this_update: date_time_ymd(2020, 1, 1),
            next_update: date_time_ymd(until, 1, 1),
            crl_number: SerialNumber::from(1),
            issuing_distribution_point: None,
            revoked_certs: revoked.collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        params.signed_by(&self.issuer).unwrap().pem().unwrap()
    }
}

/// Writes a file that only its owner reads.
pub(crate) fn write(path: &Path, text: &str) {
    drop(std::fs::remove_file(path));
    let mut options = std::fs::OpenOptions::new();
    let file = options.write(true).create_new(true).mode(0o600).open(path);
    std::io::Write::write_all(&mut file.unwrap(), text.as_bytes()).unwrap();
}
