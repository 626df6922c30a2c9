//! The averaged structured perceptron: weights that mark the texts as they were marked by hand.

use crate::{
    dice::Dice,
    tagger::{Tagger, best_path},
};

/// How to learn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Course {
    /// log2 of the rows of weights.
    pub(crate) bits: u32,
    /// How often all lessons are read.
    pub(crate) rounds: usize,
    /// How many learn apart from each other; the mean of their weights is steadier than those of one.
    pub(crate) learners: u64,
    /// What is added to each wrong tag while learning, so that right ones win by a margin: for tokens that have no tag, and for
    /// those that have one.
    pub(crate) margins: (i32, i32),
    /// Features that fewer tokens have are left out: what stands once can only be learnt by heart.
    pub(crate) least: u32,
    /// The percentage of a token's features that is left out each time: no feature may lean on another.
    pub(crate) thin: usize,
}

/// Weights learnt from `lessons`.
pub(crate) fn learn<const T: usize, const L: usize>(lessons: &mut [Lesson], course: Course) -> Tagger<T, L> {
    drop_rare(lessons, 1 << course.bits, course.least);
    let mut means = Means::<T>::new(course.bits);
    for seed in 0..course.learners {
        means.add(&taught(lessons, course, seed));
    }
    means.tagger(course.bits)
}

fn taught<const T: usize>(lessons: &mut [Lesson], course: Course, seed: u64) -> Learner<T> {
    let mut learner = Learner::<T> {
        weights: vec![[0; T]; 1 << course.bits],
        sums: vec![[0; T]; 1 << course.bits],
        steps: [[0; T]; T],
        step_sums: [[0; T]; T],
        time: 1,
    };
    let mut dice = Dice::new(seed);
    for _ in 0..course.rounds {
        dice.shuffle(lessons);
        lessons
            .iter()
            .for_each(|lesson| learner.study(&lesson.thinned(course.thin, &mut dice), course.margins));
    }
    learner
}

/// A sentence to learn from: the features of each token, and its tag.
#[derive(Debug, Default)]
pub(crate) struct Lesson {
    /// Rows of all tokens, one after the other.
    rows: Vec<u32>,
    /// Where each token's rows end; two equal ends mark a token that always has tag 0.
    ends: Vec<u32>,
    tags: Vec<u8>,
}

impl Lesson {
    /// Adds a token. Without rows it can only have tag 0.
    #[expect(clippy::cast_possible_truncation, reason = "a sentence has few rows")]
    pub(crate) fn push(&mut self, rows: &[u32], tag: u8) {
        self.rows.extend(rows);
        self.ends.push(self.rows.len() as u32);
        self.tags.push(tag);
    }

    /// The same with some of the rows.
    fn filtered(&self, mut keeps: impl FnMut(&u32) -> bool) -> Self {
        let mut out = Self::default();
        for (token, tag) in self.tags.iter().enumerate() {
            let rows: Vec<u32> = self.rows_of(token).iter().copied().filter(&mut keeps).collect();
            out.push(&rows, *tag);
        }
        out
    }

    /// The same without `percent` of the rows, by chance.
    fn thinned(&self, percent: usize, dice: &mut Dice) -> Self {
        self.filtered(|_| !dice.chance(percent))
    }

    fn rows_of(&self, token: usize) -> &[u32] {
        let end = |token: Option<usize>| {
            token.and_then(|token| self.ends.get(token)).copied().unwrap_or(0) as usize
        };
        self.rows.get(end(token.checked_sub(1))..end(Some(token))).unwrap_or_default()
    }
}

/// The score of a tag that a token cannot have.
pub(crate) const NEVER: i32 = -1_000_000;

/// Leaves out features that fewer than `least` tokens have.
fn drop_rare(lessons: &mut [Lesson], rows: usize, least: u32) {
    let mut counts = vec![0u32; rows];
    for row in lessons.iter().flat_map(|lesson| &lesson.rows) {
        if let Some(count) = counts.get_mut(*row as usize) {
            *count += 1;
        }
    }
    let keeps = |row: &u32| counts.get(*row as usize).is_some_and(|count| *count >= least);
    lessons.iter_mut().for_each(|lesson| *lesson = lesson.filtered(keeps));
}

struct Learner<const T: usize> {
    weights: Vec<[i32; T]>,
    sums: Vec<[i64; T]>,
    steps: [[i32; T]; T],
    step_sums: [[i64; T]; T],
    time: i64,
}

