// Validates requests to Stripe. Argument: a folder for what is made once. Standard input: a list of { "method", "path", "form" (as on the wire), "headers" }.
// Prints { "version", "requests" (all that are known), "faults": a list of faults per request }.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import qs from 'qs';
import { requestSchemas, stripeFolder } from './stripe-schemas.mjs';

const ApiVersion = /ApiVersion = '([^']+)'/.exec(readFileSync(join(stripeFolder, 'cjs', 'apiVersion.js'), 'utf8'))[1];
const { definitions, nameOf, requests } = await requestSchemas(process.argv[2]);
// A form has texts only; what can be read as the type wanted is.
const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: true, logger: false });
ajv.addSchema({ $id: 'stripe', definitions });

const check = ({ method, path, form, headers }) => {
  const request = `${method} ${path.replace(/\/(?:cs|pi|ch|re|dp|du|sub|in|cus|acct)_\w+/, '/{id}')}`;
  const name = nameOf(request);
  if (!name) return [`${request} is none of Stripe's`];
  const faults = [];
  if (headers['Stripe-Version'] !== ApiVersion) faults.push(`Stripe-Version is ${headers['Stripe-Version']}, not ${ApiVersion}`);
  if (!/^Bearer (sk|rk)_/.test(headers['Authorization'] ?? '')) faults.push('Authorization is no key');
  if ((method === 'POST') !== ('Idempotency-Key' in headers)) faults.push('Idempotency-Key goes with a POST');
  const body = qs.parse(form, { depth: 10, strictDepth: true, arrayLimit: 100, parameterLimit: 1000 });
  const validate = ajv.compile({ $ref: `stripe#/definitions/${name}` });
  if (!validate(body)) for (const error of validate.errors) faults.push(`${request}${error.instancePath}: ${error.message} ${JSON.stringify(error.params)}`);
  return faults;
};

process.stdout.write(JSON.stringify({ version: ApiVersion, requests, faults: JSON.parse(readFileSync(0, 'utf8')).map(check) }));
