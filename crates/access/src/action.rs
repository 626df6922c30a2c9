//! What somebody may want to do: the closed list of acts that rules speak of.

use varsam_model::codes;

codes! {
    /// An act. Each one is an action of the schema; a test holds the two lists together.
    pub enum Action {
        /// See who somebody is.
        ViewPerson = "view_person",
        /// Find somebody by name or number, in the reader's scope.
        SearchPersons = "search_persons",
        /// Change who somebody is: name, number, contact data, membership.
        EditPerson = "edit_person",
        /// Open a record.
        ViewRecord = "view_record",
        /// Write a new record.
        CreateRecord = "create_record",
        /// Change a record.
        EditRecord = "edit_record",
        /// Take data out: for whom it tells of, or in bulk.
        Export = "export",
        /// Erase before or at the end of its time.
        Erase = "erase",
        /// Decide that only named persons open a record.
        LimitAccess = "limit_access",
        /// Approve, refuse or close an entry of a register.
        DecideRecord = "decide_record",
        /// See or change the sealed login of an account, as one of those who hold it.
        OpenLogin = "open_login",
        /// Ask for an emergency opening of such a login, or confirm somebody else's.
        OpenLoginTogether = "open_login_together",
        /// Start a routine.
        StartCase = "start_case",
        /// See a case.
        ViewCase = "view_case",
        /// Do, decline, hand over or reopen a step of a case.
        ActOnCase = "act_on_case",
        /// Open the sealed plan for a person with protected personal data.
        OpenPlan = "open_plan",
        /// Write such a plan or change it.
        EditPlan = "edit_plan",
        /// See who a person with protected personal data is.
        OpenProtectedPerson = "open_protected_person",
        /// See the tasks about new or unknown marks of protection.
        ViewMarkedQueue = "view_marked_queue",
        /// Decide what a mark of protection leads to.
        DecideMark = "decide_mark",
        /// Exempt somebody from the smart card.
        ExemptFromCard = "exempt_from_card",
        /// See a unit.
        ViewUnit = "view_unit",
        /// Change a unit and its groups.
        EditUnit = "edit_unit",
        /// Import people.
        ImportPeople = "import_people",
        /// Give somebody a role.
        GrantRole = "grant_role",
        /// End a grant.
        EndGrant = "end_grant",
        /// See grants and confirm them.
        ReviewGrants = "review_grants",
        /// Record a precondition of a role that somebody fulfils: a training, a licence that was checked.
        RecordCompetence = "record_competence",
        /// Have everybody's grants confirmed, until a day.
        BeginReview = "begin_review",
        /// Read the log.
        ReadLog = "read_log",
        /// Judge whether accesses were within somebody's authority.
        ReviewLog = "review_log",
        /// See who looked at one's own data or one's child's.
        ReadOwnAccesses = "read_own_accesses",
        /// Change settings.
        ManageSettings = "manage_settings",
        /// Administer how people sign in.
        AdministerSignIn = "administer_sign_in",
        /// Let somebody who lost every key in again; it takes two.
        RecoverSignIn = "recover_sign_in",
        /// Order a professional id or a smart card.
        OrderCard = "order_card",
        /// See how the installation is doing.
        ViewMetrics = "view_metrics",
        /// Run a backup.
        RunBackup = "run_backup",
        /// Break the glass: begin an emergency access.
        BreakGlass = "break_glass",
    }
}
