//! Text as HTML.

/// Appends `text` as the content of an element.
pub(super) fn text(out: &mut String, text: &str) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escaped = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(escaped);
        from = at + 1;
    }
    out.push_str(&text[from..]);
}

/// Appends ` name="value"`.
pub(super) fn attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    for c in value.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Appends ` name="address"`, with what may not stand in an address percent-encoded; `%` itself is left, since it
/// begins what the author encoded.
pub(super) fn address(out: &mut String, name: &str, address: &str) {
    let mut encoded = String::with_capacity(address.len());
    for byte in address.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~!*'(),%#@?=;:/+&$".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    attribute(out, name, &encoded);
}

#[cfg(test)]
mod tests {
    #[test]
    fn nothing_of_html_is_left() {
        let mut out = String::new();
        super::text(&mut out, "<a> & \"b\"");
        super::attribute(&mut out, "title", "<a \"b\" & 'c'>");
        super::address(&mut out, "href", "ä b?\"x\"&[1]%20");
        assert_eq!(
            out,
            "&lt;a&gt; &amp; \"b\" title=\"&lt;a &quot;b&quot; &amp; 'c'&gt;\" href=\"%C3%A4%20b?%22x%22&amp;%5B1%5D%20\""
        );
    }
}
