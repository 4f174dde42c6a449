using System.Buffers;

namespace Smartlinks.LocalHost.Host;

/// <summary>
/// One call of a function with the JSON envelope. <see cref="Id"/> stays the same over the host's own retries of it.
/// </summary>
internal sealed class Invocation(FunctionDefinition function, BindingData data, BindingData metadata)
{
    public string Id { get; } = InvocationId.New();

    public FunctionDefinition Function => function;

    public BindingData Metadata => metadata;

    /// <summary>
    /// Adds what every invocation carries, before the trigger's own text may overwrite it.
    /// </summary>
    public static BindingData MetadataFor(FunctionDefinition function, TimeProvider clock) => new BindingData().Set("sys", new InlineJson(BindingData.Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("MethodName", function.Name);
        writer.WriteString("UtcNow", clock.GetUtcNow().UtcDateTime);
        writer.WriteString("RandGuid", InvocationId.New());
        writer.WriteEndObject();
    })));

    /// <summary>The body of the POST: <c>{"Data":{…},"Metadata":{…}}</c>.</summary>
    public ReadOnlyMemory<byte> ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = BindingData.CreateWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("Data");
            data.WriteTo(writer);
            writer.WritePropertyName(nameof(Metadata));
            metadata.WriteTo(writer);
            writer.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }
}
