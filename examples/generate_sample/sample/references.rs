//! Published figures to stand beside ours, and what Northwind has resolved to do.

use super::{SampleFile, table};

const RECOMMEND: &str = "How likely are you to recommend {brand} to a friend or colleague?";
const SATISFACTION: &str = "How satisfied are you with {brand} overall?";
const EFFORT: &str = "{brand} made it easy for me to deal with my matter.";
const PANEL: &str = "Mobile Trade Panel";
const PANEL_URL: &str = "https://trade-panel.example/mobile/2026-q3";
const EARLIER_URL: &str = "https://trade-panel.example/mobile/2025-q4";
const TEST_SITE: &str = "Provider Compass annual test";
const TEST_URL: &str = "https://provider-compass.example/test-2026";

/// Only the figures cited from Accenture and Baymard are real; the panel, the yearbook and the
/// test are as fictional as the companies. A blank wave stands for every wave.
pub fn benchmarks() -> SampleFile {
    let header = [
        "brand",
        "metric",
        "wave",
        "value",
        "unit",
        "lower",
        "upper",
        "base",
        "scale",
        "wording",
        "source",
        "url",
        "published",
    ];
    // One line a row, as in the file.
    #[rustfmt::skip]
    let rows = [
        ["Fjord", "nps", "2025-Q4", "46", "points", "43", "49", "1210", "0-10", RECOMMEND, PANEL, EARLIER_URL, "2026-01-20"],
        ["Kestrel", "nps", "2025-Q4", "35", "points", "31", "39", "965", "0-10", RECOMMEND, PANEL, EARLIER_URL, "2026-01-20"],
        ["Fjord", "nps", "2026-Q3", "49", "points", "46", "52", "1188", "0-10", RECOMMEND, PANEL, PANEL_URL, "2026-10-12"],
        ["Kestrel", "nps", "2026-Q3", "37", "points", "33", "41", "940", "0-10", RECOMMEND, PANEL, PANEL_URL, "2026-10-12"],
        // No base: shown, never tested.
        ["Orbit", "nps", "2026-Q3", "26", "points", "", "", "", "0-10", RECOMMEND, PANEL, PANEL_URL, "2026-10-12"],
        // Another scale, and another wording: shown, marked as not comparable.
        ["Halden", "nps", "2026-Q3", "9", "points", "", "", "402", "1-10", RECOMMEND, TEST_SITE, TEST_URL, "2026-09-03"],
        ["Kestrel", "csat", "2026-Q3", "81", "percent", "78.4", "83.4", "940", "1-5", "How would you rate the service of {brand} in the past month?", TEST_SITE, TEST_URL, "2026-09-03"],
        ["Fjord", "csat", "2026-Q3", "79.5", "percent", "77.1", "81.7", "1188", "1-5", SATISFACTION, PANEL, PANEL_URL, "2026-10-12"],
        ["Fjord", "ces", "2026-Q3", "75.2", "percent", "72.7", "77.6", "1188", "1-7", EFFORT, PANEL, PANEL_URL, "2026-10-12"],
        ["Sector", "nps", "2025-Q4", "32", "points", "30", "34", "5830", "0-10", RECOMMEND, PANEL, EARLIER_URL, "2026-01-20"],
        ["Sector", "nps", "2026-Q3", "33", "points", "31", "35", "5764", "0-10", RECOMMEND, PANEL, PANEL_URL, "2026-10-12"],
        ["Sector", "wait", "", "56", "seconds", "", "", "", "", "Mean wait until a call is answered", "Accenture Global Consumer Pulse, as cited by QuestionPro", "", ""],
        ["Sector", "wait_threshold", "", "40", "seconds", "", "", "", "", "Wait after which many callers hang up", "Accenture Global Consumer Pulse, as cited by QuestionPro", "", ""],
        ["Sector", "cart_abandonment", "", "63", "percent", "", "", "", "", "Started carts that did not become an order", "Baymard Institute, as cited in the trade press", "", ""],
        ["Sector", "call_abandonment", "", "9", "percent", "", "", "", "", "Calls given up before an answer", "Contact Centre Yearbook 2025", "https://contact-yearbook.example/2025", "2025-11-30"],
    ];
    table::file("benchmarks.csv", &header, &rows.map(|row| row.map(str::to_owned).to_vec()))
}

/// What, who, from when, until when, how it stands, and the metric that it should move.
pub fn actions() -> SampleFile {
    let header = ["id", "what", "owner", "started", "due", "state", "metric"];
    // One line a row, as in the file.
    #[rustfmt::skip]
    let rows = [
        ["A1", "Second courier for parcels in the north", "Logistics", "2026-03-16", "2026-06-30", "done", "nps"],
        ["A2", "Text message with the hour of delivery", "Logistics", "2026-04-20", "2026-09-30", "done", "csat"],
        ["A3", "One page for every change of contract in the app", "Digital", "2026-05-04", "2026-08-15", "done", "ces"],
        ["A4", "Call back instead of waiting after 40 seconds", "Contact centre", "2025-11-10", "2026-07-31", "done", "wait"],
        ["A5", "Evening shift for complaints, the north first", "Customer care", "2026-09-01", "2026-12-15", "under way", "complaint_answer"],
        ["A6", "Guest checkout in the web shop", "Digital", "2026-04-01", "2026-10-31", "under way", "cart_abandonment"],
        ["A7", "The same adviser until a matter is closed", "Customer care", "2026-10-01", "2027-03-31", "planned", "repeat_contact"],
        ["A8", "Free parcels while deliveries are late", "Logistics", "2026-02-20", "2026-03-31", "dropped", "nps"],
    ];
    table::file("actions.csv", &header, &rows.map(|row| row.map(str::to_owned).to_vec()))
}
