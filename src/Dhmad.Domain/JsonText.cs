using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Dhmad.Domain;

/// <summary>
/// The one writer of JSON: compact, keys in the order written, and byte for byte what JavaScript gives for
/// <c>JSON.stringify(JSON.parse(body))</c>. Not thread-safe; one text per instance.
/// </summary>
/// <remarks>
/// Numbers are meant to be amounts and counts: below 2^53 and with at most six decimals, where the shortest
/// decimal form and JavaScript's are the same.
/// </remarks>
public sealed class JsonText(int capacity = 512)
{
    private const int MaxNumberBytes = 40;
    private const int MaxUtf8PerChar = 3;

    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        "\"\\\0\u0001\u0002\u0003\u0004\u0005\u0006\a\b\t\n\v\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015" +
        "\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f");

    private byte[] buffer = new byte[Math.Max(capacity, MaxNumberBytes)];
    private int length;
    private int depth;
    private bool needsComma;

    public JsonText Object() => Open('{');

    public JsonText Object(string name) => Name(name).Open('{');

    /// <summary>Closes the object opened last.</summary>
    public JsonText End() => Close('}');

    public JsonText Array() => Open('[');

    public JsonText Array(string name) => Name(name).Open('[');

    /// <summary>Closes the array opened last.</summary>
    public JsonText EndArray() => Close(']');

    public JsonText Name(string name)
    {
        Separate();
        PutString(name);
        Put((byte)':');
        needsComma = false;
        return this;
    }

    /// <summary>A string; null becomes <c>null</c>.</summary>
    public JsonText Text(string? value)
    {
        if (value is null) return Null();
        Separate();
        PutString(value);
        return this;
    }

    public JsonText Number(long value)
    {
        Separate();
        Reserve(MaxNumberBytes);
        value.TryFormat(buffer.AsSpan(length), out var written, provider: CultureInfo.InvariantCulture);
        length += written;
        return this;
    }

    /// <summary>The shortest form: no trailing zeros, no exponent, no minus zero.</summary>
    public JsonText Number(decimal value)
    {
        if (value == 0) return Number(0L);
        Separate();
        Reserve(MaxNumberBytes);
        value.TryFormat(buffer.AsSpan(length), out var written, provider: CultureInfo.InvariantCulture);
        var digits = buffer.AsSpan(length, written);
        if (digits.Contains((byte)'.')) digits = digits.TrimEnd((byte)'0').TrimEnd((byte)'.');
        length += digits.Length;
        return this;
    }

    public JsonText Flag(bool value) => Raw(value ? "true"u8 : "false"u8);

    public JsonText Null() => Raw("null"u8);

    /// <summary>An instant as <see cref="Instant"/> writes it; null becomes <c>null</c>.</summary>
    public JsonText Date(DateTimeOffset? value)
    {
        if (value is null) return Null();
        Separate();
        Reserve(Instant.Length + 2);
        buffer[length] = (byte)'"';
        Instant.Write(value.Value, buffer.AsSpan(length + 1));
        buffer[length + 1 + Instant.Length] = (byte)'"';
        length += Instant.Length + 2;
        return this;
    }

    /// <summary>A value that is JSON already, put down as it is.</summary>
    public JsonText Raw(ReadOnlySpan<byte> json)
    {
        Separate();
        Put(json);
        return this;
    }

    public JsonText Member(string name, string? value) => Name(name).Text(value);

    public JsonText Member(string name, long value) => Name(name).Number(value);

    public JsonText Member(string name, decimal value) => Name(name).Number(value);

    public JsonText Member(string name, bool value) => Name(name).Flag(value);

    public JsonText Member(string name, DateTimeOffset? value) => Name(name).Date(value);

    public JsonText NullMember(string name) => Name(name).Null();

    public JsonText RawMember(string name, ReadOnlySpan<byte> json) => Name(name).Raw(json);

    /// <summary>The finished text in UTF-8.</summary>
    /// <exception cref="InvalidOperationException">An object or array is still open.</exception>
    public byte[] ToBytes() =>
        depth == 0
            ? buffer.AsSpan(0, length).ToArray()
            : throw new InvalidOperationException("The JSON is not closed.");

    public override string ToString() => Encoding.UTF8.GetString(buffer, 0, length);

    private JsonText Open(char bracket)
    {
        Separate();
        Put((byte)bracket);
        needsComma = false;
        depth++;
        return this;
    }

    private JsonText Close(char bracket)
    {
        if (depth == 0) throw new InvalidOperationException("Nothing is open.");
        depth--;
        Put((byte)bracket);
        needsComma = true;
        return this;
    }

    private void Separate()
    {
        if (needsComma) Put((byte)',');
        needsComma = true;
    }

    private void PutString(ReadOnlySpan<char> text)
    {
        Put((byte)'"');
        while (!text.IsEmpty)
        {
            var run = text.IndexOfAny(Escaped);
            PutPlain(run < 0 ? text : text[..run]);
            if (run < 0) break;
            PutEscape(text[run]);
            text = text[(run + 1)..];
        }

        Put((byte)'"');
    }

    private void PutPlain(ReadOnlySpan<char> text)
    {
        while (true)
        {
            Reserve(text.Length * MaxUtf8PerChar);
            var status = Utf8.FromUtf16(
                text, buffer.AsSpan(length), out var read, out var written, replaceInvalidSequences: false);
            length += written;
            if (status == OperationStatus.Done) return;
            PutUnicodeEscape(text[read]); // Only half of a surrogate pair stops the encoder.
            text = text[(read + 1)..];
        }
    }

    private void PutEscape(char character)
    {
        var letter = character switch
        {
            '"' => (byte)'"',
            '\\' => (byte)'\\',
            '\b' => (byte)'b',
            '\t' => (byte)'t',
            '\n' => (byte)'n',
            '\f' => (byte)'f',
            '\r' => (byte)'r',
            _ => (byte)0,
        };
        if (letter == 0) PutUnicodeEscape(character);
        else Put([(byte)'\\', letter]);
    }

    private void PutUnicodeEscape(char character)
    {
        Put("\\u"u8);
        Reserve(4);
        ((int)character).TryFormat(buffer.AsSpan(length), out var written, "x4", CultureInfo.InvariantCulture);
        length += written;
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(buffer.AsSpan(length));
        length += bytes.Length;
    }

    private void Put(byte value)
    {
        Reserve(1);
        buffer[length++] = value;
    }

    private void Reserve(int count)
    {
        if (buffer.Length - length < count)
            System.Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + count));
    }
}
