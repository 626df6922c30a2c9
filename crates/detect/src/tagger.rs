//! A linear model over hashed features that gives each token of a sentence one tag (an averaged perceptron with Viterbi).

/// The most features a token may have.
pub(crate) const FEATURES_MAX: usize = 96;

/// The features of one token: numbers of rows in the table of weights.
#[derive(Clone, Debug)]
pub(crate) struct Features {
    rows: [u32; FEATURES_MAX],
    count: usize,
    mask: u32,
}

impl Features {
    /// No features yet, for a table of `1 << bits` rows.
    pub(crate) fn new(bits: u32) -> Self {
        Self { rows: [0; FEATURES_MAX], count: 0, mask: (1 << bits) - 1 }
    }

    pub(crate) fn clear(&mut self) {
        self.count = 0;
    }

    /// Adds the feature `kind` with this value; what does not fit is left out.
    #[inline]
    pub(crate) fn add(&mut self, kind: u64, value: u64) {
        let mixed = (value ^ kind.wrapping_mul(0xD6E8_FEB8_6659_FD93)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        if let Some(row) = self.rows.get_mut(self.count) {
            *row = (mixed >> 32) as u32 & self.mask;
            self.count += 1;
        }
    }

    #[inline]
    pub(crate) fn rows(&self) -> &[u32] {
        self.rows.get(..self.count).unwrap_or_default()
    }
}

/// Weights for `T` tags; tag 0 is "nothing", and the `L = T - 1` others weigh against it.
#[derive(Clone, Debug)]
pub(crate) struct Tagger<const T: usize, const L: usize> {
    pub(crate) weights: Vec<[i16; L]>,
    /// `from` × `to`.
    pub(crate) steps: [[i16; T]; T],
}

impl<const T: usize, const L: usize> Tagger<T, L> {
    pub(crate) fn new(bits: u32) -> Self {
        Self { weights: vec![[0; L]; 1 << bits], steps: [[0; T]; T] }
    }

    /// The sum of the weights of these features, for each tag; that of "nothing" is 0.
    #[inline]
    pub(crate) fn score(&self, features: &Features) -> [i32; T] {
        let mut sums = [0i32; L];
        for &row in features.rows() {
            if let Some(weights) = self.weights.get(row as usize) {
                for (sum, weight) in sums.iter_mut().zip(weights) {
                    *sum += i32::from(*weight);
                }
            }
        }
        let mut scores = [0; T];
        scores.iter_mut().skip(1).zip(sums).for_each(|(score, sum)| *score = sum);
        scores
    }

    /// The tags with the highest sum along the tokens, into `path`; the sum at each token is in `scores`.
    ///
    /// What stands before and after has tag 0.
    pub(crate) fn decode(&self, scores: &[[i32; T]], path: &mut Vec<u8>, back: &mut Vec<[u8; T]>) {
        best_path(scores, path, back, |from, to| {
            self.steps.get(from).and_then(|row| row.get(to)).map_or(0, |step| i32::from(*step))
        });
    }

    /// Appends the weights to `bytes`.
    pub(crate) fn write(&self, bytes: &mut Vec<u8>) {
        self.steps.iter().flatten().for_each(|step| bytes.extend(step.to_le_bytes()));
        self.weights.iter().flatten().for_each(|weight| bytes.extend(weight.to_le_bytes()));
    }

    /// The bytes that [`Tagger::write`] makes.
    pub(crate) const fn size(bits: u32) -> usize {
        2 * (T * T + (L << bits))
    }

    /// A tagger from what [`Tagger::write`] made.
    pub(crate) fn read(bits: u32, bytes: &[u8]) -> Self {
        let mut tagger = Self::new(bits);
        let (numbers, _) = bytes.as_chunks::<2>();
        let places = tagger.steps.iter_mut().flatten().chain(tagger.weights.iter_mut().flatten());
        places.zip(numbers).for_each(|(place, number)| *place = i16::from_le_bytes(*number));
        tagger
    }
}

/// Viterbi over `scores` with `step(from, to)` between neighbours.
pub(crate) fn best_path<const T: usize>(
    scores: &[[i32; T]],
    path: &mut Vec<u8>,
    back: &mut Vec<[u8; T]>,
    step: impl Fn(usize, usize) -> i32,
) {
    path.clear();
    back.clear();
    let mut best = [i32::MIN / 2; T];
    if let Some(nothing) = best.first_mut() {
        *nothing = 0;
    }
    for score in scores {
        let mut from = [0u8; T];
        let mut next = [0i32; T];
        for (to, (place, origin)) in next.iter_mut().zip(&mut from).enumerate() {
            let arrivals = best.iter().enumerate().map(|(tag, sum)| (sum + step(tag, to), tag));
            let (sum, tag) =
                arrivals.max_by_key(|(sum, tag)| (*sum, std::cmp::Reverse(*tag))).unwrap_or_default();
            *place = sum + score.get(to).copied().unwrap_or_default();
            *origin = u8::try_from(tag).unwrap_or_default();
        }
        best = next;
        back.push(from);
    }
    let ends = best.iter().enumerate().map(|(tag, sum)| (sum + step(tag, 0), tag));
    let (_, mut tag) = ends.max_by_key(|(sum, tag)| (*sum, std::cmp::Reverse(*tag))).unwrap_or_default();
    for from in back.iter().rev() {
        path.push(u8::try_from(tag).unwrap_or_default());
        tag = from.get(tag).copied().map_or(0, usize::from);
    }
    path.reverse();
}
