//! What a reader looks at in lesson 3, as the query of an address:
//!
//! `?words=book,soft,teddy&onehot=1&near=bank&analogy=man,king,woman&task=cbow&updates=100&text=…&a=3,1&b=1,2`
//!
//! | key | what | left out for |
//! | --- | --- | --- |
//! | `words` | the words that are compared | the lesson's own |
//! | `learnt` | `1`: as learnt vectors, not as one-hot ones | one-hot |
//! | `a`, `b` | the two arrows of the plane, in tenths | the lesson's own |
//! | `near` | the word whose neighbours are shown | the lesson's own |
//! | `analogy` | three words | the lesson's own |
//! | `task` | `cbow`, `skipgram` | the next word |
//! | `updates` | how far the small network has learnt | 0 |
//! | `text` | what it learns from | the lesson's own |
//!
//! Reading one never fails: what makes no sense counts as absent.

use super::MAX_COMPARED;
use super::lab::{MAX_UPDATES, Task};
use crate::session::link::encode;
use crate::session::studio::query;

/// What an address says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Link {
    pub words: Option<Vec<String>>,
    pub learnt: bool,
    pub a: Option<(i32, i32)>,
    pub b: Option<(i32, i32)>,
    pub near: Option<String>,
    pub analogy: Option<[String; 3]>,
    pub task: Task,
    pub updates: u32,
    pub text: Option<String>,
}

impl Link {
    /// Reads a query, with or without its `?`. Of a key that comes twice the first counts; others are ignored.
    pub fn parse(query: &str) -> Self {
        let mut link = Link::default();
        for (key, value) in query::pairs(query) {
            let value: String = value.chars().take(4000).collect();
            match key {
                "words" => {
                    let words = list(&value);
                    link.words = (!words.is_empty()).then_some(words);
                }
                "learnt" => link.learnt = value == "1",
                "a" => link.a = point(&value),
                "b" => link.b = point(&value),
                "near" => link.near = list(&value).pop(),
                "analogy" => link.analogy = list(&value).try_into().ok(),
                "task" => {
                    link.task = match value.as_str() {
                        "cbow" => Task::Cbow,
                        "skipgram" => Task::SkipGram,
                        _ => Task::NextWord,
                    }
                }
                "updates" => link.updates = value.parse().unwrap_or(0).min(MAX_UPDATES),
                "text" => link.text = (!value.trim().is_empty()).then_some(value),
                _ => {}
            }
        }
        link
    }

    /// The query, without `?`.
    pub fn to_query(&self) -> String {
        let mut pairs = Vec::new();
        let mut put = |key: &str, value: Option<String>| {
            if let Some(value) = value {
                pairs.push(format!("{key}={value}"));
            }
        };
        let listed = |words: &[String]| {
            words
                .iter()
                .map(|w| encode(w))
                .collect::<Vec<_>>()
                .join(",")
        };
        let point = |(x, y): (i32, i32)| format!("{x},{y}");
        put("words", self.words.as_deref().map(listed));
        put("learnt", self.learnt.then(|| "1".into()));
        put("a", self.a.map(point));
        put("b", self.b.map(point));
        put("near", self.near.as_deref().map(encode));
        put("analogy", self.analogy.as_ref().map(|words| listed(words)));
        put(
            "task",
            match self.task {
                Task::NextWord => None,
                Task::Cbow => Some("cbow".into()),
                Task::SkipGram => Some("skipgram".into()),
            },
        );
        put(
            "updates",
            (self.updates > 0).then(|| self.updates.to_string()),
        );
        put("text", self.text.as_deref().map(encode));
        pairs.join("&")
    }
}

/// The words of a list as readers write it, between spaces, commas or any other punctuation; at most
/// [`MAX_COMPARED`].
pub fn list(text: &str) -> Vec<String> {
    words(text).take(MAX_COMPARED).map(str::to_owned).collect()
}

/// How many words a list has beyond those that [`list`] gives.
pub fn left_out(text: &str) -> usize {
    words(text).count().saturating_sub(MAX_COMPARED)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    // Within words: l’été, teddy-like.
    let inner = |c: char| matches!(c, '\'' | '’' | '-');
    let words = text.split(move |c: char| !c.is_alphanumeric() && !inner(c));
    let words = words.map(move |word| word.trim_matches(inner));
    words.filter(|word| !word.is_empty())
}

fn point(text: &str) -> Option<(i32, i32)> {
    let (x, y) = text.split_once(',')?;
    let within = |text: &str| text.trim().parse().ok().filter(|n: &i32| n.abs() <= 100);
    Some((within(x)?, within(y)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let link = Link {
            words: Some(vec!["book".into(), "l'été".into()]),
            learnt: true,
            a: Some((30, -10)),
            b: Some((0, 25)),
            near: Some("bank".into()),
            analogy: Some(["man".into(), "king".into(), "woman".into()]),
            task: Task::SkipGram,
            updates: 120,
            text: Some("a bear & a book".into()),
        };
        assert_eq!(Link::parse(&link.to_query()), link);
        let query = "words=book,l%27%C3%A9t%C3%A9&learnt=1&a=30,-10&b=0,25&near=bank\
                     &analogy=man,king,woman&task=skipgram&updates=120&text=a%20bear%20%26%20a%20book";
        assert_eq!(link.to_query(), query);
    }

    #[test]
    fn nonsense_counts_as_absent() {
        let query =
            "?words=,&learnt=yes&a=1&b=x,2&near=&analogy=a,b&task=rnn&updates=-1&text=%20&lang=zh";
        assert_eq!(Link::parse(query), Link::default());
        assert_eq!(Link::parse("updates=999999").updates, MAX_UPDATES);
        assert_eq!(Link::default().to_query(), "");
        assert_eq!(
            list(" bear，熊、 book\nsoft "),
            ["bear", "熊", "book", "soft"]
        );
        assert_eq!(list("“cat”; dog. l’été"), ["cat", "dog", "l’été"]);
        let many = "word ".repeat(MAX_COMPARED + 3);
        assert_eq!((list(&many).len(), left_out(&many)), (MAX_COMPARED, 3));
        assert_eq!(left_out("one, two"), 0);
    }
}
