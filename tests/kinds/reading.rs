//! How rows may stand in files: one row an answer, columns of another table, months in place of days, several files.

use crate::support::{close, figure, figures, headline, measured};

#[test]
fn one_row_an_answer_is_put_together_again() {
    let config = "[[source]]\nfiles = \"*.csv\"\ncolumns = { respondent = \"who\", date = \"day\" }\nsegments = [\"region\"]\n\
        long = { question = \"attribute\", answer = \"score\" }\n\
        [[question]]\nid = \"courtesy\"\ncolumn = \"They are polite.\"\nscale = \"1-5\"\n\
        [[question]]\nid = \"guidance\"\ncolumn = \"guidance\"\nscale = \"1-5\"\n\
        [[metric]]\nid = \"courtesy\"\nkind = \"mean\"\n[[metric]]\nid = \"guidance\"\nkind = \"mean\"\n\
        [[metric]]\nid = \"both\"\nkind = \"index\"\nquestions = [\"courtesy\", \"guidance\"]\nleast = 2\n\
        [[metric]]\nid = \"rows\"\nkind = \"count\"\n";
    // The rows of a respondent need not stand together; the same respondent in another quarter is another response.
    let text = "who,day,region,attribute,score\nA,2026-01-05,N,They are polite.,5\nB,2026-01-06,S,guidance,2\n\
        A,2026-01-05,N,guidance,3\nB,2026-01-06,S,They are  polite.,4\nA,2025-12-05,N,guidance,1\nC,2026-01-07,S,guidance,\n";
    let found = figures(config, &[("a.csv", text)]);
    close(headline(&found, "courtesy").value, 4.5);
    assert_eq!((headline(&found, "guidance").value, headline(&found, "guidance").n), (2.5, 2));
    close(headline(&found, "both").value, ((100.0 + 50.0) / 2.0 + (75.0 + 25.0) / 2.0) / 2.0);
    assert_eq!(headline(&found, "rows").value, 3.0);
    assert_eq!(measured(figure(&found, "guidance", None, Some("N"), 0)).value, 3.0);
    assert_eq!(measured(figure(&found, "guidance", None, None, 1)).value, 1.0);
}

#[test]
fn columns_come_from_another_table() {
    let config = "brand = \"Us\"\n[[source]]\nfiles = \"r.csv\"\ncolumns = { date = \"day\", brand = \"brand\" }\nsegments = [\"region\"]\n\
        join = [{ files = \"stores.csv\", on = \"store\", key = \"id\" }]\n\
        [[metric]]\nid = \"stars\"\nkind = \"mean\"\ncolumn = \"stars\"\nscale = \"1-5\"\n";
    let stores = "id,brand,region,day\n1,Us,N,x\n2,Us,S,x\n3,Them,S,x\n3,Them,S,x\n";
    let rows = "day,store,stars\n2026-01-05,1,5\n2026-01-05, 2 ,3\n2026-01-05,3,1\n2026-01-05,2,2\n";
    let found = figures(config, &[("r.csv", rows), ("stores.csv", stores)]);
    close(headline(&found, "stars").value, 10.0 / 3.0);
    assert_eq!(measured(figure(&found, "stars", None, Some("S"), 0)).value, 2.5);
    assert_eq!(found.brands, ["Us", "Them"]);
}

#[test]
fn a_month_or_a_quarter_takes_the_place_of_a_day() {
    let config = "[[source]]\nfiles = \"r.csv\"\ncolumns.date = \"when\"\n[[metric]]\nid = \"q\"\nkind = \"mean\"\ncolumn = \"q\"\nscale = \"1-5\"\n";
    let rows = "when,q\nJan 2026,5\n2026-02,4\nQ1 2026,3\n1. Quartal 2026,2\n2026-03-31,1\nDez. 2025,5\n";
    let found = figures(config, &[("r.csv", rows)]);
    assert_eq!((headline(&found, "q").value, headline(&found, "q").n), (3.0, 5));
    assert_eq!(measured(figure(&found, "q", None, None, 1)).n, 1);
}

#[test]
fn files_of_several_patterns_are_one_source() {
    let config = "[[source]]\nfiles = [\"calls.csv\", \"other/*.csv\"]\ncolumns = { date = [\"received\", \"at\"] }\n\
        segments = [{ id = \"channel\", default = \"Phone\" }]\n[[metric]]\nid = \"rows\"\nkind = \"count\"\n";
    let calls = "received\n2026-01-05\n2026-01-06\n";
    let other = "at,channel\n2026-01-05,Chat\n2026-01-06,\n2026-01-07,phone\n";
    let found = figures(config, &[("calls.csv", calls), ("other/a.csv", other)]);
    assert_eq!(headline(&found, "rows").value, 5.0);
    // A blank cell of a file that has the column is not stated.
    for (channel, count) in [("Phone", 3.0), ("Chat", 1.0), ("", 1.0)] {
        assert_eq!(measured(figure(&found, "rows", None, Some(channel), 0)).value, count, "{channel}");
    }
}
