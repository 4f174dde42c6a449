// Validates answers against an OpenAPI 3.1 description. Argument: the description. Standard input: a list of
// { "method", "path" (as the description spells it), "status", "contentType", "headers", "body" (JSON or null) }. Prints one JSON list of what is wrong.
// Objects whose properties are listed may have no others here: a field that the description forgot is a fault.
import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const description = JSON.parse(readFileSync(process.argv[2], 'utf8'));
for (const schema of Object.values(description.components.schemas))
  if (schema.properties) schema.additionalProperties ??= false;
const ajv = new Ajv2020({ strict: false, logger: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(description, 'api');

const escape = (name) => name.replaceAll('~', '~0').replaceAll('/', '~1');
// Follows a reference, so that a schema's own address is known.
const at = (pointer) => {
  const value = pointer.split('/').slice(1).reduce((node, part) => node?.[part.replaceAll('~1', '/').replaceAll('~0', '~')], description);
  return value?.$ref ? at(value.$ref.slice(1)) : { pointer, value };
};

const faults = [];
for (const answer of JSON.parse(readFileSync(0, 'utf8'))) {
  const what = `${answer.method} ${answer.path} ${answer.status}`;
  const { pointer, value: response } = at(`/paths/${escape(answer.path)}/${answer.method}/responses/${answer.status}`);
  if (!response) {
    faults.push(`${what}: is not described`);
    continue;
  }
  for (const [name, header] of Object.entries(response.headers ?? {})) {
    const value = answer.headers[name.toLowerCase()];
    if (value === undefined ? name !== 'Set-Cookie' : !ajv.validate(header.schema, value)) faults.push(`${what}: header ${name} is ${value}`);
  }
  const type = answer.contentType?.split(';')[0];
  if (!response.content) {
    if (type) faults.push(`${what}: a body of ${type} is not described`);
    continue;
  }
  if (!response.content[type]) {
    faults.push(`${what}: ${type} is not described`);
    continue;
  }
  if (!type.endsWith('json')) continue;
  const validate = ajv.compile({ $ref: `api#${pointer}/content/${escape(type)}/schema` });
  if (!validate(answer.body)) for (const error of validate.errors) faults.push(`${what}${error.instancePath}: ${error.message} ${JSON.stringify(error.params)}`);
}

process.stdout.write(JSON.stringify(faults));
