//! One-time codes that change each half minute (RFC 6238 with SHA-1, six digits), as the platforms' own apps show them.

use aws_lc_rs::hmac;
use reqwest::Url;
use varsam_model::Instant;
use zeroize::Zeroizing;

/// How long a code is valid, in seconds.
pub(crate) const LASTS: i64 = 30;

/// The fewest bytes of a seed. Platforms give out ten or more.
const FEWEST: usize = 10;

/// What codes are made from.
pub(crate) struct Seed(Zeroizing<Vec<u8>>);

impl Seed {
    /// Reads a seed as platforms give it out: letters and digits in base 32, or the `otpauth:` address of a QR code.
    /// None for anything else, and for codes of another kind.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let bytes = match Url::parse(text) {
            Ok(url) if url.scheme() == "otpauth" => base32(&Zeroizing::new(secret(&url)?))?,
            _ => base32(text)?,
        };
        (bytes.len() >= FEWEST).then_some(Self(bytes))
    }

    /// The code at a moment.
    pub(crate) fn code(&self, at: Instant) -> String {
        format!("{:06}", truncated(&self.0, step(at).unsigned_abs()) % 1_000_000)
    }
}

/// When the code of a moment ends.
pub(crate) fn end(at: Instant) -> Instant {
    Instant((step(at) + 1) * LASTS * 1_000_000)
}

fn step(at: Instant) -> i64 {
    at.0.div_euclid(1_000_000 * LASTS)
}

/// The secret of an `otpauth:` address, when it is for codes like these.
fn secret(url: &Url) -> Option<String> {
    let param = |name: &str| {
        let mut pairs = url.query_pairs();
        pairs.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.into_owned())
    };
    let is = |name: &str, usual: &str| param(name).is_none_or(|value| value.eq_ignore_ascii_case(usual));
    let is_like_these =
        url.host_str() == Some("totp") && is("algorithm", "SHA1") && is("digits", "6") && is("period", "30");
    param("secret").filter(|_| is_like_these)
}

/// Bytes written in base 32 (RFC 4648), in small letters too, with spaces and dashes between.
fn base32(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let (mut bytes, mut held, mut bits) = (Zeroizing::new(Vec::with_capacity(text.len())), 0_u32, 0_u32);
    for sign in text.trim_end_matches('=').chars().filter(|sign| !matches!(sign, ' ' | '-')) {
        let value = match sign.to_ascii_uppercase() {
            letter @ 'A'..='Z' => u32::from(letter) - u32::from('A'),
            digit @ '2'..='7' => u32::from(digit) - u32::from('2') + 26,
            _ => return None,
        };
        held = (held << 5 | value) & 0xfff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).ok()?);
        }
    }
    Some(bytes)
}

/// RFC 4226, section 5.3: four bytes of the digest, at the place that its last half byte says.
fn truncated(seed: &[u8], counter: u64) -> u32 {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, seed);
    let tag = hmac::sign(&key, &counter.to_be_bytes());
    let from = usize::from(tag.as_ref().last().copied().unwrap_or_default() & 15);
    let four = tag.as_ref().get(from..).and_then(<[u8]>::first_chunk).copied().unwrap_or_default();
    u32::from_be_bytes(four) & 0x7fff_ffff
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `12345678901234567890`, the seed of the vectors.
    const SEED: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn skl_04_codes_are_those_of_the_standard() {
        // RFC 6238, appendix B: its last six digits.
        let seed = Seed::read(SEED).unwrap();
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(seed.code(Instant(second * 1_000_000)), code, "{second}");
        }
        assert_eq!(end(Instant(59_000_000)), Instant(60_000_000));
        assert_eq!(end(Instant(60_000_000)), Instant(90_000_000));
    }

    #[test]
    fn a_seed_is_read_as_platforms_give_it_out() {
        let code = |text: &str| Seed::read(text).map(|seed| seed.code(Instant(59_000_000)));
        let good = Some("287082".to_owned());
        assert_eq!(code(" gezd gnbv gy3t qojq gezd gnbv gy3t qojq "), good);
        let url = format!("otpauth://totp/Torget:skolan?secret={SEED}&issuer=Torget");
        assert_eq!(code(&url), good);
        assert_eq!(code(&format!("{url}&algorithm=SHA1&digits=6&period=30")), good);
        for bad in ["", "GEZDGNBV", "https://exempel.se", "otpauth://totp/x", "1234567890123456789"] {
            assert_eq!(code(bad), None, "{bad}");
        }
        for other in ["digits=8", "algorithm=SHA256", "period=60"] {
            assert_eq!(code(&format!("{url}&{other}")), None, "{other}");
        }
        assert_eq!(code(&url.replace("totp", "hotp")), None);
    }
}
