//! How lists of words are ordered: as in Swedish, whatever the language of the page.

/// What a text is sorted by, byte by byte: small and large letters alike, å, ä and ö after z, letters with other marks as
/// those without. Two texts that differ in more than the size of letters have two of these.
pub(crate) fn order(text: &str) -> String {
    let small = text.to_lowercase();
    let mut key = String::with_capacity(small.len());
    let mut is_whole = true;
    for sign in small.chars() {
        let (letter, is_alone) = letter(sign);
        key.push(letter);
        is_whole &= is_alone;
    }
    if !is_whole {
        key.push('\0');
        key.push_str(&small);
    }
    key
}

/// What a sign is sorted as, and whether it alone is.
fn letter(sign: char) -> (char, bool) {
    match sign {
        // The three that come after z in ASCII.
        'å' => ('{', true),
        'ä' => ('|', true),
        'ö' => ('}', true),
        '{' | '|' | '}' => (sign, false),
        'æ' => ('|', false),
        'ø' => ('}', false),
        'á' | 'à' | 'â' | 'ã' => ('a', false),
        'ç' => ('c', false),
        'é' | 'è' | 'ê' | 'ë' => ('e', false),
        'í' | 'ì' | 'î' | 'ï' => ('i', false),
        'ñ' => ('n', false),
        'ó' | 'ò' | 'ô' | 'õ' => ('o', false),
        'ú' | 'ù' | 'û' => ('u', false),
        'ü' | 'ý' => ('y', false),
        other => (other, true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_ordered_as_in_swedish() {
        let words = ["apa", "Eva", "Évald", "Zebra", "Ål", "Ålar", "Äng", "äpple", "Öl"];
        let mut sorted = words;
        sorted.reverse();
        sorted.sort_by_cached_key(|word| order(word));
        assert_eq!(sorted, words);
    }

    #[test]
    fn only_texts_that_are_the_same_but_for_the_size_of_letters_have_one_order() {
        assert_eq!(order("ÅNGSTRÖM"), order("ångström"));
        for (one, other) in [("ål", "{l"), ("Rene", "René"), ("ø", "ö"), ("a", "ä")] {
            assert_ne!(order(one), order(other), "{one} {other}");
        }
    }
}
