// Closed JSON schemas of Stripe's requests and objects, made from the types of the npm package stripe. Made once per version of what makes them, into the folder given.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);

// By method and path.
const types = {
  'POST v1/checkout/sessions': 'Checkout.SessionCreateParams',
  'GET v1/checkout/sessions/{id}': 'Checkout.SessionRetrieveParams',
  'POST v1/checkout/sessions/{id}/expire': 'Checkout.SessionExpireParams',
  'GET v1/payment_intents/{id}': 'PaymentIntentRetrieveParams',
  'GET v1/charges/{id}': 'ChargeRetrieveParams',
  'GET v1/refunds/{id}': 'RefundRetrieveParams',
  'GET v1/refunds': 'RefundListParams',
  'GET v1/disputes/{id}': 'DisputeRetrieveParams',
  'GET v1/disputes': 'DisputeListParams',
  'GET v1/subscriptions/{id}': 'SubscriptionRetrieveParams',
  'GET v1/invoices/{id}': 'InvoiceRetrieveParams',
  'GET v1/invoice_payments': 'InvoicePaymentListParams',
  'POST v1/customers': 'CustomerCreateParams',
  'GET v1/customers/{id}': 'CustomerRetrieveParams',
  'POST v1/billing_portal/sessions': 'BillingPortal.SessionCreateParams',
  'POST v1/accounts': 'AccountCreateParams',
  'GET v1/accounts/{id}': 'AccountRetrieveParams',
  'POST v1/account_links': 'AccountLinkCreateParams',
};

// What lies in the packages beside what they export.
const packageFolder = (entry, up) => join(dirname(require.resolve(entry)), ...Array(up).fill('..'));
export const stripeFolder = packageFolder('stripe', 1);
const versionOf = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;

const name = (request) => request.replace(/[^A-Za-z0-9]+/g, '_').replace(/_$/, '');

/** { version, schemas: { [request]: schema } } */
export async function requestSchemas(folder) {
  const version = versionOf(stripeFolder);
  const self = readFileSync(fileURLToPath(import.meta.url));
  const key = createHash('sha256').update(self).update(version).update(readFileSync(join(stripeFolder, 'cjs', 'stripe.core.d.ts'))).digest('hex').slice(0, 16);
  const file = join(folder, `stripe-${version}-${key}.json`);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    const work = mkdtempSync(join(folder, 'making-'));
    const made = await make(work);
    const unfinished = join(work, 'schemas.json');
    writeFileSync(unfinished, JSON.stringify(made));
    renameSync(unfinished, file);
    rmSync(work, { recursive: true });
  }
  const definitions = JSON.parse(readFileSync(file, 'utf8'));
  return { version, definitions, nameOf: (request) => (types[request] ? name(request) : undefined), requests: Object.keys(types) };
}

/** Copies the package's types, with closed enumerations: they are left open there, which would let any text pass. */
export function copyTypes(folder) {
  cpSync(join(stripeFolder, 'cjs'), folder, { recursive: true, filter: (path) => !/\.(js|map)$/.test(path) });
  for (const entry of readdirSync(folder, { recursive: true })) {
    if (!entry.endsWith('.d.ts')) continue;
    const path = join(folder, entry);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(' | OtherString', ''));
  }
}

/** How TypeScript reads the types. */
export const compilerOptions = { module: 'nodenext', moduleResolution: 'nodenext', target: 'es2022', strict: true, skipLibCheck: true, noEmit: true, types: [] };

async function make(work) {
  const { createGenerator } = await import('ts-json-schema-generator');
  copyTypes(join(work, 'stripe'));
  const lines = ["import { Stripe } from './stripe/stripe.core.js';"];
  for (const [request, type] of Object.entries(types)) lines.push(`export type ${name(request)} = Stripe.${type};`);
  const entry = join(work, 'requests.ts');
  writeFileSync(entry, lines.join('\n'));
  writeFileSync(join(work, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['requests.ts'] }));
  const generator = createGenerator({ path: entry, tsconfig: join(work, 'tsconfig.json'), skipTypeCheck: true, additionalProperties: false, topRef: true, type: '*' });
  return generator.createSchema('*').definitions;
}
