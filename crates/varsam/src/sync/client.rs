//! A run: page after page, list after list.

use serde::Deserialize;
use std::collections::HashMap;
use std::collections::hash_map::{DefaultHasher, Entry};
use std::future::Future;
use std::hash::{Hash, Hasher as _};
use uuid::Uuid;
use varsam_model::Mark;
use varsam_model::activity::Activity;
use varsam_model::person::{Duty, Person};
use varsam_model::ss12000::{
    ActivityIn, DeletedPage, DutyIn, GroupIn, OrganisationIn, Page, PersonIn, Problem, Reader, Seen,
};
use varsam_model::unit::{Group, Marked, Unit};

use super::fetch::Asker;
use super::{Cursor, Fetch, FetchFault, Request, Stage};

/// How a run is done.
#[derive(Debug, Clone)]
pub struct Options {
    /// How many are asked for on a page. A page is held in memory whole: about 1 KB for each person.
    pub limit: usize,
    /// Today, for identity numbers.
    pub today: jiff::civil::Date,
    /// What it means when a person's record says nothing of protection. `Mark::Unsaid` until somebody has answered for
    /// the other system.
    pub silence: Mark,
}

/// What one page brought.
#[derive(Debug, Default)]
pub struct Batch {
    /// Units.
    pub units: Vec<Unit>,
    /// Persons without a mark.
    pub persons: Vec<Person>,
    /// Persons with a mark, on their own record or on a reference. Some may have come without one before, in this run
    /// too: the mark holds.
    pub quarantine: Vec<Marked>,
    /// Groups.
    pub groups: Vec<Group>,
    /// Duties.
    pub duties: Vec<Duty>,
    /// Activities.
    pub activities: Vec<Activity>,
    /// Ids of what was deleted: units, persons, groups, duties, activities.
    pub deleted: [Vec<Uuid>; 5],
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// Where the pages go.
pub trait Sink {
    /// Keeps a page, and the cursor after it, both or neither. The same page may come again after a run was cut off.
    fn take(&mut self, batch: Batch, cursor: &Cursor) -> impl Future<Output = anyhow::Result<()>> + Send;
}

/// What a run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Report {
    /// Pages.
    pub pages: u64,
    /// Things on them, each time they came.
    pub things: u64,
    /// Things that had come before, in the same words.
    pub repeated: u64,
    /// Persons with a mark.
    pub protected: u64,
    /// Questions that had to be asked again.
    pub retries: u64,
    /// Lists begun anew, since the token of a page was no longer good.
    pub restarts: u64,
    /// Whether the other system has no list of activities.
    pub without_activities: bool,
}

/// Why a run stopped. It can be resumed from its cursor.
#[derive(Debug, thiserror::Error)]
pub enum SyncFault {
    /// The other system could not be asked.
    #[error("`{path}`: {fault}")]
    Fetch {
        /// What was asked for.
        path: String,
        /// Why there is no answer.
        fault: FetchFault,
    },
    /// The other system refused.
    #[error("`{path}` answers {status}; look at the rights that this client has been given there")]
    Refused {
        /// What was asked for.
        path: String,
        /// The status of HTTP.
        status: u16,
        /// Whether a page token stood in the question.
        with_token: bool,
    },
    /// The answer is no page of the standard. Its text is not told: there are persons in it.
    #[error("`{path}` answers with what is no page of SS 12000, at byte {column} of line {line}")]
    Page {
        /// What was asked for.
        path: String,
        /// The line of the fault.
        line: usize,
        /// The column of the fault.
        column: usize,
    },
    /// The same page token came twice in a row: the list would never end.
    #[error("`{path}` names the same next page again and again; tell its operator")]
    Circle {
        /// What was asked for.
        path: String,
    },
    /// What came could not be kept.
    #[error("what came could not be kept: {0}")]
    Sink(anyhow::Error),
}

impl SyncFault {
    pub(super) fn refused(request: &Request, status: u16) -> Self {
        let with_token = request.query.iter().any(|(name, _)| *name == "pageToken");
        Self::Refused { path: request.path.clone(), status, with_token }
    }

    pub(super) fn page(path: &str, error: &serde_json::Error) -> Self {
        Self::Page { path: path.to_owned(), line: error.line(), column: error.column() }
    }
}

/// Asks for everything from the cursor on, and hands it to the sink page by page.
pub async fn run<F: Fetch, S: Sink>(
    fetch: &F,
    sink: &mut S,
    options: &Options,
    mut cursor: Cursor,
) -> Result<Report, SyncFault> {
    let mut run = Run::new(Asker::new(fetch), options);
    while !cursor.is_done() {
        let (batch, next) = match run.page(&cursor).await {
            Ok(page) => page,
            // A token that is too old, as when a run is resumed next morning: the list begins anew.
            Err(SyncFault::Refused { status: 400 | 404 | 410, with_token: true, .. })
                if run.may_restart() =>
            {
                cursor.page = None;
                continue;
            }
            Err(SyncFault::Refused { status: 404 | 501, .. }) if cursor.stage == Stage::Activities => {
                run.report.without_activities = true;
                (Batch::default(), cursor.after(None))
            }
            Err(fault) => return Err(fault),
        };
        sink.take(batch, &next).await.map_err(SyncFault::Sink)?;
        if next.stage != cursor.stage {
            run.seen = HashMap::new();
        }
        cursor = next;
    }
    run.report.retries = run.asker.retries;
    Ok(run.report)
}

