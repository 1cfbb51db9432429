#!/bin/sh
# Runs fuzz targets, each for a number of seconds: fuzz/run.sh SECONDS [TARGET…]. Without a target, all of them.
# Needs cargo-fuzz and a C++ compiler, but no nightly toolchain. The status is 1 if a target fails; its input is then in
# fuzz/artifacts/, and `cargo fuzz run -s none TARGET FILE` runs it again.
set -eu
cd "$(dirname "$0")"
seconds=${1:?usage: fuzz/run.sh SECONDS [TARGET…]}
shift
[ $# -gt 0 ] || set -- $(sed -n 's/^path = "fuzz_targets\/\(.*\)\.rs"/\1/p' Cargo.toml)

export RUSTC_BOOTSTRAP=1
# One codegen unit, as cargo-fuzz has it, takes much longer to compile.
export RUSTFLAGS="-Ccodegen-units=16"
directory=$(realpath "${CARGO_TARGET_DIR:-../target}")/fuzz
cp ../Cargo.lock Cargo.lock
./seed.sh
cargo fuzz build -s none --target-dir "$directory"

failed=
for target in "$@"; do
    log="$directory/$target.log"
    cargo fuzz run -s none --target-dir "$directory" "$target" -- -max_total_time="$seconds" -print_final_stats=1 \
        -max_len=8192 -timeout=20 -rss_limit_mb=2048 -dict=dictionary > "$log" 2>&1 || failed="$failed $target"
    executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    printf '%s: %s executions\n' "$target" "${executions:-0}"
    case " $failed " in *" $target "*) tail -n 60 "$log" ;; esac
done
if [ -n "$failed" ]; then
    printf 'failed:%s\n' "$failed"
    exit 1
fi
