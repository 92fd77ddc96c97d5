//! The words of the list of in-demand professions: rulebooks, the evidence they are applied to,
//! and what comes of it.

pub mod causes;
pub(crate) mod citation;
pub(crate) mod data_request;
pub(crate) mod evidence;
pub mod letter;
pub(crate) mod list_output;
pub mod panel;
pub mod panel_form;
pub(crate) mod peer_lists;
pub(crate) mod rulebook;
pub(crate) mod run_figures;
pub(crate) mod signal;
pub(crate) mod signal_book;
pub(crate) mod signal_output;
pub(crate) mod verdict;

pub use crate::shortage_list::citation::{Citation, Cited};
pub use crate::shortage_list::data_request::{DataRequest, RequestedFigure};
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
pub use crate::shortage_list::peer_lists::{
    PeerEntry, PeerList, StaffCount, WantedNote, known_on, last_day,
};
pub use crate::shortage_list::rulebook::{
    Dating, Kind, Quantity, Rule, RuleBook, RuleParameter, Source, Test, Version,
};
pub use crate::shortage_list::run_figures::{RunFigure, RunFigures};
pub use crate::shortage_list::signal::{
    AbroadFigure, EvidenceValues, FamilyCoverage, IndicatorEvidence, IndicatorUse, RegionalGrowth,
    ScoreMeasure, Settling, Signal, SignalForecast, SignalGrade, SignalScore, SignalSwitch,
    SignalWeight, Tier, WeightState, WithoutFamily,
};
pub use crate::shortage_list::signal_book::{
    EXCHANGE_DURATION, EXCHANGE_RATIO, EXCHANGE_WANTED, FINEST_LEVEL, FORECAST_COVER,
    FORECAST_GROWTH, FORECAST_TRAINING, FORECAST_UNEMPLOYMENT, INDICATORS, MAX_POINTS,
    PANEL_ANSWER, PAY_GROWTH, PAY_PREMIUM, PEERS_SHARE, PERMITS_STOCK, PERMITS_TRANSFERS,
    PERMITS_TREND, POSTS_UNFILLED, SignalBook, SignalFamily, SignalIndicator, SignalParameter,
    Weighting,
};
pub use crate::shortage_list::signal_output::{
    Departure, LineReview, ListChange, RegionalSignal, ReviewedLine, SignalOutput,
};
pub use crate::shortage_list::verdict::{Amount, Fact, Finding, Subject, Trace, Verdict};
