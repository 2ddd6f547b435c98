// The mistake this prevents: a small package that is small no longer. One import of a library, or
// of the wrong neighbour, and everyone who wanted a guard loads a metrics client. Budgets are
// bytes after minifying and gzip, without our other packages, the dependencies and the peers.
import { existsSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { bytesOf, loadsOf } from './bundled.ts'
import { budgets, stores, usual } from './size-budgets.ts'
import { type Entry, entries, packages } from './workspace.ts'

export const title: string = 'every entry point keeps to its size, and loads nothing forbidden'

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
