//! The words of the list of in-demand professions: rulebooks, the material they are applied to,
//! and what comes of it.

pub(crate) mod evidence;
pub(crate) mod list_output;
pub(crate) mod rulebook;
pub(crate) mod verdict;

pub use crate::shortage_list::evidence::{
    Approved, Body, BodyKind, Cited, Entry, Evidence, Exception, ExchangeFigure, ExchangeMeasure,
    Flow, ForecastFigure, ForecastMeasure, Node, Nomination, PermitCategory, PermitFigure,
    Position, PostsFigure, Profession, SectionFigure,
};
pub use crate::shortage_list::list_output::{
    Assessed, BookChange, Difference, Line, LineState, ListOutput, Ranked, Score, Stage,
    SwitchingValue, VerdictChange,
};
pub use crate::shortage_list::rulebook::{
    Dating, Kind, Quantity, Rule, RuleBook, RuleParameter, Source, Test, Version,
};
pub use crate::shortage_list::verdict::{Amount, Fact, Finding, Subject, Trace, Verdict};
