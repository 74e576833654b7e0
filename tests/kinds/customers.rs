//! What customers do again: contacts per customer, repeat contact.

use crate::support::{close, csv, figure, figures, headline, measured};
use wavemark::metrics::{Estimate, Reference};

const FRAME: &str = "[[source]]\nid = \"contacts\"\nfiles = \"contacts.csv\"\ncolumns.date = \"at\"\nsegments = [\"region\", \"channel\"]\n\
    [[source]]\nid = \"frame\"\nfiles = \"frame.csv\"\ncolumns.wave = \"quarter\"\nsegments = [\"region\"]\n\
    [[question]]\nid = \"customers\"\nsource = \"frame\"\ntype = \"totals\"\ncolumn = \"customers\"\ntext = \"Customers\"\n\
    [[metric]]\nid = \"contacts\"\nkind = \"per_customer\"\nsource = \"contacts\"\ncustomer = \"customer\"\nframe = \"customers\"\n\
    [[metric]]\nid = \"seen\"\nkind = \"per_customer\"\nsource = \"contacts\"\ncustomer = \"customer\"\n\
    [[metric]]\nid = \"frame\"\nkind = \"count\"\nquestion = \"customers\"\n";

/// A customer with three contacts in two months and channels, one with one, one who never said who they are.
const CONTACTS: &str = "at,customer,region,channel\n2026-01-05,A,N,Phone\n2026-02-05,A,N,Phone\n2026-03-05,A,N,Chat\n\
    2026-01-06,B,S,Phone\n2026-01-06,,S,Phone\n2025-12-31,A,N,Phone\n";

#[test]
fn contacts_per_customer_count_those_who_made_none() {
    let frame = "quarter,region,customers\n2026-Q1,N,5\n2026-Q1,S,3\n2025-Q4,N,4\n2025-Q4,S,4\n";
    let found = figures(FRAME, &[("contacts.csv", CONTACTS), ("frame.csv", frame)]);
    let contacts = headline(&found, "contacts");
    // Of eight customers one has three, one has one, six have none: mean 4/8, variance (25/4 + 1/4 + 6/4)/7.
    assert_eq!((contacts.value, contacts.n), (0.5, 8));
    close(contacts.se.unwrap(), (8.0f64 / 7.0 / 8.0).sqrt());
    assert_eq!(headline(&found, "seen").value, 2.0);
    // The regions are those of the frame; a channel is divided by all customers.
    close(measured(figure(&found, "contacts", None, Some("N"), 0)).value, 3.0 / 5.0);
    close(measured(figure(&found, "contacts", None, Some("S"), 0)).value, 1.0 / 3.0);
    let phone = figure(&found, "contacts", None, Some("Phone"), 0);
    assert_eq!((measured(phone).value, measured(phone).n), (3.0 / 8.0, 8));
    close(measured(figure(&found, "contacts", None, Some("Chat"), 0)).value, 1.0 / 8.0);
    // A customer may be in two channels, so that a channel has no rest; a region has one.
    assert!(phone.against(&Reference::Rest).is_none());
    let north = figure(&found, "contacts", None, Some("N"), 0).against(&Reference::Rest).unwrap();
    close(north.difference.unwrap(), 3.0 / 5.0 - 1.0 / 3.0);
    let before = figure(&found, "contacts", None, None, 1);
    assert_eq!(measured(before).value, 1.0 / 8.0);
    // A region of which the frame knows and from which nobody made contact.
    assert_eq!(measured(figure(&found, "contacts", None, Some("S"), 1)).value, 0.0);
    assert_eq!(headline(&found, "frame").value, 8.0);
}

#[test]
fn without_a_frame_groups_have_no_rest() {
    let frame = "quarter,region,customers\n2026-Q1,N,5\n2026-Q1,S,3\n2025-Q4,N,4\n2025-Q4,S,4\n";
    let found = figures(FRAME, &[("contacts.csv", CONTACTS), ("frame.csv", frame)]);
    let north = figure(&found, "seen", None, Some("N"), 0);
    assert_eq!((measured(north).value, measured(north).n), (3.0, 1));
    assert!(north.against(&Reference::Rest).is_none());
}

const REPEAT: &str = "[[source]]\nfiles = \"contacts.csv\"\ncolumns.date = \"at\"\nsegments = [\"channel\"]\n\
    [[metric]]\nid = \"again\"\nkind = \"repeat\"\ncustomer = \"customer\"\nwithin_days = 7\n\
    [[metric]]\nid = \"again-same\"\nkind = \"repeat\"\ncustomer = \"customer\"\nwithin_days = 7\nsame = \"reason\"\n";

#[test]
fn a_contact_is_repeated_if_the_customer_comes_back_in_time() {
    let contacts = "at,customer,channel,reason\n\
        2026-01-20T10:00:00,A,Chat,Bill\n2026-01-05T10:00:00,A,Phone,Bill\n2026-01-12T10:00:00,A,Phone,Device\n\
        2026-01-12T10:00:01,B,Phone,Bill\n2026-01-19T10:00:02,B,Chat,Bill\n2026-01-13T10:00:00,,Phone,Bill\n\
        2026-03-25T00:00:00,C,Phone,Bill\n2026-03-25T00:00:01,D,Phone,Bill\n2026-03-31T08:00:00,D,Phone,bill\n";
    let found = figures(REPEAT, &[("contacts.csv", contacts)]);
    // A on 5 January came back seven days later to the second; on 12 January eight days later; B a second too late.
    // C's window ends with the data and D's is not over: six contacts are known.
    let again = headline(&found, "again");
    assert_eq!((again.value, again.n), (1.0 / 6.0, 6));
    let phone = measured(figure(&found, "again", None, Some("Phone"), 0));
    assert_eq!((phone.value, phone.n), (1.0 / 4.0, 4));
    // About another matter it is no repeat.
    assert_eq!(headline(&found, "again-same").value, 0.0);
}

#[test]
fn a_contact_whose_time_was_not_over_with_its_wave_is_left_out_for_good() {
    let first = "at,customer,channel,reason\n2026-03-01,A,Phone,Bill\n2026-03-20,A,Phone,Bill\n2026-03-26,B,Phone,Bill\n2026-03-31,E,Phone,Bill\n";
    let later = format!("{first}2026-04-01,B,Phone,Bill\n2026-04-20,C,Phone,Bill\n2026-06-30,D,Phone,Bill\n");
    let config = REPEAT.replacen("[[source]]", "edition = \"2026-Q1\"\n[[source]]", 1);
    for data in [first, later.as_str()] {
        // B came back within seven days, but after the wave: on its last evening nobody knew, as of E.
        let found = figures(&config, &[("contacts.csv", data)]);
        let again = headline(&found, "again");
        assert_eq!((again.value, again.n), (0.0, 2), "{data}");
    }
}

#[test]
fn the_end_of_the_data_may_be_given() {
    let config = REPEAT.replacen("[[source]]", "data_until = 2026-01-18\n[[source]]", 1);
    let text = csv(
        "at,customer,channel,reason",
        &[("2026-01-05,A,Phone,Bill", 2), ("2026-01-12,B,Phone,Bill", 1), ("2026-01-11,C,Phone,Bill", 1)],
    );
    let found = figures(&config, &[("contacts.csv", &text)]);
    // Two on one day are one repeated and one not; the window of 12 January ends a day after the data.
    let again = headline(&found, "again");
    assert_eq!((again.value, again.n), (1.0 / 3.0, 3));
    assert!(!matches!(figure(&found, "again", None, None, 0).estimate, Estimate::NoData));
}
