/** What a flag may hold. */
export type FlagValue = boolean | number | string

/** A switch. */
export interface BooleanFlag {
  readonly kind: 'boolean'
  readonly default: boolean
  /** What it does, in one sentence for whoever turns it. */
  readonly help: string
}

/** A number within bounds. */
export interface NumberFlag {
  readonly kind: 'number'
  readonly default: number
  readonly help: string
  readonly min?: number
  readonly max?: number
  /** Whether fractions are refused. @default false */
  readonly whole?: boolean
}

/** A text. */
export interface TextFlag {
  readonly kind: 'text'
  readonly default: string
  readonly help: string
  /** In UTF-16 units. @default 1_000 */
  readonly maxLength?: number
}

/** One of several words. */
export interface ChoiceFlag<C extends string = string> {
  readonly kind: 'choice'
  readonly choices: readonly C[]
  readonly default: C
  readonly help: string
}

/** A flag, as data. */
export type Flag = BooleanFlag | NumberFlag | TextFlag | ChoiceFlag

/** The flags of a service, by name: `snake_case`, at most 64 characters. */
export type Definition = Readonly<Record<string, Flag>>

/** What a flag holds. */
export type ValueOf<F> = F extends { readonly kind: 'boolean' }
  ? boolean
  : F extends { readonly kind: 'number' }
    ? number
    : F extends { readonly kind: 'choice'; readonly choices: readonly (infer C)[] }
      ? C
      : string

/** What all flags hold. */
export type ValuesOf<D> = { readonly [N in keyof D]: ValueOf<D[N]> }
