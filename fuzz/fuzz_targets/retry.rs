#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| payloadlint_fuzz::retry::check_response(data));
