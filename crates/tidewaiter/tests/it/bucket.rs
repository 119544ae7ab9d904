//! An S3 server of a test's own: moto's, which knows nothing of us. The Python that has it is named by TIDEWAITER_TEST_PYTHON.

use std::process::{Child, Command, Stdio};

use crate::http;
use crate::service::{STARTS_WITHIN, free_port, needed, wait_for};

/// The server, with one bucket; it ends with the test.
pub struct BucketServer {
    child: Child,
    port: u16,
}

impl BucketServer {
    /// `None`, with a line, where no Python with moto is named.
    pub fn start() -> Option<Self> {
        let python = std::env::var("TIDEWAITER_TEST_PYTHON").ok().filter(|path| !path.is_empty());
        let python = needed(python, "TIDEWAITER_TEST_PYTHON names no Python with moto's server")?;
        let has_moto = Command::new(&python).args(["-c", "import moto.server"]).stderr(Stdio::null()).status();
        needed(has_moto.ok().filter(|status| status.success()), "the Python of TIDEWAITER_TEST_PYTHON has no moto")?;
        let port = free_port();
        let child = Command::new(&python)
            .args(["-m", "moto.server", "-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("moto starts");
        let server = Self { child, port };
        wait_for("the bucket", STARTS_WITHIN, || {
            http::ask(port, "PUT", "/captures", "", "").ok().filter(|reply| reply.status == 200)
        });
        Some(server)
    }

    /// The settings that lead to it, as variables.
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        vec![
            ("TIDEWAITER_CAPTURES_BUCKET", "s3://captures/daily".to_owned()),
            ("TIDEWAITER_CAPTURES_ENDPOINT", format!("http://127.0.0.1:{}", self.port)),
            ("TIDEWAITER_CAPTURES_KEY", "key".to_owned()),
            ("TIDEWAITER_CAPTURES_SECRET", "secret".to_owned()),
        ]
    }
}

impl Drop for BucketServer {
    fn drop(&mut self) {
        // One that has ended by itself is past killing, which is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
