//! Who may do what.
//!
//! The rules are one policy set in `policies/*.cedar`, checked strictly against its schema when it is loaded. Whatever
//! no rule permits is forbidden, and so is whatever goes wrong. What must never be possible stands in
//! `proofs/*.cedar` and is proven by a solver in the tests; `tests/matrix.tsv` shows who may do what.
//!
//! ```
//! use varsam_access::{Action, Policies};
//! # use varsam_access::{Object, Place, Subject};
//! # use varsam_model::{Id, RecordClass};
//! # fn id<T>(n: u128) -> Id<T> { Id::new(uuid::Uuid::from_u128(n)) }
//! let policies = Policies::load()?;
//! let place = Place { organiser: id(1), unit: id(2), above: vec![], is_fictitious: false };
//! let nobody = Subject::new(id(3), id(1));
//! assert!(!policies.may(&nobody, Action::ViewRecord, &Object::new(place, RecordClass::School)).is_allowed());
//! # Ok::<(), varsam_access::Error>(())
//! ```
//!
//! It knows no database and no page, and the types of the policy engine stay inside.

pub mod action;
pub mod decision;
mod entities;
pub mod matrix;
pub mod object;
pub mod policies;
pub mod remembered;
pub mod subject;

pub use action::Action;
pub use decision::{Answer, Decision, Need, Rule};
pub use object::{Kind, Object, Place};
pub use policies::{Error, Policies};
pub use remembered::Remembered;
pub use subject::{BreakGlass, Held, SignIn, Subject};
