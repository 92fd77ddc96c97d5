//! Random numbers keyed by name, not by order.
//!
//! A draw depends on (seed, component, cell, draw) alone: adding a series, a draw or a thread
//! moves no other number, and two scenarios share their draws.

use crate::numeric::normal_quantile;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use sha2::{Digest, Sha256};

/// The name of a stream of random numbers.
#[derive(Debug, Clone)]
pub struct Key {
    digest: Sha256,
}

impl Key {
    /// The root key of a run.
    #[must_use]
    pub fn new(seed: u64) -> Key {
        let mut digest = Sha256::new();
        digest.update(seed.to_le_bytes());
        Key { digest }
    }

    /// The key of a part: a component, a cell. Lengths are hashed with the names, so that
    /// `("ab", "c")` and `("a", "bc")` differ.
    #[must_use]
    pub fn with(&self, name: &str) -> Key {
        let mut digest = self.digest.clone();
        digest.update((name.len() as u64).to_le_bytes());
        digest.update(name.as_bytes());
        Key { digest }
    }

    /// The stream of one draw.
    #[must_use]
    pub fn draw(&self, index: usize) -> Stream {
        self.streams().draw(index)
    }

    /// The streams of many draws, with the name hashed once.
    #[must_use]
    pub fn streams(&self) -> Streams {
        let hash = self.digest.clone().finalize();
        let mut first = [0_u8; 8];
        first.copy_from_slice(&hash[..8]);
        Streams { base: u64::from_le_bytes(first) }
    }
}

/// Streams of one key, by draw index.
#[derive(Debug, Clone, Copy)]
pub struct Streams {
    base: u64,
}

impl Streams {
    /// The stream of one draw.
    #[must_use]
    pub fn draw(self, index: usize) -> Stream {
        // An odd multiplier makes the map from index to seed one to one; the generator's own
        // SplitMix64 seeding spreads neighbouring seeds apart.
        let seed = self.base ^ (index as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        Stream { generator: Xoshiro256PlusPlus::seed_from_u64(seed) }
    }
}

/// A stream of random numbers (xoshiro256++, Blackman & Vigna 2021).
#[derive(Debug, Clone)]
pub struct Stream {
    generator: Xoshiro256PlusPlus,
}

impl Stream {
    /// The next number, uniform in the open interval (0, 1).
    pub fn uniform(&mut self) -> f64 {
        // 52 bits, centred, so that neither end is ever reached.
        ((self.generator.next_u64() >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
    }

    /// The next number, standard normal, by inversion: one uniform each.
    pub fn normal(&mut self) -> f64 {
        normal_quantile(self.uniform())
    }

    /// The next whole number, uniform in `0..n`; zero when `n` is zero.
    pub fn below(&mut self, n: usize) -> usize {
        ((self.uniform() * n as f64) as usize).min(n.saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_depends_on_its_own_name_alone() {
        let root = Key::new(7);
        let alone = root.with("demand").with("A").draw(3).uniform();
        let streams = root.with("demand").with("A").streams();
        let _ = streams.draw(0).uniform();
        assert_eq!(streams.draw(3).uniform(), alone);
        assert_ne!(root.with("demand").with("B").draw(3).uniform(), alone);
        assert_ne!(Key::new(8).with("demand").with("A").draw(3).uniform(), alone);
        assert_ne!(root.with("deman").with("dA").draw(3).uniform(), alone);
    }

    /// Tolerance: five standard errors of the mean and variance of 20,000 draws.
    #[test]
    fn draws_are_standard_normal() {
        let streams = Key::new(1).with("x").streams();
        let draws: Vec<f64> = (0..20_000).map(|i| streams.draw(i).normal()).collect();
        let mean = crate::numeric::mean(&draws).expect("not empty");
        let variance = crate::numeric::sum(draws.iter().map(|z| z * z)) / 20_000.0;
        assert!(mean.abs() < 0.036, "{mean}");
        assert!((variance - 1.0).abs() < 0.05, "{variance}");
    }
}
