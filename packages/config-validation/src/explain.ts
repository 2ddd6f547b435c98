import { type ConfigDefinition, memberAt } from './define-config.ts'
import type { Gathered } from './gather.ts'
import { placeOf, type Source } from './layer.ts'
import { misuse } from './misuse.ts'
import { sourceOf } from './offers.ts'
import type { Leaf } from './plan.ts'
import { shownValue } from './shown.ts'
import { nearest } from './suggest.ts'

/** Where a value comes from, and what it won over. */
export interface Explanation {
  /** `redis.url` */
  readonly path: string
  /** Every layer that has a value, the winner first; empty where there is none. */
  readonly offers: readonly Offer[]
}

/** What one layer has for a value. */
export interface Offer {
  readonly source: Source
  /** The one that is used. */
  readonly isWinner: boolean
  /** As it was given; a secret, and who a URL logs in as, is `[secret]`. */
  readonly shown: string
}

/** Every layer's offer for one value. */
export function explain(
  path: string,
  { plan }: Pick<ConfigDefinition, 'plan'>,
  { layers }: Pick<Gathered, 'layers'>,
): Explanation {
  const leaf = memberAt(plan.root, path.split('.'))
  if (leaf === undefined || 'members' in leaf) throw unknown(path, plan.leaves)
  const offers = layers
    .filter(({ values }) => values[leaf.index] !== undefined)
    .map((one) => ({ source: sourceOf(one, leaf), value: one.values[leaf.index] }))
  if (leaf.default !== undefined) offers.push({ source: { kind: 'default' }, value: leaf.default })
  return {
    path,
    offers: offers.map(({ source, value }, index) => ({
      source,
      isWinner: index === 0,
      shown: leaf.field.isSecret ? '[secret]' : shownValue(value),
    })),
  }
}

function unknown(path: string, leaves: readonly Leaf[]): TypeError {
  const paths = leaves.map(({ dotted }) => dotted)
  const meant = nearest(path, paths)
  return misuse(
    'path',
    `that of a value${meant === undefined ? '' : ` (did you mean ${meant}?)`}`,
    path,
  )
}

/** An explanation in one line: `port = 8080 (PORT), over 3000 (default)`. */
export function explanationText({ path, offers }: Explanation): string {
  const [winner, ...losers] = offers.map(({ shown, source }) => `${shown} (${placeOf(source)})`)
  if (winner === undefined) return `${path} is not set`
  return `${path} = ${winner}${losers.length === 0 ? '' : `, over ${losers.join(', ')}`}`
}
