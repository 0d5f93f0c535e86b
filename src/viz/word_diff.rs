//! Two sentences word by word: what the second has that the first has not.

use crate::nlp::metrics::common_subsequence;

/// The words of `after`; true for those that are not in the longest common subsequence with `before`.
///
/// ```
/// use teddy_reads::viz::word_diff::changed;
/// let words = changed("un ours lit", "un petit ours dort");
/// let new: Vec<&str> = words.iter().filter(|w| w.1).map(|w| w.0.as_str()).collect();
/// assert_eq!(new, ["petit", "dort"]);
/// ```
pub fn changed(before: &str, after: &str) -> Vec<(String, bool)> {
    let words =
        |text: &str| -> Vec<String> { text.split_whitespace().map(str::to_owned).collect() };
    let (before, after) = (words(before), words(after));
    // Longer than any sentence of the page: everything counts as new.
    let common = common_subsequence(&before, &after).unwrap_or_default();
    let is_common = |j: usize| common.iter().any(|pair| pair.1 == j);
    let marked = after.into_iter().enumerate();
    marked.map(|(j, word)| (word, !is_common(j))).collect()
}

#[cfg(test)]
mod tests {
    use super::changed;

    #[test]
    fn order_counts_and_nothing_is_lost() {
        let words = changed("a b c", "c a b");
        assert_eq!(words.len(), 3);
        assert_eq!(words[0], ("c".to_owned(), true));
        assert!(!words[1].1 && !words[2].1);
        assert_eq!(changed("", "x"), [("x".to_owned(), true)]);
        assert_eq!(changed("x", ""), []);
    }
}
