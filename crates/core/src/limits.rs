//! Technical limits, all of them: what is refused in words before room or time is asked for.
//!
//! None says anything about a country, a law or a model: each is far beyond any use there is, and
//! near enough that a mistyped or hostile input ends in a message and not in an abort.

use std::ops::RangeInclusive;

/// Years that a package, a scenario or a run may speak of. Labour statistics begin in the nineteenth
/// century and no projection reaches beyond the twenty-second: a year outside is mistyped, and spans
/// within take no more room than tables do.
pub const YEARS: RangeInclusive<i32> = 1800..=2200;

/// Longest text of one cell that a finding repeats, in characters: enough to recognise the cell.
pub const LONGEST_CELL: usize = 200;
/// Longest sentence of a finding, in characters: enough for every list of names that a person reads.
pub const LONGEST_SENTENCE: usize = 1_000;
/// Longest message of what stops a command, in characters: it may tell of many files.
pub const LONGEST_MESSAGE: usize = 4_000;
/// Findings of one kind that are listed, of one file or of one check; of more, the number is shown.
/// Whoever has mended a thousand knows what is wrong with the rest.
pub const LISTED: usize = 1_000;
/// Findings of all kinds and files that are listed at once.
pub const LISTED_IN_ALL: usize = 10_000;

/// Largest file that is read at once, in bytes: a gigabyte, far above any national table, and what a
/// small machine has room for.
pub const LARGEST_FILE: u64 = 1 << 30;
/// Longest text that a table of another format is made into, in bytes: a name that stands once in a
/// file and in every row of its table may make any file a text without end.
pub const LONGEST_TEXT: usize = 2 << 30;
/// Rows that any Parquet file may have, and how many more a byte of it may stand for: a row that
/// differs from its neighbours takes more than an eighth of a byte however it is packed, so that
/// beyond, most rows are duplicates of each other.
pub const PARQUET_ROWS: u64 = 1_000_000;
/// See [`PARQUET_ROWS`].
pub const PARQUET_ROWS_PER_BYTE: u64 = 8;
/// Bytes that any page of a Parquet file may unpack to, sixteen times what writers make pages of, and
/// how many a byte of it may.
pub const PARQUET_PAGE: usize = 16 << 20;
/// See [`PARQUET_PAGE`].
pub const PARQUET_PAGE_PER_BYTE: usize = 100;

/// Most persons, or things counted, that a figure may tell of: more than live on earth.
pub const PERSONS: f64 = 1e10;
/// Largest amount of money, index or growth that a figure may tell of: beyond any economy in any
/// currency, and far within what arithmetic on numbers of 64 bits holds.
pub const AMOUNT: f64 = 1e18;

/// Farthest horizon of a forecast of series, in periods: daily series for three years.
pub const HORIZON: u32 = 1_000;
/// Most draws of a forecast: a quantile of one in a thousand is then known to a tenth of itself.
pub const DRAWS: u32 = 100_000;
/// Most draws of all periods of one series: some two hundred bytes each while they are written, a
/// gigabyte in all.
pub const DRAWN: u64 = 5_000_000;
/// Most draws of all periods and series that are held at once to add up: sixteen bytes each, a
/// gigabyte and a half in all.
pub const DRAWN_AT_ONCE: u64 = 100_000_000;
/// Most draws times years times pairs of sections, regions and occupations of a national forecast: some
/// eight bytes each were measured at the size of the published edition, four gigabytes in all.
pub const PANEL: u64 = 500_000_000;
/// Most levels of ranges: one for each per cent.
pub const LEVELS: usize = 99;
/// Most levels of a hierarchy from a whole down to its smallest part: classifications of statistics
/// have a dozen at most.
pub const HIERARCHY_LEVELS: usize = 64;
/// Most wholes times parts of a hierarchy: how each whole's gap is spread over the parts is held as
/// one number for each pair, and solving for it takes a few times that.
pub const HIERARCHY_PAIRS: u64 = 50_000_000;
