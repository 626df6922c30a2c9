//! The configuration: one TOML file, and the environment over it. `docs/guide/operation.md` lists all settings.

mod card;
mod log;
mod mail;
mod metrics;
mod provider;
mod secret;
mod site;
mod source;
mod tls;

pub use card::{Attribute, Card, MetBy};
pub use log::LogFormat;
pub use mail::{Mail, MailTls};
pub use provider::Provider;
pub(crate) use secret::secret_text;
pub use site::{Guidance, Site};
pub use source::Source;
pub use tls::Tls;

use super::database::{Database, without_password};
use crate::fault::Fault;
use secret::Credentials;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::ops::Range;
use std::path::{Path, PathBuf};
use varsam_store::master::MasterConfig;

/// The environment, as far as it is text.
pub type Env = BTreeMap<String, String>;

/// The environment of this process.
pub fn env() -> Env {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

/// Where everything is.
#[derive(Debug, Clone)]
pub struct Config {
    /// The sealed records and the log.
    pub records: Database,
    /// The wrapped keys.
    pub keys: Database,
    /// The sealed files.
    pub files: FilesAt,
    /// The master key.
    pub master: MasterConfig,
    /// Who gets the signed checkpoints of the log: paths of files and URLs.
    pub witnesses: Vec<String>,
    /// How the program writes its own lines.
    pub log_format: LogFormat,
    /// Where figures are given out; nowhere, where nothing says.
    pub metrics: Option<SocketAddr>,
    /// How mail goes out; none does, where nothing says.
    pub mail: Option<Mail>,
    /// Where backups go.
    pub backup: BackupFolders,
    /// How the program is reached.
    pub site: Site,
    /// The organiser's identity provider.
    pub provider: Option<Provider>,
    /// What is shown to browsers, where no proxy does so.
    pub tls: Option<Tls>,
    /// Signing in with a smart card.
    pub card: Option<Card>,
    /// The school systems that are asked.
    pub sources: Vec<Source>,
}

/// Where files are.
#[derive(Clone, PartialEq, Eq)]
pub enum FilesAt {
    /// In a folder.
    Folder(PathBuf),
    /// In a store of the S3 kind, with the options of its kind, secrets among them.
    Store {
        /// `s3://bucket/prefix`.
        url: String,
        /// Name and value.
        options: Vec<(String, String)>,
    },
}

impl fmt::Display for FilesAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path) => path.display().fmt(f),
            Self::Store { url, .. } => f.write_str(&without_password(url)),
        }
    }
}

impl fmt::Debug for FilesAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Folders that backups go to; each half has one of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table")]
pub struct BackupFolders {
    /// For the records.
    pub records: Option<PathBuf>,
    /// For the keys.
    pub keys: Option<PathBuf>,
    /// For the files.
    pub files: Option<PathBuf>,
}

/// The file as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table")]
struct Written {
    records: WrittenUrl,
    keys: WrittenUrl,
    files: WrittenFiles,
    master: Option<MasterConfig>,
    log: log::Written,
    metrics: metrics::Written,
    mail: mail::Written,
    backup: BackupFolders,
    site: site::Written,
    provider: Option<provider::Written>,
    tls: tls::Written,
    card: Option<card::Written>,
    source: Vec<source::Written>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case", expecting = "a table")]
struct WrittenUrl {
    url: Option<String>,
    #[serde(alias = "url_file")]
    url_file: Option<PathBuf>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table")]
struct WrittenFiles {
    folder: Option<PathBuf>,
    url: Option<String>,
    options: BTreeMap<String, String>,
    /// Options whose value is in a file.
    secrets: BTreeMap<String, PathBuf>,
}

impl Config {
    /// Reads a file, puts the environment over it, and fills what is missing with what lies in the folder `data`.
    pub fn read(file: Option<&Path>, data: Option<&Path>, env: &Env) -> Result<Self, Fault> {
        let mut written = file.map(read_file).transpose()?.unwrap_or_default();
        written.put_over(env)?;
        written.whole(data, env)
    }
}

fn read_file(path: &Path) -> Result<Written, Fault> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Fault::user(format!("the configuration `{}` cannot be read: {error}", path.display()))
    })?;
    let at = |span: Option<Range<usize>>, message: &str| {
        let (line, column) = place(&text, span.map_or(0, |span| span.start));
        Fault::user(format!("{}:{line}:{column}: {message}", path.display()))
    };
    let written: Written =
        toml::from_str(&text).map_err(|error| at(error.span(), &without_values(error.message())))?;
    match written.master.as_ref().and_then(|master| stray(&text, master)) {
        Some((span, key)) => Err(at(Some(span), &format!("unknown field `{key}` of `[master]`; remove it"))),
        None => Ok(written),
    }
}

