// Signs webhooks as Stripe does, with Stripe's own package. Standard input: a list of { "payload", "secret", "timestamp" }. Prints the list of headers.
import { readFileSync } from 'node:fs';
import Stripe from 'stripe';

const stripe = new Stripe('sk_test_unused');
process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map((webhook) => stripe.webhooks.generateTestHeaderString(webhook))));
