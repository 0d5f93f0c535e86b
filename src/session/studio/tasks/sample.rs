//! Sentences written for this lesson, with the entities that a reader would mark: O, B-PER, I-PER, B-LOC, …

use super::Annotated;
use crate::nlp::data::conll::Tag;

/// A token and its tag, one sentence a line.
const SENTENCES: [&str; 6] = [
    "Marie/B-PER Curie/I-PER was/O born/O in/O Warsaw/B-LOC and/O worked/O in/O Paris/B-LOC ./O",
    "Theodore/B-PER Roosevelt/I-PER did/O not/O shoot/O the/O bear/O in/O Mississippi/B-LOC ./O",
    "The/O Steiff/B-ORG company/O in/O Germany/B-LOC made/O teddy/O bears/O from/O 1902/O ./O",
    "Stanford/B-ORG University/I-ORG lies/O in/O California/B-LOC ./O",
    "Geoffrey/B-PER Hinton/I-PER left/O Google/B-ORG in/O 2023/O ./O",
    "The/O Bank/B-ORG of/I-ORG England/I-ORG is/O in/O London/B-LOC ./O",
];

/// The sentences as a tagger gets them.
pub fn sentences() -> Vec<Annotated> {
    SENTENCES.iter().map(|line| annotated(line)).collect()
}

fn annotated(line: &str) -> Annotated {
    let pairs = line.split(' ').filter_map(|pair| pair.rsplit_once('/'));
    let class = |name: &str| Tag::ALL.iter().position(|tag| tag.name() == name);
    let (tokens, truth) = pairs
        .map(|(token, tag)| (token.to_owned(), class(tag).unwrap_or_default()))
        .unzip();
    Annotated { tokens, truth }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tag_is_one_and_no_entity_goes_on_that_did_not_begin() {
        for (line, sentence) in SENTENCES.iter().zip(sentences()) {
            let back: Vec<String> = sentence
                .tokens
                .iter()
                .zip(&sentence.truth)
                .map(|(token, &class)| format!("{token}/{}", Tag::ALL[class].name()))
                .collect();
            assert_eq!(back.join(" "), *line);
            let inside = |tag: Tag| matches!(tag, Tag::Inside(_));
            for pair in sentence.truth.windows(2) {
                let [before, now] = [pair[0], pair[1]].map(|class| Tag::ALL[class]);
                assert!(!inside(now) || before != Tag::Outside, "{line}");
            }
        }
    }
}
