//! What a certificate says of its holder. Whether it is to be believed is asked before, of the authorities.

use crate::data::config::Attribute;
use x509_cert::Certificate;
use x509_cert::der::Decode as _;
use x509_cert::der::asn1::{Ia5StringRef, ObjectIdentifier, PrintableStringRef, Utf8StringRef};
use x509_cert::ext::pkix::ExtendedKeyUsage;
use x509_cert::name::Name;

/// `serialNumber` of a subject: the HSA-id on most professional cards, an identity number on others.
const SERIAL_NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.5");
/// The use of a key that signs somebody in.
const CLIENT_AUTH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2");

/// Who holds a certificate.
#[derive(Clone, PartialEq, Eq)]
pub struct Holder {
    /// The authority, as its name is written.
    pub issuer: String,
    /// What the authority calls the holder.
    pub serial: String,
    /// What stands in the attribute that is said to hold an identity number.
    pub number: Option<String>,
}

/// Reads a certificate that is there to sign somebody in.
///
/// # Errors
/// Why it is none, without anything of it.
pub fn holder(der: &[u8], number_from: Option<&Attribute>) -> Result<Holder, &'static str> {
    let certificate = Certificate::from_der(der).map_err(|_| "it cannot be read")?;
    let certificate = certificate.tbs_certificate();
    let uses = certificate.get_extension::<ExtendedKeyUsage>().map_err(|_| "its uses cannot be read")?;
    if !uses.is_some_and(|(_, uses)| uses.0.contains(&CLIENT_AUTH)) {
        return Err("it is not for signing in");
    }
    let serial = attribute(certificate.subject(), SERIAL_NUMBER).ok_or("its subject has no serial number")?;
    let number = match number_from {
        None => None,
        Some(Attribute::SerialNumber) => Some(serial.clone()),
        Some(Attribute::Oid(oid)) => {
            ObjectIdentifier::new(oid).ok().and_then(|oid| attribute(certificate.subject(), oid))
        }
    };
    Ok(Holder { issuer: certificate.issuer().to_string(), serial, number })
}

/// The first attribute of a kind. Its text may be written in several ways.
fn attribute(subject: &Name, oid: ObjectIdentifier) -> Option<String> {
    let value = &subject.iter().find(|attribute| attribute.oid == oid)?.value;
    let printable = || PrintableStringRef::try_from(value).map(|text| text.as_str().to_owned());
    let utf8 = || Utf8StringRef::try_from(value).map(|text| text.as_str().to_owned());
    let ia5 = || Ia5StringRef::try_from(value).map(|text| text.as_str().to_owned());
    printable().or_else(|_| utf8()).or_else(|_| ia5()).ok().filter(|text| !text.is_empty())
}

/// Until when a certificate holds, in seconds of Unix time.
pub fn holds_until(der: &[u8]) -> Option<i64> {
    let until = Certificate::from_der(der).ok()?.tbs_certificate().validity().not_after;
    i64::try_from(until.to_unix_duration().as_secs()).ok()
}

/// When the next list of revoked certificates is due, in seconds of Unix time.
pub fn next_list(der: &[u8]) -> Option<i64> {
    let list: x509_cert::crl::CertificateList = x509_cert::crl::CertificateList::from_der(der).ok()?;
    i64::try_from(list.tbs_cert_list.next_update?.to_unix_duration().as_secs()).ok()
}
