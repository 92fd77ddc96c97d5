//! The Sobol sequence (Sobol' 1967) with the direction numbers of Joe & Kuo (2008), in the Gray
//! code order of Antonov & Saleev (1979).

use suranys_core::rng::Key;

/// Binary digits of a coordinate.
const BITS: usize = 32;

/// Degree of the primitive polynomial, its inner coefficients as a number, and the first direction
/// numbers: dimensions 2 to 40 of S. Joe and F. Y. Kuo, "Constructing Sobol sequences with better
/// two-dimensional projections", SIAM J. Sci. Comput. 30 (2008), 2635–2654, table
/// new-joe-kuo-6. The first dimension is the van der Corput sequence and needs none.
const JOE_KUO: [(usize, u32, &[u32]); 39] = [
    (1, 0, &[1]),
    (2, 1, &[1, 3]),
    (3, 1, &[1, 3, 1]),
    (3, 2, &[1, 1, 1]),
    (4, 1, &[1, 1, 3, 3]),
    (4, 4, &[1, 3, 5, 13]),
    (5, 2, &[1, 1, 5, 5, 17]),
    (5, 4, &[1, 1, 5, 5, 5]),
    (5, 7, &[1, 1, 7, 11, 19]),
    (5, 11, &[1, 1, 5, 1, 1]),
    (5, 13, &[1, 1, 1, 3, 11]),
    (5, 14, &[1, 3, 5, 5, 31]),
    (6, 1, &[1, 3, 3, 9, 7, 49]),
    (6, 13, &[1, 1, 1, 15, 21, 21]),
    (6, 16, &[1, 3, 1, 13, 27, 49]),
    (6, 19, &[1, 1, 1, 15, 7, 5]),
    (6, 22, &[1, 3, 1, 15, 13, 25]),
    (6, 25, &[1, 1, 5, 5, 19, 61]),
    (7, 1, &[1, 3, 7, 11, 23, 15, 103]),
    (7, 4, &[1, 3, 7, 13, 13, 15, 69]),
    (7, 7, &[1, 1, 3, 13, 7, 35, 63]),
    (7, 8, &[1, 3, 5, 9, 1, 25, 53]),
    (7, 14, &[1, 3, 1, 13, 9, 35, 107]),
    (7, 19, &[1, 3, 1, 5, 27, 61, 31]),
    (7, 21, &[1, 1, 5, 11, 19, 41, 61]),
    (7, 28, &[1, 3, 5, 3, 3, 13, 69]),
    (7, 31, &[1, 1, 7, 13, 1, 19, 1]),
    (7, 32, &[1, 3, 7, 5, 13, 19, 59]),
    (7, 37, &[1, 1, 3, 9, 25, 29, 41]),
    (7, 41, &[1, 3, 5, 13, 23, 1, 55]),
    (7, 42, &[1, 3, 7, 3, 13, 59, 17]),
    (7, 50, &[1, 3, 1, 3, 5, 53, 69]),
    (7, 55, &[1, 1, 5, 5, 23, 33, 13]),
    (7, 56, &[1, 1, 7, 7, 1, 61, 123]),
    (7, 59, &[1, 1, 7, 9, 13, 61, 49]),
    (7, 62, &[1, 3, 3, 5, 3, 55, 33]),
    (8, 14, &[1, 3, 1, 15, 31, 13, 49, 245]),
    (8, 21, &[1, 3, 5, 15, 31, 59, 63, 97]),
    (8, 22, &[1, 3, 1, 11, 11, 11, 77, 249]),
];

/// Most dimensions the table reaches.
pub const DIMENSIONS: usize = JOE_KUO.len() + 1;

/// Direction numbers of one dimension, counted from 0; `None` beyond the table.
fn directions(dimension: usize) -> Option<[u32; BITS]> {
    let mut v = [0_u32; BITS];
    let Some(row) = dimension.checked_sub(1) else {
        for (place, v) in v.iter_mut().enumerate() {
            *v = 1 << (BITS - 1 - place);
        }
        return Some(v);
    };
    let (degree, inner, first) = JOE_KUO.get(row)?;
    for place in 0..BITS {
        v[place] = match first.get(place) {
            Some(m) => m << (BITS - 1 - place),
            None => {
                let back = v[place - degree];
                let start = back ^ (back >> degree);
                (1..*degree)
                    .filter(|k| (inner >> (degree - 1 - k)) & 1 == 1)
                    .fold(start, |sum, k| sum ^ v[place - k])
            }
        };
    }
    Some(v)
}

