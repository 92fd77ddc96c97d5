//! Dates, months and quarters as a language writes them.

use crate::labels::LabelBook;

/// Signs between the ends of a span of dates.
const SPANS: [&str; 2] = [" … ", "–"];

impl LabelBook {
    /// An ISO date as the language writes it: a day, a month, a quarter or a year, or a span of two of
    /// them. What is none of these comes out as it is.
    #[must_use]
    pub fn date(&self, iso: &str) -> String {
        for sign in SPANS {
            if let Some((from, to)) = iso.split_once(sign) {
                return self.between(&self.date(from), &self.date(to));
            }
        }
        self.one_date(iso).unwrap_or_else(|| iso.to_owned())
    }

    fn one_date(&self, iso: &str) -> Option<String> {
        let (year, rest) = iso.split_once('-')?;
        if year.len() != 4 || !year.chars().all(|c| c.is_ascii_digit()) {
            return None;
        }
        if let Some(quarter) = rest.strip_prefix('Q') {
            let name = self.optional(&format!("quarter.{quarter}"))?;
            return self.fill("format.quarter", &[("year", year), ("quarter", name)]).ok();
        }
        let (month, day) = rest.split_once('-').map_or((rest, None), |(m, d)| (m, Some(d)));
        let Some(day) = day else {
            let name = self.optional(&format!("month.{month}"))?;
            return self.fill("format.month", &[("year", year), ("month", name)]).ok();
        };
        // A month in a day may be a word or a number, and a day have one digit or two.
        let name = self.optional(&format!("month-in-day.{month}"))?;
        let day: u8 = day.parse().ok()?;
        let digits = self.optional("format.day-digits").and_then(|digits| digits.parse().ok());
        let day = format!("{day:0width$}", width = digits.unwrap_or(1));
        self.fill("format.day", &[("year", year), ("month", name), ("day", &day)]).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Usage of the official texts: a day in digits with points in Russian and Kazakh, months and
    /// quarters in words.
    #[test]
    fn a_date_is_written_as_the_language_writes_it() {
        let of = |language: &str, iso: &str| {
            LabelBook::read(language).expect("reads").date(iso).replace('\u{a0}', " ")
        };
        for (iso, en, ru, kk) in [
            ("2025-10-24", "24 October 2025", "24.10.2025", "24.10.2025"),
            ("2024-02-01", "1 February 2024", "01.02.2024", "01.02.2024"),
            ("2024-09", "September 2024", "сентябрь 2024 г.", "2024 жылғы қыркүйек"),
            ("2020-Q3", "third quarter of 2020", "III квартал 2020 г.", "2020 жылғы III тоқсан"),
            ("2024", "2024", "2024", "2024"),
            ("2020-13", "2020-13", "2020-13", "2020-13"),
            ("2020-Q9", "2020-Q9", "2020-Q9", "2020-Q9"),
            ("soon", "soon", "soon", "soon"),
        ] {
            assert_eq!([of("en", iso), of("ru", iso), of("kk", iso)], [en, ru, kk], "{iso}");
        }
        assert_eq!(of("en", "2023-01 … 2024-02"), "January 2023 to February 2024");
    }
}
