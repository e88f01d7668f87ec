namespace Reactor.Vmm.Memory;

/// <summary>What ring 3 may do with a page. There is no writable and executable one.</summary>
internal enum PageAccess
{
    Read,
    ReadWrite,
    Execute,
}
