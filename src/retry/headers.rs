//! Access to response headers, whatever the client keeps them in.

/// Looks up the values of a header. Names are given in lowercase and must be compared ignoring ASCII
/// case; values come in wire order, one call per header line.
pub trait HeaderView {
    /// Calls `each` with every value of the header `name`.
    fn each(&self, name: &str, each: &mut dyn FnMut(&[u8]));
}

impl<N: AsRef<[u8]>, V: AsRef<[u8]>> HeaderView for [(N, V)] {
    fn each(&self, name: &str, each: &mut dyn FnMut(&[u8])) {
        for (key, value) in self {
            if key.as_ref().eq_ignore_ascii_case(name.as_bytes()) {
                each(value.as_ref());
            }
        }
    }
}

impl<N: AsRef<[u8]>, V: AsRef<[u8]>, const LENGTH: usize> HeaderView for [(N, V); LENGTH] {
    fn each(&self, name: &str, each: &mut dyn FnMut(&[u8])) {
        self.as_slice().each(name, each);
    }
}

impl<N: AsRef<[u8]>, V: AsRef<[u8]>> HeaderView for Vec<(N, V)> {
    fn each(&self, name: &str, each: &mut dyn FnMut(&[u8])) {
        self.as_slice().each(name, each);
    }
}

impl<H: HeaderView + ?Sized> HeaderView for &H {
    fn each(&self, name: &str, each: &mut dyn FnMut(&[u8])) {
        (**self).each(name, each);
    }
}

/// No headers.
impl HeaderView for () {
    fn each(&self, _: &str, _: &mut dyn FnMut(&[u8])) {}
}
