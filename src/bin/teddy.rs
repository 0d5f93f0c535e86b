//! `teddy`: train, translate and evaluate on the command line.

fn main() -> std::process::ExitCode {
    teddy_reads::cli::run()
}
