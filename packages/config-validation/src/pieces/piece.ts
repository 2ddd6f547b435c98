import type { Secret } from '@sallyport/core'
import type * as z from 'zod/mini'

/** A part of a configuration: spread `shape` into the schema and `names` into the definition's. */
export interface Piece<T extends Sections> {
  /** Sections by name: to have more in one, `z.extend(piece.shape.section, { … })`. */
  readonly shape: { [K in keyof T]: Section<T[K]> }
  /** The names that these values have in the environment, without any prefix. */
  readonly names: { readonly [P in Paths<T>]?: string }
}

/** What the sections of a piece come to. */
export type Sections = Readonly<Record<string, object>>

/** A section as zod has it. */
export type Section<T extends object> = z.ZodMiniObject<
  { [K in keyof T]-?: SchemaOf<T[K]> },
  z.core.$strip
>

/** The schema of a value; of one that may be left out an optional one. */
export type SchemaOf<V> = undefined extends V
  ? z.ZodMiniOptional<z.ZodMiniType<Exclude<V, undefined>>>
  : [V] extends [Whole]
    ? z.ZodMiniType<V>
    : V extends object
      ? Section<V>
      : never

/** `statsd.host`, and whatever lies deeper. */
export type Paths<T> = {
  [K in keyof T & string]: NonNullable<T[K]> extends Whole ? K : `${K}.${Paths<T[K]>}`
}[keyof T & string]

/** What has no members of its own. */
type Whole = string | number | boolean | readonly string[] | Secret
