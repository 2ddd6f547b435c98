/** What values have to keep to together. */
export interface Rule {
  readonly paths: readonly string[]
  /** True, or what is wrong: a sentence without the values. False says so in general. */
  check(values: readonly unknown[]): boolean | string
}

/** The values of a rule's paths, in their order. */
export type RuleValues<P extends readonly string[], T> = {
  readonly [K in keyof P]: P[K] extends string ? At<T, P[K]> : never
}

/** The type of what stands at a dotted path. */
export type At<T, P extends string> = P extends `${infer Head}.${infer Rest}`
  ? Head extends keyof NonNullable<T>
    ? At<NonNullable<T>[Head], Rest>
    : unknown
  : P extends keyof NonNullable<T>
    ? NonNullable<T>[P]
    : unknown

/** {@link rule} where the type of the configuration is known: `rules: (rule) => [rule(…)]`. */
export type RuleMaker<T> = <const P extends readonly string[]>(
  paths: P,
  check: (values: RuleValues<P, T>) => boolean | string,
) => Rule

/**
 * A rule over several values. It is asked when all of them are valid, whatever else is wrong. In a
 * definition, `rules: (rule) => [rule(…)]` knows the values' types; alone, say them.
 *
 * @example
 * ```ts
 * import { rule } from '@sallyport/config-validation'
 *
 * const limits = rule(
 *   ['soft', 'hard'],
 *   ([soft, hard]: readonly [number, number]) => soft <= hard || 'the soft limit is above the hard one',
 * )
 * console.log(limits.check([2, 1])) // prints: the soft limit is above the hard one
 * ```
 */
export function rule<const P extends readonly string[], V extends readonly unknown[]>(
  paths: P,
  check: (values: V) => boolean | string,
): Rule {
  // The values are those of the paths, in their order: what V says of them is its author's word.
  return { paths, check: (values) => check(values as V) }
}
