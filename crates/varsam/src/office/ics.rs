//! A calendar as RFC 5545 writes it: texts escaped, lines folded, times in UTC.

use varsam_model::Instant;

/// The longest line, in bytes without its end.
const WIDTH: usize = 75;

/// Something in a calendar.
pub(crate) struct Event {
    /// What it is known again by.
    pub(crate) uid: String,
    /// When it came to be as it is.
    pub(crate) stamp: Instant,
    /// From when.
    pub(crate) from: Instant,
    /// Until when.
    pub(crate) until: Instant,
    /// What it is called.
    pub(crate) summary: String,
    /// Where to read more.
    pub(crate) url: String,
}

/// A calendar that is called this. The same events are written the same each time.
pub(crate) fn written(name: &str, events: &[Event]) -> String {
    let mut text = String::new();
    for content in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Varsam//Varsam//SV", "METHOD:PUBLISH"] {
        line(&mut text, content);
    }
    line(&mut text, &format!("X-WR-CALNAME:{}", escaped(name)));
    line(&mut text, "REFRESH-INTERVAL;VALUE=DURATION:PT1H");
    events.iter().for_each(|event| put(&mut text, event));
    line(&mut text, "END:VCALENDAR");
    text
}

fn put(text: &mut String, event: &Event) {
    line(text, "BEGIN:VEVENT");
    line(text, &format!("UID:{}", escaped(&event.uid)));
    for (name, at) in [("DTSTAMP", event.stamp), ("DTSTART", event.from), ("DTEND", event.until)] {
        line(text, &format!("{name}:{}", utc(at)));
    }
    line(text, &format!("SUMMARY:{}", escaped(&event.summary)));
    line(text, &format!("URL:{}", event.url));
    // It takes nobody's time: others see it as free.
    line(text, "TRANSP:TRANSPARENT");
    line(text, "END:VEVENT");
}

/// Writes a line; what is too long goes on in the next one, after a space.
fn line(text: &mut String, content: &str) {
    let mut width = 0;
    for char in content.chars() {
        if width + char.len_utf8() > WIDTH {
            text.push_str("\r\n ");
            width = 1;
        }
        text.push(char);
        width += char.len_utf8();
    }
    text.push_str("\r\n");
}

/// A text in which nothing begins a line, a list or a value.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '\\' | ';' | ',' => escaped.extend(['\\', char]),
            '\n' => escaped.push_str("\\n"),
            char if char.is_control() => {}
            char => escaped.push(char),
        }
    }
    escaped
}

/// A moment: `20261129T081530Z`.
fn utc(at: Instant) -> String {
    let at = jiff::Timestamp::from_microsecond(at.0).unwrap_or_default();
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(summary: &str) -> Event {
        let at: Instant = "2026-11-29T08:15:30Z".parse::<jiff::Timestamp>().unwrap().into();
        Event {
            uid: "1-contain@varsam".into(),
            stamp: at,
            from: at,
            until: at.plus_seconds(1800),
            summary: summary.into(),
            url: "https://varsam.example/cases/1".into(),
        }
    }

    #[test]
    fn a_text_can_neither_end_its_line_nor_begin_another() {
        let text = written("Att göra", &[event("Ring; skriv, \\ och\r\nEND:VCALENDAR")]);
        assert!(text.contains("SUMMARY:Ring\\; skriv\\, \\\\ och\\nEND:VCALENDAR\r\n"), "{text}");
        assert_eq!(text.matches("\r\nEND:VCALENDAR\r\n").count(), 1);
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
        assert!(text.contains("\r\nDTSTART:20261129T081530Z\r\nDTEND:20261129T084530Z\r\n"), "{text}");
    }

    #[test]
    fn long_lines_are_folded_between_letters_and_read_back_whole() {
        let summary = "Återställ ålder på överförd förälder ".repeat(9);
        let text = written("Att göra", &[event(&summary)]);
        assert!(text.split("\r\n").all(|line| line.len() <= WIDTH), "{text}");
        assert!(text.replace("\r\n ", "").contains(&format!("SUMMARY:{summary}\r\n")), "{text}");
    }

    #[test]
    fn nothing_to_do_is_a_calendar_too() {
        let text = written("Att göra", &[]);
        assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("\r\nEND:VCALENDAR\r\n"));
        assert!(!text.contains("VEVENT"));
    }
}