/// The first `points` points of the sequence in so many dimensions, each coordinate as its binary
/// digits; `None` for more dimensions than [`DIMENSIONS`].
fn digits(points: usize, dimensions: usize) -> Option<Vec<Vec<u32>>> {
    let directions: Vec<[u32; BITS]> = (0..dimensions).map(directions).collect::<Option<_>>()?;
    let mut at = vec![0_u32; dimensions];
    let mut all = Vec::with_capacity(points);
    for index in 0..points {
        all.push(at.clone());
        let place = index.trailing_ones() as usize;
        for (x, v) in at.iter_mut().zip(&directions) {
            *x ^= v.get(place).copied().unwrap_or(0);
        }
    }
    Some(all)
}

/// The first `points` points in the open unit cube, `[point][dimension]`; `None` for more
/// dimensions than [`DIMENSIONS`].
///
/// The digits of each dimension are shifted by a random number of `key` (a digital shift,
/// L'Ecuyer & Lemieux 2002): strata stay as evenly filled as they were, and no point lies in the
/// corner where the sequence begins. The sequence is balanced after powers of two of points.
#[must_use]
pub fn shifted(points: usize, dimensions: usize, key: &Key) -> Option<Vec<Vec<f64>>> {
    let size = (1_u64 << BITS) as f64;
    let shifts: Vec<u32> = (0..dimensions).map(|d| (key.draw(d).uniform() * size) as u32).collect();
    let unit = |(x, shift): (&u32, &u32)| (f64::from(x ^ shift) + 0.5) / size;
    let all = digits(points, dimensions)?;
    Some(all.iter().map(|point| point.iter().zip(&shifts).map(unit).collect()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected values: the first eight points in three dimensions as Joe & Kuo's own program
    /// prints them (web.maths.unsw.edu.au/~fkuo/sobol, `sobol 10 3 new-joe-kuo-6.21201`).
    #[test]
    fn the_first_points_are_the_published_ones() {
        let published = [
            [0.0, 0.0, 0.0],
            [0.5, 0.5, 0.5],
            [0.75, 0.25, 0.25],
            [0.25, 0.75, 0.75],
            [0.375, 0.375, 0.625],
            [0.875, 0.875, 0.125],
            [0.625, 0.125, 0.875],
            [0.125, 0.625, 0.375],
        ];
        let found = digits(8, 3).expect("three dimensions");
        for (point, expected) in found.iter().zip(published) {
            let unit: Vec<f64> = point.iter().map(|x| f64::from(*x) / 4_294_967_296.0).collect();
            assert_eq!(unit, expected);
        }
    }

    /// Sobol' (1967): each dimension alone puts one of the first 2^m points in each of 2^m strata,
    /// shifted or not. By definition a direction number m_i is odd and below 2^i.
    #[test]
    fn every_dimension_fills_every_stratum_once() {
        for (degree, inner, first) in JOE_KUO {
            assert_eq!(first.len(), degree);
            assert!(inner < 1 << (degree - 1));
            assert!(first.iter().enumerate().all(|(i, m)| m % 2 == 1 && *m < 2 << i));
        }
        let points = shifted(256, DIMENSIONS, &Key::new(5)).expect("as many as the table has");
        for dimension in 0..DIMENSIONS {
            let mut strata: Vec<usize> =
                points.iter().map(|p| (p[dimension] * 256.0) as usize).collect();
            strata.sort_unstable();
            assert_eq!(strata, (0..256).collect::<Vec<_>>(), "dimension {dimension}");
        }
        assert!(shifted(2, DIMENSIONS + 1, &Key::new(5)).is_none());
    }

    /// Joe & Kuo (2008), property A of their numbers: of the first 2^d points in d dimensions one
    /// lies in each of the 2^d half-cubes. A wrong digit of the table breaks it.
    #[test]
    fn half_cubes_hold_one_point_each() {
        for d in 2..=13_usize {
            let mut seen: Vec<usize> = digits(1 << d, d)
                .expect("few dimensions")
                .iter()
                .map(|p| p.iter().fold(0, |code, x| code << 1 | (x >> 31) as usize))
                .collect();
            seen.sort_unstable();
            assert_eq!(seen, (0..1 << d).collect::<Vec<_>>(), "{d} dimensions");
        }
    }
}
