//! Whether a post speaks of a picture: nobody sees it here, so the finding asks whether somebody can be recognised.

use super::words::{places, sentences};
use super::{Advice, Finding, What, Why};

const PICTURES: [&str; 12] = [
    "bild",
    "foto",
    "klassfoto",
    "klassbild",
    "gruppbild",
    "skolfoto",
    "fotografi",
    "filmklipp",
    "selfie",
    "picture",
    "photo",
    "class photo",
];

const ENDINGS: [&str; 8] = ["en", "er", "erna", "n", "na", "et", "t", "s"];

/// The first word of a picture. One is enough to ask.
pub(super) fn named(text: &str) -> Vec<Finding> {
    let sentences = sentences(text);
    let found = sentences.iter().filter_map(|words| {
        PICTURES.iter().flat_map(|phrase| places(words, phrase, &ENDINGS)).min().map(|(start, end)| Finding {
            start,
            end,
            what: What::Picture,
            why: Why::Named,
            score: 100,
            advice: Advice::PostPicture,
        })
    });
    found.take(1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_that_is_spoken_of_is_asked_about_once() {
        let text = "Här är klassfotot. Fler bilder kommer!";
        let found = named(text);
        assert_eq!(found.iter().map(|finding| finding.text(text)).collect::<Vec<_>>(), ["klassfotot"]);
        assert!(named("Bilden av skolan i siffror")[0].start == 0);
        assert!(named("Vi utbildar om budgeten").is_empty());
    }
}
