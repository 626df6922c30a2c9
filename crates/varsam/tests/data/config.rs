//! The configuration: what is refused, what goes before what, and that no password is shown.

use super::home::{Home, set_mode, varsam};
use std::path::Path;
use varsam::data::{Config, Env, FilesAt};

fn read(text: &str, env: &[(&str, &str)]) -> Result<Config, String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("varsam.toml");
    std::fs::write(&file, text).unwrap();
    let env: Env = env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Config::read(Some(&file), Some(Path::new("/srv/varsam")), &env).map_err(|fault| fault.to_string())
}

#[test]
fn a_key_that_is_not_known_is_refused_with_its_line() {
    for (text, says) in [
        (
            "[records]\nurl = \"sqlite:/a\"\n[backup]\nfolder = \"/b\"\n",
            "varsam.toml:4:1: unknown field `folder`",
        ),
        ("[record]\nurl = \"sqlite:/a\"\n", "varsam.toml:1:2: unknown field `record`"),
        (
            "[master]\nkind = \"file\"\npath = \"/a\"\nmode = \"0600\"\n",
            "varsam.toml:4:1: unknown field `mode`",
        ),
        ("[master]\nkind = \"fille\"\n", "varsam.toml:2:8: unknown variant `fille`"),
        ("[log]\nwitness = 3\n", "varsam.toml:2:11: invalid type"),
        ("[log\n", "varsam.toml:1:5: "),
    ] {
        let told = read(text, &[]).unwrap_err();
        assert!(told.contains(says) && told.lines().count() == 1, "{text}: {told}");
    }
}

#[test]
fn the_command_line_says_which_line_is_wrong() {
    let home = Home::of(1);
    std::fs::write(home.path("varsam.toml"), "[records]\nurll = \"sqlite:/a\"\n").unwrap();
    home.run(&["key", "status", "--config", &home.path("varsam.toml")])
        .says(2, "varsam.toml:2:1: unknown field `urll`");
    home.run(&["doctor", "--config", &home.path("varsam.toml")]).says(1, "wrong  config").says(1, ":2:1:");
    home.run(&["key", "status", "--config", &home.path("none.toml")]).says(2, "cannot be read");
}

#[test]
fn the_environment_goes_before_the_file_and_the_file_before_the_folder() {
    let text = "[records]\nurl = \"sqlite:/file/r.db\"\n[files]\nfolder = \"/file/files\"\n[log]\nwitness = [\"/w\"]\n";
    let config =
        read(text, &[("VARSAM_RECORDS_URL", "sqlite:/env/r.db"), ("VARSAM_LOG_WITNESS", "/x, https://y")])
            .unwrap();
    assert_eq!(config.records.path().unwrap(), Path::new("/env/r.db"));
    assert_eq!(config.keys.path().unwrap(), Path::new("/srv/varsam/keys.db"));
    assert_eq!(config.files, FilesAt::Folder("/file/files".into()));
    assert_eq!(config.witnesses, ["/x", "https://y"]);
    let config = read(
        text,
        &[("VARSAM_RECORDS_URL", ""), ("VARSAM_FILES_URL", "s3://b/p"), ("VARSAM_FILES_OPTION_REGION", "se")],
    )
    .unwrap();
    assert_eq!(config.records.path().unwrap(), Path::new("/file/r.db"));
    let options = vec![("region".to_owned(), "se".to_owned())];
    assert_eq!(config.files, FilesAt::Store { url: "s3://b/p".into(), options });
    assert!(read(text, &[("VARSAM_MASTER", "floppy:a")]).unwrap_err().starts_with("VARSAM_MASTER: "));
}

#[test]
fn what_is_said_twice_or_not_apart_is_refused() {
    for (text, says) in [
        ("[records]\nurl = \"sqlite:/a\"\nurl-file = \"/b\"\n", "both `url` and `url-file`"),
        ("[files]\nfolder = \"/a\"\nurl = \"s3://b\"\n", "both `folder` and `url`"),
        ("[records]\nurl = \"sqlite:/a.db\"\n[keys]\nurl = \"sqlite:///a.db\"\n", "may not be in one file"),
    ] {
        let told = read(text, &[]).unwrap_err();
        assert!(told.contains(says), "{told}");
    }
}

