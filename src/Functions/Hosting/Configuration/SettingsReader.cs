using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Smartlinks.Functions.Hosting;

/// <summary>Reads settings and keeps every fault of theirs, so that whoever sets them up is told of all at once. Never repeats a value: it could be a secret in the wrong place.</summary>
internal sealed class SettingsReader(IConfiguration settings)
{
    private const string KeyVaultReference = "@Microsoft.KeyVault(";

    private readonly List<string> _faults = [];

    public string? this[string key] => settings[key];

    public bool Has(string key) => !string.IsNullOrEmpty(settings[key]);

    public IConfigurationSection Section(string name) => settings.GetSection(name);

    public void Refuse(string fault) => _faults.Add(fault);

    /// <exception cref="ConfigurationFaultException">Something was refused.</exception>
    public void Demand()
    {
        if (_faults.Count > 0) throw new ConfigurationFaultException(_faults);
    }

    /// <summary>Where the platform could not resolve a reference it gives the app the reference itself.</summary>
    public void RefuseUnresolved()
    {
        foreach (var (key, value) in settings.AsEnumerable())
        {
            if (value?.StartsWith(KeyVaultReference, StringComparison.OrdinalIgnoreCase) == true)
                Refuse($"{NameOf(key)} is a Key Vault reference that was not resolved: see that the vault has the secret and that this app's identity may read it (role Key Vault Secrets User).");
        }
    }

    /// <returns>The options, whatever is wrong with them.</returns>
    public T Bind<T>(string section, T options)
        where T : class
    {
        try
        {
            settings.GetSection(section).Bind(options);
        }
        catch (InvalidOperationException)
        {
            RefuseUnreadable(section, typeof(T));
            return options;
        }

        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true))
            Refuse($"Section {section}: {string.Join(" ", faults.Select(fault => fault.ErrorMessage))}");
        return options;
    }

    /// <summary>As it is written in an environment.</summary>
    private static string NameOf(string key) => key.Replace(":", "__", StringComparison.Ordinal);

    /// <summary>The binder stops at the first value it cannot read, and repeats it.</summary>
    private void RefuseUnreadable(string section, Type type)
    {
        var before = _faults.Count;
        foreach (var property in type.GetProperties().Where(each => each.SetMethod is { IsPublic: true } && (each.PropertyType == typeof(string) || !each.PropertyType.IsAssignableTo(typeof(IEnumerable)))))
        {
            if (settings[$"{section}:{property.Name}"] is { Length: > 0 } text && !IsReadable(text, property.PropertyType)) Refuse($"{section}__{property.Name} cannot be read: it {Form(property.PropertyType)}.");
        }

        if (_faults.Count == before) Refuse($"Section {section}: one of its values cannot be read.");
    }

    private static bool IsReadable(string text, Type type)
    {
        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text) is not null;
        }
#pragma warning disable CA1031 // A converter throws what it likes, and all of it says the same.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private static string Form(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var number when number == typeof(int) || number == typeof(long) => "is a whole number",
        var flag when flag == typeof(bool) => "is true or false",
        var span when span == typeof(TimeSpan) => "is a time such as 00:00:05",
        var other => $"is no {other.Name}",
    };
}
