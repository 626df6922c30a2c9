//! A master key in a PKCS#11 token: AES keys that never leave it, one for each version.
//!
//! The label of version 3 is `label-3`. Its id (`CKA_ID`), random when the key is made and never changed, is the check
//! value: the key itself says nothing to anybody. Calls of the maker's library may take long, so they run on a thread
//! for blocking work, one at a time, and a token that was pulled and put back is logged in to again.

use super::library::{explained, is_lost, is_wrong_tag, module};
use super::text::{hex, unhex};
use super::{
    CHECK_BYTES, KEY_BYTES, Kind, MasterError, Secret, TokenConfig, Wrapped, bound_to, random, secret,
};
use cryptoki::context::{Function, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::Mechanism;
use cryptoki::mechanism::aead::GcmParams;
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, SessionState, UserType};
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use zeroize::Zeroizing;

const NONCE_BYTES: usize = 12;
const TAG_BYTES: usize = 16;
const SEALED_BYTES: usize = NONCE_BYTES + KEY_BYTES + TAG_BYTES;
/// How long a token may take for one piece of work.
const PATIENCE: Duration = Duration::from_secs(30);
/// Two machines that rotate at once make two keys of one version, for a moment.
const LOOKS: u32 = 10;
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// A master key in a token.
pub struct Token {
    shared: Arc<Shared>,
}

impl std::fmt::Debug for Token {
    /// Which token and which versions; not what the library is at.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Shared { config, seen, .. } = &*self.shared;
        f.debug_struct("Token").field("config", config).field("seen", &locked(seen)).finish_non_exhaustive()
    }
}

struct Shared {
    config: TokenConfig,
    module: Pkcs11,
    live: Mutex<Option<Live>>,
    /// Version and check value of the keys, as last seen.
    seen: Mutex<BTreeMap<u32, String>>,
    refused: Mutex<Option<Pin>>,
}

/// A session that is logged in, and the keys that it sees.
struct Live {
    session: Session,
    keys: BTreeMap<u32, ObjectHandle>,
}

/// A PIN. It has no `Debug`: it is never shown.
#[derive(PartialEq, Eq)]
struct Pin(Zeroizing<String>);

/// What stops a piece of work.
enum Stop {
    /// The library says no: perhaps only because the token was away.
    Library(Error),
    /// It makes no sense to go on.
    Master(MasterError),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Library(error)
    }
}

impl From<MasterError> for Stop {
    fn from(error: MasterError) -> Self {
        Self::Master(error)
    }
}

impl Token {
    /// Opens the token and finds the keys.
    ///
    /// # Errors
    /// When the library, the token or the keys are not there, the PIN is refused, or a key could be read out.
    pub async fn open(config: &TokenConfig) -> Result<Self, MasterError> {
        let token = Self::connect(config)?;
        token.run(Shared::look).await?;
        if token.versions().is_empty() {
            return Err(MasterError::Missing(token.shared.place()));
        }
        Ok(token)
    }

    /// Makes version 1 in the token.
    ///
    /// # Errors
    /// When there is a version already, or as `open`.
    pub async fn create(config: &TokenConfig) -> Result<Self, MasterError> {
        let token = Self::connect(config)?;
        token
            .run(|shared, live| {
                let _alone = secret::hold(&shared.config.pin_file)?;
                shared.look(live)?;
                if live.keys.is_empty() {
                    shared.add(live)
                } else {
                    Err(MasterError::Exists(shared.place()).into())
                }
            })
            .await?;
        Ok(token)
    }

