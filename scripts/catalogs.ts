import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { MetricDefinition } from '../packages/core/src/index.ts'
import { entries, packages } from './workspace.ts'

/** A list of metrics that a package exports. */
export interface PackageCatalog {
  /** `webhookMetrics`. */
  readonly name: string
  /** Where one imports it from: the first entry point that has it. */
  readonly specifier: string
  readonly file: string
  readonly metrics: readonly MetricDefinition[]
}

/** What the packages say that they measure, and their other words: events, their aliases, reasons. */
export interface Vocabulary {
  readonly catalogs: readonly PackageCatalog[]
  readonly words: ReadonlySet<string>
}

/** Reads what all packages export: a list is whatever is an object of nothing but definitions. */
export async function vocabulary(root: string): Promise<Vocabulary> {
  const seen = new Set<unknown>()
  const catalogs: PackageCatalog[] = []
  const words = new Set<string>()
  for (const { specifier, file } of packages(root).flatMap(entries)) {
    if (!/\w(Metrics|Catalog|Events|[rR]easons)\b/.test(readFileSync(file, 'utf8'))) continue
    const exported = (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>
    for (const [name, value] of Object.entries(exported)) {
      if (seen.has(value) || typeof value !== 'object' || value === null) continue
      seen.add(value)
      const all = Object.entries(value) as [string, Partial<Described> | undefined][]
      if (isCatalog(all)) {
        catalogs.push({ name, specifier, file, metrics: Object.values(value) })
        continue
      }
      for (const [key, one] of all) {
        if (typeof one === 'string') words.add(one)
        if (one?.meaning) words.add(key)
        if (one?.type) for (const word of [one.type, ...(one.aliases ?? [])]) words.add(word)
      }
    }
  }
  return { catalogs, words }
}

/** What an exported definition may have: a metric's, an event's, a reason's. */
interface Described extends MetricDefinition {
  readonly type: string
  readonly meaning: string
}

const isCatalog = (all: readonly (readonly [string, Partial<Described> | undefined])[]): boolean =>
  all.length > 0 && all.every(([, one]) => one?.id && one.kind && one.unit && one.labels)
