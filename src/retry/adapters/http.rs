//! Adapter for the types of the `http` crate.

use ::http::{HeaderMap, Response, response::Parts};

use crate::retry::{AsFailure, Failure, HeaderView};

impl HeaderView for HeaderMap {
    fn each(&self, name: &str, each: &mut dyn FnMut(&[u8])) {
        self.get_all(name).into_iter().for_each(|value| each(value.as_bytes()));
    }
}

impl<'a> Failure<'a> {
    /// A complete response, from its head and as much of its body as was read.
    pub fn from_parts(head: &'a Parts, body: &'a [u8]) -> Failure<'a> {
        Failure::http(head.status.as_u16(), &head.headers, body)
    }
}

/// A response with any status, whose body was read.
impl<B: AsRef<[u8]>> AsFailure for Response<B> {
    fn as_failure(&self) -> Failure<'_> {
        Failure::http(self.status().as_u16(), self.headers(), self.body().as_ref())
    }
}