/// Line and column, from 1.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let last = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, last.chars().count() + 1)
}

/// What stands between quotation marks is a value, and perhaps a password.
fn without_values(message: &str) -> String {
    let first = message.lines().next().unwrap_or_default();
    match (first.find('"'), first.rfind('"')) {
        (Some(from), Some(to)) if from < to => {
            let (before, after) = (first.get(..=from), first.get(to..));
            format!("{}…{}", before.unwrap_or_default(), after.unwrap_or_default())
        }
        _ => first.to_owned(),
    }
}

/// A key of `[master]` that its kind does not have. The kinds with tables of their own refuse theirs themselves.
fn stray(text: &str, master: &MasterConfig) -> Option<(Range<usize>, String)> {
    let known: &[&str] = match master {
        MasterConfig::File { .. } => &["kind", "path"],
        MasterConfig::Credential { .. } => &["kind", "name"],
        _ => return None,
    };
    let table = toml::de::DeTable::parse(text).ok()?.into_inner();
    let keys = table.get("master")?.get_ref().as_table()?;
    let stray = keys.keys().find(|key| !known.contains(&key.get_ref().as_ref()))?;
    Some((stray.span(), stray.get_ref().to_string()))
}

impl Written {
    /// What the environment says counts.
    fn put_over(&mut self, env: &Env) -> Result<(), Fault> {
        self.records.put_over("VARSAM_RECORDS", env);
        self.keys.put_over("VARSAM_KEYS", env);
        self.files.put_over(env);
        self.site.put_over(env)?;
        self.tls.put_over(env);
        self.log.put_over(env)?;
        self.metrics.put_over(env);
        self.mail.put_over(env)?;
        if let Some(text) = set(env, "VARSAM_MASTER") {
            let master = text.parse().map_err(|error| Fault::user(format!("VARSAM_MASTER: {error}")))?;
            self.master = Some(master);
        }
        let over = |folder: &mut Option<PathBuf>, name: &str| {
            if let Some(path) = set(env, name) {
                *folder = Some(path.into());
            }
        };
        over(&mut self.backup.records, "VARSAM_BACKUP_RECORDS");
        over(&mut self.backup.keys, "VARSAM_BACKUP_KEYS");
        over(&mut self.backup.files, "VARSAM_BACKUP_FILES");
        Ok(())
    }

    fn whole(self, data: Option<&Path>, env: &Env) -> Result<Config, Fault> {
        let credentials = Credentials(env.get("CREDENTIALS_DIRECTORY").map(Path::new));
        let master = match (self.master, data) {
            (Some(master), _) => master,
            (None, Some(data)) => MasterConfig::File { path: data.join("master.key") },
            (None, None) => return Err(lacks("the master key is", "master] kind", "VARSAM_MASTER")),
        };
        let tls = self.tls.whole(credentials)?;
        let config = Config {
            records: self.records.whole("records", data, credentials)?,
            keys: self.keys.whole("keys", data, credentials)?,
            files: self.files.whole(data, credentials)?,
            master: master.with_credentials(credentials.0),
            witnesses: self.log.witness,
            log_format: self.log.format,
            metrics: self.metrics.whole()?,
            mail: self.mail.whole(credentials)?,
            backup: self.backup,
            site: self.site.whole()?,
            provider: self.provider.map(|provider| provider.whole(credentials)).transpose()?,
            card: self.card.map(|card| card.whole(tls.as_ref(), credentials)).transpose()?,
            tls,
            sources: self
                .source
                .into_iter()
                .map(|source| source.whole(credentials))
                .collect::<Result<_, _>>()?,
        };
        for (at, source) in config.sources.iter().enumerate() {
            if config.sources.iter().take(at).any(|other| other.name == source.name) {
                return Err(Fault::user(format!(
                    "two of `[[source]]` are called `{}`; rename one",
                    source.name
                )));
            }
        }
        let is_one_file = config.records.path().is_some_and(|path| config.keys.path() == Some(path));
        if is_one_file {
            return Err(Fault::user("records and keys may not be in one file; name two, best on two disks"));
        }
        Ok(config)
    }
}

