//! A guest in Rust: echoes, calls its host, fails.
//!
//!     rustc --edition 2021 -O -C panic=abort -C target-feature=+crt-static -C relocation-model=static \
//!         -C link-args="-Wl,-z,max-page-size=0x200000 -Wl,-z,separate-code" guest.rs -o guest.elf
#[path = "../../Reactor.GuestSdk/rust/reactor_guest.rs"]
mod reactor_guest;

fn main() {
    let mut guest = reactor_guest::Guest::new();
    let host_add = guest.import("hostAdd(i64, i64) -> i64");

    guest.export("echo(string) -> string", |arguments, result| {
        result.string(arguments.string());
        Ok(())
    });

    // Lets the host do the sum.
    guest.export("add(i64, i64) -> i64", move |arguments, result| {
        let (a, b) = (arguments.i64(), arguments.i64());
        let sum = host_add.call(|sent| { sent.i64(a).i64(b); }, |answer| answer.i64())?;
        result.i64(sum);
        Ok(())
    });

    guest.export("fail() -> void", |_, _| Err("this function always fails".to_string()));

    guest.run()
}
