// Checks answers against Spotify's OpenAPI description: node validate-spotify.mjs SPEC.yml < [{ "response": "OneTrack", "body": … }]
// Prints one line a fault and exits with 1 when there is any.
import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { parse } from 'yaml';

const spec = parse(readFileSync(process.argv[2], 'utf8'));
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema({ $id: 'spotify', ...spec });

let faults = 0;
for (const { response, body } of JSON.parse(readFileSync(0, 'utf8'))) {
  const pointer = `spotify#/components/responses/${response}/content/application~1json/schema`;
  const validate = ajv.compile({ $ref: pointer });
  if (validate(body)) continue;
  for (const error of validate.errors) {
    faults++;
    console.log(`${response}${error.instancePath}: ${error.message}`);
  }
}

process.exit(faults > 0 ? 1 : 0);
