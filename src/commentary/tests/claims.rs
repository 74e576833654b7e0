use super::{commentary, html, listed, places, problems, run, run_bytes};
use crate::claims::Truth;

/// The codes of a text's problems.
fn codes(text: &str) -> Vec<String> {
    let (_, checked) = run(text);
    checked.diagnostics.iter().map(|problem| problem.code.to_owned()).collect()
}

#[test]
fn a_supported_sentence_is_a_link_to_its_evidence() {
    let found = commentary("So [NPS **fell**](claim:nps/fell/previous), by {{ nps change previous }}.");
    assert!(
        found.html.starts_with(
            "<p>So <a class=\"claim supported\" id=\"claim-1\" href=\"#evidence-1\">NPS <strong>fell</strong></a>, by "
        ),
        "{}",
        found.html
    );
    let [claimed] = found.claims.as_slice() else { panic!("{:?}", found.claims) };
    assert_eq!((claimed.id.as_str(), claimed.evidence.as_str()), ("claim-1", "evidence-1"));
    assert_eq!((claimed.sentence.as_str(), claimed.judgement.truth), ("NPS fell", Truth::Supported));
}

#[test]
fn a_claim_alone_is_said_in_our_words() {
    assert_eq!(
        html("<claim:nps/fell/previous>."),
        "<p><a class=\"claim supported\" id=\"claim-1\" href=\"#evidence-1\">nps fell on last quarter</a>.</p>\n"
    );
    // What does not hold is not said by us.
    let (_, checked) = run("<claim:nps/rose/previous>");
    assert_eq!(checked.value.unwrap().html, "<p>claim:nps/rose/previous</p>\n");
}

#[test]
fn claims_stand_in_headings_tables_lists_notes_and_after_every_script() {
    let text = "# Τίτλος [α](claim:nps/fell)\n\n## Η μέτρηση [έπεσε](claim:nps/fell/previous)\n\n| 指标 | x |\n|---|---|\n| 下降了 [了](claim:nps/fell) | y |\n\n- a\n  - הציון [ירד](claim:nps/fell)[^1]\n\n[^1]: In [a note](claim:nps/above/fjord)\n\nby [name][ref]\n\n[ref]: <claim:nps@region=North/above/rest>\n";
    let found = commentary(text);
    assert_eq!(found.claims.len(), 6);
    // The title is no part of the text below it, so that nothing leads back to it.
    assert_eq!(found.claims[0].id, "");
    let ids: Vec<&str> = found.claims[1..].iter().map(|claimed| claimed.id.as_str()).collect();
    assert!(ids.iter().all(|id| found.html.contains(&format!("id=\"{id}\""))), "{ids:?}\n{}", found.html);
}

#[test]
fn problems_are_at_the_part_of_the_address_that_they_are_about() {
    assert_eq!(places("Η [α](claim:npz/fell)"), ["npz"]);
    assert_eq!(places("指 [α](claim:nps@region=Nort/fell)"), ["Nort"]);
    assert_eq!(places("ציון [α](claim:nps@regoin=North/fell)"), ["regoin"]);
    assert_eq!(places("| a |\n|---|\n| Ω [α](claim:nps/risen) |"), ["risen"]);
    assert_eq!(places("- a\n  - Ω [α](claim:nps/above/fjrod)"), ["fjrod"]);
    assert_eq!(places("x[^1]\n\n[^1]: Ω [α](<claim:nps@brand=Sky Blu/rose>)"), ["Sky Blu"]);
    assert_eq!(places("Ω [α](claim:nps@region=%CE%92%CF%8C/rose)"), ["%CE%92%CF%8C"]);
    assert_eq!(places("Ω <claim:nps/above/40%25>"), ["40%25"]);
    assert_eq!(places("Ω [α][r]\n\n[r]: claim:nps/first/nobody \"t\""), ["nobody"]);
    // Not what Markdown made of it: the place is the whole address.
    assert_eq!(places("Ω [α](claim:nps\\_x/rose)"), ["claim:nps\\_x/rose"]);
    // A judged claim is marked as a whole.
    assert_eq!(places("Ω [α](claim:nps/rose/previous)"), ["claim:nps/rose/previous"]);
}

