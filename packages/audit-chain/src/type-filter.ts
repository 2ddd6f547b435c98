import type { AuditEventType } from '@sallyport/core'
import { auditCategories } from './catalog.ts'
import type { TypeSet } from './filter.ts'

/** Types of events as a package exports them. */
export type EventCatalog = Readonly<Record<string, AuditEventType>>

/**
 * The types that names stand for: each for itself, for those of which it is an alias, and, where it ends
 * with `.*`, for all below it.
 */
export function typesOf(names: readonly string[], catalogs: readonly EventCatalog[]): TypeSet {
  const events = catalogs.flatMap((catalog) => Object.values(catalog))
  const plain = names.filter((name) => !name.endsWith('.*'))
  const aliased = events.filter(({ aliases = [] }) => plain.some((name) => aliases.includes(name)))
  return {
    exact: new Set([...plain, ...aliased.map(({ type }) => type)]),
    prefixes: names.filter((name) => name.endsWith('.*')).map((name) => name.slice(0, -1)),
  }
}

/** The types of a category. A type that says no category is in none. */
export function typesIn(category: string, catalogs: readonly EventCatalog[]): TypeSet {
  const events = catalogs.flatMap((catalog) => Object.values(catalog))
  const within = events.filter((event) => 'category' in event && event.category === category)
  return { exact: new Set(within.map(({ type }) => type)), prefixes: [] }
}

/** The names of the categories. */
export const categories: readonly string[] = Object.keys(auditCategories)