    fn connect(config: &TokenConfig) -> Result<Self, MasterError> {
        // Every login writes to a token of `SoftHSM2`, and who reads it at that moment reads it wrongly, for good.
        let _alone = secret::hold(&config.pin_file)?;
        let shared = Shared {
            config: config.clone(),
            module: module(config)?,
            live: Mutex::default(),
            seen: Mutex::default(),
            refused: Mutex::default(),
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// All versions, oldest first, as last seen.
    pub fn versions(&self) -> Vec<u32> {
        locked(&self.shared.seen).keys().copied().collect()
    }

    /// The check value of a version.
    ///
    /// # Errors
    /// When it does not exist.
    pub fn fingerprint(&self, version: u32) -> Result<String, MasterError> {
        let found = locked(&self.shared.seen).get(&version).cloned();
        found.ok_or_else(|| MasterError::no_such_version(version, &self.versions()))
    }

    /// Wraps keys with the version that is the newest in the token now, whoever made it.
    ///
    /// # Errors
    /// When the token fails.
    pub async fn wrap_all(&self, keys: &[(&[u8; KEY_BYTES], &[u8])]) -> Result<Vec<Wrapped>, MasterError> {
        let keys: Vec<_> = keys.iter().map(|(key, bound)| (Zeroizing::new(**key), bound.to_vec())).collect();
        self.run(move |shared, live| {
            shared.look(live)?;
            keys.iter().map(|(key, bound)| shared.wrap(live, key, bound)).collect()
        })
        .await
    }

    /// Unwraps keys.
    ///
    /// # Errors
    /// When a version does not exist, a key does not open, or the token fails.
    pub async fn unwrap_all(&self, keys: &[(&Wrapped, &[u8])]) -> Result<Vec<Secret>, MasterError> {
        let keys: Vec<_> = keys.iter().map(|(wrapped, bound)| ((*wrapped).clone(), bound.to_vec())).collect();
        self.run(move |shared, live| {
            if keys.iter().any(|(wrapped, _)| !live.keys.contains_key(&wrapped.version)) {
                shared.look(live)?;
            }
            keys.iter().map(|(wrapped, bound)| unwrap(live, wrapped, bound)).collect()
        })
        .await
    }

    /// Makes a new version; gives its number.
    ///
    /// # Errors
    /// When the token fails, or another program makes one at the same moment.
    pub async fn rotate(&mut self) -> Result<u32, MasterError> {
        self.run(|shared, live| {
            let _alone = secret::hold(&shared.config.pin_file)?;
            shared.look(live)?;
            shared.add(live)
        })
        .await
    }

    /// Destroys the versions below in the token.
    ///
    /// # Errors
    /// When that would be the current one, or the token fails.
    pub async fn retire(&mut self, below: u32) -> Result<(), MasterError> {
        self.run(move |shared, live| {
            let _alone = secret::hold(&shared.config.pin_file)?;
            shared.look(live)?;
            let current = live.keys.last_key_value().map_or(0, |(&version, _)| version);
            if below > current {
                return Err(MasterError::Current(current).into());
            }
            for &key in live.keys.range(..below).map(|(_, key)| key) {
                live.session.destroy_object(key)?;
            }
            shared.look(live)
        })
        .await
    }

    /// Runs a piece of work on a thread for blocking work; once more when the token was lost.
    async fn run<T: Send + 'static>(
        &self,
        work: impl Fn(&Shared, &mut Live) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, MasterError> {
        let shared = Arc::clone(&self.shared);
        let done = tokio::task::spawn_blocking(move || shared.work(&work));
        match tokio::time::timeout(PATIENCE, done).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(self.shared.fault("the work on it was broken off; see the log")),
            Err(_) => Err(self.shared.fault("it does not answer; see that it is connected")),
        }
    }
}

impl Shared {
    fn work<T>(&self, work: impl Fn(&Self, &mut Live) -> Result<T, Stop>) -> Result<T, MasterError> {
        let mut place = locked(&self.live);
        let was_live = place.is_some();
        let first = self.attempt(&mut place, &work);
        match first {
            Err(Stop::Library(error)) if was_live && is_lost(&error) => {
                tracing::info!(token = self.config.token, %error, "the token was lost; logging in again");
                *place = None;
                self.attempt(&mut place, &work).map_err(|stop| self.told(stop))
            }
            other => other.map_err(|stop| self.told(stop)),
        }
    }

    fn attempt<T>(
        &self,
        place: &mut Option<Live>,
        work: impl Fn(&Self, &mut Live) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        let mut live = match place.take() {
            Some(live) => live,
            None => self.log_in()?,
        };
        let result = work(self, &mut live);
        *place = Some(live);
        result
    }

    fn log_in(&self) -> Result<Live, Stop> {
        let pin = Pin(secret::read_line(&self.config.pin_file)?);
        let _alone = secret::hold(&self.config.pin_file)?;
        let session = self.module.open_rw_session(self.slot()?)?;
        if locked(&self.refused).as_ref() == Some(&pin) {
            return Err(self.pin_refused().into());
        }
        let given = AuthPin::from(pin.0.to_string());
        match session.login(UserType::User, Some(&given)) {
            Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => {}
            Err(Error::Pkcs11(RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange, _)) => {
                *locked(&self.refused) = Some(pin);
                return Err(self.pin_refused().into());
            }
            Err(error) => return Err(error.into()),
        }
        let mut live = Live { session, keys: BTreeMap::new() };
        self.look(&mut live)?;
        Ok(live)
    }

