//! Which parts of a lesson make a slide.
//!
//! A lesson is a list of pieces in the order of the page. Running text makes a slide, so does a question, so does a
//! figure with the controls that stand before it; each under the heading it stands under on the page. Where a figure is
//! taken apart since it is too much for a screen, what works all of it is on the slide of every part.

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The head of the lesson.
    Title,
    /// The heading of what follows.
    Heading,
    Prose,
    /// Predict, then reveal.
    Question,
    Figure,
    /// What a figure is worked with: a form, buttons, a choice.
    Control,
    /// The same for several figures, until text or another section comes.
    Carried,
    /// Not for the room: dares, captions, the words of the lesson.
    Aside,
}

/// A piece of a lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    pub kind: Kind,
    /// Pieces of one section of the page have one number.
    pub section: usize,
    /// Length of its text: [`text_width`].
    pub width: usize,
}

/// What is on screen together: numbers of pieces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slide {
    /// The heading over it, if it is not among `shown`.
    pub heading: Option<usize>,
    pub shown: Vec<usize>,
}

/// A sentence of this width or less leads over to what follows and needs no slide of its own.
const SHORT: usize = 170;

/// The length of a text in widths of a Latin letter; Chinese characters count double.
pub fn text_width(text: &str) -> usize {
    text.trim()
        .chars()
        .map(|c| if c >= '\u{2e80}' { 2 } else { 1 })
        .sum()
}

/// The slides of a lesson.
pub fn slides(pieces: &[Piece]) -> Vec<Slide> {
    let mut slides = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut carried: Vec<usize> = Vec::new();
    let (mut title, mut heading, mut section) = (None, None, None);
    let kind = |i: usize| pieces[i].kind;
    let is_light = |i: &usize| match kind(*i) {
        Kind::Control | Kind::Carried => true,
        Kind::Prose => pieces[*i].width <= SHORT,
        _ => false,
    };
    let mut close = |open: &mut Vec<usize>, heading: Option<usize>| {
        if !open.is_empty() {
            slides.push(Slide {
                heading: heading.filter(|h| !open.contains(h)),
                shown: std::mem::take(open),
            });
        }
    };
    for (i, piece) in pieces.iter().enumerate() {
        if piece.kind == Kind::Aside {
            continue;
        }
        if section != Some(piece.section) {
            // What a lesson begins with belongs to its title.
            let joins_title = piece.kind == Kind::Prose && open.first() == title.as_ref();
            if !joins_title || title.is_none() {
                close(&mut open, heading);
            }
            heading = title;
            section = Some(piece.section);
            carried.clear();
        }
        match piece.kind {
            Kind::Title => {
                close(&mut open, heading);
                (title, heading) = (Some(i), Some(i));
                open.push(i);
            }
            Kind::Heading => {
                close(&mut open, heading);
                heading = Some(i);
            }
            Kind::Question => {
                if !open.iter().all(|j| carried.contains(j)) {
                    close(&mut open, heading);
                }
                open = with_carried(&carried, &open);
                open.push(i);
                close(&mut open, heading);
            }
            Kind::Carried => {
                if !open.iter().all(is_light) {
                    close(&mut open, heading);
                }
                open.push(i);
                carried.push(i);
            }
            Kind::Prose => {
                carried.clear();
                let after_controls = open.iter().all(|&j| kind(j) == Kind::Control);
                if after_controls && !is_light(&i) {
                    close(&mut open, heading);
                }
                open.push(i);
            }
            Kind::Control | Kind::Figure => {
                if !open.iter().all(is_light) {
                    close(&mut open, heading);
                }
                open.push(i);
                if piece.kind == Kind::Figure {
                    open = with_carried(&carried, &open);
                    close(&mut open, heading);
                }
            }
            Kind::Aside => {}
        }
    }
    close(&mut open, heading);
    with_controls_that_follow(slides, pieces)
}

/// What is carried, then the rest, in the order of the page.
fn with_carried(carried: &[usize], open: &[usize]) -> Vec<usize> {
    let mut all = [carried, open].concat();
    all.sort_unstable();
    all.dedup();
    all
}

/// Controls that lead to no figure stay with what they follow under the same heading.
fn with_controls_that_follow(slides: Vec<Slide>, pieces: &[Piece]) -> Vec<Slide> {
    let mut joined: Vec<Slide> = Vec::new();
    for slide in slides {
        let is_only_controls = slide.shown.iter().all(|&i| pieces[i].kind == Kind::Control);
        let section = |slide: &Slide| slide.shown.first().map(|&i| pieces[i].section);
        match joined.last_mut() {
            Some(before)
                if is_only_controls
                    && before.heading == slide.heading
                    && section(before) == section(&slide) =>
            {
                before.shown.extend(slide.shown);
            }
            _ => joined.push(slide),
        }
    }
    joined
}

/// What slide `n` begins with that was on none before it: by this it is told from the others.
pub fn first_own(slides: &[Slide], n: usize) -> Option<usize> {
    let shown = &slides.get(n)?.shown;
    let is_own = |i: &&usize| !slides[..n].iter().any(|before| before.shown.contains(*i));
    shown.iter().find(is_own).or(shown.first()).copied()
}

/// The slide that has piece `i`.
pub fn slide_of(slides: &[Slide], i: usize) -> Option<usize> {
    slides.iter().position(|slide| slide.shown.contains(&i))
}

