//! The program: reads the command line and runs the command.

use std::process::ExitCode;

use clap::Parser;
use registry::commands;
use registry::config::CommandLine;

#[expect(clippy::print_stderr, reason = "the last word of a program whose log may not be running")]
fn main() -> ExitCode {
    let line = CommandLine::parse();
    match actix_web::rt::System::new().block_on(commands::run(line)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("registry: {error}");
            ExitCode::FAILURE
        }
    }
}
