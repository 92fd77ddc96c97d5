//! Readers given many inputs, and what may not come of one: a panic, a second, a heap of memory.

use crate::dice::Dice;
use crate::readers::{Answer, Reader, SECOND};
use crate::seeds::{Files, Seeds};
use peak_alloc::PeakAlloc;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Bytes that reading an input of less than a mebibyte may take.
const MAX_MEMORY: usize = 256 << 20;
/// How often a slow input is read again before it counts as slow: other programs may have been at
/// work.
const TRIES: usize = 3;
/// An input that is not answered by then never is.
const NEVER: Duration = Duration::from_secs(120);
/// Failures of one reader that are told.
const TOLD: usize = 5;
/// Most changes between a sound input and one that is tried.
const CHANGES: usize = 4;

/// What panicked last, told by the hook, which prints nothing.
static PANICKED: Mutex<String> = Mutex::new(String::new());

/// How many inputs of a reader were taken and how many refused, and how long reading them took.
#[derive(Debug, Default, Clone, Copy)]
pub struct Count {
    pub accepted: usize,
    pub refused: usize,
    pub reading: Duration,
    pub longest: Duration,
    pub after: Duration,
}

thread_local! {
    /// When the input at hand was read, where the reader says so.
    static READ: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Said by a reader when the input is read and what follows is another matter.
pub fn is_read() {
    READ.set(Some(now()));
}

#[expect(clippy::disallowed_methods, reason = "a reader may not take long")]
fn now() -> Instant {
    Instant::now()
}

/// What came of all inputs.
#[derive(Debug, Default)]
pub struct Outcome {
    pub counts: BTreeMap<&'static str, Count>,
    pub failures: BTreeMap<&'static str, Vec<String>>,
}

/// Which inputs are tried.
#[derive(Debug, Clone)]
pub struct Plan {
    pub seed: u64,
    /// Inputs for each that a reader names.
    pub times: f64,
    /// Reader, and input if one is named.
    pub only: Option<(String, Option<usize>)>,
}

/// The part of the inputs that is tried where nobody asks for more: CI tries all.
const USUAL_TIMES: f64 = 0.2;

impl Plan {
    /// From the environment, so that a run with another seed or more inputs needs no build.
    #[expect(clippy::disallowed_methods, reason = "which inputs are tried, not what comes of one")]
    pub fn of_environment() -> Plan {
        let said = |name: &str| std::env::var(name).ok();
        let number = |name: &str, otherwise: f64| {
            said(name).map_or(otherwise, |text| text.parse().expect("a number"))
        };
        let only = said("SURANYS_FUZZ_ONLY").map(|text| match text.split_once(':') {
            Some((name, input)) => (name.to_owned(), Some(input.parse().expect("a number"))),
            None => (text, None),
        });
        let seed = number("SURANYS_FUZZ_SEED", 1.0) as u64;
        Plan { seed, times: number("SURANYS_FUZZ_TIMES", USUAL_TIMES), only }
    }

    fn inputs(&self, reader: &Reader) -> Vec<usize> {
        let all = (reader.inputs as f64 * self.times).ceil() as usize;
        match &self.only {
            Some((name, _)) if name != reader.name => Vec::new(),
            Some((_, Some(input))) => vec![*input],
            _ => (0..all).collect(),
        }
    }
}

/// The files of an input: a sound one after its first `steps` changes, or all.
pub fn input(reader: &Reader, base: &Files, seed: u64, input: usize, steps: usize) -> Files {
    let mut files = base.clone();
    let mut dice = Dice::of(seed, reader.name, input);
    let changes = *dice.pick(&[1, 1, 1, 2, CHANGES]);
    for _ in 0..changes.min(steps) {
        (reader.change)(&mut files, &mut dice);
    }
    (reader.finish)(&mut files);
    files
}

/// How a reader answers its sound input.
pub fn unchanged(reader: &Reader, seeds: &Seeds) -> Answer {
    let place = tempfile::tempdir().expect("temporary folder");
    lay(place.path(), &Files::new(), &(reader.base)(seeds));
    (reader.read)(place.path(), &seeds.known, &mut Dice::of(0, reader.name, 0))
}

/// Gives every reader its inputs, on two threads, and says what went wrong.
pub fn run(readers: &[Reader], seeds: &Seeds, plan: &Plan) -> Outcome {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(|info| {
        *PANICKED.lock().unwrap_or_else(PoisonError::into_inner) = info.to_string();
    }));
    let jobs: Vec<(&Reader, usize)> = readers
        .iter()
        .flat_map(|reader| plan.inputs(reader).into_iter().map(move |input| (reader, input)))
        .collect();
    let place = tempfile::tempdir().expect("temporary folder");
    let shared = Shared {
        seeds,
        seed: plan.seed,
        place: place.path(),
        next: AtomicUsize::new(0),
        gate: RwLock::new(()),
        outcome: Mutex::new(Outcome::default()),
        at_work: Mutex::new(BTreeMap::new()),
    };
    MEMORY.reset_peak_usage();
    let held = MEMORY.current_usage();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..2)
            .map(|number| {
                let (shared, jobs) = (&shared, &jobs);
                scope.spawn(move || shared.work(number, held, jobs))
            })
            .collect();
        while workers.iter().any(|worker| !worker.is_finished()) {
            std::thread::sleep(Duration::from_millis(50));
            shared.end_if_stuck();
        }
    });
    std::panic::set_hook(usual);
    shared.outcome.into_inner().unwrap_or_else(PoisonError::into_inner)
}

