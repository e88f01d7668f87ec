namespace Reactor.Ingest;

/// <summary>What a source is doing.</summary>
public enum SourceState
{
    /// <summary>Not started.</summary>
    Idle,

    /// <summary>First contact is being made.</summary>
    Connecting,

    /// <summary>Reading, or waiting for new changes.</summary>
    Connected,

    /// <summary>Not reading because the channel behind it is full.</summary>
    Paused,

    /// <summary>Contact is lost or was never made; <see cref="SourceStatistics.LastError"/> says why. Tried again.</summary>
    Retrying,

    /// <summary>The feed ended or was cancelled.</summary>
    Completed,

    /// <summary>The source gave up; <see cref="SourceStatistics.LastError"/> says why.</summary>
    Failed,
}
