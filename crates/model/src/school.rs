//! The words of school: forms, kinds of units and groups, roles of duty. Known from SS 12000 and from lists of schools.
//!
//! Source of the words: Skolverket's reference API for SS 12000 (`skolverket/dnp-ss12000-reference-api`, Apache-2.0),
//! and the standard's own values where they are more.

use crate::lenient::lenient;

lenient! {
    /// Skolform och verksamhet.
    pub enum SchoolForm {
        /// Förskola.
        Preschool = "FS" | "förskola",
        /// Förskoleklass.
        PreschoolClass = "FKLASS" | "förskoleklass",
        /// Fritidshem.
        Leisure = "FTH" | "fritidshem" | "fritids",
        /// Öppen fritidsverksamhet.
        OpenLeisure = "OPPFTH" | "öppen fritidsverksamhet",
        /// Grundskola.
        Compulsory = "GR" | "grundskola",
        /// Anpassad grundskola.
        AdaptedCompulsory = "GRS" | "anpassad grundskola" | "grundsärskola",
        /// Anpassad grundskola, ämnesområden (träningsskola).
        SubjectAreas = "TR" | "träningsskola",
        /// Specialskola.
        Special = "SP" | "specialskola",
        /// Sameskola.
        Sami = "SAM" | "sameskola",
        /// Gymnasieskola.
        UpperSecondary = "GY" | "gymnasieskola" | "gymnasium",
        /// Anpassad gymnasieskola.
        AdaptedUpperSecondary = "GYS" | "anpassad gymnasieskola" | "gymnasiesärskola",
        /// Kommunal vuxenutbildning.
        Adult = "VUX" | "komvux" | "kommunal vuxenutbildning",
        /// Kommunal vuxenutbildning i svenska för invandrare.
        AdultSwedish = "VUXSFI" | "SFI",
        /// Kommunal vuxenutbildning på grundläggande nivå.
        AdultCompulsory = "VUXGR",
        /// Kommunal vuxenutbildning på gymnasial nivå.
        AdultUpperSecondary = "VUXGY",
        /// Anpassad vuxenutbildning på grundläggande nivå.
        AdaptedAdultCompulsory = "VUXSARGR" | "SARVUXGR",
        /// Anpassad vuxenutbildning, ämnesområden.
        AdaptedAdultAreas = "VUXSARTR",
        /// Anpassad vuxenutbildning på gymnasial nivå.
        AdaptedAdultUpperSecondary = "VUXSARGY" | "SARVUXGY",
        /// Särvux, as older systems say.
        AdaptedAdult = "SARVUX",
        /// Kulturskola.
        Culture = "KU" | "kulturskola",
        /// Yrkeshögskola.
        HigherVocational = "YH" | "yrkeshögskola",
        /// Folkhögskola.
        FolkHigh = "FHS" | "folkhögskola",
        /// Studieförbund.
        StudyAssociation = "STF",
        /// Konst- och kulturutbildning.
        ArtAndCulture = "KKU",
        /// Högskola.
        University = "HS" | "högskola",
        /// Arbetsmarknadsutbildning.
        LabourMarket = "ABU",
        /// Annan utbildning.
        OtherEducation = "AU",
    }
}

lenient! {
    /// What a unit is.
    pub enum UnitKind {
        /// Huvudman.
        Organiser = "organiser" | "Huvudman",
        /// Rektorsområde eller stadsdel.
        Area = "area" | "Rektorsområde" | "Stadsdel",
        /// Skola: what people call a school; may hold several school units.
        School = "school" | "Skola",
        /// Skolenhet, as Skolverket registers it.
        SchoolUnit = "school_unit" | "Skolenhet" | "enhet",
    }
}

lenient! {
    /// What a group is for.
    pub enum GroupKind {
        /// Klass.
        Class = "class" | "Klass",
        /// Undervisningsgrupp.
        Teaching = "teaching" | "Undervisning" | "undervisningsgrupp",
        /// Mentorsgrupp.
        Mentor = "mentor" | "Mentor" | "mentorsgrupp",
        /// Provgrupp.
        Exam = "exam" | "Provgrupp",
        /// Schemagrupp.
        Schedule = "schedule" | "Schema",
        /// Avdelning, of a preschool or leisure-time centre.
        Department = "department" | "Avdelning",
        /// Personalgrupp.
        Staff = "staff" | "Personalgrupp" | "arbetslag",
    }
}

