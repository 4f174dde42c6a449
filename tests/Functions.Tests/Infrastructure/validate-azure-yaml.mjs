// Validates an azure.yaml against azd's schema. Argument: the schema. Standard input: the file. Prints one JSON list of what is wrong.
import { readFileSync } from 'node:fs';
import Ajv2019 from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

const text = readFileSync(process.argv[2], 'utf8');
const ajv = new Ajv2019({ strict: false, logger: false, allErrors: true });
addFormats(ajv);
// Schemas of azd's extensions lie elsewhere. They say something only of hosts and providers that are theirs.
for (const elsewhere of new Set([...text.matchAll(/"\$ref":\s*"(https:[^"#]+)"/g)].map((match) => match[1]))) ajv.addSchema({}, elsewhere);
const validate = ajv.compile(JSON.parse(text));
const faults = validate(parse(readFileSync(0, 'utf8'))) ? [] : validate.errors.map((error) => `${error.instancePath}: ${error.message} ${JSON.stringify(error.params)}`);
process.stdout.write(JSON.stringify(faults));
