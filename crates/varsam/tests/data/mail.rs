//! Mail at the command line: the doctor looks at it, and a witness may get it.

use super::home::Home;
use crate::mail_server::MailServer;

#[test]
fn the_doctor_sees_to_mail_and_a_witness_gets_it() {
    let Some(mut server) = MailServer::place("none") else { return };
    let home = Home::of(3);
    let port = server.port.to_string();
    let variables = [
        ("VARSAM_MAIL_SERVER", "localhost"),
        ("VARSAM_MAIL_PORT", &port),
        ("VARSAM_MAIL_TLS", "none"),
        ("VARSAM_MAIL_FROM", "varsam@example.se"),
        ("VARSAM_LOG_WITNESS", "mailto:witness@example.se"),
    ];
    home.run_with(&["doctor"], &variables).says(1, "wrong  mail");
    home.run_with(&["log", "checkpoint"], &variables).says(1, "has got no mail");
    server.start();
    home.run_with(&["doctor"], &variables).says(0, "ok     mail").says(0, "ok     outbox");
    assert!(server.taken().is_empty(), "looking sends nothing");
    home.run_with(&["log", "checkpoint"], &variables).says(0, "`mailto:witness@example.se` has it");
    let note = server.taken().pop().unwrap();
    assert_eq!(note["to"], serde_json::json!(["witness@example.se"]));
    assert!(note["text"].as_str().unwrap().contains("\r\n3\r\n"), "{note}");
    home.run_with(&["doctor", "--send-mail-to", "me@example.se"], &variables).says(0, "ok     mail_sent");
    assert_eq!(server.taken().len(), 2);
}

#[test]
fn mail_that_cannot_be_meant_is_refused() {
    let home = Home::of(1);
    let secret = home.path("secret");
    std::fs::write(&secret, "s3cret").unwrap();
    let with = |more: &[(&str, &str)], says: &str| {
        let variables =
            [&[("VARSAM_MAIL_SERVER", "mail.example.se"), ("VARSAM_MAIL_FROM", "varsam@example.se")], more]
                .concat();
        home.run_with(&["key", "status"], &variables).says(2, says);
    };
    with(&[("VARSAM_MAIL_TLS", "none")], "on this machine only");
    with(&[("VARSAM_MAIL_FROM", "nobody")], "is no address");
    with(&[("VARSAM_MAIL_USER", "varsam")], "both `user` and `password-file`");
    with(&[("VARSAM_MAIL_USER", "varsam"), ("VARSAM_MAIL_PASSWORD_FILE", &secret)], "chmod 600");
    with(&[("VARSAM_MAIL_PORT", "many")], "a number up to 65535");
    home.run_with(&["log", "checkpoint"], &[("VARSAM_LOG_WITNESS", "mailto:w@example.se")])
        .says(1, "`[mail] server`");
}
