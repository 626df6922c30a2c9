//! The words of the program, by key, from `locales/`. The words of rulebooks are not here: they bring their own.

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader as _, langid, static_loader};
use std::borrow::Cow;
use std::collections::HashMap;
use varsam_rules::{Language, Text};

static_loader! {
    static LOCALES = {
        locales: "../../locales",
        fallback_language: "sv",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static_loader! {
    static CORRESPONDENCE = {
        locales: "../../locales/correspondence",
        fallback_language: "sv",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static SWEDISH: LanguageIdentifier = langid!("sv");
static ENGLISH: LanguageIdentifier = langid!("en");

/// The words of letters for a key, in the language of a tag, with one value put in as `{ $value }`. There are more of these
/// languages than of those that pages are in: the folder's name is no language, so pages do not look there.
pub(crate) fn of_letter(tag: &str, key: &str, value: &str) -> String {
    let language: LanguageIdentifier = tag.parse().unwrap_or_else(|_| SWEDISH.clone());
    let arguments = HashMap::from([(Cow::Borrowed("value"), FluentValue::from(value.to_owned()))]);
    CORRESPONDENCE.lookup_with_args(&language, key, &arguments)
}

/// The words in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Locale {
    /// The language.
    pub language: Language,
}

impl Locale {
    /// The locale of a language tag such as `en` or `sv-SE`; Swedish for any other.
    pub fn of(tag: &str) -> Self {
        let english = tag.split(['-', '_']).next().is_some_and(|primary| primary.eq_ignore_ascii_case("en"));
        Self { language: if english { Language::English } else { Language::Swedish } }
    }

    /// The language tag, for `lang` attributes.
    pub fn tag(self) -> &'static str {
        match self.language {
            Language::Swedish => "sv",
            Language::English => "en",
        }
    }

    /// The words for a key.
    pub fn t(self, key: &str) -> String {
        LOCALES.lookup(self.id(), key)
    }

    /// The words for a key, with one value put in as `{ $value }`.
    pub fn with(self, key: &str, value: impl Into<FluentValue<'static>>) -> String {
        let arguments = HashMap::from([(Cow::Borrowed("value"), value.into())]);
        LOCALES.lookup_with_args(self.id(), key, &arguments)
    }

    /// A text of a rulebook in this language.
    pub fn text(self, text: &Text) -> String {
        text.in_language(self.language).to_owned()
    }

    fn id(self) -> &'static LanguageIdentifier {
        match self.language {
            Language::Swedish => &SWEDISH,
            Language::English => &ENGLISH,
        }
    }
}
