//! The `suranys` command, built where the tests can find it.

fn main() -> std::process::ExitCode {
    suranys::run()
}
