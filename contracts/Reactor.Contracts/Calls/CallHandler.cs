namespace Reactor.Contracts.Calls;

/// <summary>A function as it is called from the other side.</summary>
/// <param name="arguments">Its arguments, checked against its signature; spans read from it are valid during the call.</param>
/// <param name="result">Where its result goes: one value of the signature's result type, or none.</param>
/// <exception cref="CallErrorException">For the caller to see.</exception>
public delegate void CallHandler(ref CallReader arguments, ref CallWriter result);
