// Holds objects against the types of the npm package stripe: no member that Stripe does not have, none of another type, no unknown state. Members may be left out.
// Standard input: a list of objects as the API gives them. Prints a list of faults per object.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { compilerOptions, copyTypes } from './stripe-schemas.mjs';

const types = {
  'checkout.session': 'Checkout.Session', payment_intent: 'PaymentIntent', charge: 'Charge', refund: 'Refund', dispute: 'Dispute', subscription: 'Subscription', invoice: 'Invoice',
  invoice_payment: 'InvoicePayment', customer: 'Customer', account: 'Account', account_link: 'AccountLink', 'billing_portal.session': 'BillingPortal.Session', event: 'Event',
};
const objects = JSON.parse(readFileSync(0, 'utf8'));
const work = mkdtempSync(join(tmpdir(), 'smartlinks-stripe-objects-'));
try {
  copyTypes(join(work, 'stripe'));
  mkdirSync(work, { recursive: true });
  const head = ["import { Stripe } from './stripe/stripe.core.js';", 'type Part<T> = T extends object ? { [K in keyof T]?: Part<T[K]> } : T;'];
  const lines = objects.map((object, at) => `export const o${at}: Part<Stripe.${types[object.object] ?? 'NoSuchObject'}> = ${JSON.stringify(object)};`);
  const file = join(work, 'objects.ts');
  writeFileSync(file, [...head, ...lines].join('\n'));
  const { options } = ts.convertCompilerOptionsFromJson(compilerOptions, work);
  const program = ts.createProgram([file], options);
  const source = program.getSourceFile(file);
  const faults = objects.map(() => []);
  for (const fault of program.getSemanticDiagnostics(source)) {
    const line = source.getLineAndCharacterOfPosition(fault.start).line - head.length;
    faults[Math.max(line, 0)].push(ts.flattenDiagnosticMessageText(fault.messageText, ' ').slice(0, 500));
  }
  process.stdout.write(JSON.stringify(faults));
} finally {
  rmSync(work, { recursive: true });
}
