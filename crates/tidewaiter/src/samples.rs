//! The bundled sample days: invented documents in the publishers' own formats, and the house's own reports of those days.
//! Instants are those at which each would have been captured, written and published; all lie before the demo's clock.

/// An answer of a publisher as it would have been captured.
pub struct SampleCapture {
    /// When it was on the wire, RFC 3339.
    pub at: &'static str,
    /// The address that was asked.
    pub url: &'static str,
    /// The answer's `Content-Type`.
    pub content_type: &'static str,
    /// The answer's body.
    pub body: &'static [u8],
}

/// A report of the house's own, as a file for `story write`.
pub struct SampleReport {
    /// The file's own name, by which it is known again.
    pub name: &'static str,
    /// When it was written, RFC 3339.
    pub written_at: &'static str,
    /// When it was published, RFC 3339.
    pub published_at: &'static str,
    /// The file.
    pub text: &'static str,
}

/// Where the demo's publishing clock stands: Friday, April 17, 2026, 07:10 Eastern, an hour after the editions closed.
pub const CLOCK: &str = "2026-04-17T11:10:00Z";

const JSON: &str = "application/json; charset=utf-8";
const CSV: &str = "text/csv";
const XML: &str = "application/xml";

/// The index of published documents, since a day and with the fields that its source asks for.
macro_rules! documents_since {
    ($day:literal) => {
        concat!(
            "https://www.federalregister.gov/api/v1/documents.json?conditions%5Bpublication_date%5D%5Bgte%5D=",
            $day,
            "&per_page=1000&order=newest&fields%5B%5D=abstract&fields%5B%5D=action&fields%5B%5D=agencies",
            "&fields%5B%5D=cfr_references&fields%5B%5D=citation&fields%5B%5D=comments_close_on&fields%5B%5D=correction_of",
            "&fields%5B%5D=dates&fields%5B%5D=docket_ids&fields%5B%5D=document_number&fields%5B%5D=effective_on",
            "&fields%5B%5D=end_page&fields%5B%5D=full_text_xml_url&fields%5B%5D=html_url&fields%5B%5D=page_length",
            "&fields%5B%5D=publication_date&fields%5B%5D=regulation_id_numbers&fields%5B%5D=start_page",
            "&fields%5B%5D=subtype&fields%5B%5D=title&fields%5B%5D=topics&fields%5B%5D=type&fields%5B%5D=volume"
        )
    };
}

const INSPECTION: &str = "https://www.federalregister.gov/api/v1/public-inspection-documents/current.json";
const SDN: &str = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/SDN.CSV";

macro_rules! capture {
    ($at:literal, $url:expr, $content_type:expr, $file:literal) => {
        SampleCapture {
            at: $at,
            url: $url,
            content_type: $content_type,
            body: include_bytes!(concat!("../../../samples/captures/", $file)),
        }
    };
}

macro_rules! full_text {
    ($at:literal, $number:literal, $file:literal) => {
        capture!(
            $at,
            concat!("https://www.federalregister.gov/documents/full_text/xml/2026/04/17/", $number, ".xml"),
            XML,
            $file
        )
    };
}

