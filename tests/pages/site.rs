//! Which files a site has, what stands in them, and what never does.

use crate::fixture::{CONFIG, Project, SECRETS, against, measured};
use crate::html::{tags, words};
use std::collections::BTreeMap;
use std::sync::Arc;
use wavemark::metrics::{Estimate, Figure, FigureKey, GroupIx, MetricIx, Rank, Reference, Statistic, Test, Verdict};
use wavemark::output::{BuiltSite, SitePath};
use wavemark::pages::PAGES;

fn text(site: &BuiltSite, path: &str) -> String {
    let file = site.get(&SitePath::new(path).unwrap()).unwrap_or_else(|| panic!("no {path}"));
    String::from_utf8(file.bytes().to_vec()).unwrap()
}

fn texts(site: &BuiltSite) -> impl Iterator<Item = (&str, String)> {
    let is_text = |path: &SitePath| !path.as_str().ends_with(".png");
    site.iter()
        .filter(move |(path, _)| is_text(path))
        .map(|(path, file)| (path.as_str(), String::from_utf8(file.bytes().to_vec()).unwrap()))
}

#[test]
fn an_edition_has_every_kind_of_page() {
    let site = Project::new(&[]).site();
    let paths: Vec<&str> = site.iter().map(|(path, _)| path.as_str()).collect();
    let of_edition = [
        "actions/index.html",
        "glossary/index.html",
        "competitors/index.html",
        "data/datapackage.json",
        "data/estimates.csv",
        "data/estimates.json",
        "data/index.html",
        "data/published.csv",
        "charts/trend.csv",
        "charts/trend.svg",
        "groups/index.html",
        "groups/region/index.html",
        "groups/region/islands/index.html",
        "groups/region/north/index.html",
        "groups/region/not-stated/index.html",
        "groups/region/île-de-france/index.html",
        "index.html",
        "methods/index.html",
        "metrics/index.html",
        "metrics/nps/charts/by-region.svg",
        "metrics/nps/charts/distribution.csv",
        "metrics/nps/index.html",
        "metrics/wait/index.html",
        "service/index.html",
    ];
    for path in of_edition {
        assert!(paths.contains(&path), "no {path}");
        assert!(paths.contains(&&*format!("2026-q3/{path}")), "no 2026-q3/{path}");
        assert!(path == "data/published.csv" || paths.contains(&&*format!("2026-q2/{path}")), "no 2026-q2/{path}");
    }
    for path in ["404.html", "assets/charts.css", "assets/style.css", "editions/index.html", "feed.xml", "sitemap.xml"]
    {
        assert!(paths.contains(&path), "no {path}");
    }
    assert!(paths.contains(&"what-we-did/index.html") && paths.contains(&"files/a map.png"));
    assert!(!paths.contains(&"overview/index.html") && !paths.contains(&"2026-q2/what-we-did/index.html"));
}

#[test]
fn kinds_of_pages_have_names_of_their_own() {
    for (at, page) in PAGES.iter().enumerate() {
        let kind = page.kind();
        assert!(!kind.name.is_empty() && !kind.address.is_empty() && !kind.shows.is_empty());
        assert!(PAGES[..at].iter().all(|other| other.kind().name != kind.name), "{}", kind.name);
    }
}

#[test]
fn without_brands_groups_and_address_there_is_a_smaller_site() {
    let config = CONFIG.replace("base_url = \"https://example.org/cx/\"\n", "");
    let mut project = Project::with_config(&config, &[]);
    for edition in &mut project.editions {
        let figures = Arc::make_mut(&mut edition.figures);
        figures.brands.clear();
        figures.dimensions.clear();
        figures.metrics.truncate(1);
        figures.metrics[0].branded = false;
        figures.by_key.retain(|key, _| key.metric.0 == 0 && key.brand == Some(0) && key.group.is_none());
        let unbranded = |(key, figure): (FigureKey, Figure)| (FigureKey { brand: None, ..key }, figure);
        figures.by_key = std::mem::take(&mut figures.by_key).into_iter().map(unbranded).collect();
        edition.commentary.clear();
        edition.published.clear();
    }
    let site = project.site();
    let paths: Vec<&str> = site.iter().map(|(path, _)| path.as_str()).filter(|p| p.ends_with(".html")).collect();
    let edition = [
        "actions/index.html",
        "claims/index.html",
        "data/index.html",
        "glossary/index.html",
        "index.html",
        "methods/index.html",
        "metrics/index.html",
        "metrics/nps/index.html",
    ];
    let mut expected: Vec<String> = edition.map(str::to_owned).to_vec();
    for slug in ["2026-q2", "2026-q3"] {
        expected.extend(edition.map(|path| format!("{slug}/{path}")));
    }
    expected.extend(["404.html", "editions/index.html"].map(str::to_owned));
    expected.sort();
    assert_eq!(paths, expected);
    let index = text(&site, "index.html");
    assert!(!index.contains("canonical") && !index.contains("feed.xml"));
    assert!(text(&site, "404.html").contains("href=\"/assets/style.css\""));
}

