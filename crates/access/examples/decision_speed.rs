//! How long a decision takes: `cargo run --release -p varsam-access --example decision_speed`.

use std::hint::black_box;
use std::time::{Duration, Instant};
use uuid::Uuid;
use varsam_access::{Action, Kind, Object, Place, Policies, Remembered, SignIn, Subject};
use varsam_model::{Id, RecordClass, Role};

fn main() -> Result<(), varsam_access::Error> {
    let started = now();
    let policies = Policies::load()?;
    println!("load and check\t{:.1} ms", started.elapsed().as_secs_f64() * 1e3);
    let id = |number: u128| Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 | number);
    let place = Place {
        organiser: Id::new(id(1)),
        unit: Id::new(id(2)),
        above: vec![Id::new(id(3))],
        is_fictitious: false,
    };
    let object = |class, kind| Object::new(place.clone(), class).of_kind(kind).about(Id::new(id(7)));
    let subject = Subject::new(Id::new(id(9)), Id::new(id(1)))
        .with_role(Role::Staff, Id::new(id(2)))
        .with_role(Role::Nurse, Id::new(id(2)))
        .signed_in(SignIn::SmartCard);
    let questions = [
        ("view_record school: yes", Action::ViewRecord, object(RecordClass::School, Kind::General)),
        (
            "view_record health: after a reason",
            Action::ViewRecord,
            object(RecordClass::Health, Kind::Medical),
        ),
        ("view_person: yes", Action::ViewPerson, object(RecordClass::Identity, Kind::General)),
        ("open_plan: no", Action::OpenPlan, object(RecordClass::Protected, Kind::General)),
        ("manage_settings: no", Action::ManageSettings, object(RecordClass::Unit, Kind::General)),
    ];
    println!("microseconds, fastest and median of 60 batches\tfrom nothing\tfirst in a request\tremembered");
    for (name, action, object) in &questions {
        let nothing = batches(200, || policies.may(&subject, *action, object).is_allowed());
        let asked = Remembered::new(&policies, subject.clone());
        let remembered = batches(5_000, || asked.may(*action, object).is_allowed());
        // Another person each time is another question: nothing is remembered, who asks is known.
        let mut number = 0;
        let first = batches(200, || {
            number += 1;
            let mut object = object.clone();
            object.about = vec![Id::new(id(1_000 + number))];
            asked.may(*action, &object).is_allowed()
        });
        println!("{name}\t{nothing}\t{first}\t{remembered}");
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a measurement is made at the edge")]
fn now() -> Instant {
    Instant::now()
}

/// Microseconds per call: the fastest of 60 batches, which a busy machine disturbs least, and the median.
fn batches<T>(batch: u32, mut call: impl FnMut() -> T) -> String {
    let mut times: Vec<Duration> = (0..60)
        .map(|_| {
            let started = now();
            (0..batch).for_each(|_| {
                black_box(call());
            });
            started.elapsed() / batch
        })
        .collect();
    times.sort_unstable();
    let at = |place: usize| times.get(place).map_or(f64::NAN, |time| time.as_secs_f64() * 1e6);
    format!("{:.2}/{:.2}", at(0), at(30))
}
