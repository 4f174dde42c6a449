using System.Globalization;

namespace Smartlinks.Tests.Functions.Infrastructure;

/// <summary>
/// Computes what an expression comes to where that is known before a deployment: texts, numbers, truth values, lists and objects (<see cref="BicepObject"/>). What it does not know
/// throws <see cref="NotSupportedException"/> with the place.
/// </summary>
public sealed class BicepEvaluator(IReadOnlyDictionary<string, object?> values)
{
    public object? Evaluate(BicepExpression expression) => expression.Kind switch
    {
        "text" => expression.Text,
        "number" => int.Parse(expression.Text, CultureInfo.InvariantCulture),
        "boolean" => expression.Text == "true",
        "null" => null,
        "name" => values.TryGetValue(expression.Text, out var value) ? value : throw Unknown(expression),
        "template" => string.Concat(expression.Children.Select(part => Convert.ToString(Evaluate(part), CultureInfo.InvariantCulture))),
        "array" => expression.Children.Select(Evaluate).ToList(),
        "object" => BicepObject.Of(expression.Names.Zip(expression.Children, (name, value) => (name, Evaluate(value)))),
        "member" => ((BicepObject)Evaluate(expression.Children[0])!)[expression.Text],
        "index" => ((List<object?>)Evaluate(expression.Children[0])!)[(int)Evaluate(expression.Children[1])!],
        "choice" => Evaluate(expression.Children[(bool)Evaluate(expression.Children[0])! ? 1 : 2]),
        "for" => List(expression.Children[0]).Select(element => With(expression.Names[0], element).Evaluate(expression.Children[^1])).ToList(),
        "unary" when expression.Text == "!" => !(bool)Evaluate(expression.Children[0])!,
        "binary" => Binary(expression),
        "call" => Call(expression),
        _ => throw Unknown(expression),
    };

    public BicepEvaluator With(string name, object? value) => new(new Dictionary<string, object?>(values) { [name] = value });

    private object? Binary(BicepExpression expression)
    {
        var (left, right) = (Evaluate(expression.Children[0]), Evaluate(expression.Children[1]));
        return expression.Text switch
        {
            "==" => Equals(left, right),
            "!=" => !Equals(left, right),
            ">" => (int)left! > (int)right!,
            "-" => (int)left! - (int)right!,
            "+" => (int)left! + (int)right!,
            _ => throw Unknown(expression),
        };
    }

    private object? Call(BicepExpression call)
    {
        var passed = call.Children;
        return call.Text switch
        {
            "empty" => IsEmpty(Evaluate(passed[0])),
            "length" => List(passed[0]).Count,
            "max" => passed.Max(each => (int)Evaluate(each)!),
            "range" => Enumerable.Range((int)Evaluate(passed[0])!, (int)Evaluate(passed[1])!).Select(number => (object?)number).ToList(),
            "concat" => passed.SelectMany(List).ToList(),
            "union" => BicepObject.Of(passed.SelectMany(each => ((BicepObject)Evaluate(each)!).Members)),
            "items" => ((BicepObject)Evaluate(passed[0])!).Members.OrderBy(member => member.Name, StringComparer.Ordinal)
                .Select(member => (object?)BicepObject.Of([("key", member.Name), ("value", member.Value)])).ToList(),
            "map" => List(passed[0]).Select(element => Apply(passed[1], element)).ToList(),
            "toObject" => BicepObject.Of(List(passed[0]).Select(element => ((string)Apply(passed[1], element)!, Apply(passed[2], element)))),
            "split" => Text(passed[0]).Split(Text(passed[1])).Select(part => (object?)part).ToList(),
            "replace" => Text(passed[0]).Replace(Text(passed[1]), Text(passed[2]), StringComparison.Ordinal),
            "trim" => Text(passed[0]).Trim(),
            "toLower" => Text(passed[0]).ToLowerInvariant(),
            _ => throw Unknown(call),
        };
    }

    private object? Apply(BicepExpression lambda, object? element) => With(lambda.Names[0], element).Evaluate(lambda.Children[0]);

    private List<object?> List(BicepExpression expression) => (List<object?>)Evaluate(expression)!;

    private string Text(BicepExpression expression) => (string)Evaluate(expression)!;

    private static bool IsEmpty(object? value) => value switch
    {
        null => true,
        string text => text.Length == 0,
        List<object?> list => list.Count == 0,
        BicepObject members => members.Members.Count == 0,
        _ => false,
    };

    private static NotSupportedException Unknown(BicepExpression expression) => new($"{expression.Kind} {expression.Text} of line {expression.Line} is not known before a deployment.");
}

/// <summary>An object's members in their order; of two with one name the later one stays.</summary>
public sealed record BicepObject(IReadOnlyList<(string Name, object? Value)> Members)
{
    /// <exception cref="KeyNotFoundException">There is no such member.</exception>
    public object? this[string name] => Members.FirstOrDefault(member => member.Name == name) is { Name: not null } found ? found.Value : throw new KeyNotFoundException(name);

    public static BicepObject Of(IEnumerable<(string Name, object? Value)> members) => new([.. members.GroupBy(member => member.Name, (_, same) => same.Last())]);
}
