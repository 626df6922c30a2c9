//! A device with passkeys, in software: enough of WebAuthn to answer what the program asks a browser.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// User present and verified; with a new key in it.
const FLAGS: u8 = 0b0000_0101;
const WITH_KEY: u8 = 0b0100_0000;

/// A device with one passkey.
pub(crate) struct Device {
    key: EcdsaKeyPair,
    id: [u8; 16],
    user: String,
    /// How often it was used, as it tells.
    pub(crate) count: u32,
    origin: &'static str,
}

impl Device {
    /// Makes a passkey as it is asked to. Gives the device and what it answers.
    pub(crate) fn made(asked: &Value, origin: &'static str) -> (Self, Value) {
        assert_eq!(asked["authenticatorSelection"]["residentKey"], "required");
        assert_eq!(asked["authenticatorSelection"]["userVerification"], "required");
        let mut id = [0; 16];
        aws_lc_rs::rand::fill(&mut id).unwrap();
        let user = asked["user"]["id"].as_str().unwrap().to_owned();
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        let device = Self { key, id, user, count: 0, origin };
        let data = device.data(FLAGS | WITH_KEY, &device.attested());
        let client = device.client("webauthn.create", asked);
        let answer = json!({
            "id": encoded(&id), "rawId": encoded(&id), "type": "public-key", "clientExtensionResults": {},
            "response": { "attestationObject": encoded(&attestation(&data)), "clientDataJSON": encoded(&client) },
        });
        (device, answer)
    }

    /// Shows the passkey.
    pub(crate) fn shown(&mut self, asked: &Value) -> Value {
        self.count += 1;
        let data = self.data(FLAGS, &[]);
        let client = self.client("webauthn.get", asked);
        let signed = [data.as_slice(), digest(&SHA256, &client).as_ref()].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        json!({
            "id": encoded(&self.id), "rawId": encoded(&self.id), "type": "public-key", "clientExtensionResults": {},
            "response": {
                "authenticatorData": encoded(&data),
                "clientDataJSON": encoded(&client),
                "signature": encoded(signature.as_ref()),
                "userHandle": self.user,
            },
        })
    }

    fn client(&self, kind: &str, asked: &Value) -> Vec<u8> {
        let challenge = asked["challenge"].as_str().unwrap();
        let origin = self.origin;
        json!({ "type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    fn data(&self, flags: u8, rest: &[u8]) -> Vec<u8> {
        let host = digest(&SHA256, b"localhost");
        [host.as_ref(), &[flags], &self.count.to_be_bytes(), rest].concat()
    }

    /// No model, the id, and the public key as COSE has it: EC2, ES256, P-256, x, y.
    fn attested(&self) -> Vec<u8> {
        let point = self.key.public_key().as_ref();
        let (x, y) = (&point[1..33], &point[33..65]);
        let length = u16::try_from(self.id.len()).unwrap().to_be_bytes();
        let head = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
        [&[0; 16][..], &length, &self.id, &head, x, &[0x22, 0x58, 0x20], y].concat()
    }
}

/// `{ "fmt": "none", "attStmt": {}, "authData": … }` in CBOR.
fn attestation(data: &[u8]) -> Vec<u8> {
    let length = u8::try_from(data.len()).unwrap();
    let parts: [&[u8]; 6] = [&[0xa3, 0x63], b"fmt", &[0x64], b"none", &[0x67], b"attStmt"];
    [&parts.concat()[..], &[0xa0, 0x68], b"authData", &[0x58, length], data].concat()
}

fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
