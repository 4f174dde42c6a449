// Reads Bicep files into their declarations. Standard input: { "<name>": "<text>" }. Prints a list of
// { "name", "faults": [ "line: what" ], "declarations": [ … ] }; a fault is a place the grammar does not know.
// Every expression is { "kind", "text", "line", "names", "children" }; what the last two are depends on the kind (BicepExpression.cs).
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Language, Parser } from 'web-tree-sitter';

const grammar = createRequire(import.meta.url).resolve('tree-sitter-bicep/package.json').replace('package.json', 'tree-sitter-bicep.wasm');
await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(grammar));

const named = (node) => node.children.filter((child) => child.isNamed && child.type !== 'comment');
const of = (node, type) => named(node).find((child) => child.type === type);
const line = (node) => node.startPosition.row + 1;
const escapes = { "\\'": "'", '\\\\': '\\', '\\n': '\n', '\\r': '\r', '\\t': '\t', '\\$': '$' };

const make = (node, kind, text, children = [], names = []) => ({ kind, text, line: line(node), names, children });

const string = (node) => {
  const parts = [];
  for (const part of named(node)) {
    if (part.type === 'interpolation') {
      parts.push(expression(named(part)[0]));
      continue;
    }
    const text = part.type === 'escape_sequence' ? escapes[part.text] ?? part.text : part.text;
    if (parts.at(-1)?.kind === 'text') parts.at(-1).text += text;
    else parts.push(make(part, 'text', text));
  }
  if (parts.length === 0) return make(node, 'text', '');
  return parts.length === 1 && parts[0].kind === 'text' ? parts[0] : make(node, 'template', node.text, parts);
};

const key = (node) => (node.type === 'string' ? string(node).text : node.text);

const object = (node) => {
  const members = named(node).filter((child) => child.type === 'object_property').map(named).filter((member) => member.length === 2);
  return make(node, 'object', '', members.map((member) => expression(member[1])), members.map((member) => key(member[0])));
};

const loop = (node) => {
  const parts = named(node);
  const names = parts[0].type === 'for_loop_parameters' ? named(parts[0]).map((name) => name.text) : [parts[0].text];
  return make(node, 'for', '', [expression(parts[1]), expression(parts.at(-1))], names);
};

const call = (node) => {
  const [called, passed] = named(node);
  const children = named(passed).map(expression);
  return called.type === 'identifier' ? make(node, 'call', called.text, children) : make(node, 'call', named(called).at(-1).text, [expression(named(called)[0]), ...children]);
};

const operator = (node) => node.children.find((child) => !child.isNamed)?.text ?? '';

const readers = {
  string,
  object,
  for_statement: loop,
  call_expression: call,
  identifier: (node) => make(node, 'name', node.text),
  number: (node) => make(node, 'number', node.text),
  boolean: (node) => make(node, 'boolean', node.text),
  null: (node) => make(node, 'null', node.text),
  array: (node) => make(node, 'array', '', named(node).map(expression)),
  parenthesized_expression: (node) => expression(named(node)[0]),
  member_expression: (node) => make(node, 'member', named(node).at(-1).text, [expression(named(node)[0])]),
  subscript_expression: (node) => make(node, 'index', '', named(node).map(expression)),
  resource_expression: (node) => make(node, 'nested', named(node).at(-1).text, [expression(named(node)[0])]),
  ternary_expression: (node) => make(node, 'choice', '', named(node).map(expression)),
  if_statement: (node) => make(node, 'if', '', named(node).map(expression)),
  binary_expression: (node) => make(node, 'binary', operator(node), named(node).map(expression)),
  unary_expression: (node) => make(node, 'unary', operator(node), named(node).map(expression)),
  lambda_expression: (node) => {
    const parts = named(node);
    return make(node, 'lambda', '', [expression(parts.at(-1))], parts.slice(0, -1).flatMap((part) => (part.type === 'identifier' ? [part] : named(part))).map((part) => part.text));
  },
};

// The grammar reads `x => x.name` as the member of a lambda. What follows a lambda's first word belongs into its body.
const intoBody = (made) => {
  const [lambda, ...others] = made.children;
  if (lambda?.kind !== 'lambda' || !['member', 'index', 'choice', 'binary'].includes(made.kind)) return made;
  return { ...lambda, children: [intoBody({ ...made, children: [lambda.children[0], ...others] })] };
};

const expression = (node) => intoBody(readers[node.type] ? readers[node.type](node) : make(node, 'other', node.text, named(node).map(expression)));

const declare = (node, kind, name, more) => ({ kind, name, line: line(node), type: '', source: '', isExisting: false, names: [], decorators: [], value: null, ...more });

// The value is what follows the equals sign.
const valueOf = (node) => {
  const at = node.children.findIndex((child) => child.type === '=');
  const value = at < 0 ? undefined : node.children.slice(at + 1).find((child) => child.isNamed && child.type !== 'comment');
  return value ? expression(value) : null;
};

const simple = (kind) => (node) => declare(node, kind, of(node, 'identifier')?.text ?? '', { type: of(node, 'type')?.text ?? '', value: valueOf(node) });
const sourced = (kind) => (node) =>
  declare(node, kind, of(node, 'identifier')?.text ?? '', { source: string(of(node, 'string')).text, isExisting: node.children.some((child) => child.type === 'existing'), value: valueOf(node) });

const declarations = {
  parameter_declaration: simple('param'),
  variable_declaration: simple('var'),
  output_declaration: simple('output'),
  metadata_declaration: simple('metadata'),
  resource_declaration: sourced('resource'),
  module_declaration: sourced('module'),
  target_scope_assignment: (node) => declare(node, 'targetScope', string(of(node, 'string')).text),
  import_functionality: (node) => declare(node, 'import', '', { source: string(of(node, 'string')).text, names: named(node).filter((child) => child.type === 'identifier').map((child) => child.text) }),
};

const read = (name, text) => {
  const tree = parser.parse(text);
  const faults = [];
  const look = (node) => {
    if (node.isError || node.isMissing) faults.push(`${line(node)}: ${node.isMissing ? 'missing' : 'unexpected'} ${node.text.slice(0, 60)}`);
    node.children.forEach(look);
  };
  look(tree.rootNode);
  if (faults.length > 0) return { name, faults, declarations: [] };
  const found = [];
  let decorators = [];
  for (const node of named(tree.rootNode)) {
    if (node.type === 'decorators') {
      decorators = named(node).map((decorator) => expression(named(decorator)[0]));
      continue;
    }
    if (declarations[node.type]) found.push({ ...declarations[node.type](node), decorators });
    else faults.push(`${line(node)}: ${node.type} is not read here`);
    decorators = [];
  }
  return { name, faults, declarations: found };
};

const files = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(Object.entries(files).map(([name, text]) => read(name, text))));
