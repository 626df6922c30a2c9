//! What lies behind sign-in, by URL: who comes in, what each role sees, and what the log tells afterwards.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop where it stands"
)]

#[path = "office/authenticator.rs"]
mod authenticator;
#[path = "office/authority.rs"]
mod authority;
#[path = "office/home.rs"]
mod home;
#[path = "office/house.rs"]
mod house;
#[path = "office/issuer.rs"]
mod issuer;
#[path = "outside/mail_server.rs"]
mod mail_server;
#[path = "office/openmetrics.rs"]
mod openmetrics;

mod office {
    mod access;
    mod anonymous;
    mod app_import;
    mod attach;
    mod away;
    mod board;
    mod bounds;
    mod breach;
    mod breach_letters;
    mod breach_start;
    mod calendar_feed;
    mod card;
    mod cards;
    mod case_list;
    mod cases;
    mod clocks;
    mod closed;
    mod columns;
    mod debts;
    mod digest;
    mod door;
    mod duties;
    mod emergency;
    mod erase;
    mod export;
    mod flows;
    mod frame;
    mod furnished;
    mod grants;
    mod hours;
    mod intake;
    mod kept;
    mod known;
    mod letters;
    mod links;
    mod lists;
    mod log;
    mod log_review;
    mod log_review_bounds;
    mod login;
    mod looks;
    mod marked;
    mod open;
    mod open_pages;
    mod outcomes;
    mod outside;
    mod parting;
    mod passkey;
    mod people;
    mod provider;
    mod record;
    mod recovery;
    mod register_api;
    mod register_files;
    mod register_hidden;
    mod register_medium;
    mod register_once;
    mod register_openapi;
    mod register_order;
    mod register_requests;
    mod registers;
    mod reviews;
    mod roles;
    mod routes;
    mod set_up;
    mod starter;
    mod statistics;
    mod take_down;
    mod throttle;
    mod told;
    mod units;
    mod upkeep;
    mod used_by;
    mod watch;
    mod wheel;
    mod who_is_told;
    mod withdrawn;
    mod yearly;
}
