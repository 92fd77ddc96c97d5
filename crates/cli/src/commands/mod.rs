//! One file for each command.

pub(crate) mod backtest;
pub(crate) mod check;
pub(crate) mod compare;
pub(crate) mod consult;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod init;
pub(crate) mod package;
pub(crate) mod recommend;
pub(crate) mod report;
pub(crate) mod run;
pub(crate) mod scenario;
pub(crate) mod series;
pub(crate) mod serve;
pub(crate) mod sheet;
pub(crate) mod shell;
pub(crate) mod sweep;
pub(crate) mod verify;
