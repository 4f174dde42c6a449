namespace Smartlinks.LocalHost.Sandbox.Stripe;

/// <summary>The sandbox's Stripe says no, in Stripe's own words.</summary>
/// <param name="type">Such as <c>invalid_request_error</c>.</param>
public sealed class StripeRefusalException(int status, string type, string? code, string message, string? parameter = null) : Exception(message)
{
    public int Status { get; } = status;

    public string Type { get; } = type;

    public string? Code { get; } = code;

    public string? Parameter { get; } = parameter;

    public static StripeRefusalException Unknown(string parameter) => new(400, "invalid_request_error", "parameter_unknown", $"Received unknown parameter: {parameter}", parameter);

    public static StripeRefusalException Missing(string parameter) => new(400, "invalid_request_error", "parameter_missing", $"Missing required param: {parameter}.", parameter);

    public static StripeRefusalException Invalid(string parameter, string why) => new(400, "invalid_request_error", "parameter_invalid", why, parameter);

    public static StripeRefusalException NoSuch(string what, string id) => new(404, "invalid_request_error", "resource_missing", $"No such {what}: '{id}'", "id");
}
