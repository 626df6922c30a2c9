//! What is sent with a step of a case: what was typed, and a file.

use crate::office::registers::Typed;
use crate::office::registers::attach::{Attached, LARGEST, Refused};
use crate::web::parts::{Part, TooLarge, parts};
use axum::extract::multipart::Multipart;
use axum::extract::{FromRequest as _, Request};
use axum::http::header;

/// What was sent with a form.
pub(super) struct Form {
    pub(super) typed: Typed,
    pub(super) file: Option<Attached>,
    pub(super) refused: Option<Refused>,
}

impl Form {
    pub(super) async fn of(request: Request) -> Self {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let is_parts = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/"));
        let plain = |typed, refused| Self { typed, file: None, refused };
        if !is_parts {
            let body = axum::body::Bytes::from_request(request, &()).await;
            return body.map_or_else(
                |_| plain(Typed::default(), Some(Refused::TooLarge)),
                |body| plain(Typed::of(&body), None),
            );
        }
        let Ok(form) = Multipart::from_request(request, &()).await else {
            return plain(Typed::default(), Some(Refused::Empty));
        };
        let (mut parts, refused) = match parts(form, LARGEST).await {
            Ok(parts) => (parts, None),
            Err(TooLarge(before)) => (before, Some(Refused::TooLarge)),
        };
        let file = parts.remove("file").filter(|file| !file.bytes.is_empty());
        let mut typed = Typed::default();
        for (name, part) in parts {
            typed.fill(&name, vec![part.text()]);
        }
        Self { typed, file: file.map(|Part { name, bytes }| Attached { name, bytes }), refused }
    }
}
