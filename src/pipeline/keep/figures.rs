//! Figures, kept for the next run.
//!
//! They stand in the reader's [`Store`] beside what was counted, a file for each edition. They depend on the site-config
//! and on the files of responses, of published figures and of actions; not on texts and templates, which change most.
//! With them a build is what it would be without.

use crate::fingerprint::Fingerprint;
use crate::metrics::{Figures, Metric};
use crate::parallel;
use crate::source::{Footprint, SourceReader, Store};
use crate::wave::{Wave, WaveScheme};

/// Where the figures of a site-config are kept, as long as they are made from the same.
pub struct FigureStore<'r> {
    store: &'r Store,
    scheme: &'r WaveScheme,
    name: String,
    key: Fingerprint,
}

impl<'r> FigureStore<'r> {
    /// For the figures of the site-config at `path` that are made from the files of `made_from`; None where nothing is
    /// kept, or where a file could not be read and may be there the next time.
    pub fn of(
        reader: &'r SourceReader,
        path: &str,
        scheme: &'r WaveScheme,
        made_from: &Footprint,
    ) -> Option<FigureStore<'r>> {
        let key = Fingerprint::of_value(&(env!("WAVEMARK_CODE"), reader.contents(made_from)?));
        let of = Fingerprint::of(path.as_bytes()).to_string();
        Some(FigureStore { store: reader.store()?, scheme, name: format!("figures-{}", &of[..8]), key })
    }

    /// The figures of each edition of `waves`, if all of them were kept; `metrics` are what they are of.
    pub fn load(&self, metrics: &[Metric], waves: &[Wave]) -> Option<Vec<Figures>> {
        let load = |wave: &Wave| {
            let stored = self.store.load(&self.name_of(*wave))?;
            let (key, rest) = postcard::take_from_bytes::<Fingerprint>(&stored.bytes).ok()?;
            let figures = || postcard::from_bytes::<Figures>(rest).ok();
            let figures = (key == self.key).then(figures)??;
            Some(Figures { metrics: metrics.iter().map(|metric| metric.info.clone()).collect(), ..figures })
        };
        parallel::map(waves, load).into_iter().collect()
    }

    /// Keeps them in place of all that was kept of the site-config before.
    pub fn save(&self, figures: &[Figures]) {
        let names: Vec<String> = figures.iter().map(|figures| self.name_of(figures.wave)).collect();
        self.store.keep_only(&self.name, &names.iter().map(String::as_str).collect::<Vec<_>>());
        parallel::map(figures, |figures| {
            if let Ok(bytes) = postcard::to_stdvec(&(self.key, figures)) {
                self.store.save(&self.name_of(figures.wave), &bytes);
            }
        });
    }

    fn name_of(&self, wave: Wave) -> String {
        format!("{}-{}", self.name, self.scheme.slug(wave))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::pipeline::BuildOptions;
    use crate::pipeline::session::{Gathered, Session};

    const CONFIG: &str = "site-config.toml";
    const REPORT: &str = r#"
[site]
title = "t"
[report]
brand = "A"
data_until = 2026-06-30
[[source]]
id = "visits"
files = "visits.csv"
columns = { date = "day", brand = "brand" }
segments = ["region"]
[[question]]
id = "happy"
source = "visits"
column = "happy"
scale = { from = 0, to = 10 }
[[question]]
id = "quick"
source = "visits"
column = "quick"
scale = { from = 1, to = 5 }
[[metric]]
id = "nps"
kind = "nps"
question = "happy"
drivers = ["quick"]
[[metric]]
id = "speed"
kind = "mean"
question = "quick"
[[table]]
id = "all"
rows = ["nps", "speed"]
columns = ["region"]
[[benchmark]]
files = "published.csv"
[actions]
files = "actions.csv"
"#;

    fn visits() -> String {
        let row = |at: u32| {
            let (brand, region) = (["A", "B"][(at % 2) as usize], ["North", "South"][(at / 3 % 2) as usize]);
            format!("2026-0{}-1{},{brand},{region},{},{}\n", 1 + at % 6, at % 9, at * 7 % 11, 1 + at * 3 % 5)
        };
        "day,brand,region,happy,quick\n".to_owned() + &(0..400).map(row).collect::<String>()
    }

    /// A project's files; one of them is another than usual.
    fn files(changed: &str) -> [(&'static str, String); 4] {
        let published = "brand,metric,value,base,source\nB,nps,12,900,Survey of all\n";
        let actions = "id,what,owner,started,due,state,metric\nA1,More people,Ann,2026-03-16,2026-06-30,planned,nps\n";
        let files = [
            (CONFIG, REPORT.to_owned()),
            ("visits.csv", visits()),
            ("published.csv", published.to_owned()),
            ("actions.csv", actions.to_owned()),
        ];
        files.map(|(name, text)| (name, if name == changed { text.replace("Ann", "Ben") + "\n" } else { text }))
    }

    /// What a project says, measured with this place to keep it in, and what is kept of that when it is measured again.
    fn measured(store: &Store, changed: &str) -> (Vec<Figures>, Option<Vec<Figures>>) {
        let reader = SourceReader::memory(files(changed)).with_store(Some(store.clone()));
        let gathered = Session::new(BuildOptions::new(CONFIG)).gather(&reader);
        assert_eq!(gathered.diagnostics, []);
        let gathered: Gathered = gathered.value.unwrap();
        let kept = || {
            let scheme = &gathered.settings.config.report.waves;
            FigureStore::of(&reader, CONFIG, scheme, &gathered.made_from)
                .unwrap()
                .load(&gathered.metrics, &gathered.waves)
        };
        let before = kept();
        let figures = gathered.measure(&reader, CONFIG, &gathered.waves).value.unwrap().figures;
        let figures: Vec<Figures> = figures.iter().map(|figures| Figures::clone(figures)).collect();
        assert_eq!(kept().as_ref(), Some(&figures));
        (figures, before)
    }

    #[test]
    fn figures_are_kept_as_they_are_until_something_that_they_are_made_from_changes() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::of_project(folder.path());
        let (figures, before) = measured(&store, "");
        assert_eq!(before, None);
        assert_eq!(figures.len(), 1);
        assert!(figures[0].by_key.len() > 20 && !figures[0].drivers.is_empty() && !figures[0].banners.is_empty());
        assert_eq!(measured(&store, "").1, Some(figures));
        for changed in [CONFIG, "visits.csv", "published.csv", "actions.csv"] {
            assert_eq!(measured(&store, changed).1, None, "{changed}");
            assert_eq!(measured(&store, "").1, None, "back from {changed}");
        }
    }
}