    fn slot(&self) -> Result<Slot, Stop> {
        let (mut fitting, mut others) = (Vec::new(), Vec::new());
        for slot in self.module.get_slots_with_token()? {
            let info = self.module.get_token_info(slot)?;
            let serial = self.config.serial.as_deref().unwrap_or(info.serial_number());
            if info.label() == self.config.token && info.serial_number() == serial {
                fitting.push(slot);
            } else if !info.label().is_empty() {
                others.push(format!("`{}`", info.label()));
            }
        }
        match fitting.as_slice() {
            [slot] => Ok(*slot),
            [] if others.is_empty() => Err(self.fault("it is not there, and no other is; connect it").into()),
            [] => Err(self.fault(&format!("it is not there, only {}; connect it", others.join(", "))).into()),
            _ => {
                let problem = "there are several with this label; name the one that is meant with `serial`";
                Err(self.fault(problem).into())
            }
        }
    }

    /// Finds the keys anew.
    fn look(&self, live: &mut Live) -> Result<(), Stop> {
        // Who is not logged in any more sees no private keys, and no error either.
        if !matches!(live.session.get_session_info()?.session_state(), SessionState::RwUser) {
            return Err(Error::Pkcs11(RvError::UserNotLoggedIn, Function::FindObjectsInit).into());
        }
        for _ in 0..LOOKS {
            let Some(twin) = self.find(live)? else { return Ok(()) };
            tracing::info!(
                token = self.config.token,
                twin,
                "two keys of one version; perhaps somebody rotates now"
            );
            std::thread::sleep(BETWEEN_LOOKS);
        }
        let problem =
            format!("it has two keys of one version of `{}`; remove the wrong one", self.config.label);
        Err(self.fault(&problem).into())
    }

    /// Notes which keys there are; gives a version that is there twice.
    fn find(&self, live: &mut Live) -> Result<Option<u32>, Stop> {
        let (mut keys, mut seen) = (BTreeMap::new(), BTreeMap::new());
        for object in live.session.find_objects(&OURS)? {
            let Some((version, check)) = self.known(&live.session, object)? else { continue };
            if keys.insert(version, object).is_some() {
                return Ok(Some(version));
            }
            seen.insert(version, check);
        }
        live.keys = keys;
        *locked(&self.seen) = seen;
        Ok(None)
    }

    /// Version and check value of an object, if it is one of ours.
    fn known(&self, session: &Session, object: ObjectHandle) -> Result<Option<(u32, String)>, Stop> {
        let wanted =
            [AttributeType::Label, AttributeType::Id, AttributeType::Sensitive, AttributeType::Extractable];
        let (mut version, mut id, mut is_hidden, mut is_kept) = (None, Vec::new(), false, false);
        let attributes = match session.get_attributes(object, &wanted) {
            // Destroyed since it was found.
            Err(Error::Pkcs11(RvError::ObjectHandleInvalid, _)) => return Ok(None),
            other => other?,
        };
        for attribute in attributes {
            match attribute {
                Attribute::Label(label) => version = self.version_of(&label),
                Attribute::Id(found) => id = found,
                Attribute::Sensitive(yes) => is_hidden = yes,
                Attribute::Extractable(yes) => is_kept = !yes,
                _ => {}
            }
        }
        let Some(version) = version else { return Ok(None) };
        let name = format!("{}-{version}", self.config.label);
        if !(is_hidden && is_kept) {
            let problem = format!(
                "the key `{name}` can be read out of it; make one that is sensitive and not extractable"
            );
            return Err(self.fault(&problem).into());
        }
        if id.len() < CHECK_BYTES {
            let problem = format!(
                "the key `{name}` has no id of {CHECK_BYTES} bytes to be known by; give it a random one"
            );
            return Err(self.fault(&problem).into());
        }
        Ok(Some((version, hex(id.get(..CHECK_BYTES).unwrap_or_default()))))
    }

