//! The guest side of the Reactor ABI, version 1 (docs/abi.md), for guests written in Rust: one file, no crates.
//!
//! A guest is an ordinary program, built with
//!     rustc --edition 2021 -O -C panic=abort -C target-feature=+crt-static -C relocation-model=static \
//!         -C link-args="-Wl,-z,max-page-size=0x200000 -Wl,-z,separate-code" guest.rs
//! It declares what the host can call, and what it calls itself, and answers calls for ever:
//!
//!     let mut guest = reactor_guest::Guest::new();
//!     let host_add = guest.import("hostAdd(i64, i64) -> i64");
//!     guest.export("add(i64, i64) -> i64", move |arguments, result| {
//!         let (a, b) = (arguments.i64(), arguments.i64());
//!         result.i64(host_add.call(|sent| { sent.i64(a).i64(b); }, |answer| answer.i64())?);
//!         Ok(())
//!     });
//!     guest.run()
#![allow(dead_code)]

use std::ptr;
use std::slice;

const ABI_VERSION: u32 = 1;
const MAGIC: u64 = 0x3158_424D_5254_4352; // "RCTRMBX1"
const AT_MAILBOX: u64 = 0x5243_5452;
const CALL_READY: u32 = 1;
const CALL_DONE: u32 = 2;
const CALL_FAILED: u32 = 4;
const CALL_HOST_FUNCTION: u32 = 5;
const CALL_ERROR: u32 = 6;
const COMMAND_CALL: u32 = 3;
const MANIFEST: u32 = 24;

/// The page shared with the host. All fields are little-endian; the host writes them only while the guest is in a call.
#[repr(C)]
struct Mailbox {
    magic: u64,
    version: u32,
    revision: u32,
    call: extern "C" fn(u32) -> u32,
    inbox: *const u8,
    inbox_capacity: u64,
    outbox: *mut u8,
    outbox_capacity: u64,
    reserved1: u64,
    command: u32,
    argument: u32,
    inbox_length: u64,
    clock_ns: i64,
    seed: [u8; 16],
    reserved2: [u8; 24],
    outbox_length: u64,
    current_unit: u64,
    host_function: u32,
    host_function_status: u32,
    host_arguments_offset: u64,
    host_arguments_length: u64,
    host_result_length: u64,
}

extern "C" {
    fn getauxval(kind: u64) -> u64;
}

/// Reads one field of the mailbox afresh.
macro_rules! field {
    ($name:ident) => {
        unsafe { ptr::read_volatile(ptr::addr_of!((*mailbox()).$name)) }
    };
}

/// Writes one field of the mailbox.
macro_rules! set_field {
    ($name:ident, $value:expr) => {
        unsafe { ptr::write_volatile(ptr::addr_of_mut!((*mailbox()).$name), $value) }
    };
}

fn mailbox() -> *mut Mailbox {
    let page = unsafe { getauxval(AT_MAILBOX) } as *mut Mailbox;
    if page.is_null() || unsafe { (*page).magic } != MAGIC || unsafe { (*page).version } != ABI_VERSION {
        panic!("this program is a Reactor guest: it runs in a Reactor micro-VM of ABI version 1");
    }
    page
}

/// Leaves the guest; comes back when the host enters it again.
fn hypercall(number: u32, outbox_length: usize) {
    set_field!(outbox_length, outbox_length as u64);
    (field!(call))(number);
}

fn padded(length: usize) -> usize {
    (length + 7) & !7
}

fn outbox() -> &'static mut [u8] {
    // One guest thread holds it at a time: it answers one call, and makes one call of the host, at a time.
    let (start, length) = (field!(outbox), field!(outbox_capacity));
    unsafe { slice::from_raw_parts_mut(start, length as usize) }
}

/// Where arguments and results of host functions go: the upper half of the outbox.
fn host_call_offset() -> usize {
    outbox().len() / 2 & !7
}

/// Gives up: the host reports the text and discards the instance.
pub fn fail(reason: &str) -> ! {
    loop {
        hypercall(CALL_FAILED, write_text(reason, outbox()));
    }
}

fn write_text(text: &str, destination: &mut [u8]) -> usize {
    let mut length = text.len().min(destination.len());
    while !text.is_char_boundary(length) {
        length -= 1;
    }
    destination[..length].copy_from_slice(&text.as_bytes()[..length]);
    length
}

/// Reads the arguments, or the result, of a call in their order.
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub fn u64(&mut self) -> u64 {
        let (word, rest) = self.rest.split_at(8);
        self.rest = rest;
        u64::from_le_bytes(word.try_into().unwrap())
    }

    pub fn i64(&mut self) -> i64 {
        self.u64() as i64
    }

    pub fn i32(&mut self) -> i32 {
        self.u64() as i32
    }

    pub fn u32(&mut self) -> u32 {
        self.u64() as u32
    }

    pub fn f64(&mut self) -> f64 {
        f64::from_bits(self.u64())
    }

    pub fn f32(&mut self) -> f32 {
        f32::from_bits(self.u32())
    }

    pub fn bool(&mut self) -> bool {
        self.u64() != 0
    }

    pub fn bytes(&mut self) -> &'a [u8] {
        let length = self.u64() as usize;
        let (value, rest) = self.rest.split_at(padded(length));
        self.rest = rest;
        &value[..length]
    }

    /// The host has checked that it is UTF-8.
    pub fn string(&mut self) -> &'a str {
        std::str::from_utf8(self.bytes()).expect("UTF-8")
    }
}