/// What was captured, in the order of its instants.
pub const CAPTURES: &[SampleCapture] = &[
    capture!("2026-04-15T10:05:00Z", documents_since!("2026-04-15"), JSON, "2026-04-15T100500Z-documents.json"),
    capture!("2026-04-15T12:50:00Z", INSPECTION, JSON, "2026-04-15T125000Z-inspection.json"),
    capture!("2026-04-15T14:30:00Z", SDN, CSV, "2026-04-15T143000Z-sdn.csv"),
    capture!("2026-04-15T20:20:00Z", INSPECTION, JSON, "2026-04-15T202000Z-inspection.json"),
    capture!("2026-04-16T10:05:00Z", documents_since!("2026-04-15"), JSON, "2026-04-16T100500Z-documents.json"),
    capture!("2026-04-16T12:50:00Z", INSPECTION, JSON, "2026-04-16T125000Z-inspection.json"),
    capture!("2026-04-16T14:30:00Z", SDN, CSV, "2026-04-16T143000Z-sdn.csv"),
    capture!("2026-04-16T20:20:00Z", INSPECTION, JSON, "2026-04-16T202000Z-inspection.json"),
    capture!("2026-04-17T09:30:00Z", SDN, CSV, "2026-04-17T093000Z-sdn.csv"),
    full_text!("2026-04-17T09:36:00Z", "2026-07311", "2026-04-17T093600Z-2026-07311.xml"),
    full_text!("2026-04-17T09:36:30Z", "2026-07312", "2026-04-17T093630Z-2026-07312.xml"),
    full_text!("2026-04-17T09:37:00Z", "2026-07318", "2026-04-17T093700Z-2026-07318.xml"),
    full_text!("2026-04-17T09:37:30Z", "2026-07322", "2026-04-17T093730Z-2026-07322.xml"),
    capture!("2026-04-17T09:40:00Z", documents_since!("2026-04-16"), JSON, "2026-04-17T094000Z-documents.json"),
];

macro_rules! report {
    ($written_at:literal, $published_at:literal, $name:literal) => {
        SampleReport {
            name: $name,
            written_at: $written_at,
            published_at: $published_at,
            text: include_str!(concat!("../../../samples/reports/", $name)),
        }
    };
}

/// The house's own reports, in the order in which they were written.
pub const REPORTS: &[SampleReport] = &[
    report!("2026-04-15T15:00:00Z", "2026-04-15T15:20:00Z", "forwarders-one-proof.md"),
    report!("2026-04-15T16:00:00Z", "2026-04-15T16:30:00Z", "prober-makers-warn.md"),
    report!("2026-04-17T08:10:00Z", "2026-04-17T08:15:00Z", "comment-portal-pause.md"),
    report!("2026-04-17T08:30:00Z", "2026-04-17T08:50:00Z", "build-sheets-not-brochures.md"),
    report!("2026-04-17T09:05:00Z", "2026-04-17T09:15:00Z", "oth-code-survey.md"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use model::Timestamp;
    use model::capture::{CaptureHead, CaptureId, Origin, Sha256};
    use model::note::Weight;
    use model::reading::Found;

    fn instant(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    #[test]
    fn the_sample_days_run_forward_and_end_before_the_clock() {
        let captured: Vec<Timestamp> = CAPTURES.iter().map(|capture| instant(capture.at)).collect();
        assert!(captured.is_sorted() && captured.iter().all(|at| *at < instant(CLOCK)));
        let written: Vec<Timestamp> = REPORTS.iter().map(|report| instant(report.written_at)).collect();
        assert!(written.is_sorted());
        for report in REPORTS {
            assert!(instant(report.written_at) <= instant(report.published_at), "{}", report.name);
            assert!(instant(report.published_at) < instant(CLOCK), "{}", report.name);
        }
    }

    #[test]
    fn every_sample_capture_is_read_without_loss() {
        let catalogue = sources::Catalogue::bundled();
        for capture in CAPTURES {
            let source = catalogue.claimant(capture.url).unwrap_or_else(|| panic!("nobody claims {}", capture.url));
            let head = CaptureHead {
                id: CaptureId::new("sample"),
                source: source.clone(),
                url: capture.url.to_owned(),
                status: 200,
                headers: Vec::new(),
                captured_at: instant(capture.at),
                origin: Origin::Replayed,
                sha256: Sha256([0; 32]),
                size_bytes: capture.body.len() as u64,
            };
            let reading = catalogue.read(&head, &mut &*capture.body);
            assert!(!matches!(reading.found, Found::Failed(_) | Found::Empty), "{} {:?}", capture.at, reading.found);
            let lost: Vec<_> = reading.notes.iter().filter(|note| note.weight != Weight::Info).collect();
            assert!(lost.is_empty(), "{} {lost:?}", capture.at);
        }
    }
}
