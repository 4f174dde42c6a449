using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Smartlinks.Functions.Hosting;

namespace Smartlinks.Tests.Functions.Hosting;

/// <summary>The host's envelope: what is encoded twice, once, or not at all.</summary>
public sealed class InvocationTests
{
    [Theory]
    [InlineData("""{"id":"x","n":1}""")]
    [InlineData("plain text")]
    [InlineData("\"quoted\"")]
    [InlineData("123")]
    [InlineData("null")]
    [InlineData("[1,2]")]
    [InlineData("")]
    [InlineData("ü \\ \n\u0001 😀")]
    public async Task A_queue_message_is_encoded_twice_and_read_back_as_it_was(string text)
    {
        Assert.Equal(text, (await ReadAsync(HostCall.QueueMessage(text))).Text("item"));
    }

    [Theory]
    [InlineData("AQID")]
    [InlineData("BA==")]
    [InlineData("1234")]
    [InlineData("true")]
    public async Task Base64_is_encoded_once_and_stays_as_it_is(string base64)
    {
        Assert.Equal(base64, (await ReadAsync("""{"Data":{"item":""" + JsonSerializer.Serialize(base64) + """},"Metadata":{}}""")).Text("item"));
    }

    [Fact]
    public async Task An_object_given_inline_is_read_as_its_json()
    {
        Assert.Equal("""{"a":1}""", (await ReadAsync("""{"Data":{"item":{"a":1}},"Metadata":{}}""")).Text("item"));
    }

    [Fact]
    public async Task A_messages_own_properties_in_the_metadata_do_not_change_its_text()
    {
        const string body = """{"Data":{"item":"\"{\\\"item\\\":\\\"other\\\",\\\"sys\\\":1,\\\"Data\\\":2}\""},"Metadata":{"item":"\"other\"","sys":"1","Data":"2","DequeueCount":"\"many\""}}""";

        Assert.Equal("""{"item":"other","sys":1,"Data":2}""", (await ReadAsync(body)).Text("item"));
    }

    [Fact]
    public async Task An_event_batch_is_a_list_of_texts_with_a_list_of_numbers_and_its_partition()
    {
        var invocation = await ReadAsync(HostCall.EventBatch(3, [(10, "1;a;1;x"), (long.MaxValue, """{"a":1}""")]));

        Assert.Equal(["1;a;1;x", """{"a":1}"""], invocation.Texts("events"));
        Assert.Equal([10, long.MaxValue], invocation.Numbers("SequenceNumberArray"));
        Assert.Equal("3", invocation.HubPartition);
    }

    [Theory]
    [InlineData("[10,11]")]
    [InlineData("[\"10\",\"11\"]")]
    public async Task Sequence_numbers_may_be_numbers_or_texts(string array)
    {
        var invocation = await ReadAsync("""{"Data":{},"Metadata":{"SequenceNumberArray":""" + JsonSerializer.Serialize(array) + "}}");

        Assert.Equal([10, 11], invocation.Numbers("SequenceNumberArray"));
    }

    [Fact]
    public async Task What_is_missing_is_named()
    {
        var invocation = await ReadAsync("""{"Data":{"other":"1"},"Metadata":{}}""");

        Assert.Contains("Data.item", Assert.Throws<FormatException>(() => invocation.Text("item")).Message, StringComparison.Ordinal);
        Assert.Contains("Metadata.SequenceNumberArray", Assert.Throws<FormatException>(() => invocation.Numbers("SequenceNumberArray")).Message, StringComparison.Ordinal);
    }

    private static Task<Invocation> ReadAsync(string body)
    {
        var context = new DefaultHttpContext();
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        return Invocation.ReadAsync(context.Request, default);
    }
}