struct Shared<'a> {
    seeds: &'a Seeds,
    seed: u64,
    place: &'a Path,
    next: AtomicUsize,
    /// Held by all who read, and by one alone who must know what is its own doing.
    gate: RwLock<()>,
    outcome: Mutex<Outcome>,
    /// By worker: the input at hand, and since when.
    at_work: Mutex<BTreeMap<usize, (String, Instant)>>,
}

/// What came of one reading, and how long it and what followed took.
struct Came {
    /// The answer, or what panicked.
    answer: Result<Answer, String>,
    reading: Duration,
    after: Duration,
}

impl Came {
    fn is_slow(&self, reader: &Reader) -> bool {
        self.reading > SECOND || self.after > reader.after
    }
}

/// A folder in which a reader's sound input lies, and that input.
struct Laid {
    folder: PathBuf,
    base: Files,
}

impl Shared<'_> {
    fn work(&self, worker: usize, held: usize, jobs: &[(&Reader, usize)]) {
        let mut laid: BTreeMap<&str, Laid> = BTreeMap::new();
        loop {
            let Some((reader, number)) = jobs.get(self.next.fetch_add(1, Ordering::Relaxed)) else {
                return;
            };
            let laid = laid.entry(reader.name).or_insert_with(|| {
                let folder = self.place.join(format!("{worker}/{}", reader.name));
                let base = (reader.base)(self.seeds);
                lay(&folder, &Files::new(), &base);
                Laid { folder, base }
            });
            let files = input(reader, &laid.base, self.seed, *number, CHANGES);
            let name = format!("{} {number}", reader.name);
            let suspect = {
                let _together = self.gate.read().unwrap_or_else(PoisonError::into_inner);
                let mut at_work = self.at_work.lock().unwrap_or_else(PoisonError::into_inner);
                at_work.insert(worker, (name, now()));
                drop(at_work);
                let came = self.read(reader, *number, laid, &files);
                let large = MEMORY.peak_usage().saturating_sub(held) > MAX_MEMORY;
                let answered = matches!(&came.answer, Ok(answer) if answer.is_sound());
                let suspect = came.is_slow(reader) || large || !answered;
                if !suspect {
                    self.count(reader, &came);
                }
                suspect
            };
            if suspect {
                let _alone = self.gate.write().unwrap_or_else(PoisonError::into_inner);
                MEMORY.reset_peak_usage();
                self.judge(reader, *number, laid);
                MEMORY.reset_peak_usage();
            }
            self.at_work.lock().unwrap_or_else(PoisonError::into_inner).remove(&worker);
        }
    }

    /// Reads an input in a folder where the reader's sound one lies, and lays that again.
    fn read(&self, reader: &Reader, number: usize, laid: &Laid, files: &Files) -> Came {
        let Laid { folder, base } = laid;
        lay(folder, base, files);
        let mut dice = Dice::of(self.seed, &format!("{} read", reader.name), number);
        let known = &self.seeds.known;
        READ.set(None);
        let begun = now();
        let answer = catch_unwind(AssertUnwindSafe(|| (reader.read)(folder, known, &mut dice)));
        let end = now();
        let read = READ.get().unwrap_or(end);
        lay(folder, files, base);
        let panicked = |_| PANICKED.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Came { answer: answer.map_err(panicked), reading: read - begun, after: end - read }
    }

    /// Reads a suspect alone, and if it is at fault, finds the fewest changes that are.
    fn judge(&self, reader: &Reader, number: usize, laid: &Laid) {
        let all = input(reader, &laid.base, self.seed, number, CHANGES);
        let mut why = match self.fault(reader, number, laid, &all) {
            Ok(came) => return self.count(reader, &came),
            Err(why) => why,
        };
        let mut least = all;
        for steps in 1..CHANGES {
            let files = input(reader, &laid.base, self.seed, number, steps);
            if let Err(fault) = self.fault(reader, number, laid, &files) {
                (why, least) = (fault, files);
                break;
            }
        }
        let kept = std::env::temp_dir().join("suranys-fuzz").join(format!(
            "{}-{}-{number}",
            reader.name.replace(' ', "-"),
            self.seed
        ));
        let _ = std::fs::remove_dir_all(&kept);
        let changed: Vec<&String> = least
            .iter()
            .filter(|(path, bytes)| laid.base.get(*path) != Some(bytes))
            .map(|(p, _)| p)
            .collect();
        lay(&kept, &Files::new(), &least);
        let told = format!(
            "SURANYS_FUZZ_SEED={} SURANYS_FUZZ_ONLY='{}:{number}': {why}\n  changed {changed:?} in {}",
            self.seed,
            reader.name,
            kept.display()
        );
        let mut outcome = self.outcome.lock().unwrap_or_else(PoisonError::into_inner);
        let failures = outcome.failures.entry(reader.name).or_default();
        if failures.len() < TOLD {
            failures.push(told);
        }
    }

    /// What is wrong with how an input is answered when nothing else goes on, or the answer.
    fn fault(
        &self,
        reader: &Reader,
        number: usize,
        laid: &Laid,
        files: &Files,
    ) -> Result<Came, String> {
        let mut why = String::new();
        for _ in 0..TRIES {
            MEMORY.reset_peak_usage();
            let held = MEMORY.current_usage();
            let came = self.read(reader, number, laid, files);
            let memory = MEMORY.peak_usage().saturating_sub(held);
            match &came.answer {
                Err(panic) => return Err(format!("panic: {panic}")),
                Ok(Answer::Broken(why)) => return Err(why.clone()),
                Ok(_) if memory > MAX_MEMORY => {
                    return Err(format!("{} MB of memory", memory >> 20));
                }
                Ok(_) if !came.is_slow(reader) => return Ok(came),
                Ok(_) => {
                    why = format!("read in {:?}, and {:?} after", came.reading, came.after);
                }
            }
        }
        Err(why)
    }

    fn count(&self, reader: &Reader, came: &Came) {
        let mut outcome = self.outcome.lock().unwrap_or_else(PoisonError::into_inner);
        let count = outcome.counts.entry(reader.name).or_default();
        match came.answer {
            Ok(Answer::Accepted) => count.accepted += 1,
            _ => count.refused += 1,
        }
        count.reading += came.reading;
        count.longest = count.longest.max(came.reading);
        count.after += came.after;
    }

    /// Ends the test when an input is not answered at all; its files stay where they are.
    fn end_if_stuck(&self) {
        let at_work = self.at_work.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((worker, (name, _))) = at_work.iter().find(|(_, (_, at))| at.elapsed() > NEVER)
        {
            let place = self.place.join(worker.to_string());
            eprintln!(
                "seed {}: `{name}` is not answered; it lies in {}",
                self.seed,
                place.display()
            );
            std::process::exit(1);
        }
    }
}

/// Makes a folder that holds `before` hold `after`.
pub fn lay(folder: &Path, before: &Files, after: &Files) {
    for (path, bytes) in after.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)) {
        let target = folder.join(path);
        std::fs::create_dir_all(target.parent().expect("a folder")).expect("made");
        std::fs::write(target, bytes).expect("written");
    }
    for path in before.keys().filter(|path| !after.contains_key(*path)) {
        std::fs::remove_file(folder.join(path)).expect("removed");
    }
}
