using System.Runtime.CompilerServices;

namespace Reactor.Contracts.Calls;

/// <summary>.NET types as values of a call: int, uint, long, ulong, float, double, bool, string and byte[].</summary>
public static class CallValue
{
    /// <summary>The type that stands for a .NET type.</summary>
    /// <typeparam name="T">One of those above.</typeparam>
    /// <exception cref="NotSupportedException">It is another.</exception>
    public static CallType TypeOf<T>() =>
        typeof(T) == typeof(int) ? CallType.I32
        : typeof(T) == typeof(uint) ? CallType.U32
        : typeof(T) == typeof(long) ? CallType.I64
        : typeof(T) == typeof(ulong) ? CallType.U64
        : typeof(T) == typeof(float) ? CallType.F32
        : typeof(T) == typeof(double) ? CallType.F64
        : typeof(T) == typeof(bool) ? CallType.Bool
        : typeof(T) == typeof(string) ? CallType.String
        : typeof(T) == typeof(byte[]) ? CallType.Bytes
        : throw new NotSupportedException(
            $"{typeof(T)} cannot be passed in a call. int, uint, long, ulong, float, double, bool, string and byte[] can.");

    /// <summary>Writes a value as its type's.</summary>
    /// <typeparam name="T">One of those above.</typeparam>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="InvalidOperationException">It does not fit.</exception>
    /// <exception cref="NotSupportedException">The type is another.</exception>
    public static void Write<T>(ref CallWriter writer, T value)
    {
        // Each test is decided when the method is compiled for its T; the casts are between one type and itself.
        if (typeof(T) == typeof(int))
        {
            writer.Write(Unsafe.As<T, int>(ref value));
        }
        else if (typeof(T) == typeof(uint))
        {
            writer.Write(Unsafe.As<T, uint>(ref value));
        }
        else if (typeof(T) == typeof(long))
        {
            writer.Write(Unsafe.As<T, long>(ref value));
        }
        else if (typeof(T) == typeof(ulong))
        {
            writer.Write(Unsafe.As<T, ulong>(ref value));
        }
        else if (typeof(T) == typeof(float))
        {
            writer.Write(Unsafe.As<T, float>(ref value));
        }
        else if (typeof(T) == typeof(double))
        {
            writer.Write(Unsafe.As<T, double>(ref value));
        }
        else if (typeof(T) == typeof(bool))
        {
            writer.Write(Unsafe.As<T, bool>(ref value));
        }
        else if (typeof(T) == typeof(string))
        {
            writer.Write(Unsafe.As<T, string>(ref value));
        }
        else
        {
            _ = TypeOf<T>();
            writer.Write(Unsafe.As<T, byte[]>(ref value));
        }
    }

    /// <summary>Reads a value of its type.</summary>
    /// <typeparam name="T">One of those above.</typeparam>
    /// <param name="reader">Where from.</param>
    /// <exception cref="InvalidOperationException">There are fewer values.</exception>
    /// <exception cref="NotSupportedException">The type is another.</exception>
    public static T Read<T>(ref CallReader reader)
    {
        if (typeof(T) == typeof(int))
        {
            return As<int, T>(reader.ReadInt32());
        }

        if (typeof(T) == typeof(uint))
        {
            return As<uint, T>(reader.ReadUInt32());
        }

        if (typeof(T) == typeof(long))
        {
            return As<long, T>(reader.ReadInt64());
        }

        if (typeof(T) == typeof(ulong))
        {
            return As<ulong, T>(reader.ReadUInt64());
        }

        if (typeof(T) == typeof(float))
        {
            return As<float, T>(reader.ReadSingle());
        }

        if (typeof(T) == typeof(double))
        {
            return As<double, T>(reader.ReadDouble());
        }

        if (typeof(T) == typeof(bool))
        {
            return As<bool, T>(reader.ReadBoolean());
        }

        if (typeof(T) == typeof(string))
        {
            return As<string, T>(reader.ReadString());
        }

        _ = TypeOf<T>();
        return As<byte[], T>(reader.ReadBytes().ToArray());
    }

    private static TTo As<TFrom, TTo>(TFrom value) => Unsafe.As<TFrom, TTo>(ref value);
}
