//! What the user learns of series that the combination does not take as they stand.

use crate::series::drawing::Named;
use suranys_core::display_text::visible;
use suranys_core::progress::Follower;
use suranys_core::text;
use suranys_data::TidySeries;
use suranys_series::Outliers;

/// Values named of those set aside.
const NAMED: usize = 5;

/// Series with values that stand out, and series that are zero throughout.
#[derive(Default)]
pub struct StandingOut {
    /// Series with values set aside, the first of which are named.
    alone: usize,
    values: Vec<String>,
    before: Named,
    doubted: Named,
    zero: Named,
}

impl StandingOut {
    /// Takes the next series and those of its values that may be fitted.
    pub fn add(&mut self, one: &TidySeries, values: &[Option<f64>], season: usize) {
        let outliers = Outliers::of(values, season);
        let first = one.first.plus(one.values.len().saturating_sub(values.len()));
        self.alone += usize::from(!outliers.set_aside.is_empty());
        for place in outliers.set_aside {
            if self.values.len() <= NAMED {
                let Some(value) = values.get(place).copied().flatten() else { continue };
                self.values.push(format!("{} {} {value}", visible(&one.id), first.plus(place)));
            }
        }
        if outliers.before > 0 {
            self.before.add(&one.id);
        }
        if outliers.last_doubted {
            self.doubted.add(&one.id);
        }
        if !values.is_empty() && values.iter().all(|v| *v == Some(0.0)) {
            self.zero.add(&one.id);
        }
    }

    /// Tells the user.
    pub fn tell(&self, follower: &dyn Follower) {
        let StandingOut { alone, values, before, doubted, zero } = self;
        if *alone > 0 {
            let named = values.iter().take(NAMED).cloned().collect::<Vec<_>>().join("; ");
            let more = if values.len() > NAMED { "; ..." } else { "" };
            follower.tell(&text!("values of {count} series stand alone, far from those before and after, and are taken \
                 as missing by the combination ({named}{more}); correct them if they are slips", count = alone, named, more));
        }
        if before.count > 0 {
            follower.tell(&text!("{count} series begin with zeros, or a first value, far from all that follows ({names}); the \
                 combination does not use them", count = before.count, names = before.names()));
        }
        if doubted.count > 0 {
            follower.tell(&text!("the last value of {count} series is far from those before ({names}): a new level, or one value \
                 alone; the combination's forecast lies between, and its ranges reach both", count = doubted.count, names = doubted.names()));
        }
        if zero.count > 0 {
            follower.tell(&text!("{count} series are zero throughout ({names}); their ranges allow for one unit of the last digit \
                 that the table gives, in as many periods as there are and one more", count = zero.count, names = zero.names()));
        }
    }
}
