//! The model: what training leaves behind, as one file.

use crate::{
    person::{self, NameTagger},
    screen::{self, Screen},
    sensitive::{self, MatterTagger},
    triggers::{self, Triggers},
    vocabulary::Vocabulary,
};

const MAGIC: &[u8; 16] = b"varsam detect 1\n";

/// Everything that was learnt from data; the word lists are apart.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) vocabulary: Vocabulary,
    pub(crate) names: NameTagger,
    pub(crate) matter: MatterTagger,
    pub(crate) triggers: Triggers,
    pub(crate) screen: Screen,
    /// What the word lists were when it was made.
    pub(crate) lists: u64,
}

/// What is wrong with a model file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelFault {
    /// It does not start as one.
    #[error("not a detector's model, or of another version: train it again")]
    Unknown,
    /// It ends too early.
    #[error("the model file is cut: take it out of the repository again")]
    Cut,
}

impl Model {
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, ModelFault> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(ModelFault::Unknown)?;
        let (lists, rest) = rest.split_first_chunk::<8>().ok_or(ModelFault::Cut)?;
        let (names, rest) = rest.split_at_checked(NameTagger::size(person::BITS)).ok_or(ModelFault::Cut)?;
        let (matter, rest) =
            rest.split_at_checked(MatterTagger::size(sensitive::BITS)).ok_or(ModelFault::Cut)?;
        let (screen, rest) = rest.split_at_checked(screen::SIZE).ok_or(ModelFault::Cut)?;
        let (triggers, words) = rest.split_at_checked(triggers::SIZE).ok_or(ModelFault::Cut)?;
        Ok(Self {
            vocabulary: Vocabulary::read(words).ok_or(ModelFault::Cut)?,
            names: NameTagger::read(person::BITS, names),
            matter: MatterTagger::read(sensitive::BITS, matter),
            triggers: Triggers::read(triggers),
            screen: Screen::read(screen),
            lists: u64::from_le_bytes(*lists),
        })
    }

    pub(crate) fn write(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(self.lists.to_le_bytes());
        self.names.write(&mut bytes);
        self.matter.write(&mut bytes);
        self.screen.write(&mut bytes);
        self.triggers.write(&mut bytes);
        self.vocabulary.write(&mut bytes);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;

    static SHIPPED: &[u8] = include_bytes!("../model/swedish.model");

    #[test]
    fn the_model_was_made_from_these_lists() {
        let model = Model::read(SHIPPED).unwrap();
        assert_eq!(
            model.lists,
            Lexicon::print(),
            "the word lists have changed: train the model again (docs/guide/detector.md)"
        );
        assert_eq!(model.write(), SHIPPED);
    }

    #[test]
    fn a_cut_or_foreign_file_is_refused() {
        assert_eq!(Model::read(b"hello").unwrap_err(), ModelFault::Unknown);
        let cut = SHIPPED.len() - 100_000..SHIPPED.len() - 99_990;
        assert!(cut.into_iter().any(|end| Model::read(&SHIPPED[..end]).is_err()));
        assert_eq!(Model::read(&SHIPPED[..2000]).unwrap_err(), ModelFault::Cut);
    }
}