#[test]
fn a_password_comes_from_a_file_that_only_its_owner_reads() {
    let home = Home::empty();
    let secret = home.path("url");
    std::fs::write(&secret, "postgres://varsam:s3cret@db/x\n").unwrap();
    set_mode(Path::new(&secret), 0o640);
    let config = read(&format!("[records]\nurl_file = \"{secret}\"\n"), &[]).unwrap();
    assert_eq!(config.records.url(), "postgres://varsam:s3cret@db/x");
    set_mode(Path::new(&secret), 0o644);
    let told = read("", &[("VARSAM_KEYS_URL_FILE", &secret)]).unwrap_err();
    assert!(told.contains("chmod 600"), "{told}");
}

#[test]
fn no_message_shows_a_password() {
    let text = "[files]\nurl = \"s3://b\"\n[files.options]\nsecret_access_key = \"s3cret\"\n";
    let env = [("VARSAM_RECORDS_URL", "postgres://u:s3cret@h/x")];
    let shown = format!("{:?}", read(text, &env).unwrap());
    assert!(!shown.contains("s3cret"), "{shown}");
    for text in ["records = \"postgres://u:s3cret@h/x\"\n", "[records]\nurl = \"postgres://u:s3cret@h/x\n"] {
        let told = read(text, &[]).unwrap_err();
        assert!(!told.contains("s3cret"), "{told}");
    }
    let run = varsam(
        &["key", "status"],
        &[
            ("VARSAM_DATA", "/nowhere"),
            ("VARSAM_RECORDS_URL", "s3cret"),
            ("VARSAM_MASTER", "s3cret-s3cret-s3cret"),
        ],
    );
    assert_eq!(run.code, 2);
    assert!(!run.err.contains("s3cret-s3cret-s3cret"), "{}", run.err);
}

#[test]
fn proxies_are_trusted_by_address_only() {
    let file = "[site]\ntrusted-proxies = [\"10.0.0.1\", \"2001:db8::1\"]\n";
    assert_eq!(read(file, &[]).unwrap().site.trusted_proxies.len(), 2);
    let env = [("VARSAM_SITE_TRUSTED_PROXIES", "10.0.0.2, 10.0.0.3")];
    let proxies = read(file, &env).unwrap().site.trusted_proxies;
    assert_eq!(proxies, ["10.0.0.2".parse::<std::net::IpAddr>().unwrap(), "10.0.0.3".parse().unwrap()]);
    let told = read("[site]\ntrusted-proxies = [\"proxy\"]\n", &[]).unwrap_err();
    assert!(told.contains("varsam.toml:2:"), "{told}");
    let told = read(file, &[("VARSAM_SITE_TRUSTED_PROXIES", "10.0.0.0/8")]).unwrap_err();
    assert!(told.contains("VARSAM_SITE_TRUSTED_PROXIES"), "{told}");
}

#[test]
fn nobody_reports_anonymously_unless_it_says_so() {
    assert!(!read("", &[]).unwrap().site.anonymous_reports);
    let file = "[site]\nanonymous-reports = true\n";
    assert!(read(file, &[]).unwrap().site.anonymous_reports);
    let env = |value| [("VARSAM_SITE_ANONYMOUS_REPORTS", value)];
    assert!(!read(file, &env("false")).unwrap().site.anonymous_reports);
    assert!(read("", &env("true")).unwrap().site.anonymous_reports);
    let told = read("", &env("maybe")).unwrap_err();
    assert!(told.contains("VARSAM_SITE_ANONYMOUS_REPORTS"), "{told}");
}

