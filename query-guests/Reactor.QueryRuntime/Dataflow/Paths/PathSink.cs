namespace Reactor.QueryRuntime.Dataflow.Paths;

/// <summary>Takes a path that appears or disappears.</summary>
/// <param name="sign">1 or -1.</param>
/// <param name="path">Holds the path until the call returns.</param>
/// <typeparam name="TNode">What the query reads of nodes.</typeparam>
/// <typeparam name="TRelation">What the query reads of relations.</typeparam>
public delegate void PathSink<TNode, TRelation>(int sign, PathSearch<TNode, TRelation> path)
    where TNode : struct
    where TRelation : struct;