#[test]
fn names_are_slugs_percent_encoded_or_in_angle_brackets() {
    for claim in [
        "claim:nps@region=%CE%B2%CF%8C%CF%81%CE%B5%CE%B9%CE%B1-%CE%B5%CE%BB%CE%BB%CE%AC%CE%B4%CE%B1/below/0",
        "claim:nps@region=βόρεια-ελλάδα/below/0",
        "<claim:nps@region=Βόρεια Ελλάδα/below/0>",
    ] {
        // Nothing can be computed here, which is what is said: the name was found.
        assert_eq!(codes(&format!("[x]({claim})")), ["claim/unproven"], "{claim}");
    }
    assert_eq!(codes("[x](CLAIM:nps/fell)"), Vec::<String>::new());
    assert_eq!(codes("[x](claim:nps@brand=sky-blue/rose)"), ["claim/unproven"]);
}

#[test]
fn what_looks_like_a_claim_and_is_no_link_is_told() {
    assert_eq!(
        places("Ω [a](claim:nps@region=North East/rose/previous) b"),
        ["claim:nps@region=North East/rose/previous"]
    );
    assert_eq!(places("Ω see claim:nps/rose/previous, and more"), ["claim:nps/rose/previous"]);
    assert_eq!(codes("title claim: NPS/CSAT matter, https://x.org/claim:a/b, `claim:nps/rose`"), Vec::<String>::new());
    assert_eq!(codes("Some claim:without anything."), Vec::<String>::new());
    assert_eq!(codes("---\ntitle: \"[It moved](claim:wait/fell)\"\n---\nx")[0], "claim/not-a-link");
}

#[test]
fn what_can_be_written_instead_is_supported_and_can_be_pasted() {
    let (reader, checked) = run("[NPS rose](claim:nps/rose/previous)");
    let [line] = listed(&reader, &checked.diagnostics).try_into().unwrap();
    assert_eq!(
        line,
        "1:12-35 error claim/contradicted: the data contradict `claim:nps/rose/previous`: \
         nps, 2026 Q3: 41.3 (95% interval 36.3 to 46.2; n 1,412); nps, 2026 Q2: 44.4 (95% interval 39.4 to 49.4; n 1,398); \
         difference −3.2 (95% interval −9.2 to +2.8); test: z, p 0.010, adjusted 0.020 | \
         write instead: `[nps fell on last quarter](claim:nps/fell/previous)` | \
         or: `[nps rose on the baseline of 2026 Q1](claim:nps/rose/baseline)`"
    );
    let pasted = checked.diagnostics[0].hints[0].trim_start_matches("write instead: ").trim_matches('`').to_owned();
    assert_eq!(codes(&pasted), Vec::<String>::new());
}

#[test]
fn a_footnote_that_nobody_mentions_claims_nothing() {
    let (_, checked) = run("x\n\n[^1]: [a](claim:nps/fell)\n");
    assert!(checked.value.unwrap().claims.is_empty());
}

#[test]
fn main_points_stand_apart_from_the_text() {
    let text = "Before.\n\n## Main points {#points}\n\n1. [NPS fell](claim:nps/fell/previous) to {{ nps }}\n2. nothing\n\n## After\n\nText.\n";
    let (reader, checked) = run_bytes(text.as_bytes(), "en-GB", "overview-");
    assert_eq!(
        listed(&reader, &checked.diagnostics),
        [
            "6:1-11 warning claim/point-without-claim: this main point claims nothing, so that no figure stands behind it | link its words to a claim: `[…](claim:nps/rose/previous)`; `wavemark list points` proposes some"
        ]
    );
    let text = checked.value.unwrap();
    let points = text.points.unwrap();
    assert_eq!(points.sentences, ["NPS fell to 41.3", "nothing"]);
    assert!(points.html.starts_with("<h2 id=\"overview-points\">Main points</h2>\n<ol>"), "{}", points.html);
    assert!(text.html.starts_with("<p>Before.</p>\n<h2 id=\"overview-after\">"), "{}", text.html);
    assert!(!text.html.contains("claim"));
    let many = format!("# Points {{#points}}\n\n{}", "- [a](claim:nps/fell)\n".repeat(8));
    assert_eq!(problems(&format!("x\n\n{many}")).len(), 1);
}
