//! Places after text of many bytes a letter, from right to left, in tables, lists and footnotes.

use super::{html, places, problems};

#[test]
fn greek() {
    let text = "Η ικανοποίηση **αυξήθηκε** σε {{ npz }} και {{ nps@region=Βόρια Ελλάδα n }}.\n";
    assert_eq!(places(text), ["npz", "Βόρια Ελλάδα"]);
    assert_eq!(
        problems(text),
        [
            "1:34-37 error commentary/unknown-metric: there is no metric `npz` | did you mean `nps`?",
            "1:59-71 error commentary/unknown-value: `region` has no value `Βόρια Ελλάδα` | did you mean `Βόρεια Ελλάδα`?"
        ]
    );
}

#[test]
fn chinese_in_a_table() {
    let text = "| 指标 | 数值 |\n|---|---|\n| 推荐**度** | 「{{ npz }}」｜[链接](缺少.md) |\n";
    assert_eq!(places(text), ["npz", "缺少.md"]);
    assert_eq!(
        problems(text)[1],
        "3:30-35 error commentary/missing-file: there is no `缺少.md` in `c/2026-q3` | \
         known here: `d/t.csv`, `team photo.png`, `methods/`, `nps.md`"
    );
}

#[test]
fn hebrew_and_arabic_in_lists_and_footnotes() {
    let text = "- שלום\n  1. עולם {{ npz }}[^הערה] [^חסר]\n\n[^הערה]: رضا العملاء ![صورة](غائب.png) {{ wait gap }}\n";
    assert_eq!(places(text), ["npz", "[^חסר]", "غائب.png", "gap"]);
}

#[test]
fn names_and_ids_keep_their_letters() {
    assert_eq!(
        html(
            "## Τι άλλαξε\n\n## 客户怎么说\n\n## מה השתנה\n\n[α](#τι-άλλαξε) [β](#%E5%AE%A2%E6%88%B7%E6%80%8E%E4%B9%88%E8%AF%B4)"
        ),
        "<h2 id=\"τι-άλλαξε\">Τι άλλαξε</h2>\n<h2 id=\"客户怎么说\">客户怎么说</h2>\n<h2 id=\"מה-השתנה\">מה השתנה</h2>\n\
         <p><a href=\"#%CF%84%CE%B9-%CE%AC%CE%BB%CE%BB%CE%B1%CE%BE%CE%B5\">α</a> \
         <a href=\"#%E5%AE%A2%E6%88%B7%E6%80%8E%E4%B9%88%E8%AF%B4\">β</a></p>\n"
    );
}

#[test]
fn windows_line_ends_and_a_byte_order_mark() {
    let text = "\u{feff}---\r\ntitle: ΝΠΣ\r\n---\r\nä {{ npz }}\r\n";
    assert_eq!(places(text), ["npz"]);
    assert_eq!(problems(text)[0].split(' ').next(), Some("4:6-9"));
}