/// What a run remembers: of each thing of the list a hash, of each protected person the mark.
struct Run<'a, F> {
    asker: Asker<'a, F>,
    options: &'a Options,
    seen: HashMap<Uuid, u64>,
    protected: HashMap<Uuid, Marked>,
    report: Report,
}

impl<'a, F: Fetch> Run<'a, F> {
    fn new(asker: Asker<'a, F>, options: &'a Options) -> Self {
        Self { asker, options, seen: HashMap::new(), protected: HashMap::new(), report: Report::default() }
    }

    /// Twice at most: a system that refuses all its tokens would be asked for ever.
    fn may_restart(&mut self) -> bool {
        self.report.restarts += 1;
        self.report.restarts <= 2
    }

    async fn page(&mut self, cursor: &Cursor) -> Result<(Batch, Cursor), SyncFault> {
        let path = cursor.stage.path();
        let body = self.asker.ask(&Request::get(path, cursor.query(self.options.limit))).await?;
        let (batch, token) = self.read(cursor.stage, &body).map_err(|error| SyncFault::page(path, &error))?;
        if token.is_some() && token == cursor.page {
            return Err(SyncFault::Circle { path: path.to_owned() });
        }
        self.report.pages += 1;
        Ok((batch, cursor.after(token)))
    }

    fn read(&mut self, stage: Stage, body: &[u8]) -> serde_json::Result<(Batch, Option<String>)> {
        let mut reader = Reader::new(self.options.today, self.options.silence);
        let mut batch = Batch::default();
        let token = match stage {
            Stage::Units => self.list(body, |unit: &OrganisationIn<'_>| {
                batch.units.extend(reader.unit(unit));
                None
            })?,
            Stage::Persons => self.list(body, |person: &PersonIn<'_>| match reader.person(person) {
                Some(Seen::Open(person)) => {
                    batch.persons.push(*person);
                    None
                }
                Some(Seen::Protected(marked)) => Some(marked),
                None => None,
            })?,
            Stage::Groups => self.list(body, |group: &GroupIn<'_>| {
                batch.groups.extend(reader.group(group));
                None
            })?,
            Stage::Duties => self.list(body, |duty: &DutyIn<'_>| {
                batch.duties.extend(reader.duty(duty));
                None
            })?,
            Stage::Activities => self.list(body, |activity: &ActivityIn<'_>| {
                batch.activities.extend(reader.activity(activity));
                None
            })?,
            Stage::Deleted | Stage::Done => {
                let page: DeletedPage = serde_json::from_slice(body)?;
                batch.deleted = reader.deleted(&page.data);
                (Vec::new(), page.token)
            }
        };
        let (mut marked, token) = token;
        marked.extend(reader.marks);
        let mut new = self.hide(marked);
        // Of whom a mark stands elsewhere their own record may say nothing of it; their number tells who else they are.
        let protected = &self.protected;
        let dropped = batch.persons.extract_if(.., |person| protected.contains_key(&person.id.uuid()));
        let dropped: Vec<_> = dropped.collect();
        let own = dropped.into_iter().map(|of| Marked { person: of.id, mark: Mark::None, civic: of.civic });
        new.extend(self.hide(own.collect()));
        batch.quarantine = new;
        batch.problems = reader.problems;
        Ok((batch, token))
    }

    /// Reads a list; what came before in the same words is passed over. Gives the marks, and the token of the next page.
    fn list<'p, T: Deserialize<'p> + Hash + Named>(
        &mut self,
        body: &'p [u8],
        mut take: impl FnMut(&T) -> Option<Marked>,
    ) -> serde_json::Result<(Vec<Marked>, Option<String>)> {
        let (things, token) = serde_json::from_slice::<Page<T>>(body)?.parts();
        let mut marked = Vec::new();
        for thing in &things {
            self.report.things += 1;
            if self.came_before(thing) {
                self.report.repeated += 1;
            } else {
                marked.extend(take(thing));
            }
        }
        Ok((marked, token))
    }

    fn came_before<T: Hash + Named>(&mut self, thing: &T) -> bool {
        let Ok(id) = thing.id().parse::<Uuid>() else { return false };
        let mut hasher = DefaultHasher::new();
        thing.hash(&mut hasher);
        match self.seen.entry(id) {
            Entry::Occupied(mut known) => known.insert(hasher.finish()) == hasher.finish(),
            Entry::Vacant(place) => {
                place.insert(hasher.finish());
                false
            }
        }
    }

    /// The marks that are new in this run, each once and the strongest of each person; and again, when a number becomes known.
    fn hide(&mut self, marked: Vec<Marked>) -> Vec<Marked> {
        let mut new = HashMap::new();
        for Marked { person, mark, civic } in marked {
            let known = self.protected.entry(person.uuid()).or_insert(Marked {
                person,
                mark: Mark::None,
                civic: None,
            });
            let is_new = mark > known.mark || (civic.is_some() && known.civic.is_none());
            (known.mark, known.civic) = (known.mark.max(mark), known.civic.or(civic));
            if is_new {
                new.insert(person.uuid(), *known);
            }
        }
        self.report.protected = self.protected.len() as u64;
        let mut new: Vec<_> = new.into_values().collect();
        new.sort_by_key(|marked| marked.person);
        new
    }
}

/// Things that say which they are.
trait Named {
    fn id(&self) -> &str;
}

macro_rules! named {
    ($($name:ident)*) => {
        $(impl Named for $name<'_> {
            fn id(&self) -> &str {
                self.id.get()
            }
        })*
    };
}

named! { OrganisationIn PersonIn GroupIn DutyIn ActivityIn }
