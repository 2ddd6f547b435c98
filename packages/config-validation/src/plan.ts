import type * as z from 'zod/mini'
import type { Field } from './field.ts'

/** What a definition's schema comes to: made once, read with every loading. */
export interface Plan {
  readonly leaves: readonly Leaf[]
  /** Every name of the environment that means something. */
  readonly byName: ReadonlyMap<string, Leaf>
  /** `APP__`; empty when there is no prefix. */
  readonly prefix: string
}

/** A value that the environment can give as one text. */
export interface Leaf {
  readonly path: readonly string[]
  /** `redis.url` */
  readonly dotted: string
  readonly schema: z.core.$ZodType
  /** Its own, or what its zod type comes to. */
  readonly field: Field
  /** The first is the one to use and to name in documents. */
  readonly names: readonly LeafName[]
  /** Whether loading fails without it. */
  readonly isRequired: boolean
  /** Of the schema; undefined when there is none. */
  readonly default?: unknown
  /** An array's: `NAME__0` is read as well, each by this. */
  readonly item?: Field
}

/** A name of the environment. */
export interface LeafName {
  readonly name: string
  /** Still read; whoever uses it is told of the first one. */
  readonly isFormer: boolean
}
