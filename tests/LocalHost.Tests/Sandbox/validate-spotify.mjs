// Checks answers against Spotify's OpenAPI description: node validate-spotify.mjs SPEC.yml < [{ "response": "OneTrack", "body": … }]
// Prints one line a fault.
import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { parse } from 'yaml';

const spec = parse(readFileSync(process.argv[2], 'utf8'));
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema({ $id: 'spotify', ...spec });

for (const { response, body } of JSON.parse(readFileSync(0, 'utf8'))) {
  const pointer = `spotify#/components/responses/${response}/content/application~1json/schema`;
  const validate = ajv.compile({ $ref: pointer });
  if (validate(body)) continue;
  for (const error of validate.errors) {
    console.log(`${response}${error.instancePath}: ${error.message}`);
  }
}

