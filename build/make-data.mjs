// Makes the two tables the app needs for a click from npm packages: node build/make-data.mjs [FOLDER]
//
//   countries.bin  address → country, from @ip-location-db/geo-whois-asn-country (CC BY 4.0 by NRO: name nro.net where figures are shown).
//                  Little endian: "SLC1", uint32 n4, n4 × uint32 first address, n4 × byte country, uint32 n6, n6 × uint64 first upper
//                  half of the address, n6 × byte country, uint16 count, count × 2 ASCII letters. Country 0 is "  ", not known. Starts
//                  ascend, begin at 0 and cover every address.
//   crawlers.json  { literals, patterns } from crawler-user-agents (MIT): texts to be found, and regular expressions for the rest.
//
// The same input gives the same bytes. Nothing is done when the folder already holds what this script and these packages make.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(import.meta.url);
const root = resolve(dirname(script), '..');
const output = resolve(process.argv[2] ?? join(root, 'node_modules', '.smartlinks'));
const geo = join(root, 'node_modules', '@ip-location-db', 'geo-whois-asn-country');
const crawlers = join(root, 'node_modules', 'crawler-user-agents');

for (const folder of [geo, crawlers]) {
  if (!existsSync(folder)) {
    console.error(`make-data: ${folder} is missing. Run npm ci first.`);
    process.exit(1);
  }
}

// npm may set any file time it likes, so "newer than" proves nothing: what went in is named instead.
const origin = JSON.stringify({
  script: createHash('sha256').update(readFileSync(script)).digest('hex'),
  countries: JSON.parse(readFileSync(join(geo, 'package.json'), 'utf8')).version,
  crawlers: JSON.parse(readFileSync(join(crawlers, 'package.json'), 'utf8')).version,
}, null, 2) + '\n';
const originFile = join(output, 'made-from.json');

if (existsSync(originFile) && readFileSync(originFile, 'utf8') === origin
    && existsSync(join(output, 'countries.bin')) && existsSync(join(output, 'crawlers.json'))) {
  process.exit(0);
}

mkdirSync(output, { recursive: true });
writeAtomically(join(output, 'countries.bin'), makeCountries());
writeAtomically(join(output, 'crawlers.json'), makeCrawlers());
// Last: an interrupted run is done again.
writeAtomically(originFile, origin);

function makeCountries() {
  const v4 = innermost(readRanges('geo-whois-asn-country-ipv4-num.csv'));
  const v6 = toUpperHalves(innermost(readRanges('geo-whois-asn-country-ipv6-num.csv')));
  const codes = ['  ', ...[...new Set([...v4, ...v6].map(range => range.code))].sort()];
  if (codes.length > 256) throw new Error(`${codes.length} countries do not fit a byte.`);
  const indexOf = new Map(codes.map((code, index) => [code, index]));

  const table4 = cover(v4, 0xFFFFFFFFn, indexOf);
  const table6 = cover(v6, 0xFFFFFFFFFFFFFFFFn, indexOf);
  const bytes = Buffer.alloc(4 + 4 + table4.length * 5 + 4 + table6.length * 9 + 2 + codes.length * 2);
  let at = bytes.write('SLC1', 0, 'latin1');
  at = bytes.writeUInt32LE(table4.length, at);
  for (const [start] of table4) at = bytes.writeUInt32LE(Number(start), at);
  for (const [, index] of table4) at = bytes.writeUInt8(index, at);
  at = bytes.writeUInt32LE(table6.length, at);
  for (const [start] of table6) at = bytes.writeBigUInt64LE(start, at);
  for (const [, index] of table6) at = bytes.writeUInt8(index, at);
  at = bytes.writeUInt16LE(codes.length, at);
  for (const code of codes) at += bytes.write(code, at, 'latin1');
  return bytes;
}

function readRanges(name) {
  return readFileSync(join(geo, name), 'latin1').split('\n').filter(line => line.trim() !== '').map((line, index) => {
    const [first, last, code] = line.trim().split(',');
    if (!/^[A-Z]{2}$/.test(code)) throw new Error(`${name}, line ${index + 1}: '${line}' has no country.`);
    return { first: BigInt(first), last: BigInt(last), code };
  });
}

// The rows overlap: an address belongs to the innermost range that holds it, which is the one begun last. Result: disjoint, ascending.
function innermost(ranges) {
  const sorted = ranges.slice().sort((a, b) => compare(a.first, b.first) || compare(b.last, a.last));
  const result = [];
  const open = [];
  let at = 0n;

  const emitUntil = last => {
    // Ranges that ended earlier lie below the one begun last; they have nothing left to give.
    const top = open.at(-1);
    if (top && at <= last) append(result, at, last, top.code);
  };
  const closeBefore = limit => {
    while (open.length > 0 && (limit === null || open.at(-1).last < limit)) {
      const { last } = open.at(-1);
      emitUntil(last);
      if (last + 1n > at) at = last + 1n;
      open.pop();
    }
  };

  for (const range of sorted) {
    closeBefore(range.first);
    emitUntil(range.first - 1n);
    if (range.first > at) at = range.first;
    open.push(range);
  }
  closeBefore(null);
  return result;
}

// One country for each upper half: the first known one in it, where the data divides it further.
function toUpperHalves(ranges) {
  const result = [];
  let next = 0n;
  for (const { first, last, code } of ranges) {
    const from = first >> 64n > next ? first >> 64n : next;
    const to = last >> 64n;
    if (from > to) continue;
    append(result, from, to, code);
    next = to + 1n;
  }
  return result;
}

function append(ranges, first, last, code) {
  const before = ranges.at(-1);
  if (before && before.code === code && before.last + 1n === first) before.last = last;
  else ranges.push({ first, last, code });
}

function cover(ranges, highest, indexOf) {
  const starts = [];
  let at = 0n;
  for (const { first, last, code } of ranges) {
    if (first > at) starts.push([at, 0]);
    starts.push([first, indexOf.get(code)]);
    at = last + 1n;
  }
  if (at <= highest) starts.push([at, 0]);
  return starts;
}

function makeCrawlers() {
  const entries = JSON.parse(readFileSync(join(crawlers, 'crawler-user-agents.json'), 'utf8'));
  const literals = new Set();
  const patterns = new Set();
  for (const { pattern } of entries) {
    const literal = asLiteral(pattern);
    if (literal === null) patterns.add(pattern);
    else literals.add(literal);
  }
  return JSON.stringify({ literals: [...literals].sort(ordinal), patterns: [...patterns].sort(ordinal) }, null, 1) + '\n';
}

// Null when the pattern says more than one text.
function asLiteral(pattern) {
  if (/\\[0-9A-Za-z]/.test(pattern)) return null;
  const bare = pattern.replace(/\\./gs, '');
  return /[\\^$.*+?()[\]{}|]/.test(bare) ? null : pattern.replace(/\\(.)/gs, '$1');
}

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

function ordinal(a, b) {
  return compare(a, b);
}

function writeAtomically(path, content) {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, content);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