    fn version_of(&self, label: &[u8]) -> Option<u32> {
        let label = std::str::from_utf8(label).ok()?;
        let digits = label.strip_prefix(&self.config.label)?.strip_prefix('-')?;
        digits.parse().ok().filter(|version: &u32| version.to_string() == digits)
    }

    /// Makes the version after the newest.
    fn add(&self, live: &mut Live) -> Result<u32, Stop> {
        let newest = live.keys.last_key_value().map_or(0, |(&version, _)| version);
        let version = newest.checked_add(1).ok_or(MasterError::Crypto)?;
        let label = Attribute::Label(format!("{}-{version}", self.config.label).into_bytes());
        let id = random::<CHECK_BYTES>()?;
        let mut template = OURS.to_vec();
        template.extend([
            label.clone(),
            Attribute::Id(id.to_vec()),
            Attribute::ValueLen(32.into()),
            Attribute::Private(true),
            Attribute::Sensitive(true),
            Attribute::Extractable(false),
            Attribute::Modifiable(false),
            Attribute::Encrypt(true),
            Attribute::Decrypt(true),
        ]);
        let made = live.session.generate_key(&Mechanism::AesKeyGen, &template)?;
        // Tokens do not keep labels apart, and another machine does not wait for us: then both take back what they made.
        let mut same = OURS.to_vec();
        same.push(label);
        if live.session.find_objects(&same)?.len() != 1 {
            live.session.destroy_object(made)?;
            return Err(MasterError::Busy(self.place()).into());
        }
        live.keys.insert(version, made);
        locked(&self.seen).insert(version, hex(id.as_slice()));
        Ok(version)
    }

    fn wrap(&self, live: &Live, key: &Secret, bound: &[u8]) -> Result<Wrapped, Stop> {
        let (&version, &object) =
            live.keys.last_key_value().ok_or_else(|| MasterError::Missing(self.place()))?;
        let mut nonce = *random::<NONCE_BYTES>()?;
        let aad = bound_to(version, bound);
        let sealed = {
            let params = GcmParams::new(&mut nonce, &aad, (TAG_BYTES as u64 * 8).into())?;
            live.session.encrypt(&Mechanism::AesGcm(params), object, key.as_slice())?
        };
        // A token that insists on nonces of its own has written the one that it took over ours.
        Ok(Wrapped { kind: Kind::Token, version, body: hex(&nonce) + &hex(&sealed) })
    }

    fn place(&self) -> String {
        format!("pkcs11:token={};object={}-…", self.config.token, self.config.label)
    }

    fn fault(&self, problem: &str) -> MasterError {
        MasterError::Token { token: self.config.token.clone(), problem: problem.to_owned() }
    }

    fn pin_refused(&self) -> MasterError {
        MasterError::Pin { token: self.config.token.clone(), pin_file: self.config.pin_file.clone() }
    }

    fn told(&self, stop: Stop) -> MasterError {
        match stop {
            Stop::Master(error) => error,
            Stop::Library(error) => self.fault(&explained(&error)),
        }
    }
}

fn unwrap(live: &Live, wrapped: &Wrapped, bound: &[u8]) -> Result<Secret, Stop> {
    let version = wrapped.version;
    let versions = || live.keys.keys().copied().collect::<Vec<_>>();
    let &object =
        live.keys.get(&version).ok_or_else(|| MasterError::no_such_version(version, &versions()))?;
    let mut sealed = [0; SEALED_BYTES];
    unhex(&wrapped.body, &mut sealed).ok_or(MasterError::NotWrapped)?;
    let (nonce, body) = sealed.split_at_mut(NONCE_BYTES);
    let aad = bound_to(version, bound);
    let params = GcmParams::new(nonce, &aad, (TAG_BYTES as u64 * 8).into())?;
    let opened = match live.session.decrypt(&Mechanism::AesGcm(params), object, body) {
        Err(Error::Pkcs11(error, Function::Decrypt)) if is_wrong_tag(error) => {
            return Err(MasterError::NotOpened(version).into());
        }
        other => Zeroizing::new(other?),
    };
    let key = opened.as_slice().try_into().map_err(|_| MasterError::NotOpened(version))?;
    Ok(Zeroizing::new(key))
}

/// What all our keys have in common.
const OURS: [Attribute; 3] =
    [Attribute::Class(ObjectClass::SECRET_KEY), Attribute::KeyType(KeyType::AES), Attribute::Token(true)];

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
