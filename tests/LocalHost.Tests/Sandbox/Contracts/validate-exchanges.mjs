// Holds recorded exchanges against a published OpenAPI description (3.0 or 3.1, YAML or JSON), both directions. Argument: the description.
// Standard input: { "exchanges": [ { "method", "url", "headers", "requestBody", "status", "responseHeaders", "body" } ], "addenda"? }; url begins with the
// description's own path, header names are lower case, bodies are text or null. Prints one JSON list of faults.
// The addenda are what a service does and its description leaves out: "answers" (a schema by status), "properties" (pointers without indexes, by their
// end), "credentials" (headers that are as good as the described ones), "silent" (statuses whose answers have no body).
import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { convert } from './openapi-schemas.mjs';

const description = parse(readFileSync(process.argv[2], 'utf8'));
const { exchanges, addenda = {} } = JSON.parse(readFileSync(0, 'utf8'));
if (description.openapi.startsWith('3.0')) convert(description);

const ajv = new Ajv2020({ strict: false, logger: false, allErrors: true });
addFormats(ajv);
ajv.addFormat('uint32', { type: 'number', validate: (value) => Number.isInteger(value) && value >= 0 && value < 2 ** 32 });
ajv.addFormat('uint64', { type: 'string', validate: (value) => /^\d{1,20}$/.test(value) });
ajv.addFormat('base64', true);
ajv.addSchema(description, 'api');

