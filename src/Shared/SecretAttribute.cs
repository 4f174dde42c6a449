namespace Smartlinks;

/// <summary>Marks a setting that opens something: a Key Vault reference in Azure, and never in a log, an error or an answer.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;
