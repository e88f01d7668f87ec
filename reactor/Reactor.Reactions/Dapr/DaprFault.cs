using Grpc.Core;

namespace Reactor.Reactions.Dapr;

/// <summary>What a failed call to the sidecar means.</summary>
/// <param name="IsPermanent">Whether trying again would not help.</param>
/// <param name="Status">The gRPC status; <see cref="StatusCode.Unknown"/> when there was none.</param>
/// <param name="Reason">Why, for people.</param>
internal readonly record struct DaprFault(bool IsPermanent, StatusCode Status, string Reason)
{
    /// <summary>Judges an exception of the client.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="timeout">Timeout of the call.</param>
    public static DaprFault Of(Exception exception, TimeSpan timeout)
    {
        if (exception is OperationCanceledException)
        {
            return new DaprFault(false, StatusCode.DeadlineExceeded, $"no answer within {timeout.TotalSeconds} s");
        }

        if ((exception as RpcException ?? exception.InnerException as RpcException) is not { } rpc)
        {
            return new DaprFault(false, StatusCode.Unknown, exception.InnerException?.Message ?? exception.Message);
        }

        // A message that is too large fails the same way for ever; other exhaustion (quotas, full queues) passes.
        var permanent = rpc.StatusCode switch
        {
            StatusCode.InvalidArgument or StatusCode.NotFound or StatusCode.PermissionDenied or StatusCode.Unauthenticated
                or StatusCode.FailedPrecondition or StatusCode.Unimplemented or StatusCode.OutOfRange => true,
            StatusCode.ResourceExhausted => rpc.Status.Detail.Contains("larger than max", StringComparison.OrdinalIgnoreCase)
                || rpc.Status.Detail.Contains("maximum configured message size", StringComparison.OrdinalIgnoreCase),
            _ => false,
        };
        return new DaprFault(permanent, rpc.StatusCode, $"{rpc.StatusCode}: {rpc.Status.Detail}");
    }
}
