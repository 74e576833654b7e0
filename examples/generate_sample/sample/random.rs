//! Seeded chance in whole numbers (SplitMix64), so that every machine draws the same.

const SEED: u64 = 0x4E6F_7274_6877_696E;

/// −1000·ln(1 − k/16), rounded: where an exponential with mean 1000 has passed k sixteenths.
const EXPONENTIAL: [i64; 16] = [0, 65, 134, 208, 288, 375, 470, 575, 693, 827, 981, 1163, 1386, 1674, 2079, 2773];

/// A stream of random whole numbers.
pub struct Random(u64);

impl Random {
    /// The stream that belongs to a name. Each file draws from its own, so that a change to one
    /// file leaves the others as they are.
    pub fn named(name: &str) -> Self {
        // FNV-1a over the name, begun at the seed.
        let start = name.bytes().fold(SEED, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3));
        let mut random = Self(start);
        random.next();
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// A whole number from 0 up to, not including, `end`.
    pub fn below(&mut self, end: i64) -> i64 {
        ((u128::from(self.next()) * end.max(1) as u128) >> 64) as i64
    }

    /// A whole number from `from` to `to`, both included.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        from + self.below(to - from + 1)
    }

    /// True this often in a thousand.
    pub fn per_mille(&mut self, often: i64) -> bool {
        self.below(1000) < often
    }

    /// An index into `shares`, each as likely as its share of their sum.
    pub fn share(&mut self, shares: &[i64]) -> usize {
        let mut left = self.below(shares.iter().sum());
        for (index, share) in shares.iter().enumerate() {
            if left < *share {
                return index;
            }
            left -= share;
        }
        shares.len() - 1
    }

    /// One of the choices, each as likely as the others.
    pub fn one<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as i64) as usize]
    }

    /// Nearly normal with mean 0 and standard deviation 1000: a sum of twelve uniform numbers.
    pub fn normal(&mut self) -> i64 {
        let sum: i64 = (0..12).map(|_| self.below(65_536)).sum();
        (sum - 12 * 65_535 / 2) * 1000 / 65_536
    }

    /// Nearly exponential with mean 1000, by straight lines between sixteenths. The last sixteenth
    /// is drawn again from its beginning, since an exponential has no memory.
    pub fn exponential(&mut self) -> i64 {
        let mut passed = 0;
        loop {
            let sixteenth = self.below(16) as usize;
            if sixteenth < 15 {
                let width = EXPONENTIAL[sixteenth + 1] - EXPONENTIAL[sixteenth];
                return passed + EXPONENTIAL[sixteenth] + self.below(width);
            }
            passed += EXPONENTIAL[15];
        }
    }
}