lenient! {
    /// What somebody does at a unit.
    pub enum DutyRole {
        /// Rektor.
        Head = "head" | "Rektor",
        /// Förskolechef, as older systems say.
        PreschoolHead = "preschool_head" | "Förskolechef",
        /// Övrig arbetsledning.
        Management = "management" | "Övrig arbetsledning" | "biträdande rektor",
        /// Förstelärare.
        FirstTeacher = "first_teacher" | "Förstelärare",
        /// Lärare.
        Teacher = "teacher" | "Lärare",
        /// Lärarassistent.
        TeachingAssistant = "teaching_assistant" | "Lärarassistent",
        /// Förskollärare.
        PreschoolTeacher = "preschool_teacher" | "Förskollärare",
        /// Barnskötare.
        ChildCarer = "child_carer" | "Barnskötare",
        /// Fritidspedagog.
        LeisurePedagogue = "leisure_pedagogue" | "Fritidspedagog",
        /// Speciallärare eller specialpedagog.
        SpecialEducator = "special_educator" | "Speciallärare/specialpedagog" | "Specialpedagog" | "Speciallärare",
        /// Övrig pedagogisk personal.
        OtherPedagogue = "other_pedagogue" | "Övrig pedagogisk personal",
        /// Studie- och yrkesvägledare.
        CareerCounsellor = "career_counsellor" | "Studie- och yrkesvägledare" | "SYV",
        /// Kurator.
        Counsellor = "counsellor" | "Kurator",
        /// Skolsköterska.
        Nurse = "nurse" | "Skolsköterska",
        /// Skolläkare.
        Doctor = "doctor" | "Skolläkare",
        /// Skolpsykolog.
        Psychologist = "psychologist" | "Skolpsykolog",
        /// Bibliotekarie.
        Librarian = "librarian" | "Bibliotekarie",
        /// Skoladministratör.
        Administrator = "administrator" | "Skoladministratör",
        /// Annan personal.
        OtherStaff = "other_staff" | "Annan personal",
    }
}

lenient! {
    /// What a grown-up is to a child.
    pub enum Relation {
        /// Vårdnadshavare: has custody.
        Custodian = "custodian" | "Vårdnadshavare",
        /// God man.
        Trustee = "trustee" | "God man",
        /// Förälder, who may be without custody.
        Parent = "parent" | "Förälder",
        /// Annan ansvarig.
        Responsible = "responsible" | "Annan ansvarig",
        /// Annan behörig.
        Entitled = "entitled" | "Annan behörig",
    }
}

lenient! {
    /// Sex in the population register, by its code.
    pub enum Sex {
        /// Kvinna.
        Female = "female" | "Kvinna" | "K" | "F" | "flicka",
        /// Man.
        Male = "male" | "Man" | "M" | "P" | "pojke",
        /// Not known, or not told.
        Unknown = "unknown" | "Okänt",
    }
}

lenient! {
    /// What became of somebody, as the population register has it.
    pub enum PersonStatus {
        /// Aktiv.
        Active = "active" | "Aktiv",
        /// Utvandrad.
        Emigrated = "emigrated" | "Utvandrad",
        /// Avliden.
        Deceased = "deceased" | "Avliden",
    }
}

/// The school year that a text means: `7`, `åk 7`, `årskurs 7`, `7B`; 0 is förskoleklass (`F`, `0`). None where it means
/// no year from 0 to 10.
pub fn school_year(text: &str) -> Option<u8> {
    let text = text.trim().to_lowercase();
    let text = ["årskurs", "åk", "year"].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(&text);
    let text = text.trim_matches(|character: char| character.is_whitespace() || character == '.');
    if text == "f" || text == "fklass" {
        return Some(0);
    }
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let letters = text.chars().count() - digits.len();
    digits.parse().ok().filter(|year| *year <= 10 && letters <= 1)
}