#[test]
fn every_page_is_well_formed_and_has_no_inline_style_or_script() {
    let site = Project::new(&[]).site();
    let mut pages = 0;
    for (path, text) in texts(&site).filter(|(path, _)| path.ends_with(".html")) {
        let tags = tags(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
        for tag in &tags {
            assert!(!tag.attributes.contains_key("style"), "{path}: {tag:?}");
            assert!(tag.name != "style", "{path}: {tag:?}");
            assert!(tag.name != "script" || tag.attributes.contains_key("src"), "{path}: {tag:?}");
            assert!(tag.attributes.keys().all(|name| !name.starts_with("on")), "{path}: {tag:?}");
        }
        assert_eq!(
            text.matches("<script ").count(),
            text.matches("></script>").count(),
            "{path}: a script in the page"
        );
        let count = |name: &str| tags.iter().filter(|tag| tag.name == name).count();
        assert_eq!((count("h1"), count("main"), count("title") > 0), (1, 1, true), "{path}");
        assert!(text.contains("Content-Security-Policy"), "{path}");
        pages += 1;
    }
    assert_eq!(pages, site.pages());
    for path in ["sitemap.xml", "feed.xml", "charts/trend.svg"] {
        roxmltree::Document::parse(&text(&site, path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
}

#[test]
fn what_may_not_be_shown_is_nowhere() {
    let site = Project::new(&[]).site();
    for (path, text) in texts(&site) {
        for secret in SECRETS {
            assert!(!text.contains(secret), "{path} holds {secret}");
        }
    }
    let islands = words(&text(&site, "groups/region/islands/index.html"));
    assert!(islands.contains("[c] not shown: fewer than 10 answers"), "{islands}");
    assert!(islands.contains("Recommendation Net Promoter Score [c] target 40"), "{islands}");
    let rows: Vec<String> =
        text(&site, "data/estimates.csv").lines().filter(|row| row.contains("Islands")).map(str::to_owned).collect();
    assert_eq!(rows.len(), 3);
    assert_eq!(
        rows[2],
        "2026-Q3,survey,nps,nps,Northwind,region,Islands,2026-Q3,,,,,,,points,,,,,,,,suppressed,score,,,,"
    );
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    assert_eq!(Project::new(&[]).site(), Project::new(&[]).site());
}

#[test]
fn the_overview_says_what_the_verdicts_say() {
    let mut project = Project::new(&[]);
    let site = project.site();
    let index = words(&text(&site, "index.html"));
    assert!(index.contains("▲ rose +4.0 on last quarter"), "{index}");
    assert!(index.contains("38.0 33.0 to 43.0 · n 622"), "{index}");
    assert!(index.contains("target 40: too close to call"), "{index}");
    assert!(index.contains("▲ Recommendation rose by 4.0 points on last quarter, to 38.0. in detail"), "{index}");
    assert!(index.contains("▼ Recommendation: our 38.0 is below the 50.0 of Fjord."), "{index}");
    assert!(
        index.contains(
            "Recommendation, 2026 Q3: 38.0 (95% interval 33.0 to 43.0; n 622, effective base 498) Recommendation, 2026 Q2: \
             34.0 (95% interval 29.0 to 39.0; n 621, effective base 497) difference +4.0 (95% interval 0.0 to +8.0) \
             test: z, p 0.013, adjusted 0.025"
        ),
        "{index}"
    );
    // A wait that fell is good news, and says so in a word and not by its colour alone.
    assert!(index.contains("▼ Wait (median) fell by 1 s on last quarter, to 48 s."), "{index}");
    for edition in &mut project.editions {
        for figure in Arc::make_mut(&mut edition.figures).by_key.values_mut() {
            for comparison in &mut figure.comparisons {
                comparison.verdict = Verdict::NoClearDifference;
                comparison.test = comparison.test.map(|test| Test { p_adjusted: 0.5, ..test });
            }
        }
    }
    let index = words(&text(&project.site(), "2026-q2/index.html"));
    assert!(
        index.contains("Main points No figure of all customers changed by more than chance would explain."),
        "{index}"
    );
    assert!(index.contains("● no clear change"), "{index}");
    assert!(!index.contains("rose") && !index.contains("▲"), "{index}");
}

#[test]
fn without_a_tested_change_the_overview_does_not_say_that_nothing_changed() {
    let mut project = Project::new(&[]);
    let mut each = |change: &dyn Fn(&mut Figure)| {
        project
            .editions
            .iter_mut()
            .flat_map(|edition| Arc::make_mut(&mut edition.figures).by_key.values_mut())
            .for_each(change);
        words(&text(&project.site(), "2026-q2/index.html"))
    };
    let untested = each(&|figure| {
        for comparison in &mut figure.comparisons {
            (comparison.test, comparison.verdict) = (None, Verdict::BaseTooSmall);
        }
    });
    assert!(untested.contains("Main points The data cannot tell whether a figure changed."), "{untested}");
    let alone = each(&|figure| figure.comparisons.clear());
    assert!(alone.contains("Main points There is nothing earlier to compare with."), "{alone}");
    assert!(!untested.contains("No figure changed") && !alone.contains("No figure changed"));
}

#[test]
fn the_overview_says_what_needs_action_and_who_acts() {
    let mut project = Project::new(&[]);
    let none = words(&text(&project.site(), "index.html"));
    assert!(none.contains("What needs action No figure of all customers clearly misses its target"), "{none}");
    for edition in &mut project.editions {
        let wave = edition.figures.wave;
        let figures = Arc::make_mut(&mut edition.figures);
        let ours = |key: &FigureKey| key.wave == wave && key.group.is_none() && key.brand == Some(0);
        for (_, figure) in figures.by_key.iter_mut().filter(|(key, _)| ours(key)) {
            for comparison in figure.comparisons.iter_mut().filter(|c| c.reference == Reference::Target) {
                *comparison = against(Reference::Target, -0.1, Verdict::Lower);
            }
        }
    }
    let page = text(&project.site(), "index.html");
    let index = words(&page);
    assert!(
        index.contains("Recommendation is below the target of 40.0 : 38.0 (33.0 to 43.0, n 622) in detail"),
        "{index}"
    );
    assert!(page.contains("href=\"#evidence-need-1\"") && page.contains("id=\"evidence-need-1\""), "{page}");
    assert!(!index.contains("No open action"), "without a list of actions nothing is said of them: {index}");
}

#[test]
fn commentary_stands_on_the_page_that_it_is_named_after() {
    let site = Project::new(&[]).site();
    assert!(words(&text(&site, "index.html")).contains("We are back"));
    assert!(text(&site, "groups/region/north/index.html").contains("<p>The courier.</p>"));
    // A title of the author's doesn't hide whose page it is.
    assert!(text(&site, "groups/region/north/index.html").contains("<li aria-current=\"page\">North</li>"));
    let own = text(&site, "what-we-did/index.html");
    assert!(own.contains("<h1>What we did</h1>") && own.contains("href=\"../2026-q2/index.html\""), "{own}");
    let own = text(&site, "2026-q3/what-we-did/index.html");
    assert!(own.contains("href=\"../../2026-q2/index.html\""), "{own}");
    assert!(text(&site, "index.html").contains(">What we did</a>"));
}

#[test]
fn editions_know_their_neighbours_and_their_address() {
    let site = Project::new(&[]).site();
    let canonical = "<link rel=\"canonical\" href=\"https://example.org/cx/2026-q3/metrics/nps/\">";
    assert!(text(&site, "metrics/nps/index.html").contains(canonical));
    assert!(text(&site, "2026-q3/metrics/nps/index.html").contains(canonical));
    let newest = text(&site, "metrics/nps/index.html");
    assert!(
        newest.contains("<a rel=\"prev\" href=\"../../2026-q2/metrics/nps/index.html\">Previous edition: 2026 Q2</a>")
    );
    assert!(!newest.contains("rel=\"next\"") && !newest.contains("This is an older edition."));
    let older = text(&site, "2026-q2/metrics/nps/index.html");
    assert!(
        older.contains("<a rel=\"next\" href=\"../../../2026-q3/metrics/nps/index.html\">Next edition: 2026 Q3</a>")
    );
    assert!(older.contains(
        "This is an older edition. <a href=\"../../../metrics/nps/index.html\">This page in the newest, 2026 Q3</a>"
    ));
    // A page that the other edition lacks leads to its overview.
    assert!(text(&site, "what-we-did/index.html").contains("rel=\"prev\" href=\"../2026-q2/index.html\""));
}

#[test]
fn the_sitemap_and_the_feed_have_dates_from_texts_else_from_waves() {
    let site = Project::new(&[]).site();
    let sitemap = text(&site, "sitemap.xml");
    assert!(sitemap.contains("<loc>https://example.org/cx/2026-q3/</loc><lastmod>2026-10-14</lastmod>"), "{sitemap}");
    assert!(
        sitemap.contains(
            "<loc>https://example.org/cx/2026-q2/groups/region/%C3%AEle-de-france/</loc><lastmod>2026-06-30</lastmod>"
        ),
        "{sitemap}"
    );
    let feed = text(&site, "feed.xml");
    assert!(feed.contains("<title>2026 Q3: We are back</title>"), "{feed}");
    assert!(feed.contains("<updated>2026-10-14T00:00:00Z</updated>"), "{feed}");
    assert!(feed.contains("<updated>2026-06-30T00:00:00Z</updated>"), "{feed}");
}

#[test]
fn the_methods_page_tells_what_was_left_out_and_no_ones_id() {
    let methods = words(&text(&Project::new(&[]).site(), "methods/index.html"));
    assert!(methods.contains("Rows read: 2. Used: 1. They are dated 2026-01-02 to 2026-09-30."), "{methods}");
    assert!(
        methods.contains("a respondent who stood in an earlier row of the same wave and brand 1 responses.csv:2:1 "),
        "{methods}"
    );
    assert!(methods.contains("not a date 1 responses.csv:3:12 “2026-31-07”"), "{methods}");
    assert!(methods.contains("recommend “11” 1 responses.csv:2:41"), "{methods}");
    assert!(methods.contains("recommend 1,234 5 6 1 0"), "{methods}");
    assert!(methods.contains("Relationship survey 2026 Q3 622 498 80% 1.25 0.50 2.25"), "{methods}");
    assert!(methods.contains("below 30 are marked ([u]) and not tested"), "{methods}");
}

#[test]
fn published_figures_stand_with_source_base_and_what_may_be_said() {
    let page = words(&text(&Project::new(&[]).site(), "competitors/index.html"));
    assert!(
        page.contains(
            "Sector Recommendation 33.0 – 900 2026 Q3 2026-10-12 +5.0 ● no clear difference +1.0 to +9.0 Panel, Ltd"
        ),
        "{page}"
    );
    assert!(
        page.contains("Sector Recommendation 10.0 – 90 2026 Q3 2026-10-12 ○ not comparable another scale"),
        "{page}"
    );
    assert!(page.contains("Fjord 50.0 44.0 to 56.0 480 384 +12.0 ▲ higher +8.0 to +16.0 1 of 2"), "{page}");
}

/// One metric in one wave, so that the whole file can be read here.
#[test]
fn the_figures_as_data_whole() {
    let mut project = Project::new(&[]);
    project.editions.truncate(1);
    let edition = &mut project.editions[0];
    edition.commentary.clear();
    edition.published.clear();
    let wave = edition.wave;
    let key = |brand, group, statistic| FigureKey { metric: MetricIx(0), brand: Some(brand), group, wave, statistic };
    let islands = Some(GroupIx { dimension: 0, value: 2 });
    let comparisons = vec![
        against(Reference::Brand("Fjord, \"Inc\"".into()), -0.125, Verdict::Lower),
        against(Reference::Previous, 0.0625, Verdict::NoClearDifference),
    ];
    let figure = |estimate, comparisons, rank| Figure { estimate, comparisons, rank };
    let rank = Some(Rank { rank: 1, low: 1, high: 2, of: 2 });
    Arc::make_mut(&mut edition.figures).by_key = BTreeMap::from([
        (key(0, None, Statistic::Score), figure(measured(0.375, 0.125, 622), comparisons, rank)),
        (
            key(0, None, Statistic::Share(wavemark::survey::Value::whole(0))),
            figure(measured(0.25, 0.125, 622), vec![], None),
        ),
        (key(0, islands, Statistic::Score), figure(Estimate::Suppressed, vec![], None)),
        (key(1, None, Statistic::Score), figure(measured(0.5, 0.25, 20), vec![], None)),
    ]);
    let site = project.site();
    assert_eq!(
        text(&site, "data/estimates.csv"),
        "edition,source,metric,kind,brand,dimension,value_of_dimension,wave,value,lower,upper,se,n,n_eff,unit,reference,difference,diff_lower,diff_upper,p_value,p_adjusted,verdict,state,statistic,rank_low,rank_high,test,in_both\n\
         2026-Q3,survey,nps,nps,Northwind,,,2026-Q3,37.5,25,50,6.25,622,497.6,points,,,,,,,,ok,score,1,2,,\n\
         2026-Q3,survey,nps,nps,Northwind,,,2026-Q3,37.5,,,,622,,points,previous,6.25,2.25,10.250000000000002,0.0125,0.025,no_clear_difference,ok,score,,,z,\n\
         2026-Q3,survey,nps,nps,Northwind,,,2026-Q3,37.5,,,,622,,points,\"brand:Fjord, \"\"Inc\"\"\",-12.5,-16.5,-8.499999999999998,0.0125,0.025,lower,ok,score,,,z,\n\
         2026-Q3,survey,nps,nps,Northwind,,,2026-Q3,0.25,0.125,0.375,0.0625,622,497.6,share,,,,,,,,ok,\"share:no, <never>\",,,,\n\
         2026-Q3,survey,nps,nps,Northwind,region,Islands,2026-Q3,,,,,,,points,,,,,,,,suppressed,score,,,,\n\
         2026-Q3,survey,nps,nps,Fjord,,,2026-Q3,50,25,75,12.5,20,16,points,,,,,,,,low_base,score,,,,\n"
    );
    let json: serde_json::Value = serde_json::from_str(&text(&site, "data/estimates.json")).unwrap();
    let rows = json.as_array().unwrap();
    assert_eq!(rows.len(), 6);
    assert_eq!(
        (&rows[0]["value"], &rows[0]["n"], &rows[0]["reference"]),
        (&37.5.into(), &622.into(), &serde_json::Value::Null)
    );
    let package: serde_json::Value = serde_json::from_str(&text(&site, "data/datapackage.json")).unwrap();
    let fields = package["resources"][0]["schema"]["fields"].as_array().unwrap();
    let header: Vec<&str> = fields.iter().map(|field| field["name"].as_str().unwrap()).collect();
    assert_eq!(text(&site, "data/estimates.csv").lines().next().unwrap(), header.join(","));
    assert_eq!((package["version"].as_str(), package["name"].as_str()), (Some("2026-Q3"), Some("northwind-sons")));
    assert_eq!(text(&site, "2026-q3/data/estimates.csv"), text(&site, "data/estimates.csv"));
}

#[test]
fn the_search_has_what_may_be_shown_and_nothing_else() {
    let site = Project::new(&[]).site();
    let index = text(&site, "data/search.js");
    assert_eq!(index, text(&site, "2026-q3/data/search.js"));
    let list = index.strip_prefix("window.wavemarkIndex=").and_then(|list| list.strip_suffix(";\n")).unwrap();
    let kinds: Vec<(String, String, String, String)> = serde_json::from_str(list).unwrap();
    let mut found = 0;
    for (kind, folder, end, lines) in &kinds {
        for line in lines.split('\n') {
            let place: Vec<&str> = line.split('\t').collect();
            let own = place.get(1).filter(|own| !own.is_empty());
            let own = own.map_or_else(|| place[0].to_lowercase().replace(' ', "-"), |own| (*own).to_owned());
            let address = format!("{folder}{own}{end}").trim_start_matches("./").to_owned();
            let (page, part) = address.split_once('#').unwrap_or((&address, ""));
            let page = text(&site, &crate::links::decoded(&format!("{page}index.html")));
            assert!(part.is_empty() || page.contains(&format!("id=\"{part}\"")), "{kind}: {place:?}");
            found += 1;
        }
    }
    assert!(found > 10, "{index}");
    // Whoever looks for a competitor finds where brands stand beside each other.
    let fjord = kinds.iter().find(|(kind, ..)| kind == "Competitors").map(|(_, _, _, lines)| lines.as_str());
    assert!(fjord.is_some_and(|lines| lines.starts_with("Fjord")), "{index}");
    for secret in SECRETS {
        assert!(!index.contains(secret), "{secret}");
    }
}
