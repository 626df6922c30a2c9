//! Words with their places, and phrases among them.

/// A word, in lower case, and where it stands in bytes.
pub(super) struct Word {
    pub word: String,
    pub start: usize,
    pub end: usize,
}

/// The sentences of a text, each as its words. A line break ends a sentence too.
pub(super) fn sentences(text: &str) -> Vec<Vec<Word>> {
    let mut sentences = vec![Vec::new()];
    let mut start = None;
    for (at, character) in text.char_indices().chain([(text.len(), '\n')]) {
        let inside = character.is_alphanumeric() || (character == '-' && start.is_some());
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let word = text.get(from..at).unwrap_or_default().to_lowercase();
                if let Some(sentence) = sentences.last_mut() {
                    sentence.push(Word { word, start: from, end: at });
                }
                start = None;
            }
            _ => {}
        }
        if matches!(character, '.' | '?' | '!' | '\n') {
            sentences.push(Vec::new());
        }
    }
    sentences
}

/// Where a phrase stands in a sentence: each word as it is, or the last with one of the endings.
pub(super) fn places<'w>(
    words: &'w [Word],
    phrase: &'w str,
    endings: &'w [&'w str],
) -> impl Iterator<Item = (usize, usize)> + 'w {
    let parts: Vec<&str> = phrase.split(' ').collect();
    let length = parts.len();
    words.windows(length).filter_map(move |window| {
        let fits = window.iter().zip(&parts).enumerate().all(|(at, (word, part))| {
            let rest = word.word.strip_prefix(part);
            rest.is_some_and(|rest| rest.is_empty() || (at + 1 == length && endings.contains(&rest)))
        });
        let (first, last) = (window.first()?, window.last()?);
        fits.then_some((first.start, last.end))
    })
}
