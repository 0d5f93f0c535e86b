//! Unrolls a kernel's text for one set of sizes, before it is compiled.
//!
//! WGSL has neither templates nor a promise that a loop of four turns is unrolled, and an array indexed by a loop's counter
//! may end in memory instead of registers. So a kernel says what is to be written out:
//!
//! ```text
//! //# for r in 0..ROWS        the lines up to `//# end`, once for every r
//! sum$r += $ru * D4;          $r is the number, $ROWS a constant
//! //# end
//! ```

use super::GpuError;

/// The text with every `//# for` written out and every name in `constants` put in.
pub fn unroll(text: &str, constants: &[(&str, u32)]) -> Result<String, GpuError> {
    let lines: Vec<&str> = text.lines().collect();
    let mut names: Vec<(String, u32)> = constants
        .iter()
        .map(|(name, value)| (name.to_string(), *value))
        .collect();
    let mut out = String::with_capacity(2 * text.len());
    let end = block(&lines, 0, &mut names, Some(&mut out))?;
    if end < lines.len() {
        return Err(bad(end, "an end without its for"));
    }
    Ok(out)
}

/// Writes lines from `at` up to the `//# end` that closes this block, and gives its index. Without `out` it only looks
/// for that end.
fn block(
    lines: &[&str],
    mut at: usize,
    names: &mut Vec<(String, u32)>,
    mut out: Option<&mut String>,
) -> Result<usize, GpuError> {
    while at < lines.len() {
        let line = lines[at];
        match line.trim().strip_prefix("//# ") {
            Some("end") => return Ok(at),
            Some(words) => {
                let (name, turns) = loop_head(words, names).ok_or_else(|| bad(at, words))?;
                let end = block(lines, at + 1, names, None)?;
                if end >= lines.len() {
                    return Err(bad(at, "a for without its end"));
                }
                if let Some(out) = out.as_deref_mut() {
                    for turn in 0..turns {
                        names.push((name.to_string(), turn));
                        block(lines, at + 1, names, Some(out))?;
                        names.pop();
                    }
                }
                at = end;
            }
            None => {
                if let Some(out) = out.as_deref_mut() {
                    substitute(line, names, out);
                    out.push('\n');
                }
            }
        }
        at += 1;
    }
    Ok(at)
}

/// `for r in 0..4` or `for r in 0..ROWS`: the counter and how often.
fn loop_head<'a>(words: &'a str, names: &[(String, u32)]) -> Option<(&'a str, u32)> {
    let (name, range) = words.strip_prefix("for ")?.split_once(" in 0..")?;
    let turns = match range.parse() {
        Ok(turns) => turns,
        Err(_) => names.iter().find(|(known, _)| known == range)?.1,
    };
    Some((name, turns))
}

/// A name after `$` is one lower-case letter or a word of capitals; what is not known stays as it is.
fn substitute(line: &str, names: &[(String, u32)], out: &mut String) {
    let mut rest = line;
    while let Some(dollar) = rest.find('$') {
        out.push_str(&rest[..dollar]);
        rest = &rest[dollar + 1..];
        let end = match rest.chars().next() {
            Some(c) if c.is_ascii_lowercase() => 1,
            _ => rest
                .find(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'))
                .unwrap_or(rest.len()),
        };
        match names.iter().rev().find(|(name, _)| name == &rest[..end]) {
            Some((_, value)) => out.push_str(&value.to_string()),
            None => {
                out.push('$');
                out.push_str(&rest[..end]);
            }
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
}

fn bad(line: usize, why: &str) -> GpuError {
    GpuError::Shader {
        why: format!("line {}: {why}", line + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loops_nest_and_names_are_put_in() {
        let text =
            "a $N\n//# for r in 0..N\n//# for c in 0..2\nx$r_$c = $ru;\n//# end\n//# end\nb $M[$i]";
        let unrolled = unroll(text, &[("N", 2)]).unwrap();
        assert_eq!(
            unrolled,
            "a 2\nx0_0 = 0u;\nx0_1 = 0u;\nx1_0 = 1u;\nx1_1 = 1u;\nb $M[$i]\n"
        );
    }

    #[test]
    fn a_block_that_is_not_closed_is_an_error() {
        assert!(unroll("//# for r in 0..2\nx", &[]).is_err());
        assert!(unroll("x\n//# end", &[]).is_err());
        assert!(unroll("//# for r in 0..N\n//# end", &[]).is_err());
    }
}
