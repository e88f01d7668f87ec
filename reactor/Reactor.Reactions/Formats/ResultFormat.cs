namespace Reactor.Reactions.Formats;

/// <summary>How results are written as JSON.</summary>
internal enum ResultFormat
{
    /// <summary>One document per row.</summary>
    Unpacked,

    /// <summary>One document per diff.</summary>
    Packed,
}
