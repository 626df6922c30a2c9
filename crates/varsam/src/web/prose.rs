//! Markdown to HTML, for documents that anybody may have written: markup in them is shown as text, links lead only
//! where links may lead, and pictures are their words.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

/// The HTML of a piece of prose. `table` names the boxes that wide tables scroll in.
pub(crate) fn html(markdown: &str, table: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut page = String::new();
    let events = Parser::new_ext(markdown, options).flat_map(|event| tame(event, table));
    html::push_html(&mut page, events);
    page.replace(SUMMARY, SUMMARY_MARKED)
}

/// How the English summaries in Swedish documents begin, and the same with the language told, so that they are
/// read aloud as English.
const SUMMARY: &str = "<p><em>In English:";
const SUMMARY_MARKED: &str = "<p lang=\"en\"><em>In English:";

fn tame<'a>(event: Event<'a>, table: &str) -> Vec<Event<'a>> {
    match event {
        Event::Html(text) | Event::InlineHtml(text) => vec![Event::Text(text)],
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => Vec::new(),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let dest_url = if is_harmless(&dest_url) { dest_url } else { CowStr::from("#") };
            vec![Event::Start(Tag::Link { link_type, dest_url, title, id })]
        }
        Event::Start(Tag::Table(columns)) => {
            let name = askama_escape(table);
            let open =
                format!(r#"<div class="table-scroll" role="region" aria-label="{name}" tabindex="0">"#);
            vec![Event::Html(CowStr::from(open)), Event::Start(Tag::Table(columns))]
        }
        Event::End(TagEnd::Table) => vec![Event::End(TagEnd::Table), Event::Html(CowStr::from("</div>"))],
        other => vec![other],
    }
}

fn askama_escape(text: &str) -> String {
    askama::filters::escape(text, askama::filters::Html)
        .map_or_else(|never| match never {}, |safe| safe.to_string())
}

/// Whether a link leads to a web page, a mail address or a place on this site.
fn is_harmless(address: &str) -> bool {
    let address = address.trim();
    let scheme = address.split(['/', '?', '#']).next().and_then(|start| start.split_once(':'));
    match scheme {
        Some((scheme, _)) => {
            ["http", "https", "mailto"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
        }
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_shown_as_text() {
        let page = html("Hej <script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n", "T");
        assert!(!page.contains("<script") && !page.contains("<img"), "{page}");
        assert!(page.contains("&lt;script&gt;"), "{page}");
    }

    #[test]
    fn links_lead_only_where_links_may_lead() {
        for (markdown, expected) in [
            ("[a](javascript:alert(1))", r##"href="#""##),
            ("[a](JavaScript:alert(1))", r##"href="#""##),
            ("[a](data:text/html,x)", r##"href="#""##),
            ("<javascript:alert(1)>", r##"href="#""##),
            ("[a](https://example.org/x)", r#"href="https://example.org/x""#),
            ("[a](/guidelines)", r#"href="/guidelines""#),
            ("[a](b/c:d)", r#"href="b/c:d""#),
        ] {
            assert!(html(markdown, "T").contains(expected), "{markdown}: {}", html(markdown, "T"));
        }
    }

    #[test]
    fn a_picture_is_its_words_and_a_table_scrolls_in_its_own_box() {
        assert_eq!(html("![ett hus](https://example.org/spy.png)", "T"), "<p>ett hus</p>\n");
        assert!(html("| a |\n|---|\n| b |\n", "\"T\"").starts_with(
            r#"<div class="table-scroll" role="region" aria-label="&#34;T&#34;" tabindex="0"><table>"#
        ));
    }
}
