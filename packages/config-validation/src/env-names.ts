import { misuse } from './misuse.ts'
import type { Leaf, LeafName } from './plan.ts'

/** Names of the environment that a value has besides its own. A former one is still read, and warned of. */
export type NamesOption = OneName | readonly OneName[]

/** A name, or one that is still read and warned of. */
export type OneName = string | { readonly former: string }

const wellFormed = /^[A-Za-z_][A-Za-z0-9_]*$/
const forbidden = /^(?:__proto__|constructor|prototype)$/

/** Names that could reach the prototype of an object. No object of ours is given one. */
export function isForbidden(name: string): boolean {
  return forbidden.test(name)
}

/** A forbidden name among the parts of a variable's: `APP____proto____X`. */
export function hasForbidden(rest: string): boolean {
  return /(?:^|__)(?:__proto__|proto|constructor|prototype)(?:__|$)/i.test(rest)
}

/** `['http', 'ipAllowlist']` is `HTTP__IP_ALLOWLIST`. */
export function derivedName(prefix: string, path: readonly string[]): string {
  return prefix + path.map(capitals).join('__')
}

function capitals(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase()
}

/** A leaf's names: those it was given, then the derived one, then the former ones. */
export function namesOf(
  derived: string,
  given: NamesOption | undefined,
  { isSecret, isList }: { readonly isSecret: boolean; readonly isList: boolean },
): readonly LeafName[] {
  const all: readonly OneName[] = given === undefined ? [] : [given].flat()
  const current = all.filter((one) => typeof one === 'string')
  const former = all.flatMap((one) => (typeof one === 'string' ? [] : [one.former]))
  const isFormer = (name: string): boolean => former.includes(name)
  return [...new Set([...current, derived, ...former])].map((name) => {
    if (typeof name !== 'string' || !wellFormed.test(name) || isForbidden(name)) {
      throw misuse('names', 'names of variables (A to Z, 0 to 9, _)', name)
    }
    return {
      name,
      isFormer: isFormer(name),
      ...(isSecret ? { file: `${name}_FILE` } : {}),
      ...(isList ? { items: `${name}__` } : {}),
    }
  })
}

/** Which name is whose. Two leaves of one name could not be told apart. */
export function namesIndex(leaves: readonly Leaf[]): ReadonlyMap<string, Leaf> {
  const byName = new Map<string, Leaf>()
  const taken = new Map<string, Leaf>()
  for (const leaf of leaves) {
    for (const { name, file } of leaf.names) {
      for (const one of file === undefined ? [name] : [name, file]) {
        const other = taken.get(one)
        if (other && other !== leaf) throw misuse('schema', clash(one, other, leaf))
        taken.set(one, leaf)
      }
      byName.set(name, leaf)
    }
  }
  return notItems(leaves, taken, byName)
}

function notItems(
  leaves: readonly Leaf[],
  taken: ReadonlyMap<string, Leaf>,
  byName: ReadonlyMap<string, Leaf>,
): ReadonlyMap<string, Leaf> {
  for (const [name, leaf] of taken) {
    for (const list of leaves) {
      const isItem = list.names.some(({ items }) => items !== undefined && isItemOf(name, items))
      if (isItem) throw misuse('schema', clash(name, list, leaf))
    }
  }
  return byName
}

/** Whether a variable is one of a list's: `NAME__0`. */
export function isItemOf(name: string, items: string): boolean {
  return name.startsWith(items) && /^\d+$/.test(name.slice(items.length))
}

const clash = (name: string, one: Leaf, other: Leaf): string =>
  `a name of the environment for each value; ${name} would be that of ${one.dotted} and of ${other.dotted}`
