namespace Reactor.Bench.Guests;

/// <summary>What the measured guest can be asked for; the numbers of GuestFunctions in Reactor.Bench.Guest.</summary>
internal enum BenchFunction
{
    /// <summary>The inbox, back.</summary>
    Echo = 1,

    /// <summary>A third of the inbox, back.</summary>
    Reduce = 2,

    /// <summary>Never returns.</summary>
    Spin = 3,

    /// <summary>Reads one byte of each of some 4 KiB pages of the template's state.</summary>
    ReadPages = 4,

    /// <summary>Writes one byte of each of some 4 KiB pages of the template's state.</summary>
    WritePages = 5,

    /// <summary>Fills memory of a given size with noise.</summary>
    Grow = 6,

    /// <summary>Returns at once.</summary>
    Nothing = 16,

    /// <summary>40 M rounds of a shift register.</summary>
    IntegerLoop = 17,

    /// <summary>A dictionary of a million entries, filled and read.</summary>
    FillDictionary = 18,

    /// <summary>20 times 0.4 MB of JSON.</summary>
    ReadJson = 19,

    /// <summary>Two million strings.</summary>
    MakeStrings = 20,
}