/// Writes the arguments, or the result, of a call in their order.
pub struct Writer<'a> {
    frame: &'a mut [u8],
    length: usize,
}

impl<'a> Writer<'a> {
    fn new(frame: &'a mut [u8]) -> Self {
        Writer { frame, length: 0 }
    }

    pub fn u64(&mut self, value: u64) -> &mut Self {
        self.frame[self.length..self.length + 8].copy_from_slice(&value.to_le_bytes());
        self.length += 8;
        self
    }

    pub fn i64(&mut self, value: i64) -> &mut Self {
        self.u64(value as u64)
    }

    pub fn i32(&mut self, value: i32) -> &mut Self {
        self.i64(value as i64)
    }

    pub fn u32(&mut self, value: u32) -> &mut Self {
        self.u64(value as u64)
    }

    pub fn f64(&mut self, value: f64) -> &mut Self {
        self.u64(value.to_bits())
    }

    pub fn f32(&mut self, value: f32) -> &mut Self {
        self.u32(value.to_bits())
    }

    pub fn bool(&mut self, value: bool) -> &mut Self {
        self.u64(value as u64)
    }

    pub fn bytes(&mut self, value: &[u8]) -> &mut Self {
        self.u64(value.len() as u64);
        let end = self.length + padded(value.len());
        let space = &mut self.frame[self.length..end];
        space[..value.len()].copy_from_slice(value);
        space[value.len()..].fill(0);
        self.length = end;
        self
    }

    pub fn string(&mut self, value: &str) -> &mut Self {
        self.bytes(value.as_bytes())
    }
}

/// A function of the host that this guest declared.
#[derive(Clone, Copy)]
pub struct Import {
    number: u32,
}

impl Import {
    /// Calls it: writes the arguments, reads the result. Its error is a text. A call inside `arguments` or `result` would overwrite them.
    pub fn call<T>(&self, arguments: impl FnOnce(&mut Writer), result: impl FnOnce(&mut Reader) -> T) -> Result<T, String> {
        let offset = host_call_offset();
        let mut writer = Writer::new(&mut outbox()[offset..]);
        arguments(&mut writer);
        let end = offset + writer.length;
        set_field!(host_function, self.number);
        set_field!(host_arguments_offset, offset as u64);
        set_field!(host_arguments_length, (end - offset) as u64);
        hypercall(CALL_HOST_FUNCTION, 0);
        let answer = &outbox()[end..end + field!(host_result_length) as usize];
        if field!(host_function_status) != 0 {
            return Err(String::from_utf8_lossy(answer).into_owned());
        }
        Ok(result(&mut Reader { rest: answer }))
    }
}

type Handler = Box<dyn Fn(&mut Reader, &mut Writer) -> Result<(), String>>;

/// What a guest exports and imports.
#[derive(Default)]
pub struct Guest {
    imports: Vec<&'static str>,
    exports: Vec<(&'static str, Handler)>,
}

impl Guest {
    pub fn new() -> Self {
        Self::default()
    }

    /// Declares a function of the host that this guest needs; the host refuses the guest if it offers no such function.
    pub fn import(&mut self, signature: &'static str) -> Import {
        self.imports.push(signature);
        Import { number: self.imports.len() as u32 - 1 }
    }

    /// Offers a function to the host. It reads its arguments and writes its result, or returns an error for the host to read.
    pub fn export(&mut self, signature: &'static str, handler: impl Fn(&mut Reader, &mut Writer) -> Result<(), String> + 'static) {
        self.exports.push((signature, Box::new(handler)));
    }

    /// Says ready and answers calls of the exports; what main ends with.
    pub fn run(self) -> ! {
        std::panic::set_hook(Box::new(|panic| fail(&panic.to_string())));
        if field!(revision) == 0 {
            fail("the host is older than this guest: it knows neither exports nor host functions");
        }
        hypercall(CALL_READY, self.write_manifest());

        // Results of host functions lie in the upper half and may still be read while a call's result is written.
        let room = if self.imports.is_empty() { outbox().len() } else { host_call_offset() };
        loop {
            if field!(command) != COMMAND_CALL {
                fail("this guest answers calls only");
            }
            let handler = match self.exports.get(field!(argument) as usize) {
                Some((_, handler)) => handler,
                None => fail("there is no export of that number"),
            };
            let (start, length) = (field!(inbox), field!(inbox_length));
            let inbox = unsafe { slice::from_raw_parts(start, length as usize) };
            let mut result = Writer::new(&mut outbox()[..room]);
            match handler(&mut Reader { rest: inbox }, &mut result) {
                Ok(()) => hypercall(CALL_DONE, result.length),
                Err(error) => hypercall(CALL_ERROR, write_text(&error, outbox())),
            }
        }
    }

    fn write_manifest(&self) -> usize {
        let mut record = vec![0u8; 16];
        for signature in self.imports.iter().chain(self.exports.iter().map(|(signature, _)| signature)) {
            record.extend((signature.len() as u32).to_le_bytes());
            record.extend(signature.as_bytes());
            record.resize(padded(record.len()), 0);
        }
        let header = [record.len() as u32, MANIFEST | 1 << 8, self.imports.len() as u32, self.exports.len() as u32];
        for (i, word) in header.iter().enumerate() {
            record[4 * i..4 * i + 4].copy_from_slice(&word.to_le_bytes());
        }
        outbox()[..record.len()].copy_from_slice(&record);
        record.len()
    }
}
