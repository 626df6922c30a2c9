//! Roles: what somebody is to a unit, from which access follows.

use crate::codes::codes;

codes! {
    /// A role, held at a unit and for a period.
    pub enum Role {
        /// Elev.
        Pupil = "pupil",
        /// Vårdnadshavare.
        Guardian = "guardian",
        /// Lärare och annan personal.
        Staff = "staff",
        /// Rektor.
        Head = "head",
        /// Verksamhetschef eller skolchef.
        HeadOfOperations = "head_of_operations",
        /// Dataskyddsombud.
        Dpo = "dpo",
        /// Kommunikation.
        Communications = "communications",
        /// Utsedd tjänsteman, som sociala medier kräver.
        AppointedOfficer = "appointed_officer",
        /// Registrator och arkivarie.
        Registrar = "registrar",
        /// Systemadministratör: users and settings, no records.
        SystemAdministrator = "system_administrator",
        /// Handläggare för skyddade personuppgifter.
        ProtectedAdministrator = "protected_administrator",
        /// Skolsköterska och skolläkare.
        Nurse = "nurse",
        /// Skolpsykolog.
        Psychologist = "psychologist",
        /// Kurator och specialpedagog.
        Counsellor = "counsellor",
        /// Verksamhetschef för elevhälsans medicinska insats.
        HeadOfPupilHealth = "head_of_pupil_health",
        /// Beställare av tjänstekort.
        CardOrderer = "card_orderer",
        /// Tekniker: a fictitious school only.
        Technician = "technician",
        /// Granskare: reads the log.
        Auditor = "auditor",
    }
}