impl<const T: usize> Learner<T> {
    fn study(&mut self, lesson: &Lesson, cost: (i32, i32)) {
        let scores: Vec<[i32; T]> =
            (0..lesson.tags.len()).map(|token| self.score(lesson, token, cost)).collect();
        let (mut path, mut back) = (Vec::new(), Vec::new());
        best_path(&scores, &mut path, &mut back, |from, to| {
            self.steps.get(from).and_then(|row| row.get(to)).copied().unwrap_or(0)
        });
        if path != lesson.tags {
            for token in 0..path.len() {
                self.correct(lesson, &path, token);
            }
            let (gold, guess) = (lesson.tags.last(), path.last());
            self.correct_step(gold, Some(&0), 1);
            self.correct_step(guess, Some(&0), -1);
        }
        self.time += 1;
    }

    fn score(&self, lesson: &Lesson, token: usize, cost: (i32, i32)) -> [i32; T] {
        let rows = lesson.rows_of(token);
        let gold = lesson.tags.get(token).copied().unwrap_or(0);
        let mut sums = [if rows.is_empty() { NEVER } else { 0 }; T];
        for &row in rows {
            let weights = self.weights.get(row as usize).into_iter().flatten();
            sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight);
        }
        let margin = if gold == 0 { cost.0 } else { cost.1 };
        for (tag, sum) in sums.iter_mut().enumerate() {
            if rows.is_empty() && tag == 0 {
                *sum = 0;
            } else if tag != usize::from(gold) {
                *sum += margin;
            }
        }
        sums
    }

    fn correct(&mut self, lesson: &Lesson, path: &[u8], token: usize) {
        let before = |tags: &[u8]| token.checked_sub(1).and_then(|at| tags.get(at)).copied().unwrap_or(0);
        let (gold, guess) = (lesson.tags.get(token), path.get(token));
        if before(&lesson.tags) != before(path) || gold != guess {
            self.correct_step(Some(&before(&lesson.tags)), gold, 1);
            self.correct_step(Some(&before(path)), guess, -1);
        }
        if gold != guess {
            for &row in lesson.rows_of(token) {
                self.correct_row(row, gold, 1);
                self.correct_row(row, guess, -1);
            }
        }
    }

    fn correct_row(&mut self, row: u32, tag: Option<&u8>, by: i32) {
        let Some(tag) = tag.map(|tag| usize::from(*tag)) else { return };
        let (weights, sums) = (self.weights.get_mut(row as usize), self.sums.get_mut(row as usize));
        if let (Some(weight), Some(sum)) =
            (weights.and_then(|row| row.get_mut(tag)), sums.and_then(|row| row.get_mut(tag)))
        {
            *weight += by;
            *sum += self.time * i64::from(by);
        }
    }

    fn correct_step(&mut self, from: Option<&u8>, to: Option<&u8>, by: i32) {
        let (Some(from), Some(to)) = (from.map(|tag| usize::from(*tag)), to.map(|tag| usize::from(*tag)))
        else {
            return;
        };
        let step = self.steps.get_mut(from).and_then(|row| row.get_mut(to));
        let sum = self.step_sums.get_mut(from).and_then(|row| row.get_mut(to));
        if let (Some(step), Some(sum)) = (step, sum) {
            *step += by;
            *sum += self.time * i64::from(by);
        }
    }
}

/// The means of all weights that there ever were, in steps of a 64th, summed over learners.
struct Means<const T: usize> {
    weights: Vec<[i64; T]>,
    steps: [[i64; T]; T],
    count: i64,
}

impl<const T: usize> Means<T> {
    fn new(bits: u32) -> Self {
        Self { weights: vec![[0; T]; 1 << bits], steps: [[0; T]; T], count: 0 }
    }

    fn add(&mut self, learner: &Learner<T>) {
        let mean = |weight: &i32, sum: &i64| (i64::from(*weight) * learner.time - sum) * 64 / learner.time;
        let weights = learner.weights.iter().flatten().zip(learner.sums.iter().flatten());
        let steps = learner.steps.iter().flatten().zip(learner.step_sums.iter().flatten());
        self.weights
            .iter_mut()
            .flatten()
            .zip(weights)
            .for_each(|(all, (weight, sum))| *all += mean(weight, sum));
        self.steps.iter_mut().flatten().zip(steps).for_each(|(all, (step, sum))| *all += mean(step, sum));
        self.count += 1;
    }

    fn tagger<const L: usize>(&self, bits: u32) -> Tagger<T, L> {
        let mut tagger = Tagger::new(bits);
        let clamp =
            |sum: i64| i16::try_from((sum / self.count.max(1)).clamp(-32_000, 32_000)).unwrap_or_default();
        let steps = tagger.steps.iter_mut().flatten().zip(self.steps.iter().flatten());
        steps.for_each(|(place, sum)| *place = clamp(*sum));
        for (places, sums) in tagger.weights.iter_mut().zip(&self.weights) {
            let nothing = sums.first().copied().unwrap_or(0);
            places.iter_mut().zip(sums.iter().skip(1)).for_each(|(place, sum)| *place = clamp(sum - nothing));
        }
        tagger
    }
}
