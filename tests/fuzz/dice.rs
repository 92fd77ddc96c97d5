//! Choices, each from one stream of random numbers, so that a seed and a number name an input.

use suranys_core::Key;
use suranys_core::rng::Stream;

/// A source of choices.
pub struct Dice(Stream);

impl Dice {
    /// The choices of one input of one reader.
    pub fn of(seed: u64, reader: &str, input: usize) -> Dice {
        Dice(Key::new(seed).with("fuzz").with(reader).draw(input))
    }

    /// A whole number below `n`; zero when `n` is zero.
    pub fn below(&mut self, n: usize) -> usize {
        self.0.below(n)
    }

    /// Whether something comes true that does so once in `n` times.
    pub fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// A whole number below one of several ends.
    pub fn up_to(&mut self, ends: &[usize]) -> usize {
        let end = *self.pick(ends);
        self.below(end)
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}
