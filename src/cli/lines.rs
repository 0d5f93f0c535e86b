//! Standard input to standard output, line by line.

use super::BadInput;
use anyhow::{Context, Result};
use std::io::{BufRead, Write};

/// Answers each line of standard input with one line. Where there is no answer the line is empty, so that input and
/// output stay side by side; what was wrong is said on standard error, and at the end the exit code is 2.
pub fn answer_lines(mut answer: impl FnMut(&str) -> Result<String, String>) -> Result<()> {
    let mut out = std::io::stdout().lock();
    let mut bad = 0;
    for (i, line) in std::io::stdin().lock().split(b'\n').enumerate() {
        let bytes = line.context("cannot read standard input")?;
        let answered = match String::from_utf8(bytes) {
            Err(_) => Err("not UTF-8 text".to_string()),
            Ok(text) => answer(text.trim_end_matches('\r')),
        };
        match answered {
            Ok(answer) => writeln!(out, "{answer}")?,
            Err(why) => {
                bad += 1;
                eprintln!("teddy: line {}: {why}", i + 1);
                writeln!(out)?;
            }
        }
        out.flush()?;
    }
    if bad > 0 {
        return Err(BadInput(format!("{bad} lines have no answer")).into());
    }
    Ok(())
}
