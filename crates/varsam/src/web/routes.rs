//! Routes, and the list of them: what serves a page behind sign-in is also what tells the tests that there is one.

use super::Shared;
use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodRouter, get, post};

/// A route behind sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    /// `GET`, `POST` or `PUT`.
    pub method: &'static str,
    /// The path, with its parameters in braces.
    pub path: &'static str,
}

/// The routes of an area. There is no other way to get a page behind sign-in served.
#[derive(Default)]
pub(crate) struct Routes {
    router: Router<Shared>,
    listed: Vec<Route>,
}

impl Routes {
    /// None yet.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// With a page.
    pub(crate) fn get<H: Handler<T, Shared>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.with("GET", path, get(handler))
    }

    /// With something that a form does.
    pub(crate) fn post<H: Handler<T, Shared>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.with("POST", path, post(handler))
    }

    /// With a handler that has layers of its own.
    pub(crate) fn with(
        mut self,
        method: &'static str,
        path: &'static str,
        handler: MethodRouter<Shared>,
    ) -> Self {
        self.router = self.router.route(path, handler);
        self.listed.push(Route { method, path });
        self
    }

    /// With those of another area.
    pub(crate) fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.listed.extend(other.listed);
        self
    }

    /// All of them.
    pub(crate) fn listed(self) -> Vec<Route> {
        self.listed
    }

    /// What serves them.
    pub(crate) fn router(self) -> Router<Shared> {
        self.router
    }
}
