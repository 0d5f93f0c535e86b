//! `teddy`: train, translate and evaluate on the command line.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    teddy_reads::cli::run()
}
