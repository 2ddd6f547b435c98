// The mistake this prevents: a small package that is small no longer. One import of a library, or
// of the wrong neighbour, and everyone who wanted a guard loads a metrics client. Budgets are
// bytes after minifying and gzip, without our other packages, the dependencies and the peers.
import { existsSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { bytesOf, loadsOf } from './bundled.ts'
import { type Entry, entries, packages } from './workspace.ts'

export const title: string = 'every entry point keeps to its size, and loads nothing forbidden'

const kilobyte = 1024
/** Bytes of an entry point that `budgets` does not name: a main one, and a subpath. */
const usual = { main: 8 * kilobyte, subpath: 6 * kilobyte }
const budgets: Readonly<Record<string, number>> = {
  '@sallyport/core': 6 * kilobyte,
  '@sallyport/health': 6 * kilobyte,
  '@sallyport/api-keys': 15 * kilobyte,
  '@sallyport/audit-chain': 46 * kilobyte, // a log whole: writer, recovery, queries, verifier
  '@sallyport/audit-chain/verify': 12 * kilobyte, // the whole verifier, and no writer
  '@sallyport/audit-chain/cluster': 9 * kilobyte, // reads an event as the log does, whatever it is made of
  '@sallyport/config-validation': 18 * kilobyte, // reads, validates, explains, reports, with every field
  '@sallyport/config-validation/watch': 12 * kilobyte, // to watch is to load
  '@sallyport/controls': 6 * kilobyte,
  '@sallyport/metrics/catalogs': 7 * kilobyte, // sixty-odd definitions, with the helps of all; who takes one list loads that
  '@sallyport/metrics/cluster': 10 * kilobyte, // registers and keeps series as the main entry does, which loads the same
  '@sallyport/slo': 15 * kilobyte, // recorders, sources, evaluation, the gate
  '@sallyport/slo/run-gate': 13 * kilobyte, // judges snapshots, and has every report
  '@sallyport/slo/sloth': 7 * kilobyte, // defines objectives, and reads YAML as Sloth does
  '@sallyport/webhook-auth': 12 * kilobyte, // the engine of all schemes, and what keeps replays out
  // All senders' together; who takes one loads the engine and that one.
  '@sallyport/webhook-auth/schemes': 18.5 * kilobyte,
  '@sallyport/webhook-auth/web': 13 * kilobyte, // the engine again, which reads keys itself
  '@sallyport/webhook-auth/keys': 9 * kilobyte, // sources of keys, and the engine that checks with them
  '@sallyport/webhook-auth/testing': 10 * kilobyte, // signs, and so has the engine
  '@sallyport/webhook-auth/explain': 20 * kilobyte, // the engine, and every hypothesis: for a terminal and tests
}

/** Stores that a main entry point brings along: measured for themselves, as the ones with a subpath are. */
const stores: Readonly<Record<string, readonly string[]>> = {
  '@sallyport/api-keys': ['stores/memory'],
  '@sallyport/controls': ['sources/settings-source'],
  '@sallyport/limits': ['memory-limit-store'],
  '@sallyport/webhook-auth': ['stores/memory-delivery-store'],
}

/** What an entry point may load neither itself nor through another package. */
const forbidden: readonly { entries: RegExp; names: RegExp }[] = [
  { entries: /^@sallyport\/(core(\/web)?|webhook-auth\/(web|schemes))$/, names: /^node:/ },
  { entries: /^@sallyport\/(?!metrics\/backends\/)/, names: /^(prom-client|hot-shots)(\/|$)/ },
  { entries: /^@sallyport\/(?!metrics\/|tracing)/, names: /^@opentelemetry\// },
  { entries: /^@sallyport\/(?!controls\/openfeature)/, names: /^@openfeature\// },
  { entries: /./, names: /^(vitest|fast-check|express|fastify|hono|pg|redis|ioredis)(\/|$)/ },
]

interface Measured {
  readonly entry: Entry
  readonly bytes: number
  readonly budget: number
  /** What it loads, itself and through other packages of ours. */
  readonly loads: readonly string[]
}

export async function check(root: string): Promise<string[]> {
  return (await measure(root)).flatMap(({ entry: { file, specifier }, bytes, budget, loads }) => {
    const bans = forbidden.filter((one) => one.entries.test(specifier))
    const banned = loads.filter((name) => bans.some(({ names }) => names.test(name)))
    return [
      ...(bytes > budget ? [`is ${bytes} bytes; ${budget} is the most`] : []),
      ...banned.map((name) => `loads ${name}`),
    ].map((what) => `${relative(root, file)}:1: ${specifier} ${what}`)
  })
}

/** The size of each entry point: the main ones, then the subpaths. */
export async function report(root: string): Promise<string[]> {
  const all = await measure(root)
  const isMain = ({ entry }: Measured): boolean => entry.subpath === '.'
  return [...all.filter(isMain), ...all.filter((one) => !isMain(one))].map(
    ({ entry, bytes, budget }) =>
      `${entry.specifier.padEnd(40)} ${`${bytes}`.padStart(6)} of ${budget} bytes`,
  )
}

async function measure(root: string): Promise<Measured[]> {
  const all = packages(root)
  const ours = new Map(all.flatMap(entries).map(({ specifier, file }) => [specifier, file]))
  const sources = all.flatMap((one) =>
    entries(one)
      .flatMap((entry) => [entry, ...storesOf(entry)])
      .map((entry) => ({ one, entry })),
  )
  return Promise.all(
    sources
      .filter(({ entry }) => existsSync(entry.file))
      .map(async ({ one, entry }) => {
        const otherwise = entry.subpath === '.' ? usual.main : usual.subpath
        const budget = budgets[entry.specifier] ?? otherwise
        return {
          entry,
          budget,
          bytes: await bytesOf(one, entry.file, stores[entry.specifier]),
          loads: await loadsOf(entry.file, ours),
        }
      }),
  )
}

const storesOf = ({ specifier, file, subpath }: Entry): Entry[] =>
  subpath !== '.'
    ? []
    : (stores[specifier] ?? []).map((name) => ({
        specifier: `${specifier} (${name})`,
        subpath: name,
        file: join(dirname(file), `${name}.ts`),
      }))
