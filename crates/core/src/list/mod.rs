//! The words of the list of in-demand professions: rulebooks, the material they are applied to,
//! and what comes of it.

mod book;
mod material;
mod outcome;

pub use book::{Dating, Kind, Quantity, Rule, RuleBook, RuleParameter, Source, Test, Version};
pub use material::{
    Approved, Body, BodyKind, Cited, Entry, Exception, ExchangeFigure, ExchangeMeasure, Flow,
    ForecastFigure, ForecastMeasure, Material, Node, Nomination, PermitCategory, PermitFigure,
    Position, PostsFigure, Profession, SectionFigure,
};
pub use outcome::{
    Amount, BookChange, Difference, Fact, Finding, Flip, Judged, Line, LineState, ListOutput,
    Ranked, Score, Stage, Subject, Trace, Verdict, VerdictChange,
};
