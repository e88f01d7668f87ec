using System.Globalization;

namespace Reactor.Vmm.Pool;

/// <summary>An instance needs memory, the pool's budget is used up, and too few instances rest to make room.</summary>
public sealed class MemoryBudgetException : Exception
{
    /// <param name="heldBytes">Memory that instances hold.</param>
    /// <param name="neededBytes">What is needed in addition.</param>
    /// <param name="budgetBytes">What they may hold together.</param>
    /// <param name="canHibernate">Whether the pool has a place to write resting instances to.</param>
    public MemoryBudgetException(long heldBytes, long neededBytes, long budgetBytes, bool canHibernate)
        : base(string.Create(
            CultureInfo.InvariantCulture,
            $"Micro-VMs hold {Mib(heldBytes)} MiB of the budget of {Mib(budgetBytes)} MiB, another {Mib(neededBytes)} MiB are needed, and {(canHibernate ? "too few of them rest" : "there is no directory to hibernate to")}. Raise the budget, lower the memory limits of the guests, or {(canHibernate ? "let instances rest between commands" : "name a hibernation directory")}."))
    {
        HeldBytes = heldBytes;
        NeededBytes = neededBytes;
        BudgetBytes = budgetBytes;
    }

    /// <summary>Memory that instances hold, in bytes.</summary>
    public long HeldBytes { get; }

    /// <summary>What was needed in addition, in bytes.</summary>
    public long NeededBytes { get; }

    /// <summary>What they may hold together, in bytes.</summary>
    public long BudgetBytes { get; }

    private static string Mib(long bytes) => (bytes / (double)(1 << 20)).ToString("0.#", CultureInfo.InvariantCulture);
}
