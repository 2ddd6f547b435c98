import { type $ZodRegistry, registry } from 'zod/v4/core'

/** How a value is written where there is only text; what it must be is zod's to say. */
export interface Field<T = unknown> {
  /** Its name in documents: `port`, `duration`. */
  readonly kind: string
  /** Ends the sentence "must be …". Never has the value in it. */
  readonly expected: string
  /** The value that a text stands for; undefined when it stands for none. Throws never. */
  read(text: string): T | undefined
  /** As the environment writes it: `read(write(value))` is the value again. Never called for a secret's value. */
  write(value: T): string
  /** Texts in a file are read too: `"5m"`. @default false: a file says numbers and booleans as such */
  readonly isTextInFiles?: boolean
  /** Redacted wherever it is shown; `NAME_FILE` names a file with it. @default false */
  readonly isSecret?: boolean
  /** One sentence for whoever sets it. @default the description that the schema has in zod */
  readonly help?: string | undefined
  /** What `.env.example` shows; refused in production where it is a secret. */
  readonly example?: string | undefined
  /** Whether there must be one, where the schema itself leaves it out. @default 'schema' */
  readonly required?: 'schema' | 'production' | { readonly when: string }
  /** Changed by a reload alone it does not work: the process must start again. @default false */
  readonly needsRestart?: boolean
  /** What a file may say, as JSON Schema. @default what zod makes of the schema */
  readonly jsonSchema?: Readonly<Record<string, unknown>>
}

/** What the fields of this package know beyond their schema. Wrappers of a schema keep it. */
export const fields: $ZodRegistry<Field> = registry<Field>()

/** How a text is read that is its value: a leaf with this very function is not read at all. */
export const verbatim = (text: string): string => text

/** When there must be a list, whose field follows from its items'. */
export const listNeeds: $ZodRegistry<Pick<Field, 'required'>> = registry<Pick<Field, 'required'>>()
