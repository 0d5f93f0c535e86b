//! Counts as the reader sees them.

/// With a comma after every three digits: `6326528` is `6,326,528`.
///
/// ```
/// use teddy_reads::viz::count::grouped;
/// assert_eq!(grouped(128), "128");
/// assert_eq!(grouped(20000), "20,000");
/// assert_eq!(grouped(6326528), "6,326,528");
/// ```
pub fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut grouped = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
