// OpenAPI 3.0's own dialect of JSON Schema, made 2020-12: nullable, exclusive bounds as booleans, references whose siblings do not count, discriminators.

const convertSchema = (schema) => {
  if (typeof schema !== 'object' || schema === null) return;
  if (schema.$ref) {
    for (const name of Object.keys(schema)) if (name !== '$ref') delete schema[name];
    return;
  }
  for (const child of Object.values(schema.properties ?? {})) convertSchema(child);
  for (const child of [schema.items, schema.not, schema.additionalProperties, ...(schema.allOf ?? []), ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])]) convertSchema(child);
  for (const [exclusive, bound] of [['exclusiveMinimum', 'minimum'], ['exclusiveMaximum', 'maximum']]) {
    if (schema[exclusive] === true) {
      schema[exclusive] = schema[bound];
      delete schema[bound];
    } else if (schema[exclusive] === false) delete schema[exclusive];
  }
  if (schema.discriminator) convertDiscriminator(schema);
  // Without a type of its own the word says nothing (OpenAPI 3.0.3 §4.7.24.1).
  if (schema.nullable && schema.type) {
    schema.type = [schema.type, 'null'];
    if (schema.enum && !schema.enum.includes(null)) schema.enum.push(null);
  }
  delete schema.nullable;
};

// Which schema holds follows from one property; as a plain oneOf the schemas of a large description overlap.
const convertDiscriminator = (schema) => {
  const { propertyName, mapping = {} } = schema.discriminator;
  const names = Object.keys(mapping);
  delete schema.discriminator;
  if (!schema.oneOf || names.length === 0) return;
  delete schema.oneOf;
  schema['x-discriminator'] = { propertyName, mapping };
  schema.required = [propertyName];
  schema.allOf = [
    { properties: { [propertyName]: { enum: names } } },
    ...names.map((name) => ({ if: { properties: { [propertyName]: { const: name } }, required: [propertyName] }, then: { $ref: mapping[name] } })),
  ];
};

const convertUnder = (node) => {
  if (typeof node !== 'object' || node === null) return;
  for (const [name, child] of Object.entries(node)) {
    if (name === 'schema') convertSchema(child);
    else if (name !== 'example' && name !== 'examples') convertUnder(child);
  }
};

export const convert = (description) => {
  const { schemas = {}, ...others } = description.components ?? {};
  for (const schema of Object.values(schemas)) convertSchema(schema);
  convertUnder(description.paths);
  convertUnder(others);
};
