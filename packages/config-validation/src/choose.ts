import type { Gathered } from './gather.ts'
import { readAll, readItem } from './list-field.ts'
import { type Offers, sourceOf } from './offers.ts'
import type { Leaf, Plan } from './plan.ts'
import { forbiddenIn, saidOf } from './read-tree.ts'

/** What the schema is given for each leaf, and which layer it is from. */
export interface Chosen {
  readonly values: readonly unknown[]
  readonly winners: readonly (Offers | undefined)[]
}

/** For each leaf the value of the first layer that has one. */
export function choose({ leaves }: Plan, gathered: Gathered): Chosen {
  const { layers } = gathered
  const values: unknown[] = new Array(leaves.length)
  const winners: (Offers | undefined)[] = new Array(leaves.length)
  for (let i = 0; i < leaves.length; i++) {
    for (const offers of layers) {
      const offered = offers.values[i]
      if (offered === undefined) continue
      winners[i] = offers
      values[i] = read(leaves[i] as Leaf, offered, offers, gathered)
      break
    }
  }
  return { values, winners }
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
    if (!to.failed.has(leaf)) tellInvalid(leaf, offers, to)
    return offered
  }
  const bad = typeof value === 'object' && isTexts ? forbiddenIn(value, []) : undefined
  if (bad) {
    to.fail(leaf, { ...saidOf(bad), source: sourceOf(offers, leaf) })
    return undefined
  }
  return value
}

function tellInvalid(leaf: Leaf, offers: Offers, to: Gathered): void {
  const { expected } = leaf.field
  const source = sourceOf(offers, leaf)
  const fix = `correct ${source.name ?? 'it there'}`
  to.fail(leaf, { code: 'invalid', message: `must be ${expected}`, expected, source, fix })
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
