import type { DeliveryHeaders } from '../delivery.ts'
import { received } from '../delivery.ts'

/** Headers that can be listed and changed; names in lower case. */
export interface HeaderList {
  /** Those that can be listed: of a request that only answers questions, none. */
  readonly names: readonly string[]
  values(name: string): readonly string[]
  with(name: string, values: readonly string[]): HeaderList
  /** The same for equal headers. */
  readonly key: string
}

/** The headers of a delivery. */
export function headerList(headers: DeliveryHeaders): HeaderList {
  const names = [...new Set(namesOf(headers).map((name) => name.toLowerCase()))]
  const reader = received({ headers, body: '' }, undefined)
  return listOf(names, (name) => reader?.header(name) ?? [], new Map())
}

function listOf(
  names: readonly string[],
  read: (name: string) => readonly string[],
  changed: ReadonlyMap<string, readonly string[]>,
): HeaderList {
  return {
    names,
    values: (name) => changed.get(name) ?? read(name),
    with(name, values) {
      const all = names.includes(name) ? names : [...names, name]
      return listOf(all, read, new Map([...changed, [name, values]]))
    },
    key: JSON.stringify([...changed].sort()),
  }
}

function namesOf(headers: DeliveryHeaders): readonly string[] {
  const given: unknown = headers
  if (typeof given !== 'object' || given === null) return []
  if ('headerValues' in given) return []
  if (Symbol.iterator in given) {
    return [...(given as Iterable<readonly [string, string]>)].map(([name]) => name)
  }
  return Object.keys(given)
}
