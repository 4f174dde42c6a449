namespace Smartlinks.Functions.People;

/// <summary>Why an id token or an answer of the provider is not taken. Nothing of either is in it.</summary>
public enum SignInRefusal
{
    NoIdToken,
    Malformed,
    Algorithm,
    UnknownKey,
    Signature,
    Issuer,
    Audience,
    Expired,
    NotYet,
    Nonce,
    Subject,
    BegunTooLongAgo,
    CodeNotTaken,
}

/// <summary>Somebody came back from the provider with what proves nothing.</summary>
public sealed class SignInRefusedException(SignInRefusal why) : Exception($"The sign-in is refused: {why}.")
{
    public SignInRefusal Why { get; } = why;
}

/// <summary>The provider does not answer, or not as one does.</summary>
public sealed class ProviderUnavailableException(string what, Exception? cause = null) : Exception(what, cause);
