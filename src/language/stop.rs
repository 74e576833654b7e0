//! Small words that say nothing of a subject: "the", "und", "が". By language, and by script where a script tells it.

use super::fold::fold;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The script of a word, as far as it tells the language or how words are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// Latin, Cyrillic and all others that many languages share.
    Shared,
    /// Chinese characters.
    Han,
    /// Hiragana or Katakana.
    Kana,
    /// Greek.
    Greek,
    /// Armenian.
    Armenian,
    /// Arabic.
    Arabic,
    /// Hebrew.
    Hebrew,
    /// Devanagari.
    Devanagari,
}

/// The script of the first letter that tells one.
pub fn script(text: &str) -> Script {
    let of = |c: char| match c {
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Some(Script::Greek),
        '\u{531}'..='\u{58f}' => Some(Script::Armenian),
        '\u{5d0}'..='\u{5f2}' => Some(Script::Hebrew),
        '\u{620}'..='\u{6ff}' | '\u{750}'..='\u{77f}' => Some(Script::Arabic),
        '\u{900}'..='\u{97f}' => Some(Script::Devanagari),
        '\u{3041}'..='\u{30ff}' => Some(Script::Kana),
        '\u{3400}'..='\u{9fff}' => Some(Script::Han),
        c if c.is_alphabetic() => Some(Script::Shared),
        _ => None,
    };
    text.chars().find_map(of).unwrap_or(Script::Shared)
}

/// The longest word of Hiragana alone that is taken for grammar: が, です, ました. Words of meaning have Chinese
/// characters or Katakana in them, or are longer.
const LONGEST_PARTICLE: usize = 3;

/// Hindi and Armenian, which the published lists lack.
const HINDI: &str = "का के की को में से है हैं था थी थे और या पर यह ये वह वे एक मैं हम आप तुम मेरा मेरी मेरे हमारे अपने लिए कि जो तो ही भी नहीं बहुत हुआ हुई हो गया गई पड़ा लेकिन कर किया करना ने इस उस";
const ARMENIAN: &str = "եւ և ու է են եմ ես եք էր էին այդ այս այն որ ին ի մի մեկ շատ բայց թե որպես հետ համար մեջ վրա նաև իր նա նրա մեր ձեր դա քիչ չէ չի";

/// Words that are left out, besides those of languages that a script tells.
#[derive(Debug, Clone, Default)]
pub struct StopWords {
    words: BTreeSet<String>,
}

/// The words of languages that a script tells, whatever languages are named.
static BY_SCRIPT: LazyLock<BTreeSet<String>> =
    LazyLock::new(|| ["el", "ar", "he", "zh", "hi", "hy"].into_iter().flat_map(list).collect());

/// The folded words of a language.
fn list(tag: &str) -> Vec<String> {
    match primary(tag).as_str() {
        "hi" => HINDI.split(' ').map(fold).collect(),
        "hy" => ARMENIAN.split(' ').map(fold).collect(),
        code => stop_words::lookup(code).unwrap_or_default().iter().map(|word| fold(word)).collect(),
    }
}

impl StopWords {
    /// Those of `languages` (tags such as `en-GB`), of languages that a script tells, and `more`.
    pub fn new<'t>(languages: impl IntoIterator<Item = &'t str>, more: &[String]) -> StopWords {
        let mut words: BTreeSet<String> = more.iter().map(|word| fold(word)).collect();
        words.extend(languages.into_iter().flat_map(list));
        StopWords { words }
    }

    /// Whether a folded word says nothing of a subject: it is listed, a single letter of an alphabet, or a particle.
    pub fn has(&self, word: &str) -> bool {
        let letters = word.chars().count();
        let is_particle = || word.chars().all(|c| matches!(c, '\u{3041}'..='\u{309f}' | 'ー'));
        self.words.contains(word)
            || BY_SCRIPT.contains(word)
            || match script(word) {
                Script::Han => false,
                Script::Kana => letters <= LONGEST_PARTICLE && is_particle(),
                _ => letters < 2,
            }
    }
}

/// Whether there is a list for the language.
pub fn has_stop_words(language: &str) -> bool {
    let code = primary(language);
    matches!(code.as_str(), "hi" | "hy" | "ja") || stop_words::lookup(code).is_some()
}

/// `en` of `en-GB`; Norwegian's two written forms have one list.
fn primary(tag: &str) -> String {
    match tag.split(['-', '_']).next().unwrap_or_default().to_lowercase().as_str() {
        "nb" | "nn" => "no".to_owned(),
        code => code.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_words_are_left_out_by_language_and_script() {
        let words = StopWords::new(["en-GB", "de"], &["Northwind".to_owned()]);
        for small in ["the", "don't", "und", "northwind", "το", "في", "が", "です", "में", "է", "i", "的"]
        {
            assert!(words.has(&fold(small)), "{small}");
        }
        for word in ["delivery", "lieferung", "colis", "παράδοση", "التوصيل", "配達", "客", "アプリ", "सेवा"]
        {
            assert!(!words.has(&fold(word)), "{word}");
        }
        assert!(!StopWords::new(["en"], &[]).has("und"), "only the languages that were named");
    }

    #[test]
    fn languages_have_lists_or_not() {
        assert!(["en-GB", "de", "nb", "ja", "hy", "hi", "zh-CN"].iter().all(|tag| has_stop_words(tag)));
        assert!(!has_stop_words("xx") && !has_stop_words(""));
    }
}