/// A variable that is set. One that is empty is not: that is how people take one away.
fn set<'a>(env: &'a Env, name: &str) -> Option<&'a str> {
    env.get(name).map(String::as_str).filter(|value| !value.trim().is_empty())
}

fn lacks(what: &str, setting: &str, variable: &str) -> Fault {
    Fault::user(format!(
        "nothing says where {what}; write `[{setting} = …` in the file that `--config` names, set {variable}, or give \
         everything one folder with `--data`"
    ))
}

impl WrittenUrl {
    fn put_over(&mut self, name: &str, env: &Env) {
        let url = set(env, &format!("{name}_URL")).map(str::to_owned);
        let url_file = set(env, &format!("{name}_URL_FILE")).map(PathBuf::from);
        if url.is_some() || url_file.is_some() {
            *self = Self { url, url_file };
        }
    }

    fn whole(self, half: &str, data: Option<&Path>, lent: Credentials<'_>) -> Result<Database, Fault> {
        match (self.url, self.url_file, data) {
            (Some(_), Some(_), _) => {
                Err(Fault::user(format!("`[{half}]` has both `url` and `url-file`; remove one")))
            }
            (Some(url), None, _) => Ok(Database::new(url)),
            (None, Some(path), _) => lent.secret(&path).map(Database::new),
            (None, None, Some(data)) => Database::file(&data.join(format!("{half}.db")))
                .ok_or_else(|| Fault::user("the path of `--data` is no text; name another")),
            (None, None, None) => Err(lacks(
                &format!("the {half} are"),
                &format!("{half}] url"),
                &format!("VARSAM_{}_URL", half.to_uppercase()),
            )),
        }
    }
}

impl WrittenFiles {
    fn put_over(&mut self, env: &Env) {
        let folder = set(env, "VARSAM_FILES_FOLDER").map(PathBuf::from);
        let url = set(env, "VARSAM_FILES_URL").map(str::to_owned);
        if folder.is_some() || url.is_some() {
            (self.folder, self.url) = (folder, url);
        }
        let named = |prefix: &'static str| {
            let name = move |name: &String| name.strip_prefix(prefix).map(str::to_lowercase);
            env.iter().filter_map(move |(variable, value)| Some((name(variable)?, value.clone())))
        };
        self.options.extend(named("VARSAM_FILES_OPTION_"));
        self.secrets.extend(named("VARSAM_FILES_SECRET_").map(|(name, path)| (name, path.into())));
    }

    fn whole(self, data: Option<&Path>, lent: Credentials<'_>) -> Result<FilesAt, Fault> {
        match (self.folder, self.url, data) {
            (Some(_), Some(_), _) => Err(Fault::user("`[files]` has both `folder` and `url`; remove one")),
            (Some(folder), None, _) => Ok(FilesAt::Folder(folder)),
            (None, Some(url), _) => {
                let mut options: Vec<_> = self.options.into_iter().collect();
                for (name, path) in self.secrets {
                    options.push((name, lent.secret(&path)?));
                }
                Ok(FilesAt::Store { url, options })
            }
            (None, None, Some(data)) => Ok(FilesAt::Folder(data.join("files"))),
            (None, None, None) => Err(lacks("the files are", "files] folder", "VARSAM_FILES_FOLDER")),
        }
    }
}

/// The place of a master key, for people. It holds no secret.
pub fn master_place(master: &MasterConfig) -> String {
    match master {
        MasterConfig::File { path } => format!("file:{}", path.display()),
        MasterConfig::Credential { name, .. } => format!("credential:{name}"),
        MasterConfig::Token(token) => format!("pkcs11:token={};object={}", token.token, token.label),
        MasterConfig::Transit(transit) => {
            format!("transit:{}?mount={}&key={}", transit.url, transit.mount, transit.key)
        }
    }
}