#[test]
fn a_provider_and_cards_are_said_in_full() {
    let home = Home::empty();
    let secret = home.path("provider.secret");
    std::fs::write(&secret, "s3cret\n").unwrap();
    set_mode(Path::new(&secret), 0o600);
    let provider = format!(
        "[provider]\nname = \"Kommunkontot\"\nissuer = \"https://id.example.se\"\nclient-id = \"varsam\"\n\
         client-secret-file = \"{secret}\"\nstrong-acr = [\"two\"]\n"
    );
    let config = read(&provider, &[]).unwrap();
    let read_provider = config.provider.as_ref().unwrap();
    assert_eq!(read_provider.client_secret.as_deref(), Some("s3cret"));
    assert!(read_provider.is_strong(Some("two")) && !read_provider.is_strong(Some("one")));
    assert!(!read_provider.is_strong(None) && !format!("{config:?}").contains("s3cret"));
    let card = "[card]\nroots = [\"/a\"]\n";
    for (text, says) in [
        ("[provider]\nname = \"K\"\nissuer = \"https://a.se\"\n".to_owned(), "client-id"),
        (provider.replace("https://id", "http://id"), "must begin with https"),
        (provider.replace("Kommunkontot", " "), "stands on a button"),
        (provider.replace("client-id = \"varsam\"", "client-id = \"\""), "no client-id"),
        (card.to_owned(), "either `port` or `proxies`"),
        (format!("{card}port = 8443\n"), "nothing to show"),
        (format!("{card}port = 1\nproxies = [\"10.0.0.1\"]\n"), "either `port` or `proxies`"),
        (format!("{card}proxies = [\"10.0.0.1\"]\n"), "where the proxy asks"),
        (format!("{card}proxies = [\"10.0.0.1\"]\naddress = \"http://a.se\"\n"), "no bare https"),
        (format!("{card}port = 1\ncertificate = \"/a\"\n"), "needs both"),
        ("[card]\nroots = []\nport = 1\n".to_owned(), "trusts nobody"),
        (
            format!("{card}number-from = \"x\"\nport = 1\n[tls]\ncertificate = \"/a\"\nkey = \"/b\"\n"),
            "identifier",
        ),
    ] {
        let told = read(&text, &[]).unwrap_err();
        assert!(told.contains(says), "{text}: {told}");
    }
    let variables = [("VARSAM_TLS_CERTIFICATE", "/c"), ("VARSAM_TLS_KEY", "/k")];
    assert_eq!(read("", &variables).unwrap().tls.unwrap().key, Path::new("/k"));
}

#[test]
fn a_secret_lent_by_systemd_is_found_whichever_service_asks() {
    let home = Home::empty();
    let folder = home.made("lent");
    for (name, text) in [("mail.password", "m-s3cret"), ("school", "t-s3cret"), ("keys", "postgres://k@h/x")]
    {
        std::fs::write(format!("{folder}/{name}"), format!("{text}\n")).unwrap();
        set_mode(Path::new(&format!("{folder}/{name}")), 0o440);
    }
    let lent = [("CREDENTIALS_DIRECTORY", folder.as_str())];
    let text = "[keys]\nurl-file = \"credential:keys\"\n\
        [mail]\nserver = \"mail.example.se\"\nfrom = \"v@example.se\"\nuser = \"v\"\n\
        password-file = \"credential:mail.password\"\n\
        [[source]]\nname = \"a\"\nurl = \"https://school.example\"\ntoken-file = \"credential:school\"\n\
        [provider]\nname = \"K\"\nissuer = \"https://id.example.se\"\nclient-id = \"v\"\n\
        client-secret-file = \"credential:school\"\n\
        [tls]\ncertificate = \"/c\"\nkey = \"credential:school\"\n";
    let config = read(text, &lent).unwrap();
    assert_eq!(config.keys.url(), "postgres://k@h/x");
    assert_eq!(config.mail.unwrap().user.unwrap().1, "m-s3cret");
    assert_eq!(config.provider.unwrap().client_secret.as_deref(), Some("t-s3cret"));
    assert_eq!(config.tls.unwrap().key, Path::new(&folder).join("school"));
    let told = read(text, &[]).unwrap_err();
    assert!(told.contains("is lent by systemd") && told.contains("`LoadCredential=`"), "{told}");
    let told = read(&text.replace("mail.password", "other"), &lent).unwrap_err();
    assert!(told.contains("`credential:other` was not lent"), "{told}");
    let told = read(&text.replace("mail.password", "../x"), &lent).unwrap_err();
    assert!(told.contains("no path"), "{told}");
}
