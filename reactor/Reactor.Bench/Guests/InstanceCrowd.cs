using Reactor.Vmm;

namespace Reactor.Bench.Guests;

/// <summary>Many instances of one template, each of which has answered a call.</summary>
/// <param name="template">Stays the caller's.</param>
internal sealed class InstanceCrowd(GuestTemplate template) : IDisposable
{
    private readonly List<MicroVm> _instances = [];
    private MicroVm? _fresh;

    internal int Count => _instances.Count;

    internal MicroVm First => _instances[0];

    /// <summary>Makes instances until there are so many.</summary>
    internal void Grow(int count)
    {
        while (_instances.Count < count)
        {
            MicroVm instance = template.Clone();
            _instances.Add(instance);
            instance.Echo();
        }
    }

    /// <summary>Disposes instances until there are so few.</summary>
    internal void Shrink(int count)
    {
        foreach (MicroVm instance in _instances.Skip(count))
        {
            instance.Dispose();
        }

        _instances.RemoveRange(count, _instances.Count - count);
    }

    /// <summary>One more, in place of the last such one, that has answered a call.</summary>
    internal MicroVm Fresh()
    {
        _fresh?.Dispose();
        _fresh = template.Clone();
        _fresh.Echo();
        return _fresh;
    }

    public void Dispose()
    {
        _fresh?.Dispose();
        foreach (MicroVm instance in _instances)
        {
            instance.Dispose();
        }
    }
}