/// The largest size between `least` and `most` with which a slide fits, to a quarter of a pixel; `least` where none does.
/// `fits` must be true below some size and false above it.
pub fn fitted(least: f64, most: f64, mut fits: impl FnMut(f64) -> bool) -> f64 {
    if fits(most) {
        return most;
    }
    if !fits(least) {
        return least;
    }
    let (mut low, mut high) = (least, most);
    while high - low > 0.25 {
        let middle = (low + high) / 2.0;
        if fits(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::Kind::*;
    use super::*;

    fn piece(section: usize, kind: Kind, width: usize) -> Piece {
        Piece {
            kind,
            section,
            width,
        }
    }

    fn shown(pieces: &[Piece]) -> Vec<(Option<usize>, Vec<usize>)> {
        slides(pieces)
            .into_iter()
            .map(|s| (s.heading, s.shown))
            .collect()
    }

    #[test]
    fn text_question_and_figure_are_slides_under_their_heading() {
        let lesson = [
            piece(0, Title, 20),
            piece(0, Prose, 300),
            piece(1, Heading, 20),
            piece(1, Prose, 400),
            piece(1, Prose, 400),
            piece(1, Question, 100),
            piece(1, Control, 20),
            piece(1, Figure, 500),
            piece(1, Aside, 90),
            piece(2, Heading, 20),
            piece(2, Figure, 300),
        ];
        let expected = [
            (None, vec![0, 1]),
            (Some(2), vec![3, 4]),
            (Some(2), vec![5]),
            (Some(2), vec![6, 7]),
            (Some(9), vec![10]),
        ];
        assert_eq!(shown(&lesson), expected);
        assert_eq!(slide_of(&slides(&lesson), 6), Some(3));
        assert_eq!(slide_of(&slides(&lesson), 8), None);
    }

    #[test]
    fn a_section_without_heading_is_under_the_title_and_its_text_joins_it() {
        let lesson = [
            piece(0, Title, 20),
            piece(1, Prose, 300),
            piece(1, Question, 100),
            piece(2, Heading, 20),
            piece(2, Prose, 200),
            piece(3, Question, 100),
        ];
        let expected = [
            (None, vec![0, 1]),
            (Some(0), vec![2]),
            (Some(3), vec![4]),
            (Some(0), vec![5]),
        ];
        assert_eq!(shown(&lesson), expected);
    }

    #[test]
    fn a_short_sentence_goes_with_its_figure_and_late_controls_with_what_they_follow() {
        let lesson = [
            piece(0, Title, 20),
            piece(1, Heading, 20),
            piece(1, Prose, 60),
            piece(1, Figure, 300),
            piece(1, Control, 20),
            piece(2, Heading, 20),
            piece(2, Prose, 300),
            piece(2, Control, 20),
            piece(3, Heading, 10),
            piece(3, Aside, 100),
        ];
        let expected = [
            (None, vec![0]),
            (Some(1), vec![2, 3, 4]),
            (Some(5), vec![6, 7]),
        ];
        assert_eq!(shown(&lesson), expected);
    }

    #[test]
    fn no_piece_is_on_two_slides_and_none_but_asides_and_headings_is_lost() {
        let kinds = [Title, Heading, Prose, Question, Figure, Control, Aside];
        let mut seed = 7_u64;
        let mut next = |n: usize| {
            seed = seed
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            (seed >> 33) as usize % n
        };
        for _ in 0..500 {
            let mut pieces = vec![piece(0, Title, 10)];
            let mut section = 0;
            for _ in 0..next(20) {
                section += usize::from(next(4) == 0);
                pieces.push(piece(section, kinds[1 + next(6)], next(300)));
            }
            let slides = slides(&pieces);
            for (i, piece) in pieces.iter().enumerate() {
                let times = slides.iter().filter(|s| s.shown.contains(&i)).count();
                let expected = usize::from(!matches!(piece.kind, Aside | Heading));
                assert_eq!(times, expected, "{i} of {pieces:?}");
            }
            assert!(slides.iter().all(|s| s.shown.is_sorted()));
            let firsts: Vec<usize> = slides.iter().map(|s| s.shown[0]).collect();
            assert!(firsts.is_sorted());
        }
    }

    #[test]
    fn a_chinese_character_is_two_letters_wide() {
        assert_eq!(text_width(" bear "), 4);
        assert_eq!(text_width("词元。"), 6);
    }

    #[test]
    fn the_largest_size_that_fits_is_found() {
        let found = fitted(20.0, 40.0, |size| size <= 31.0);
        assert!((30.75..=31.0).contains(&found), "{found}");
        assert_eq!(fitted(20.0, 40.0, |_| true), 40.0);
        assert_eq!(fitted(20.0, 40.0, |_| false), 20.0);
    }

    #[test]
    fn what_works_all_of_a_figure_is_with_each_of_its_parts() {
        let lesson = [
            piece(0, Title, 20),
            piece(1, Heading, 20),
            piece(1, Control, 20),
            piece(1, Carried, 30),
            piece(1, Carried, 30),
            piece(1, Figure, 0),
            piece(1, Control, 20),
            piece(1, Figure, 0),
            piece(1, Prose, 500),
            piece(1, Figure, 0),
            piece(2, Carried, 30),
            piece(2, Question, 90),
            piece(2, Figure, 0),
            piece(2, Question, 90),
        ];
        let expected = vec![
            (None, vec![0]),
            (Some(1), vec![2, 3, 4, 5]),
            (Some(1), vec![3, 4, 6, 7]),
            (Some(1), vec![8]),
            (Some(1), vec![9]),
            (Some(0), vec![10, 11]),
            (Some(0), vec![10, 12]),
            (Some(0), vec![10, 13]),
        ];
        assert_eq!(shown(&lesson), expected);
        // Each is found again by what is its own, though it begins with what is carried.
        let slides = slides(&lesson);
        for n in 0..slides.len() {
            assert_eq!(slide_of(&slides, first_own(&slides, n).unwrap()), Some(n));
        }
    }
}
