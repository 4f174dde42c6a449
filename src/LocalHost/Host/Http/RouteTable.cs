using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Smartlinks.LocalHost.Host;

/// <summary>
/// Finds the HTTP function for a request: functions in order of their names, the first whose route template, constraints and methods
/// match wins. A wrong method is no match, so it ends as 404.
/// </summary>
internal sealed class RouteTable
{
    private static readonly DefaultInlineConstraintResolver Constraints =
        new(Options.Create(new RouteOptions()), new ServiceCollection().BuildServiceProvider());

    private readonly List<Entry> entries;

    public RouteTable(IEnumerable<FunctionDefinition> functions)
    {
        entries = [.. functions.Where(static function => function is { Trigger: HttpTriggerDefinition, IsDisabled: false }).Select(static function => new Entry(function))];
    }

    public FunctionDefinition? Find(HttpContext context, RouteValueDictionary values)
    {
        var path = context.Request.Path;
        foreach (var entry in entries)
        {
            values.Clear();
            if (entry.Allows(context.Request.Method) && entry.Matcher.TryMatch(path.HasValue ? path : "/", values) && entry.Accepts(context, values))
                return entry.Function;
        }
        return null;
    }

    private sealed class Entry
    {
        private readonly HttpTriggerDefinition trigger;
        private readonly List<(string Name, IRouteConstraint Constraint)> constraints = [];

        public Entry(FunctionDefinition function)
        {
            Function = function;
            trigger = (HttpTriggerDefinition)function.Trigger;
            var template = TemplateParser.Parse(trigger.Route);
            var defaults = new RouteValueDictionary();
            foreach (var parameter in template.Parameters)
            {
                if (parameter.DefaultValue is not null)
                    defaults[parameter.Name!] = parameter.DefaultValue;
                constraints.AddRange(parameter.InlineConstraints.Select(inline => (parameter.Name!, Constraints.ResolveConstraint(inline.Constraint)
                    ?? throw new FormatException($"The route constraint '{inline.Constraint}' of '{trigger.Route}' is unknown."))));
            }
            Matcher = new TemplateMatcher(template, defaults);
        }

        public FunctionDefinition Function { get; }

        public TemplateMatcher Matcher { get; }

        public bool Allows(string method)
        {
            if (trigger.Methods is null)
                return true;
            foreach (var allowed in trigger.Methods)
            {
                if (allowed.Equals(method, StringComparison.OrdinalIgnoreCase))
                    return true;
            }
            return false;
        }

        public bool Accepts(HttpContext context, RouteValueDictionary values)
        {
            foreach (var (name, constraint) in constraints)
            {
                // An optional parameter that is absent has nothing to check.
                if (values.TryGetValue(name, out var value) && value is not null && !constraint.Match(context, null, name, values, RouteDirection.IncomingRequest))
                    return false;
            }
            return true;
        }
    }
}
