#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};

fuzz_target!(|data: &[u8]| payloadlint_fuzz::fixes::check(data));

// One node of a request is changed; where that is not possible, bytes are.
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    match payloadlint_fuzz::mutate::mutate(&data[..size], seed) {
        Some(new) if new.len() <= max_size => {
            data[..new.len()].copy_from_slice(&new);
            new.len()
        }
        _ => fuzzer_mutate(data, size, max_size),
    }
});
