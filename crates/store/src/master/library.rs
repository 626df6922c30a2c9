//! The library of a token's maker: starting it, and what its refusals mean.

use super::{MasterError, TokenConfig};
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// A library may be started once in a process, whoever uses it, and stays until the end.
static MODULES: Mutex<BTreeMap<PathBuf, Pkcs11>> = Mutex::new(BTreeMap::new());

/// The library of a token's maker, started.
pub(super) fn module(config: &TokenConfig) -> Result<Pkcs11, MasterError> {
    let mut modules = MODULES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(module) = modules.get(&config.module) {
        return Ok(module.clone());
    }
    let fault = |problem: String| MasterError::Token { token: config.token.clone(), problem };
    let module = Pkcs11::new(&config.module).map_err(|_| {
        let path = config.module.display();
        fault(format!("its library `{path}` cannot be loaded; install it, or name the right one"))
    })?;
    match module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
        Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
        Err(error) => return Err(fault(explained(&error))),
    }
    modules.insert(config.module.clone(), module.clone());
    Ok(module)
}

/// The library's own word for it, and what to do.
pub(super) fn explained(error: &Error) -> String {
    let todo = match error {
        Error::Pkcs11(RvError::PinLocked, _) => "it has locked itself; unlock it as its security officer",
        Error::Pkcs11(RvError::UserPinNotInitialized, _) => "it has no PIN yet; set one",
        Error::Pkcs11(RvError::MechanismInvalid | RvError::FunctionNotSupported, _) => {
            "it cannot do AES-GCM; use another"
        }
        Error::Pkcs11(RvError::TokenWriteProtected, _) => {
            "it is write-protected; lift that to make or destroy keys"
        }
        _ => "see that it is connected and in order",
    };
    format!("{error}; {todo}")
}

/// Whether the token may only have been away for a while.
pub(super) fn is_lost(error: &Error) -> bool {
    use RvError as Rv;
    let Error::Pkcs11(error, _) = error else { return false };
    matches!(
        error,
        Rv::SessionHandleInvalid
            | Rv::SessionClosed
            | Rv::UserNotLoggedIn
            | Rv::DeviceRemoved
            | Rv::DeviceError
            | Rv::TokenNotPresent
            | Rv::KeyHandleInvalid
            | Rv::ObjectHandleInvalid
            | Rv::SlotIdInvalid
            | Rv::OperationActive
    )
}

/// Libraries have many words for a tag that does not fit; `GeneralError` is `SoftHSM`'s.
pub(super) fn is_wrong_tag(error: RvError) -> bool {
    matches!(
        error,
        RvError::EncryptedDataInvalid
            | RvError::EncryptedDataLenRange
            | RvError::GeneralError
            | RvError::FunctionFailed
    )
}
