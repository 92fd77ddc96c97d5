//! The words of the list of in-demand professions: rulebooks, the evidence they are applied to,
//! and what comes of it.

pub(crate) mod citation;
pub(crate) mod evidence;
pub(crate) mod list_output;
pub mod panel;
pub mod panel_form;
pub(crate) mod rulebook;
pub(crate) mod run_figures;
pub(crate) mod verdict;

pub use crate::shortage_list::citation::{Citation, Cited};
pub use crate::shortage_list::evidence::{
    Approved, Body, BodyKind, Entry, Evidence, Exception, ExchangeFigure, ExchangeMeasure, Flow,
    ForecastEvidence, ForecastFigure, ForecastMeasure, Node, Nomination, PackageEvidence,
    PermitCategory, PermitFigure, Position, PostsFigure, Profession, SectionFigure,
};
pub use crate::shortage_list::list_output::{
    Assessed, BookChange, Difference, Line, LineState, ListOutput, Ranked, Score, Stage,
    SwitchingValue, VerdictChange,
};
pub use crate::shortage_list::panel::{
    PanelAnswer, PanelCode, PanelOpinion, PanelQuestion, PanelRules, Quorum,
};
pub use crate::shortage_list::panel_form::{FormFigure, FormRow, PanelForm};
pub use crate::shortage_list::rulebook::{
    Dating, Kind, Quantity, Rule, RuleBook, RuleParameter, Source, Test, Version,
};
pub use crate::shortage_list::run_figures::{RunFigure, RunFigures};
pub use crate::shortage_list::verdict::{Amount, Fact, Finding, Subject, Trace, Verdict};
