using Reactor.Contracts.Calls;
using Reactor.Contracts.Changes;
using Reactor.Contracts.Guests;
using Reactor.Contracts.Results;
using Reactor.Contracts.Tests.Wire;
using Reactor.Contracts.Wire;

namespace Reactor.Contracts.Tests.Guests;

/// <summary>A second copy of every number of docs/abi.md, so that none changes by accident.</summary>
public sealed class AbiNumbersTests
{
    [Fact]
    public void Mailbox_fields_lie_where_the_abi_says()
    {
        Pinned.Numbers(
            (MailboxLayout.Magic, 0x00),
            (MailboxLayout.Version, 0x08),
            (MailboxLayout.Revision, 0x0C),
            (MailboxLayout.HypercallAddress, 0x10),
            (MailboxLayout.InboxAddress, 0x18),
            (MailboxLayout.InboxCapacity, 0x20),
            (MailboxLayout.OutboxAddress, 0x28),
            (MailboxLayout.OutboxCapacity, 0x30),
            (MailboxLayout.Command, 0x40),
            (MailboxLayout.Argument, 0x44),
            (MailboxLayout.InboxLength, 0x48),
            (MailboxLayout.Clock, 0x50),
            (MailboxLayout.Seed, 0x58),
            (MailboxLayout.OutboxLength, 0x80),
            (MailboxLayout.CurrentUnit, 0x88),
            (MailboxLayout.HostFunction, 0x90),
            (MailboxLayout.HostFunctionStatus, 0x94),
            (MailboxLayout.HostArgumentsOffset, 0x98),
            (MailboxLayout.HostArgumentsLength, 0xA0),
            (MailboxLayout.HostResultLength, 0xA8),
            (MailboxLayout.Monotonic, 0xC0),
            (MailboxLayout.PassedByReadings, 0xC8));
    }

    [Fact]
    public void Abi_constants_have_their_published_values()
    {
        Pinned.Numbers(
            (GuestAbi.Version, 1),
            (GuestAbi.Revision, 2),
            ((long)GuestAbi.MailboxAuxiliaryVectorType, 0x52435452),
            (GuestAbi.HypercallPort, 0x510),
            (GuestAbi.MailboxBytes, 4096),
            (GuestAbi.RecordAlignment, 8),
            (GuestAbi.MaxNesting, 64),
            (GuestAbi.MaxLabels, 64));
        BitConverter.GetBytes(GuestAbi.MailboxMagic).Should().Equal("RCTRMBX1"u8.ToArray(), Pinned.Because);
    }

    [Fact]
    public void Calls_and_commands_have_their_published_numbers()
    {
        Pinned.Enum<GuestCall>("None=0 Ready=1 Done=2 OutboxFull=3 Failed=4 HostFunction=5 Error=6 QueryLimit=7");
        Pinned.Enum<HostFunctionStatus>("Done=0 Failed=1");
        Pinned.Enum<GuestCommand>("None=0 Open=1 Apply=2 Call=3");
    }

    [Fact]
    public void Record_enums_have_their_published_numbers()
    {
        Pinned.Enum<RecordType>("None=0 UnitBegin=1 Change=2 UnitEnd=3 DiffBegin=16 Row=17 DiffEnd=18 RowErrors=20 NextDue=21 Manifest=24");
        Pinned.Enum<UnitKind>("None=0 Bootstrap=1 Change=2 Transaction=3 Timer=4");
        Pinned.Enum<ChangeOperation>("None=0 Insert=1 UpdateReplace=2 UpdateMerge=3 Delete=4 Truncate=5");
        Pinned.Enum<ElementKind>("None=0 Node=1 Relation=2");
        Pinned.Enum<RowChange>("None=0 Added=1 Updated=2 Deleted=3");
    }

    [Fact]
    public void Cell_types_have_their_published_numbers_and_property_kinds_agree()
    {
        Pinned.Enum<CellType>(
            "Null=0 Boolean=1 Integer=2 Float=3 Text=4 List=5 Map=6 Date=7 LocalTime=8 Time=9 LocalDateTime=10 DateTime=11 Duration=12 "
            + "Node=13 Relation=14 Path=15");
        Pinned.Enum<PropertyValueKind>(
            "Null=0 Boolean=1 Integer=2 Float=3 Text=4 List=5 Map=6 Date=7 LocalTime=8 Time=9 LocalDateTime=10 DateTime=11 Duration=12");
    }

    [Fact]
    public void Types_and_limits_of_calls_have_their_published_values()
    {
        Pinned.Enum<CallType>("Void=0 I32=1 U32=2 I64=3 U64=4 F32=5 F64=6 Bool=7 String=8 Bytes=9");
        string.Join(' ', Enum.GetValues<CallType>().Select(FunctionSignature.NameOf))
            .Should().Be("void i32 u32 i64 u64 f32 f64 bool string bytes", Pinned.Because);
        Pinned.Numbers(
            (GuestManifest.Version, 1),
            (GuestManifest.MaxFunctions, 256),
            (FunctionSignature.MaxNameLength, 64),
            (FunctionSignature.MaxParameters, 16),
            (FunctionSignature.MaxLength, 256));
    }

    [Fact]
    public void Wire_sizes_and_slots_have_their_published_values()
    {
        Pinned.Numbers(
            (WireLayout.CellBytes, 16),
            (WireLayout.HeaderBytes, 8),
            (WireLayout.UnitBeginBytes, 24),
            (WireLayout.UnitEndBytes, 8),
            (WireLayout.DiffBeginBytes, 32),
            (WireLayout.DiffEndBytes, 8),
            (WireLayout.ChangeImage, 32),
            (WireLayout.RowImage, 32),
            (WireLayout.RowErrorsImage, 16),
            (WireLayout.LabelsGiven, 1),
            (WireLayout.IdSlot, 0xFFFF),
            (WireLayout.StartSlot, 0xFFFE),
            (WireLayout.EndSlot, 0xFFFD),
            (WireLayout.LabelsSlot, 0xFFFC),
            (WireLayout.RestSlot, 0xFFF0));
    }

    [Fact]
    public void Wire_enums_are_one_byte_wide()
    {
        Type[] onTheWire = [typeof(RecordType), typeof(UnitKind), typeof(ChangeOperation), typeof(ElementKind), typeof(RowChange), typeof(CellType)];

        onTheWire.Should().OnlyContain(type => Enum.GetUnderlyingType(type) == typeof(byte), Pinned.Because);
    }
}
