namespace Reactor.Vmm.Tests;

public sealed class KvmHostTests
{
    [Fact]
    public void Probe_gives_one_sentence_and_a_remedy_where_something_is_missing()
    {
        KvmAvailability availability = KvmHost.Probe();

        availability.Reason.Should().EndWith(".");
        (availability.Remedy is null).Should().Be(availability.IsAvailable);
    }
}
