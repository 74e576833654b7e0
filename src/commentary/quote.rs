//! A customer's comment as HTML: escaped, in its own direction, beside what its writer answered.

use super::escape;
use crate::message::Catalogue;
use crate::voice::Quote;
use crate::voice::mask::Masked;
use crate::voice::mask::Piece;
use crate::wave::WaveScheme;

/// The comment as a figure of its own.
pub fn quote(quote: &Quote, words: &Catalogue, waves: &WaveScheme) -> String {
    let mut out = String::from("<figure class=\"comment\">\n<blockquote dir=\"auto\"");
    if let Some(language) = &quote.language {
        escape::attribute(&mut out, "lang", language);
    }
    out.push_str("><p>");
    out.push_str(&masked(&quote.text, words));
    out.push_str("</p></blockquote>\n<figcaption>");
    let score = |score: &crate::voice::Score| {
        let values = [("metric", &*score.metric), ("score", &*score.answer), ("most", &*score.most)];
        words.fill("voice.score", &values)
    };
    let facts = quote.scores.iter().map(score).chain([waves.label(quote.wave)]).chain(quote.group.clone());
    escape::text(&mut out, &facts.collect::<Vec<_>>().join(" · "));
    out.push_str("</figcaption>\n</figure>\n");
    out
}

/// A masked text as HTML: what was masked is named in brackets.
pub fn masked(text: &Masked, words: &Catalogue) -> String {
    let mut out = String::new();
    for piece in text.pieces() {
        match piece {
            Piece::Text(text) => {
                for (at, line) in text.split('\n').enumerate() {
                    out.push_str(if at > 0 { "<br>\n" } else { "" });
                    escape::text(&mut out, line);
                }
            }
            Piece::Mark(mark) => {
                out.push_str("<span class=\"masked\">[");
                escape::text(&mut out, words.get(mark.message_key()));
                out.push_str("]</span>");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voice::Score;
    use crate::voice::mask::Masker;
    use crate::wave::Wave;

    #[test]
    fn nothing_of_a_comment_is_markup() {
        let masker = Masker::new(&[]);
        let quoted = quote(
            &Quote {
                text: masker.mask("<script>alert(\"x\")</script> & call 020 7946 0987\n**now**"),
                scores: vec![Score { metric: "A & B".into(), answer: "9".into(), most: "10".into() }],
                wave: Wave(0),
                group: Some("<North>".into()),
                language: Some("en".into()),
            },
            &Catalogue::for_language("en"),
            &WaveScheme::Single { name: "All".into() },
        );
        assert_eq!(
            quoted,
            "<figure class=\"comment\">\n<blockquote dir=\"auto\" lang=\"en\"><p>&lt;script&gt;alert(\"x\")&lt;/script&gt; &amp; call \
             <span class=\"masked\">[phone number]</span><br>\n**now**</p></blockquote>\n\
             <figcaption>A &amp; B 9 of 10 · All · &lt;North&gt;</figcaption>\n</figure>\n"
        );
    }
}
