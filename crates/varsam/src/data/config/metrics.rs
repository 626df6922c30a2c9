//! `[metrics]`: where figures for monitoring are given out.

use super::{Env, set};
use crate::fault::Fault;
use serde::Deserialize;
use std::net::SocketAddr;

/// The section as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table")]
pub(super) struct Written {
    address: Option<String>,
}

impl Written {
    pub(super) fn put_over(&mut self, env: &Env) {
        if let Some(address) = set(env, "VARSAM_METRICS_ADDRESS") {
            self.address = Some(address.to_owned());
        }
    }

    /// The address; none where nothing says one: then no figures are given out.
    pub(super) fn whole(self) -> Result<Option<SocketAddr>, Fault> {
        let parsed = self.address.map(|address| address.parse());
        parsed.transpose().map_err(|_| {
            Fault::user("the address of `[metrics]` is an IP address and a port, such as `127.0.0.1:9464`")
        })
    }
}
