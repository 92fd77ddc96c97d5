//! How colours come out.

use plotters::style::RGBColor;
use std::ops::RangeInclusive;
use strum::IntoStaticStr;

/// How pictures come out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Their colours.
    pub theme: Theme,
    /// Width of pictures in pixels.
    pub width: u32,
}

impl Look {
    /// Widths that pictures in pixels can have: text of less can't be read, more takes memory that
    /// nobody has.
    pub const WIDTHS: RangeInclusive<u32> = 400..=4800;
    /// Width where none is asked for.
    pub const USUAL_WIDTH: u32 = 1600;
}

impl Default for Look {
    fn default() -> Look {
        Look { theme: Theme::default(), width: Look::USUAL_WIDTH }
    }
}

impl From<Theme> for Look {
    fn from(theme: Theme) -> Look {
        Look { theme, ..Look::default() }
    }
}

/// A choice of colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Theme {
    /// As designed: distinct for every kind of colour vision.
    #[default]
    Colour,
    /// By lightness alone, for printers without colour.
    Grey,
}

impl Theme {
    /// Every theme.
    pub const ALL: [Theme; 2] = [Theme::Colour, Theme::Grey];

    /// Its name in definitions and on the command line.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.into()
    }

    /// The theme with a name.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|theme| theme.key() == key)
    }

    /// A colour as the theme shows it.
    pub fn colour(self, colour: RGBColor) -> RGBColor {
        match self {
            Theme::Colour => colour,
            Theme::Grey => {
                let lightness = lightness(colour);
                RGBColor(lightness, lightness, lightness)
            }
        }
    }
}

/// Relative luminance by the weights of ITU-R BT.709, 0 to 255.
pub fn lightness(RGBColor(red, green, blue): RGBColor) -> u8 {
    let sum = 2126 * u32::from(red) + 7152 * u32::from(green) + 722 * u32::from(blue);
    u8::try_from((sum + 5000) / 10_000).unwrap_or(u8::MAX)
}
