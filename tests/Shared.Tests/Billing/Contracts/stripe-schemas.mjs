// Closed JSON schemas of Stripe's requests and objects, made from the types of the npm package stripe. Made once per version of what makes them, into the folder given.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);

// The name of each request is its method and path; of each object, its own 'object'.
const types = {
  'POST v1/checkout/sessions': ['Checkout/Sessions', 'Checkout.SessionCreateParams'],
  'GET v1/checkout/sessions/{id}': ['Checkout/Sessions', 'Checkout.SessionRetrieveParams'],
  'POST v1/checkout/sessions/{id}/expire': ['Checkout/Sessions', 'Checkout.SessionExpireParams'],
  'GET v1/payment_intents/{id}': ['PaymentIntents', 'PaymentIntentRetrieveParams'],
  'GET v1/charges/{id}': ['Charges', 'ChargeRetrieveParams'],
  'GET v1/refunds/{id}': ['Refunds', 'RefundRetrieveParams'],
  'GET v1/refunds': ['Refunds', 'RefundListParams'],
  'GET v1/disputes/{id}': ['Disputes', 'DisputeRetrieveParams'],
  'GET v1/disputes': ['Disputes', 'DisputeListParams'],
  'GET v1/subscriptions/{id}': ['Subscriptions', 'SubscriptionRetrieveParams'],
  'GET v1/invoices/{id}': ['Invoices', 'InvoiceRetrieveParams'],
  'GET v1/invoice_payments': ['InvoicePayments', 'InvoicePaymentListParams'],
  'POST v1/customers': ['Customers', 'CustomerCreateParams'],
  'GET v1/customers/{id}': ['Customers', 'CustomerRetrieveParams'],
  'POST v1/billing_portal/sessions': ['BillingPortal/Sessions', 'BillingPortal.SessionCreateParams'],
  'POST v1/accounts': ['Accounts', 'AccountCreateParams'],
  'GET v1/accounts/{id}': ['Accounts', 'AccountRetrieveParams'],
  'POST v1/account_links': ['AccountLinks', 'AccountLinkCreateParams'],
};

const name = (request) => request.replace(/[^A-Za-z0-9]+/g, '_').replace(/_$/, '');

/** { version, schemas: { [request]: schema } } */
export async function requestSchemas(folder) {
  const version = require('stripe/package.json').version;
  const self = readFileSync(fileURLToPath(import.meta.url));
  const key = createHash('sha256').update(self).update(version).update(require('ts-json-schema-generator/package.json').version).digest('hex').slice(0, 16);
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

async function make(work) {
  const { createGenerator } = await import('ts-json-schema-generator');
  const source = dirname(require.resolve('stripe/package.json'));
  const declarations = join(work, 'stripe');
  cpSync(join(source, 'cjs'), declarations, { recursive: true, filter: (path) => !/\.(js|map)$/.test(path) });
  // Every enumeration is left open there, which would let any text pass.
  for (const entry of readdirSync(declarations, { recursive: true })) {
    if (!entry.endsWith('.d.ts')) continue;
    const path = join(declarations, entry);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(' | OtherString', ''));
  }
  const lines = ["import { Stripe } from './stripe/stripe.core.js';"];
  for (const [request, [, type]] of Object.entries(types)) lines.push(`export type ${name(request)} = Stripe.${type};`);
  const entry = join(work, 'requests.ts');
  writeFileSync(entry, lines.join('\n'));
  const options = { module: 'nodenext', moduleResolution: 'nodenext', target: 'es2022', strict: true, skipLibCheck: true, noEmit: true, types: [] };
  writeFileSync(join(work, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['requests.ts'] }));
  const generator = createGenerator({ path: entry, tsconfig: join(work, 'tsconfig.json'), skipTypeCheck: true, additionalProperties: false, topRef: true, type: '*' });
  return generator.createSchema('*').definitions;
}
