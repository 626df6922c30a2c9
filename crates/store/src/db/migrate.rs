//! Migrations: forward only, run at start, under a lock, from texts in the program.

use super::Db;
use crate::fault::Fault;
use sqlx::SqlSafeStr as _;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};

/// Number, name and text. A text that has been released never changes; a change is a new one.
type Text = (i64, &'static str, &'static str);

const RECORDS: [Text; 4] = [
    (1, "floor", include_str!("../../migrations/records/0001_floor.sql")),
    (2, "register lists", include_str!("../../migrations/records/0002_register_lists.sql")),
    (3, "turns", include_str!("../../migrations/records/0003_turns.sql")),
    (4, "tasks", include_str!("../../migrations/records/0004_tasks.sql")),
];
const KEYS: [Text; 1] = [(1, "keys", include_str!("../../migrations/keys/0001_keys.sql"))];

/// Brings a database up to date.
pub(super) async fn run(db: &Db, is_keys: bool) -> Result<(), Fault> {
    let migrator = migrator(if is_keys { &KEYS } else { &RECORDS });
    let done = match db {
        Db::Sqlite { write, .. } => migrator.run(write).await,
        Db::Postgres(pool) => migrator.run(pool).await,
    };
    done.map_err(told)
}

/// How many migrations there are.
pub(crate) fn newest(is_keys: bool) -> u64 {
    let texts = if is_keys { &KEYS[..] } else { &RECORDS };
    u64::try_from(texts.len()).unwrap_or_default()
}

fn migrator(texts: &[Text]) -> Migrator {
    let migration = |&(version, name, sql): &Text| {
        Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    Migrator::with_migrations(texts.iter().map(migration).collect())
}

fn told(error: MigrateError) -> Fault {
    match error {
        MigrateError::VersionMissing(_) => Fault::NewerDatabase,
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
        other => Fault::Migration(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// `0002_register_lists.sql` lay in the folder and was never run.
    #[test]
    fn every_text_in_the_folders_is_run() {
        for (folder, texts) in [("records", &RECORDS[..]), ("keys", &KEYS)] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(folder);
            let mut files: Vec<_> =
                std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
            files.sort();
            let written: Vec<_> =
                files.iter().map(|file| std::fs::read_to_string(file).unwrap().replace('\r', "")).collect();
            assert_eq!(texts.iter().map(|(.., sql)| *sql).collect::<Vec<_>>(), written);
            assert!(texts.iter().zip(1..).all(|((number, ..), place)| *number == place));
        }
    }
}
