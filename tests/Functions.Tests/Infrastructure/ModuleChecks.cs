namespace Smartlinks.Tests.Functions.Infrastructure;

/// <summary>What a compiler would say of names: each is declared, brought, passed and used.</summary>
public static class ModuleChecks
{
    /// <summary>Parameters of modules that are not passed, and what is passed without being one.</summary>
    public static IEnumerable<string> Passing(IReadOnlyList<BicepFile> files)
    {
        foreach (var (file, module) in files.SelectMany(file => file.Modules.Select(module => (file, module))))
        {
            if (files.FirstOrDefault(each => each.Name == module.Source) is not { } called)
            {
                yield return $"{file.Name}:{module.Line} there is no {module.Source}";
                continue;
            }

            var passed = module.Body?.Member("params")?.Names ?? [];
            foreach (var missing in called.Parameters.Select(parameter => parameter.Name).Except(passed)) yield return $"{file.Name}:{module.Line} {module.Source} is not passed {missing}";
            foreach (var unknown in passed.Except(called.Parameters.Select(parameter => parameter.Name))) yield return $"{file.Name}:{module.Line} {module.Source} has no parameter {unknown}";
        }
    }

    /// <summary>Modules that nobody calls, apart from the first one.</summary>
    public static IEnumerable<string> Uncalled(IReadOnlyList<BicepFile> files) =>
        files.Select(file => file.Name).Where(name => name != "main.bicep").Except(files.SelectMany(file => file.Modules.Concat(file.Imports)).Select(used => used.Source)).Select(name => $"{name} is not called");

    /// <summary>Parameters, variables and imported names that nothing uses, and module outputs that nobody reads.</summary>
    public static IEnumerable<string> Unused(IReadOnlyList<BicepFile> files)
    {
        foreach (var file in files)
        {
            var used = Uses(file).Select(use => use.Name).ToHashSet(StringComparer.Ordinal);
            foreach (var parameter in file.Parameters.Where(parameter => !used.Contains(parameter.Name))) yield return $"{file.Name}:{parameter.Line} nothing uses {parameter.Name}";
            foreach (var variable in file.Variables.Where(variable => !used.Contains(variable.Name) && !IsExported(variable))) yield return $"{file.Name}:{variable.Line} nothing uses {variable.Name}";
            foreach (var brought in file.Imports)
                foreach (var name in brought.Names.Where(name => !used.Contains(name))) yield return $"{file.Name}:{brought.Line} nothing uses {name}";
        }

        var read = files.SelectMany(OutputsRead).Select(each => (each.Module, each.Output)).ToHashSet();
        foreach (var file in files.Where(file => file.Name != "main.bicep"))
            foreach (var output in file.Outputs.Where(output => !read.Contains((file.Name, output.Name)))) yield return $"{file.Name}:{output.Line} nobody reads {output.Name}";
    }

    /// <summary>Names that are declared nowhere: in the file, in a file that names are brought from, or among a module's outputs.</summary>
    public static IEnumerable<string> Undeclared(IReadOnlyList<BicepFile> files)
    {
        foreach (var file in files)
        {
            var declared = file.Declarations.Select(declaration => declaration.Name).Concat(file.Imports.SelectMany(brought => brought.Names)).ToHashSet(StringComparer.Ordinal);
            foreach (var (name, line) in Uses(file).Where(use => !declared.Contains(use.Name))) yield return $"{file.Name}:{line} {name} is not declared";
            foreach (var twice in file.Declarations.Where(declaration => declaration.Kind is not ("output" or "import" or "metadata" or "targetScope")).GroupBy(declaration => declaration.Name).Where(same => same.Count() > 1))
                yield return $"{file.Name}:{twice.Last().Line} {twice.Key} is declared twice";
            foreach (var brought in file.Imports)
                foreach (var name in brought.Names.Except(files.Where(each => each.Name == brought.Source).SelectMany(each => each.Variables).Where(IsExported).Select(variable => variable.Name)))
                    yield return $"{file.Name}:{brought.Line} {brought.Source} exports no {name}";
            foreach (var (module, output, line) in OutputsRead(file))
                if (files.First(each => each.Name == module).Outputs.All(each => each.Name != output)) yield return $"{file.Name}:{line} {module} has no output {output}";
        }
    }

    public static IEnumerable<string> Undescribed(IReadOnlyList<BicepFile> files) => files.SelectMany(file =>
        file.Parameters.Where(parameter => string.IsNullOrWhiteSpace(parameter.Description)).Select(parameter => $"{file.Name}:{parameter.Line} {parameter.Name} has no description"));

    private static bool IsExported(BicepDeclaration variable) => variable.Decorators.Any(decorator => decorator.Text == "export");

    private static IEnumerable<(string Name, int Line)> Uses(BicepFile file) =>
        file.Declarations.SelectMany(declaration => declaration.Decorators.Append(declaration.Value).OfType<BicepExpression>()).SelectMany(value => value.FreeNames);

    /// <summary><c>module.outputs.name</c>.</summary>
    private static IEnumerable<(string Module, string Output, int Line)> OutputsRead(BicepFile file) =>
        from declaration in file.Declarations
        where declaration.Value is not null
        from expression in declaration.Value!.All
        where expression is { Kind: "member", Children: [{ Kind: "member", Text: "outputs", Children: [{ Kind: "name" }] }] }
        join module in file.Modules on expression.Children[0].Children[0].Text equals module.Name
        select (module.Source, expression.Text, expression.Line);
}
