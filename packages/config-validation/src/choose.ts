import type { Gathered } from './gather.ts'
import { fail } from './gathering.ts'
import { readAll, readItem } from './list-field.ts'
import { type Offers, sourceOf } from './offers.ts'
import type { Leaf, Plan } from './plan.ts'
import { forbiddenIn, saidOf } from './read-tree.ts'

/** What the schema is given for each leaf. */
export interface Chosen {
  readonly values: readonly unknown[]
}

/** For each leaf the value of the first layer that has one. */
export function choose({ reading }: Plan, gathered: Gathered): Chosen {
  const { layers } = gathered
  const values = layers.at(-1)?.values.slice() ?? []
  for (let at = layers.length - 2; at >= 0; at--) {
    const over = layers[at]?.values ?? []
    for (let i = 0; i < over.length; i++) if (over[i] !== undefined) values[i] = over[i]
  }
  for (const leaf of reading) {
    const offered = values[leaf.index]
    if (offered === undefined) continue
    const offers = winnerOf(leaf, layers)
    if (offers) values[leaf.index] = read(leaf, offered, offers, gathered)
  }
  return { values }
}

/** The layer whose value is used. */
export function winnerOf(leaf: Leaf, layers: readonly Offers[]): Offers | undefined {
  return layers.find(({ values }) => values[leaf.index] !== undefined)
}

function read(leaf: Leaf, offered: unknown, offers: Offers, to: Gathered): unknown {
  const { field, item } = leaf
  const isTexts = offers.layer.texts !== undefined
  if (!isTexts && field.isSecret && offers.layer.file) warnOfFile(leaf, offers, to)
  const isRead = isTexts || (typeof offered === 'string' && field.isTextInFiles)
  if (!isRead) {
    return item && Array.isArray(offered) ? offered.map((one) => readItem(one, item)) : offered
  }
  const value =
    typeof offered === 'string' ? field.read(offered) : item && readAll(offered as string[], item)
  if (value === undefined) {
    if (!to.failed.includes(leaf)) tellInvalid(leaf, offers, to)
    return offered
  }
  const bad = typeof value === 'object' && isTexts ? forbiddenIn(value, []) : undefined
  if (bad) {
    fail(to, leaf, { ...saidOf(bad), source: sourceOf(offers, leaf) })
    return undefined
  }
  return value
}

function tellInvalid(leaf: Leaf, offers: Offers, to: Gathered): void {
  const { expected } = leaf.field
  const source = sourceOf(offers, leaf)
  const fix = `correct ${source.name ?? 'it there'}`
  fail(to, leaf, { code: 'invalid', message: `must be ${expected}`, expected, source, fix })
}

function warnOfFile(leaf: Leaf, offers: Offers, to: Gathered): void {
  to.warnings.push({
    path: leaf.dotted,
    code: 'secret_in_file',
    message: 'is a secret among other configuration',
    source: sourceOf(offers, leaf),
    fix: `set ${leaf.names[0]?.name}, or ${leaf.names[0]?.file}`,
  })
}
