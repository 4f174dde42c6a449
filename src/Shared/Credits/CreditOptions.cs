using System.ComponentModel.DataAnnotations;

namespace Smartlinks.Credits;

/// <summary>Whether links cost credits here; section <c>Credits</c>.</summary>
public sealed class CreditOptions
{
    public const string Section = "Credits";

    /// <summary>Off: everything is allowed, nothing costs anything, and no ledger is touched.</summary>
    public bool Enabled { get; set; }

    /// <summary>Links of an organization that may wait for credit, 1 to 1,000; above it new ones are refused.</summary>
    [Range(1, 1_000)]
    public int MostWaiting { get; set; } = 500;

    /// <summary>What the operator shows to give or take credit and to set plans, 32 to 200 characters; null: nobody can over the API.</summary>
    [Secret]
    [StringLength(200, MinimumLength = 32, ErrorMessage = "OperatorKey has 32 to 200 characters.")]
    public string? OperatorKey { get; set; }
}
