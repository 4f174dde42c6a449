using System.Text.Json.Nodes;
using System.Web;
using Smartlinks.Support;

namespace Smartlinks.Tests.Billing;

/// <summary>Stripe's objects as a test arranges them, answered over HTTP; creation is idempotent by key, as Stripe's is. Thread-safe.</summary>
internal sealed class TestStripe : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, JsonObject> _objects = [];
    private readonly Dictionary<string, string> _keys = [];
    private int _count;

    public TestStripe() => Http = new ScriptedHttp(Answer);

    public ScriptedHttp Http { get; }

    /// <summary>While set, requests are answered with this status.</summary>
    public int? FailsWith { get; set; }

    /// <summary>How many objects of a kind there are.</summary>
    public int Count(string prefix) => _objects.Keys.Count(id => id.StartsWith(prefix, StringComparison.Ordinal));

    public string NewId(string prefix) => $"{prefix}_{Interlocked.Increment(ref _count)}";

    public JsonObject this[string id]
    {
        get
        {
            lock (_gate) return _objects[id];
        }
        set
        {
            lock (_gate)
            {
                value["id"] = id;
                _objects[id] = value;
            }
        }
    }

    public void Dispose() => Http.Dispose();

    private HttpResponseMessage Answer(SentRequest request, int number)
    {
        lock (_gate)
        {
            if (FailsWith is { } status) return ScriptedHttp.Json("""{ "error": { "type": "api_error" } }""", status);
            var path = request.Uri.AbsolutePath["/v1/".Length..];
            if (request.Method == "POST") return Create(path, request);
            var query = HttpUtility.ParseQueryString(request.Uri.Query);
            return path switch
            {
                "refunds" => List("re_", refund => (string?)refund["payment_intent"] == query["payment_intent"]),
                "disputes" => List("dp_", dispute => (string?)dispute["payment_intent"] == query["payment_intent"]),
                "invoice_payments" => List("inpay_", payment => (string?)payment["invoice"] == query["invoice"] || (query["payment[payment_intent]"] is { } paid && (string?)payment["payment"]!["payment_intent"] == paid)),
                _ => _objects.TryGetValue(path[(path.LastIndexOf('/') + 1)..], out var found) ? ScriptedHttp.Json(found.ToJsonString()) : ScriptedHttp.Json("""{ "error": { "type": "invalid_request_error", "code": "resource_missing" } }""", 404),
            };
        }
    }

    private HttpResponseMessage List(string prefix, Func<JsonObject, bool> isWanted) => ScriptedHttp.Json(new JsonObject
    {
        ["data"] = new JsonArray([.. _objects.Where(each => each.Key.StartsWith(prefix, StringComparison.Ordinal) && isWanted(each.Value)).Select(each => each.Value.DeepClone())]),
        ["has_more"] = false,
    }.ToJsonString());

    private HttpResponseMessage Create(string path, SentRequest request)
    {
        if (_keys.TryGetValue(request.Headers["Idempotency-Key"], out var known)) return ScriptedHttp.Json(_objects[known].ToJsonString());
        var form = HttpUtility.ParseQueryString(request.Body);
        var marks = new JsonObject(form.AllKeys.Where(name => name!.StartsWith("metadata[", StringComparison.Ordinal)).Select(name => KeyValuePair.Create(name![9..^1], (JsonNode?)form[name])));
        var made = path switch
        {
            "checkout/sessions" => new JsonObject { ["status"] = "open", ["payment_status"] = "unpaid", ["mode"] = form["mode"], ["url"] = "https://stripe.example/pay", ["amount_total"] = long.Parse(form["line_items[0][price_data][unit_amount]"] ?? "900", System.Globalization.CultureInfo.InvariantCulture), ["metadata"] = marks },
            "accounts" => new JsonObject { ["charges_enabled"] = false, ["metadata"] = marks },
            "customers" => new JsonObject { ["metadata"] = marks },
            _ => new JsonObject { ["url"] = "https://stripe.example/page" },
        };
        var id = NewId(path switch { "checkout/sessions" => "cs", "accounts" => "acct", "customers" => "cus", _ => "page" });
        (_keys[request.Headers["Idempotency-Key"]], made["id"], _objects[id]) = (id, id, made);
        return ScriptedHttp.Json(made.ToJsonString());
    }
}
