//! The house's numbers for its monitoring, in the text format of Prometheus (exposition format 0.0.4).

use std::fmt::Write as _;

/// The media type of the format.
pub const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The page, family by family: a family's samples stand together, as the format demands.
#[derive(Debug, Default)]
pub struct Page {
    text: String,
}

impl Page {
    /// Begins a family of gauges.
    pub fn gauge(&mut self, name: &'static str, help: &str) -> Family<'_> {
        self.family(name, help, "gauge")
    }

    /// Begins a family of counters.
    pub fn counter(&mut self, name: &'static str, help: &str) -> Family<'_> {
        self.family(name, help, "counter")
    }

    /// Begins a histogram.
    pub fn histogram(&mut self, name: &'static str, help: &str) -> Family<'_> {
        self.family(name, help, "histogram")
    }

    fn family(&mut self, name: &'static str, help: &str, kind: &str) -> Family<'_> {
        let _ = writeln!(self.text, "# HELP {name} {}", help.replace('\\', "\\\\").replace('\n', " "));
        let _ = writeln!(self.text, "# TYPE {name} {kind}");
        Family { name, text: &mut self.text }
    }

    /// The whole page.
    pub fn text(self) -> String {
        self.text
    }
}

/// A family that is being written.
#[derive(Debug)]
pub struct Family<'a> {
    name: &'static str,
    text: &'a mut String,
}

impl Family<'_> {
    /// A sample, with its labels.
    pub fn sample(&mut self, labels: &[(&str, &str)], value: impl std::fmt::Display) -> &mut Self {
        self.text.push_str(self.name);
        for (position, (name, label)) in labels.iter().enumerate() {
            let label = label.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            let _ = write!(self.text, "{}{name}=\"{label}\"", if position == 0 { '{' } else { ',' });
        }
        let _ = writeln!(self.text, "{} {value}", if labels.is_empty() { "" } else { "}" });
        self
    }
}

impl Family<'_> {
    /// How many were no larger than `end`, all below it included: `0.05`, `+Inf`.
    pub fn bucket(&mut self, end: &str, count: u64) -> &mut Self {
        let _ = writeln!(self.text, "{}_bucket{{le=\"{end}\"}} {count}", self.name);
        self
    }

    /// The sum and the number of all.
    pub fn end(&mut self, sum: f64, count: u64) {
        let _ = writeln!(self.text, "{0}_sum {sum}\n{0}_count {count}", self.name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_families_of_samples_with_escaped_labels() {
        let mut page = Page::default();
        page.gauge("tidewaiter_tasks", "Tasks that are not done.")
            .sample(&[("kind", "read"), ("state", "a\"b\\c\nd")], 3)
            .sample(&[], 0.5);
        page.counter("tidewaiter_answers_total", "Answers.").sample(&[("class", "2xx")], 7);
        assert_eq!(
            page.text(),
            "# HELP tidewaiter_tasks Tasks that are not done.\n# TYPE tidewaiter_tasks gauge\n\
             tidewaiter_tasks{kind=\"read\",state=\"a\\\"b\\\\c\\nd\"} 3\ntidewaiter_tasks 0.5\n\
             # HELP tidewaiter_answers_total Answers.\n# TYPE tidewaiter_answers_total counter\n\
             tidewaiter_answers_total{class=\"2xx\"} 7\n"
        );
    }
}
