using Smartlinks.StreamingServices;

namespace Smartlinks.Releases;

/// <summary>Says to an admin why a service did not answer yet. Pure.</summary>
public static class SilenceReason
{
    public const string Others = "Somebody who may know its address is asked first, in turn.";

    public static string GivenUp(StreamingService service) => $"{service.Name} did not answer for two weeks; set its address by hand, or ask again.";

    public static string Of(StreamingService service, LookUp.Unavailable silence) => silence.Reason switch
    {
        UnavailableReasons.Paced => $"Waiting for its turn at {service.Name}.",
        UnavailableReasons.QuotaExhausted => $"{service.Name}'s quota is used up; asking again when it is reset.",
        UnavailableReasons.CircuitOpen => $"{service.Name} is failing; asking again when it recovers.",
        UnavailableReasons.Unauthorized => $"{service.Name} refuses this deployment's credentials; asking again later.",
        UnavailableReasons.MalformedAnswer => $"{service.Name} answered with something that cannot be read; asking again.",
        _ => $"{service.Name} did not answer ({silence.Reason}); asking again.",
    };
}
