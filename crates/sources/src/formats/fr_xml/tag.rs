//! The elements of the Federal Register's XML that matter to a reader of documents, and how each is set.
//! Names are those of the Government Publishing Office's files; what is not named here is `Other`.

macro_rules! tags {
    ($($(#[$doc:meta])* $tag:ident = $name:literal),+ $(,)?) => {
        /// An element, by its name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Tag { $($(#[$doc])* $tag,)+ /** Any other element. */ Other }
        impl Tag {
            /// The element of that name.
            pub fn of(name: &str) -> Self {
                match name { $($name => Tag::$tag,)+ _ => Tag::Other }
            }
        }
    };
}

tags! {
    /// The whole issue.
    FedReg = "FEDREG",
    /// The volume's number.
    Vol = "VOL",
    /// A day: of the issue, or of a document's preamble.
    Date = "DATE",
    /// A document number in the table of contents.
    FrDocBp = "FRDOCBP",
    /// A rule.
    Rule = "RULE",
    /// A proposed rule.
    ProRule = "PRORULE",
    /// A notice.
    Notice = "NOTICE",
    /// A presidential document.
    PresDocu = "PRESDOCU",
    /// A proclamation, inside a presidential document.
    Procla = "PROCLA",
    /// An executive order, likewise.
    ExecOrd = "EXECORD",
    /// A notice of the President, likewise.
    PrNotice = "PRNOTICE",
    /// A memorandum, likewise.
    PrMemo = "PRMEMO",
    /// A determination, likewise.
    Determ = "DETERM",
    /// A presidential order, likewise.
    PrOrder = "PRORDER",
    /// `Title 3—`, the running head of presidential documents.
    Title3 = "TITLE3",
    /// `The President`, likewise; also `By the President of the United States of America`.
    Pres = "PRES",
    /// A proclamation's number and day.
    Proc = "PROC",
    /// An executive order's number and day.
    ExecOrdR = "EXECORDR",
    /// What stands before the supplementary information.
    Preamb = "PREAMB",
    /// A captioned line of a meeting notice.
    PreamHd = "PREAMHD",
    /// The agency, in capitals.
    Agency = "AGENCY",
    /// The agency within it.
    SubAgy = "SUBAGY",
    /// `15 CFR Part 744`.
    Cfr = "CFR",
    /// Dockets, in brackets.
    DepDoc = "DEPDOC",
    /// The regulation identifier number.
    Rin = "RIN",
    /// The title; in amended text, a section's heading.
    Subject = "SUBJECT",
    /// `ACTION:`
    Act = "ACT",
    /// `SUMMARY:`
    Sum = "SUM",
    /// `DATES:` of a notice.
    Dates = "DATES",
    /// `DATES:` of a rule.
    EffDate = "EFFDATE",
    /// `ADDRESSES:`
    Add = "ADD",
    /// `FOR FURTHER INFORMATION CONTACT:`
    FurInf = "FURINF",
    /// `SUPPLEMENTARY INFORMATION:`
    SupLInf = "SUPLINF",
    /// A list of subjects.
    LstSub = "LSTSUB",
    /// Amended text.
    RegText = "REGTEXT",
    /// An amendatory instruction.
    AmdPar = "AMDPAR",
    /// A part of the Code, in amended text.
    Part = "PART",
    /// A section of the Code, in amended text.
    Section = "SECTION",
    /// A section's number.
    SectNo = "SECTNO",
    /// An authority citation.
    Auth = "AUTH",
    /// Text left unchanged.
    Stars = "STARS",
    /// A footnote.
    Ftnt = "FTNT",
    /// A heading.
    Hd = "HD",
    /// A paragraph.
    P = "P",
    /// A paragraph without indent.
    Fp = "FP",
    /// The heads of a table.
    BoxHd = "BOXHD",
    /// One head.
    Ched = "CHED",
    /// A row of a table.
    Row = "ROW",
    /// A cell.
    Ent = "ENT",
    /// A table's title.
    TTitle = "TTITLE",
    /// A table's note.
    TNote = "TNOTE",
    /// The filing line.
    FrDoc = "FRDOC",
    /// Its end, where it is set by itself.
    Filed = "FILED",
    /// The billing code.
    BilCod = "BILCOD",
    /// The name of a picture.
    Gid = "GID",
    /// The beginning of a printed page.
    PrtPage = "PRTPAGE",
    /// A change of type.
    E = "E",
    /// A raised mark.
    Su = "SU",
    /// The place of a footnote.
    FtRef = "FTREF",
    /// A fraction.
    Fr = "FR",
    /// A line within a head.
    Li = "LI",
    /// An accent.
    Ac = "AC",
}

impl Tag {
    /// Whether the element is a document.
    pub fn is_document(self) -> bool {
        matches!(self, Tag::Rule | Tag::ProRule | Tag::Notice | Tag::PresDocu)
    }

    /// Whether the element stands inside a line of text.
    pub fn is_inline(self) -> bool {
        matches!(self, Tag::PrtPage | Tag::E | Tag::Su | Tag::FtRef | Tag::Fr | Tag::Li | Tag::Ac)
    }

    /// Whether the element holds a line of text, so that an unknown element inside it belongs to that line.
    pub fn is_text(self) -> bool {
        matches!(
            self,
            Tag::P
                | Tag::Fp
                | Tag::Hd
                | Tag::AmdPar
                | Tag::Subject
                | Tag::SectNo
                | Tag::Ent
                | Tag::Ched
                | Tag::TTitle
                | Tag::TNote
                | Tag::Agency
                | Tag::SubAgy
                | Tag::FrDoc
        )
    }

    /// What the publisher's index calls a presidential document set in this element.
    pub fn subtype(self) -> Option<&'static str> {
        match self {
            Tag::Procla => Some("Proclamation"),
            Tag::ExecOrd => Some("Executive Order"),
            Tag::PrNotice => Some("Notice"),
            Tag::PrMemo => Some("Memorandum"),
            Tag::Determ => Some("Determination"),
            Tag::PrOrder => Some("Presidential Order"),
            _ => None,
        }
    }
}
