// Validates host.json and function.json files against SchemaStore's schemas. Arguments: the folder of the schemas. Standard input:
// { "host": …, "functions": { "<name>": … } }. Prints one JSON list of what is wrong.
//
// SchemaStore's function.json asks that each binding match exactly one of 17 shapes, most of which match anything that lacks their properties.
// So the file is validated without that choice, and each binding against the one definition named after its type.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import Ajv04 from 'ajv-draft-04';

const definitions = {
  httpTrigger: 'httpBinding', http: 'httpBinding', queueTrigger: 'queueBinding', queue: 'queueBinding',
  eventHubTrigger: 'eventHubBinding', eventHub: 'eventHubBinding', timerTrigger: 'timerTriggerBinding',
};
const folder = process.argv[2];
const read = (name) => JSON.parse(readFileSync(join(folder, `schemastore-${name}.schema.json`), 'utf8'));
const { host, functions } = JSON.parse(readFileSync(0, 'utf8'));
const faults = [];
const check = (validate, value, what) => {
  if (!validate(value)) for (const error of validate.errors) faults.push(`${what}${error.instancePath}: ${error.message} ${JSON.stringify(error.params)}`);
};

check(new Ajv({ strict: false, logger: false }).compile(read('host')), host, 'host.json');

const schema = read('function');
const ajv = new Ajv04({ strict: false, logger: false });
delete schema.properties.bindings.items.oneOf;
ajv.addSchema(schema, 'function');
const whole = ajv.getSchema('function');
for (const [name, file] of Object.entries(functions)) {
  check(whole, file, name);
  for (const [index, binding] of (file.bindings ?? []).entries()) {
    const definition = definitions[binding.type];
    if (!definition) faults.push(`${name}/bindings/${index}: no definition is known for type ${binding.type}`);
    else check(ajv.getSchema(`function#/definitions/${definition}`), binding, `${name}/bindings/${index}`);
  }
}

process.stdout.write(JSON.stringify(faults));
