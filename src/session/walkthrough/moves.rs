//! Moving about in the walkthrough: what the buttons and the keys mean.

use super::Walkthrough;

/// A way to another stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Move {
    First,
    PrevChapter,
    Prev,
    Next,
    NextChapter,
    Last,
}

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    Go(Move),
    PlayPause,
}

impl Command {
    /// The meaning of a key by its DOM name: arrows step, with Shift by chapters; Home and End; Space plays.
    pub fn of_key(key: &str, shift: bool) -> Option<Self> {
        let go = match (key, shift) {
            ("ArrowRight", false) => Move::Next,
            ("ArrowLeft", false) => Move::Prev,
            ("ArrowRight", true) => Move::NextChapter,
            ("ArrowLeft", true) => Move::PrevChapter,
            ("Home", false) => Move::First,
            ("End", false) => Move::Last,
            (" ", false) => return Some(Command::PlayPause),
            _ => return None,
        };
        Some(Command::Go(go))
    }
}

impl Walkthrough {
    /// Where `go` leads from `position`; never outside.
    pub fn moved(&self, position: usize, go: Move) -> usize {
        match go {
            Move::First => self.first(),
            Move::PrevChapter => self.prev_chapter(position),
            Move::Prev => self.prev(position),
            Move::Next => self.next(position),
            Move::NextChapter => self.next_chapter(position),
            Move::Last => self.last(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::walkthrough::Dims;

    #[test]
    fn keys_mean_what_the_help_says() {
        use Move::*;
        let go = |key, shift| match Command::of_key(key, shift) {
            Some(Command::Go(go)) => Some(go),
            _ => None,
        };
        assert_eq!(go("ArrowRight", false), Some(Next));
        assert_eq!(go("ArrowRight", true), Some(NextChapter));
        assert_eq!(go("ArrowLeft", false), Some(Prev));
        assert_eq!(go("ArrowLeft", true), Some(PrevChapter));
        assert_eq!(go("Home", false), Some(First));
        assert_eq!(go("End", false), Some(Last));
        assert_eq!(Command::of_key(" ", false), Some(Command::PlayPause));
        for (key, shift) in [("Enter", false), (" ", true), ("Home", true), ("a", false)] {
            assert_eq!(Command::of_key(key, shift), None);
        }
    }

    #[test]
    fn no_move_leaves_the_walkthrough() {
        let walkthrough = Walkthrough::new(Dims {
            n_src: 4,
            n_steps: 2,
            n_encoder_layers: 2,
            n_decoder_layers: 1,
            pre_norm: false,
        });
        let last = walkthrough.last();
        for position in 0..=last {
            for go in [
                Move::First,
                Move::PrevChapter,
                Move::Prev,
                Move::Next,
                Move::NextChapter,
                Move::Last,
            ] {
                assert!(walkthrough.moved(position, go) <= last);
            }
            assert_eq!(walkthrough.moved(position, Move::First), 0);
            assert_eq!(walkthrough.moved(position, Move::Last), last);
        }
    }
}
