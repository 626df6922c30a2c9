//! The one person that a search is for, read from a few lines. It goes to the workers over a pipe and nowhere else.

use varsam_scan::roster::Identity;

/// What a line can name, with the words for it.
const FIELDS: [(Field, &[&str]); 6] = [
    (Field::Number, &["personnummer", "nummer", "number"]),
    (Field::Name, &["namn", "name"]),
    (Field::Given, &["förnamn", "given"]),
    (Field::Family, &["efternamn", "family"]),
    (Field::Email, &["e-post", "epost", "email"]),
    (Field::Phone, &["telefon", "phone"]),
];

#[derive(Clone, Copy)]
enum Field {
    Number,
    Name,
    Given,
    Family,
    Email,
    Phone,
}

/// Reads lines such as `personnummer: …`, `namn: …`, `e-post: …`. The fault names the line and never says what is in it.
pub fn read(text: &str) -> Result<Identity, String> {
    let mut person = Identity::default();
    let mut is_empty = true;
    for (line, number) in text.trim_start_matches('\u{FEFF}').lines().zip(1..) {
        if line.trim().is_empty() {
            continue;
        }
        let (field, value) = split(line).ok_or_else(|| {
            format!("line {number}: is not understood; write `personnummer: …`, `namn: …`, `förnamn: …`, `efternamn: …`, `e-post: …` or `telefon: …`")
        })?;
        is_empty = false;
        set(&mut person, field, value);
    }
    if is_empty {
        return Err("names nobody; write a line `personnummer: …` or `namn: …`".to_owned());
    }
    Ok(person)
}

fn split(line: &str) -> Option<(Field, &str)> {
    let (name, value) = line.split_once(':')?;
    let name = name.trim().to_lowercase();
    let (field, _) = FIELDS.iter().find(|(_, names)| names.contains(&name.as_str()))?;
    Some((*field, value.trim())).filter(|(_, value)| !value.is_empty())
}

fn set(person: &mut Identity, field: Field, value: &str) {
    let value = value.to_owned();
    match field {
        Field::Number => person.number = Some(value),
        Field::Given => person.given = value,
        Field::Family => person.family = value,
        Field::Email => person.emails.push(value),
        Field::Phone => person.phones.push(value),
        Field::Name => match value.split_once(',').or_else(|| value.rsplit_once(' ').map(|(a, b)| (b, a))) {
            Some((family, given)) => {
                (person.given, person.family) = (given.trim().to_owned(), family.trim().to_owned());
            }
            None => person.family = value,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_read_from_lines() {
        let person =
            read("personnummer: 19121212-1212\nNamn: Berg, Elsa Maria\n\ne-post: a@b.se\ntelefon: 070\n")
                .unwrap();
        assert_eq!((person.given.as_str(), person.family.as_str()), ("Elsa Maria", "Berg"));
        assert_eq!(
            (person.number.as_deref(), person.emails.len(), person.phones.len()),
            (Some("19121212-1212"), 1, 1)
        );
        let person = read("name: Elsa Maria Berg").unwrap();
        assert_eq!((person.given.as_str(), person.family.as_str()), ("Elsa Maria", "Berg"));
    }

    #[test]
    fn faults_do_not_repeat_what_was_written() {
        let fault = read("namn: Elsa Berg\nElsa 19121212-1212").err().unwrap();
        assert!(fault.starts_with("line 2: is not understood") && !fault.contains("1912"), "{fault}");
        assert!(read("\n").is_err());
    }
}