const step = (name) => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));
const get = (pointer) => pointer.split('/').slice(1).reduce((node, part) => node?.[decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')], description);
const at = (pointer) => {
  const value = get(pointer);
  return value?.$ref ? at(value.$ref.slice(1)) : { pointer, value };
};
const validators = new Map();
const check = (pointer, value) => {
  if (!validators.has(pointer)) validators.set(pointer, ajv.compile({ $ref: `api#${pointer}` }));
  const validate = validators.get(pointer);
  return validate(value) ? [] : validate.errors.map((error) => `${error.instancePath}: ${error.message} ${JSON.stringify(error.params)}`);
};

const findOperation = (method, path) => {
  const parts = path.split('/');
  const fits = (template) => {
    const wanted = template.split('/');
    return wanted.length === parts.length && wanted.every((part, i) => (part.startsWith('{') ? parts[i] !== '' : part === parts[i]));
  };
  const template = Object.keys(description.paths).filter(fits).sort((a, b) => a.split('{').length - b.split('{').length)[0];
  const pointer = `/paths/${template && step(template)}`;
  return { template, pointer, operation: template && get(pointer)[method] };
};

const listParameters = (pointer, method) => {
  const found = new Map();
  for (const list of [`${pointer}/parameters`, `${pointer}/${method}/parameters`])
    (get(list) ?? []).forEach((_, i) => {
      const parameter = at(`${list}/${i}`);
      found.set(`${parameter.value.in} ${parameter.value.name}`, parameter);
    });
  return [...found.values()];
};

// The text of a parameter as what its schema speaks of; text that is no such thing stays text and fails.
const coerce = (schema, text) => {
  const types = [schema?.type ?? []].flat();
  if (types.includes('integer') && /^-?\d+$/.test(text)) return Number(text);
  if (types.includes('number') && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  if (types.includes('boolean') && /^(true|false)$/.test(text)) return text === 'true';
  return text;
};

const readParameter = (parameter, texts) => {
  const { value: schema } = at(`${parameter.pointer}/schema`);
  if (![schema?.type ?? []].flat().includes('array')) return texts.length > 1 ? undefined : coerce(schema, texts[0]);
  const style = parameter.value.style ?? (parameter.value.in === 'query' ? 'form' : 'simple');
  const explode = parameter.value.explode ?? style === 'form';
  const separator = { spaceDelimited: ' ', pipeDelimited: '|' }[style] ?? ',';
  if (!explode && texts.length > 1) return undefined;
  const { value: items } = at(`${parameter.pointer}/schema/items`);
  return (explode ? texts : texts[0].split(separator)).map((text) => coerce(items, text));
};

const checkParameter = (parameter, texts) => {
  const { value } = parameter;
  const what = `${value.in} parameter ${value.name}`;
  if (texts.length === 0) return value.required ? [`${what}: is missing`] : [];
  const read = readParameter(parameter, texts);
  return read === undefined ? [`${what}: is there ${texts.length} times`] : check(`${parameter.pointer}/schema`, read).map((fault) => `${what}${fault}`);
};

const checkDeepObject = (parameter, query) => {
  const prefix = `${parameter.value.name}[`;
  const given = [...query.keys()].filter((name) => name.startsWith(prefix));
  if (given.length === 0) return [];
  const { value: schema } = at(`${parameter.pointer}/schema`);
  const read = Object.fromEntries(given.map((name) => [name.slice(prefix.length, -1), coerce(schema.properties?.[name.slice(prefix.length, -1)], query.get(name))]));
  return [
    ...Object.keys(read).filter((name) => !schema.properties?.[name]).map((name) => `query parameter ${prefix}${name}]: is not described`),
    ...check(`${parameter.pointer}/schema`, read).map((fault) => `query parameter ${parameter.value.name}${fault}`),
  ];
};

const checkParameters = ({ template, pointer }, exchange, path, query) => {
  const parameters = listParameters(pointer, exchange.method);
  const isDeep = (parameter) => parameter.value.style === 'deepObject';
  const queries = parameters.filter((parameter) => parameter.value.in === 'query');
  const isDescribed = (name) => queries.some((parameter) => (isDeep(parameter) ? name.startsWith(`${parameter.value.name}[`) : name === parameter.value.name));
  const faults = [...new Set(query.keys())].filter((name) => !isDescribed(name)).map((name) => `query parameter ${name}: is not described`);
  for (const parameter of parameters) {
    const { name } = parameter.value;
    if (isDeep(parameter)) faults.push(...checkDeepObject(parameter, query));
    else if (parameter.value.in === 'query') faults.push(...checkParameter(parameter, query.getAll(name)));
    else if (parameter.value.in === 'header') faults.push(...checkParameter(parameter, [exchange.headers?.[name.toLowerCase()] ?? []].flat()));
    else if (parameter.value.in === 'path') faults.push(...checkParameter(parameter, [decodeURIComponent(path.split('/')[template.split('/').indexOf(`{${name}}`)])]));
  }
  return faults;
};

// Whether the request names who asks, where the description wants that. A refusal for want of it is what a test may be after.
const checkCredentials = (operation, exchange, query) => {
  const wanted = operation.security ?? description.security ?? [];
  if (wanted.length === 0 || [401, 403].includes(exchange.status)) return [];
  if ((addenda.credentials ?? []).some((name) => exchange.headers?.[name])) return [];
  const has = (name) => {
    const scheme = description.components.securitySchemes[name];
    if (scheme.type !== 'apiKey') return Boolean(exchange.headers?.authorization);
    return scheme.in === 'query' ? query.has(scheme.name) : Boolean(exchange.headers?.[scheme.name.toLowerCase()]);
  };
  return wanted.some((all) => Object.keys(all).every(has)) ? [] : ['request: carries no credentials'];
};

// Properties of a body that no part of its schema speaks of: ajv lets them pass where additionalProperties is not said.
const findUndescribed = (schemas, value, path) => {
  const members = [];
  const spread = (schema) => {
    if (!schema || schema === true) return;
    if (schema.$ref) return spread(at(schema.$ref.slice(1)).value);
    members.push(schema);
    const { mapping, propertyName } = schema['x-discriminator'] ?? {};
    if (mapping) return spread(mapping[value?.[propertyName]] && { $ref: mapping[value[propertyName]] });
    for (const list of [schema.allOf, schema.oneOf, schema.anyOf]) list?.forEach(spread);
  };
  schemas.forEach(spread);
  if (Array.isArray(value)) return value.flatMap((item) => findUndescribed(members.map((schema) => schema.items), item, path));
  if (typeof value !== 'object' || value === null) return [];
  const isOpen = members.some((schema) => schema.additionalProperties) || !members.some((schema) => schema.properties);
  return Object.entries(value).flatMap(([name, child]) => {
    const described = members.flatMap((schema) => schema.properties?.[name] ?? (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : []));
    const pointer = `${path}/${name}`;
    if (described.length > 0) return findUndescribed(described, child, pointer);
    return isOpen || (addenda.properties ?? []).some((end) => pointer.endsWith(end)) ? [] : [`${pointer}: is not described`];
  });
};

const checkBody = (what, pointer, content, type, text) => {
  const plain = type?.split(';')[0].trim().toLowerCase();
  const key = Object.keys(content).find((name) => name.split(';')[0].trim().toLowerCase() === plain);
  if (!key) return [`${what}: content type ${type ?? 'none'} is not described`];
  if (!content[key].schema || !plain.endsWith('json')) return [];
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    return [`${what}: is no JSON`];
  }
  const schema = `${pointer}/content/${step(key)}/schema`;
  const strangers = [...new Set(findUndescribed([get(schema)], body, ''))];
  return [...check(schema, body), ...strangers].map((fault) => `${what}${fault}`);
};

const checkRequestBody = ({ pointer }, exchange) => {
  const { pointer: place, value } = at(`${pointer}/${exchange.method}/requestBody`);
  if (!exchange.requestBody) return value?.required ? ['request body: is missing'] : [];
  return value ? checkBody('request body', place, value.content, exchange.headers?.['content-type'], exchange.requestBody) : ['request body: is not described'];
};

const checkAnswer = ({ pointer, operation }, exchange) => {
  const status = [`${exchange.status}`, `${Math.floor(exchange.status / 100)}XX`, 'default'].find((name) => operation.responses[name]);
  const extra = addenda.answers?.[exchange.status];
  if (!status && extra) {
    try {
      return ajv.validate(extra, JSON.parse(exchange.body)) ? [] : ajv.errors.map((error) => `answer${error.instancePath}: ${error.message}`);
    } catch {
      return ['answer: is no JSON'];
    }
  }
  if (!status && addenda.silent?.includes(exchange.status)) return exchange.body ? ['answer: a body is not described'] : [];
  if (!status) return [`answer: status ${exchange.status} is not described`];
  const { pointer: place, value } = at(`${pointer}/${exchange.method}/responses/${status}`);
  if (!value.content) return exchange.body ? ['answer: a body is not described'] : [];
  return checkBody('answer', place, value.content, exchange.responseHeaders?.['content-type'], exchange.body ?? '');
};

const checkExchange = (exchange) => {
  const [path, search = ''] = exchange.url.split(/\?(.*)/s);
  const found = findOperation(exchange.method, path);
  if (!found.template) return ['request: the path is not described'];
  if (!found.operation) return ['request: the method is not described'];
  const query = new URLSearchParams(search);
  return [
    ...checkParameters(found, exchange, path, query),
    ...checkCredentials(found.operation, exchange, query),
    ...checkRequestBody(found, exchange),
    ...checkAnswer(found, exchange),
  ];
};

const faults = exchanges
  .map((exchange) => ({ ...exchange, method: exchange.method.toLowerCase() }))
  .flatMap((exchange) => checkExchange(exchange).map((fault) => `${exchange.method} ${exchange.url} ${exchange.status}: ${fault}`));
process.stdout.write(JSON.stringify(faults));
