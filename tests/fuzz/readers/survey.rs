//! Persons of a survey, one in a line.

use crate::dice::Dice;
use crate::readers::{Answer, Reader, as_it_is, change_one};
use crate::seeds::{Files, Known};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;
use suranys_core::classification::{Entry, Kind, Labels};
use suranys_core::{Classification, Year};
use suranys_data::{SurveyRequest, TidyError, read_staffing_survey};

pub fn readers() -> Vec<Reader> {
    vec![Reader {
        name: "persons of a survey",
        through: &["read_staffing_survey"],
        inputs: 900,
        after: Duration::ZERO,
        base: |_| {
            let text = "SEQID,C_D05,ISCO08_C,ISIC1C,ISIC2C,SPFWT0\n1,1,2211,Q,86,100.5\n\
                        2,1,2341,P,85,50\n3,2,2341,P,85,25\n4,1,0110,,86,7\n";
            Files::from([("persons.csv".to_owned(), text.into())])
        },
        change: |files, dice| change_one(files, dice, |_| true),
        finish: as_it_is,
        read: persons,
    }]
}

fn list<K: Kind>(codes: &[&str]) -> Classification<K> {
    let entry = |code: &&str| -> Entry {
        ((*code).to_owned(), Labels::default(), Labels::default(), (None, None))
    };
    Classification::new(codes.iter().map(entry).collect(), "_T").expect("distinct")
}

fn persons(folder: &Path, _: &Known, _: &mut Dice) -> Answer {
    let (groups, sections) = (list(&["x:0110", "x:2211", "x:2341"]), list(&["P", "Q", "_T"]));
    let within = BTreeMap::new();
    let request = SurveyRequest {
        country: "XX",
        year: Year(2018),
        groups: &groups,
        scheme: "x:",
        sections: &sections,
        within: &within,
    };
    match read_staffing_survey(&folder.join("persons.csv"), &request) {
        Ok(made)
            if made
                .levels
                .iter()
                .flatten()
                .any(|row| row.persons.is_nan() || row.persons <= 0.0) =>
        {
            Answer::Broken("a row of nobody".to_owned())
        }
        Ok(_) => Answer::Accepted,
        Err(TidyError::Findings(found)) => Answer::findings(&found),
        Err(_) => Answer::Refused,
    }
}
