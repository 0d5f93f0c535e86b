//! `teddy`: train, translate and evaluate on the command line.

fn main() {}
